import { expect, test } from 'vitest';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { atSeconds, find, get, key, open, pass, press, screen, type, words } from '../run-test-support';

atSeconds(70);
const ENDED_ON = 'https://acme--uat.sandbox.my.salesforce.com/services/oauth2/success?code=aPrxCODE&state=xyz';

test('the link can be seen, copied and opened', async () => {
  const host = await open(fixtures.person());
  host.on('open_person_link', () => fixtures.person()).on('copy_person_link', () => null);
  expect(words(get('person-link'))).toContain('https://acme--uat.sandbox.my.salesforce.com/services/oauth2/authorize?');
  await press('copy-person-link');
  expect(host.asked('copy_person_link')).toEqual([{ id: fixtures.RUN_ID }]);
  await press('open-person-link');
  expect(host.asked('open_person_link')).toEqual([{ id: fixtures.RUN_ID }]);
});

test('the time counts down, and its end is said', async () => {
  await open(fixtures.person());
  expect(words(get('person-time-left'))).toContain('4:20 left');
  await pass(60);
  expect(words(get('person-time-left'))).toContain('3:20 left');
  await pass(300);
  expect(words(get('person-time-left'))).toContain('Time is up.');
});

test('a browser that comes back by itself needs no field', async () => {
  await open(fixtures.person(true));
  expect(find('callback-address')).toBeNull();
  expect(get('open-person-link').className).toContain('btn-primary');
});

test('the pasted address is sent once and its code leaves the page', async () => {
  const host = await open(fixtures.person(false));
  host.on('paste_callback', () => fixtures.person(false, { code: 'flow_failed', params: {}, salesforce: null }));
  await type('callback-address', `  ${ENDED_ON}\n`);
  await key({ key: 'Enter', ctrlKey: true });
  expect(host.asked('paste_callback')).toEqual([{ id: fixtures.RUN_ID, address: ENDED_ON }]);
  expect(get<HTMLTextAreaElement>('callback-address').value).toBe('');
  expect(get('problem-flow_failed').getAttribute('role')).toBe('alert');
});

test('an empty address is explained, not sent', async () => {
  const host = await open(fixtures.person(false));
  await press('use-callback-address');
  expect(host.asked('paste_callback')).toEqual([]);
  expect(document.activeElement).toBe(get('callback-address'));
});

test('skipping says what stays unproven', async () => {
  const host = await open(fixtures.person());
  host.on('skip_person', () => fixtures.done());
  expect(words(document.querySelector('aside'))).toContain('stays unproven');
  await press('skip-person');
  expect(host.asked('skip_person')).toHaveLength(1);
  expect(screen()).toBe('done');
  expect(session.problem).toBeNull();
});
