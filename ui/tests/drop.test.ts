// Files dragged onto the window: a zone says beforehand whether they are taken; key files and blueprints go the way of
// their buttons.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { click, find, maybe, open, screen, settle } from './page';

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
    expect(document.body.textContent).toContain('neither certificates and private keys nor one blueprint');
    expect(host.asked('take_dropped_key_pair')).toEqual([]);
  });
});

describe('a blueprint', () => {
  const dropped = { files: 'dropped', kind: 'blueprint' } as const;
  const refused = problem('blueprint_unreadable', {
    reason: 'blueprint_reason_unknown',
    setting: 'lable',
    line: '3',
    column: '9',
  });

  it('dropped on the first screen becomes a draft whose org is asked for', async () => {
    const host = await open(new FakeHost());
    await tell(host, { files: 'over', kind: 'blueprint' });
    expect(find('drop-zone').dataset.taken).toBe('true');
    await tell(host, dropped);
    expect(maybe('drop-zone')).toBeNull();
    expect(screen()).toBe('change-org');
    expect(host.asked('take_dropped_blueprint')).toEqual([{}]);
    await click('try-practice');
    expect(host.asked('new_draft')).toEqual([]);
    expect(screen()).toBe('check');
  });

  it('comes by the button and by the menu too, and nothing happens when the person cancels', async () => {
    const host = await open(new FakeHost());
    await click('open-blueprint');
    expect(screen()).toBe('change-org');
    host.on('open_blueprint', () => null).menu('open_blueprint');
    await settle();
    expect(host.asked('open_blueprint')).toHaveLength(2);
    expect(screen()).toBe('welcome');
    // What the first one brought is kept.
    expect(host.asked('delete_draft')).toEqual([]);
  });

  it('says what is wrong with it and where, and the next one is taken', async () => {
    const host = await open(new FakeHost());
    host.on('take_dropped_blueprint', () => {
      throw refused;
    });
    await tell(host, dropped);
    expect(screen()).toBe('welcome');
    expect(document.body.textContent).toContain('“lable” is no setting of a blueprint (line 3, column 9).');
    await click('open-blueprint');
    expect(screen()).toBe('change-org');
    expect(maybe('problem-blueprint_unreadable')).toBeNull();
  });

  it('is refused in words on any other page', async () => {
    const host = await open(atFlows(), true);
    await tell(host, { files: 'over', kind: 'blueprint' });
    expect(find('drop-zone').dataset.taken).toBe('false');
    await tell(host, dropped);
    expect(document.body.textContent).toContain('A blueprint can be dropped on the first screen only');
    expect(host.asked('take_dropped_blueprint')).toEqual([]);
    expect(screen()).toBe('flows');
  });
});
