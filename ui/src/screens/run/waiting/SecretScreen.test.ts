import { expect, test } from 'vitest';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { atSeconds, find, get, key, open, pass, press, screen, type, words } from '../run-test-support';

atSeconds(60);
const SECRET = 'FA4EFA4E0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF01234567';

test('the field hides what is pasted and is left alone by helpers', async () => {
  await open(fixtures.secretDeclined());
  const field = get<HTMLInputElement>('secret-field');
  expect(field.type).toBe('password');
  expect(field.autocomplete).toBe('off');
  expect(field.getAttribute('spellcheck')).toBe('false');
  expect(words(document.querySelector('main'))).toContain('The Consumer Key must end in …x7Qk');
});

test('the field is empty before the secret is on its way, and the page keeps no trace of it', async () => {
  const host = await open(fixtures.secretDeclined());
  let duringTheCall = 'not called';
  host.on('bring_secret', async () => {
    duringTheCall = get<HTMLInputElement>('secret-field').value;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return fixtures.secretDeclined({ code: 'secret_not_accepted', params: {}, salesforce: null });
  });
  await type('secret-field', SECRET);
  await press('keep-secret');
  expect(duringTheCall).toBe('');
  expect(get('keep-secret').getAttribute('aria-busy')).toBe('true');
  await pass(1);
  expect(host.asked('bring_secret')).toEqual([{ id: fixtures.RUN_ID, secret: SECRET }]);
  expect(get<HTMLInputElement>('secret-field').value).toBe('');
  expect(document.documentElement.innerHTML).not.toContain(SECRET);
  expect(get('problem-secret_not_accepted').getAttribute('role')).toBe('alert');
  expect(get('secret-field').getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(get('secret-field'));
});

test('Ctrl+Enter sends it, too', async () => {
  const host = await open(fixtures.secretDeclined());
  host.on('bring_secret', () => fixtures.done());
  await type('secret-field', SECRET);
  await key({ key: 'Enter', ctrlKey: true });
  expect(host.asked('bring_secret')).toHaveLength(1);
  expect(screen()).toBe('done');
});

test('an empty field is explained, not sent', async () => {
  const host = await open(fixtures.secretDeclined());
  await press('keep-secret');
  expect(host.asked('bring_secret')).toEqual([]);
  expect(document.activeElement).toBe(get('secret-field'));
  expect(words(document.querySelector('.note-bad'))).toContain('Paste the Consumer Secret first.');
});

test('the switch of the org is asked about before it is touched', async () => {
  const host = await open(fixtures.secretDeclined());
  host.on('read_secret_after_all', () => fixtures.done());
  await press('turn-on-read-off');
  expect(host.asked('read_secret_after_all')).toEqual([]);
  expect(words(document.querySelector('[role=group]'))).toContain('Acme Corp – UAT');
  expect(document.activeElement).toBe(get('confirm-turn-on-read-off'));
  await press('keep-switch-off');
  expect(document.activeElement).toBe(get('turn-on-read-off'));
  await press('turn-on-read-off');
  await press('confirm-turn-on-read-off');
  expect(host.asked('read_secret_after_all')).toHaveLength(1);
});

test('one can finish without it, or come back later', async () => {
  const host = await open(fixtures.secretDeclined());
  host.on('finish_without_secret', () => fixtures.done({ secret: 'none' }));
  await press('finish-without-secret');
  expect(screen()).toBe('done');
  expect(words(get('secret-value'))).toBe('Not kept here. Finish this later, from Setup.');
  expect(find('copy-secret')).toBeNull();
});

test('opening Setup marks the first step, and a refusal stands above the page', async () => {
  const host = await open(fixtures.secretDeclined());
  host.on('open_app_in_setup', () => null);
  await press('open-app-in-setup');
  expect(words(get('open-app-in-setup'))).toBe('Open again');
  host.on('open_app_in_setup', () => {
    throw { code: 'browser_not_opened', params: {}, salesforce: null };
  });
  await press('open-app-in-setup');
  expect(session.problem?.code).toBe('browser_not_opened');
});
