import { describe, expect, test } from 'vitest';
import type { Line } from '../../../host/types';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { after } from '../run-fixtures';
import { atSeconds, find, get, open, pass, press, screen, settle, words } from '../run-test-support';

const START = 80;
atSeconds(START);
const SECRET = 'FA4EFA4E0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF01234567';
const main = () => words(document.querySelector('main'));

async function openDone(run = fixtures.done()) {
  const host = await open(run);
  return host
    .on('reveal_secret', () => SECRET)
    .on('copy_value', ({ what }) => ({ clears_at: what === 'secret' ? after(START + 30) : null }));
}

test('ID and addresses stand there whole, also where the row is too short for them', async () => {
  await openDone();
  expect(words(get('client-id'))).toBe(fixtures.CLIENT_ID);
  expect(words(get('sign-in-address'))).toBe('https://acme--uat.sandbox.my.salesforce.com');
  expect(words(get('token-address'))).toBe('https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token');
  expect(get('curl').textContent).toContain('client_secret="$CLIENT_SECRET"');
});

describe('the secret', () => {
  test('is hidden until asked for, and hidden again after 30 s', async () => {
    await openDone();
    expect(words(get('secret-value'))).not.toContain(SECRET);
    await press('show-secret');
    expect(words(get('secret-value'))).toBe(SECRET);
    expect(words(get('show-secret'))).toBe('Hide – 30 s');
    await pass(12);
    expect(words(get('show-secret'))).toBe('Hide – 18 s');
    await pass(18);
    expect(document.documentElement.innerHTML).not.toContain(SECRET);
    expect(words(get('show-secret'))).toBe('Show');
  });

  test.each([
    ['the window loses the focus', () => window.dispatchEvent(new Event('blur'))],
    ['the window is hidden', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['Hide is pressed', () => get('show-secret').click()],
  ])('is hidden when %s', async (_, happen) => {
    await openDone();
    await press('show-secret');
    happen();
    await settle();
    expect(document.documentElement.innerHTML).not.toContain(SECRET);
  });

  test('is copied without passing through the page, and counts down until it is cleared', async () => {
    const host = await openDone();
    await press('copy-secret');
    expect(host.asked('copy_value')).toEqual([{ id: fixtures.RUN_ID, what: 'secret' }]);
    expect(host.asked('reveal_secret')).toEqual([]);
    expect(words(get('copy-secret'))).toBe('Copied – clears in 30 s');
    await pass(6);
    expect(words(get('copy-secret'))).toBe('Copied – clears in 24 s');
    await pass(24);
    expect(words(get('copy-secret'))).toBe('Copy Client secret');
  });

  test('is no longer counted down once something else is on the clipboard', async () => {
    await openDone();
    await press('copy-secret');
    await press('copy-client-id');
    expect(words(get('copy-secret'))).toBe('Copy Client secret');
    expect(words(get('copy-client-id'))).toBe('Copied');
  });

  test('says so where the desktop cannot clear the clipboard', async () => {
    const host = await openDone();
    host.on('copy_value', () => ({ clears_at: null }));
    await press('copy-secret');
    expect(main()).toContain('This desktop can’t clear the clipboard.');
  });

  test.each([
    ['keychain', 'Kept in this computer’s keychain, nowhere else'],
    ['memory', 'Kept until you close Orgkey'],
    ['none', 'Not kept here. Finish this later, from Setup.'],
  ] as const)('kept in: %s', async (secret, expected) => {
    await openDone(fixtures.done({ secret }));
    expect(main()).toContain(expected);
    expect(find('show-secret') === null).toBe(secret === 'none');
  });
});

describe('handing over', () => {
  test('the sheet is saved where the person says', async () => {
    const host = await openDone();
    host.on('save_hand_over', () => '/home/dana/acme-billing-sync.html');
    await press('save-hand-over');
    expect(words(get('saved-hand-over'))).toBe('Saved: /home/dana/acme-billing-sync.html');
    host.on('save_hand_over', () => null);
    await press('save-hand-over');
    expect(find('saved-hand-over')).toBeNull();
  });

  test('curl can be copied and looked at', async () => {
    const host = await openDone();
    await press('copy-curl');
    expect(host.asked('copy_value')).toEqual([{ id: fixtures.RUN_ID, what: 'curl' }]);
    expect(get('curl').hidden).toBe(true);
    await press('show-curl');
    expect(get('curl').hidden).toBe(false);
  });
});

test('the summary counts what was proved', async () => {
  await openDone();
  const rows = words(get('flow-summary-authorization-code'));
  expect(rows).toContain('A person can sign in and make a call3 of 3');
  expect(rows).toContain('What must be refused was refused5 of 5');
  expect(rows).toContain('It stays connected, and tokens can be taken back2 of 2');
});

test('what is not proven is not called ready', async () => {
  await openDone(fixtures.done({ report: fixtures.report(fixtures.proven, fixtures.notProven) }));
  expect(words(document.querySelector('h1'))).toBe('Acme Billing Sync is created, but not all of it is proven');
  expect(get('flow-summary-client-credentials').dataset.verdict).toBe('not_proven');
});

test('what is left over is said by name', async () => {
  const remainders: Line[] = [
    { id: 'remainder_secret_switch_on', params: {} },
    { id: 'remainder_read_back_differs', params: { what: 'Callback', wanted: 'https://a', found: 'https://b' } },
  ];
  await openDone(fixtures.done({ remainders }));
  expect(words(get('remainders'))).toContain('is still on');
  expect(words(get('remainders'))).toContain('Callback: the plan says “https://a”, Salesforce has “https://b”.');
});

test('finishing leads home; another app starts in the same org', async () => {
  const host = await openDone();
  await press('start-another');
  expect(host.asked('use_org')[0]?.org).toBe(fixtures.done().org.id);
  expect(session.screen).toBe('step');
  expect(screen()).toBeDefined();
});
