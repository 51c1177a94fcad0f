// Where secrets are kept when that is not the keychain: why, and the ways on.
import { describe, expect, it, vi } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Code, KeychainState, Start } from '../src/host/types';
import { session } from '../src/session.svelte';
import { click, find, maybe, open, settle } from './page';

const untilClosed = (code: Code, accepted = false): KeychainState => ({
  keychain: 'until_closed',
  problem: problem(code),
  accepted,
});

async function at(keychain: KeychainState): Promise<FakeHost> {
  const host = new FakeHost().on('start', () => fixtures.start({ keychain }));
  await open(host);
  return host;
}

describe('the keychain', () => {
  it('is not spoken of while it works', async () => {
    await at({ keychain: 'working' });
    expect(maybe('check-keychain')).toBeNull();
  });

  it.each<[Code, string]>([
    ['keychain_missing', 'gnome-keyring'],
    ['keychain_locked', 'Unlock it'],
    ['keychain_denied', 'allow Orgkey'],
    ['keychain_silent', 'Look for its question'],
  ])('says what to do: %s', async (code, words) => {
    await at(untilClosed(code));
    expect(find(`problem-${code}`).textContent).toContain(words);
  });

  it('is tried again without a restart, and says that it works', async () => {
    const host = await at(untilClosed('keychain_missing'));
    await click('check-keychain');
    expect(host.asked('check_keychain')).toHaveLength(1);
    expect(maybe('problem-keychain_missing')).toBeNull();
    expect(session.announcer.words).toContain('The keychain works');
  });

  it('goes on until Orgkey closes, and can still be tried', async () => {
    const host = await at(untilClosed('keychain_denied'));
    host.on('keep_until_closed', () => fixtures.start({ keychain: untilClosed('keychain_denied', true) }));
    await click('keep-until-closed');
    expect(maybe('problem-keychain_denied')).toBeNull();
    expect(find('keychain-accepted').textContent).toContain('until you close Orgkey');
    expect(find('check-keychain')).not.toBeNull();
  });

  it('is waited for, and its answer is heard', async () => {
    const host = new FakeHost().on('start', () =>
      fixtures.start({ keychain: { keychain: 'asking' }, orgs: [fixtures.org('sandbox', { signed_in: false })] }),
    );
    await open(host);
    // Nobody knows yet whether that is needed.
    expect(document.body.textContent).not.toContain('Sign in again');
    await vi.waitFor(() => expect(find('keychain-asking').textContent).toContain('answer it there'), {
      timeout: 25_000,
    });
    expect(session.announcer.words).toContain('answer it there');
    host.on('start', () => fixtures.start());
    host.change({ changed: 'keychain' });
    await settle();
    expect(maybe('keychain-asking')).toBeNull();
  });
});

describe('what the first screen shows', () => {
  it('is the newest answer, also when an older one comes late', async () => {
    let late = (_: Start) => {};
    const host = new FakeHost();
    await open(host);
    host.on('start', () => new Promise<Start>((resolve) => (late = resolve)) as unknown as Start);
    host.change({ changed: 'keychain' });
    await settle();
    host.on('start', () => fixtures.start({ keychain: { keychain: 'working' } }));
    host.change({ changed: 'keychain' });
    await settle();
    late(fixtures.start({ keychain: untilClosed('keychain_missing') }));
    await settle();
    expect(maybe('problem-keychain_missing')).toBeNull();
  });

  it('keeps its notice while the keychain is tried again', async () => {
    const host = await at(untilClosed('keychain_missing'));
    let answer = (_: Start) => {};
    host.on('check_keychain', () => new Promise<Start>((resolve) => (answer = resolve)) as unknown as Start);
    await click('check-keychain');
    host.on('start', () => fixtures.start({ keychain: { keychain: 'asking' } }));
    host.change({ changed: 'keychain' });
    await settle();
    expect(maybe('problem-keychain_missing')).not.toBeNull();
    answer(fixtures.start());
    await settle();
    expect(maybe('problem-keychain_missing')).toBeNull();
  });
});

describe('secrets without an owner', () => {
  const left = [
    { id: 'left_session', params: { of: '00D000000000001EAA' } },
    { id: 'left_private_key', params: { of: 'AB:CD' } },
  ];

  it('are looked for when asked, shown one by one, and deleted', async () => {
    const host = await open(new FakeHost().on('left_secrets', () => left));
    await click('help');
    expect(host.asked('left_secrets')).toEqual([]);
    await click('find-left-secrets');
    expect(find('left-secrets').textContent).toContain('Access token for org 00D000000000001EAA');
    expect(find('left-secrets').textContent).toContain('Private key of a certificate (AB:CD)');
    await click('delete-left-secrets');
    expect(host.asked('delete_left_secrets')).toEqual([]);
    expect(find('left-secrets').textContent).toContain('gone then');
    await click('confirm-delete-left');
    expect(host.asked('delete_left_secrets')).toEqual([{}]);
    expect(document.activeElement).toBe(find('find-left-secrets'));
    expect(maybe('left-secrets')).toBeNull();
    expect(find('no-left-secrets').textContent).toContain('nothing but what belongs');
  });

  it('are not looked for in a keychain that is not used', async () => {
    await at(untilClosed('keychain_missing', true));
    await click('help');
    expect(maybe('find-left-secrets')).toBeNull();
  });

  it('stay on the list when the keychain refuses', async () => {
    const refuses = () => {
      throw problem('keychain_denied');
    };
    const host = await open(new FakeHost().on('left_secrets', () => left).on('delete_left_secrets', refuses));
    await click('help');
    await click('find-left-secrets');
    await click('delete-left-secrets');
    await click('confirm-delete-left');
    host.on('start', () => fixtures.start({ keychain: untilClosed('keychain_denied') }));
    host.change({ changed: 'keychain' });
    await settle();
    expect(document.querySelectorAll('[data-test="problem-keychain_denied"]').length).toBeGreaterThan(0);
    expect(find('check-keychain')).not.toBeNull();
    expect(find('left-secrets').textContent).toContain('AB:CD');
  });
});
