// Files dragged onto the window: a zone says beforehand whether they are taken; key files go the way of the button.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { find, maybe, open, screen, settle } from './page';

const jwt = { ...fixtures.answers().flows, connects: 'i_know' as const, authorization_code: false, jwt_bearer: true };
const atFlows = () => new FakeHost(fixtures.draftView('flows', { answers: fixtures.answers({ flows: jwt }) }));

async function tell(host: FakeHost, drop: Parameters<FakeHost['drop']>[0]) {
  host.drop(drop);
  await settle();
}

describe('a certificate dropped on the window', () => {
  it('is announced by a zone, which goes with the files', async () => {
    const host = await open(atFlows(), true);
    await tell(host, { files: 'over', kind: 'key_files' });
    expect(find('drop-zone').dataset.taken).toBe('true');
    await tell(host, { files: 'left' });
    expect(maybe('drop-zone')).toBeNull();
  });

  it('is taken from any page of the step, once', async () => {
    const host = await open(atFlows(), true);
    await tell(host, { files: 'dropped', kind: 'key_files' });
    expect(screen()).toBe('key');
    expect(host.asked('take_dropped_key_pair')).toEqual([{ id: 'd1' }]);
    expect(maybe('certificate-check-together')).not.toBeNull();
    await tell(host, { files: 'dropped', kind: 'key_files' });
    expect(host.asked('take_dropped_key_pair')).toHaveLength(2);
  });

  it('says at its place what is wrong with it', async () => {
    const refused = problem('key_file_unreadable', { detail: 'x' });
    const host = atFlows().on('take_dropped_key_pair', () => {
      throw refused;
    });
    await open(host, true);
    await tell(host, { files: 'dropped', kind: 'key_files' });
    expect(document.body.textContent).toContain('Orgkey can’t read this file');
  });

  it('is refused in words where nothing takes it, and so is any other file', async () => {
    const host = await open(new FakeHost());
    await tell(host, { files: 'over', kind: 'key_files' });
    expect(find('drop-zone').dataset.taken).toBe('false');
    await tell(host, { files: 'dropped', kind: 'key_files' });
    expect(document.body.textContent).toContain('No app that proves itself with a certificate is open');
    await tell(host, { files: 'dropped', kind: 'other' });
    expect(document.body.textContent).toContain('neither certificates nor private keys');
    expect(host.asked('take_dropped_key_pair')).toEqual([]);
  });
});
