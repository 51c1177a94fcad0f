import { describe, expect, test } from 'vitest';
import { problem } from '../../../host/fake';
import type { Diagnosis, WayOn } from '../../../host/types';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { atSeconds, find, get, open, press, screen, words } from '../run-test-support';

atSeconds(80);

async function ask(diagnosis: Diagnosis, flow = fixtures.notProven) {
  const host = await open(fixtures.done({ report: fixtures.report(flow) }));
  host.on('diagnose', () => diagnosis);
  await press('why-client-credentials');
  return host;
}

test('from Done one press leads to the cause, what the org answered, and Salesforce’s words whole', async () => {
  const host = await ask(fixtures.whyNoRunAs);
  expect(host.asked('diagnose')).toEqual([{ id: fixtures.RUN_ID, flow: 'client_credentials' }]);
  expect(screen()).toBe('proved');
  const panel = get('diagnosis-no-run-as-user');
  expect(panel.getAttribute('role')).toBe('alert');
  expect(words(get('evidence'))).toBe('The policy names no run-as user.');
  expect(words(get('certainty'))).toBe('The org says so too');
  expect(words(panel)).toContain('invalid_grant: no client credentials user enabled');
  expect(words(panel)).toContain('r-17');
  expect(find('copy-salesforce-words')).not.toBeNull();
});

test('what will change is said before the one button that changes it', async () => {
  const host = await ask(fixtures.whyNoRunAs);
  expect(words(get('will-change'))).toContain('Works as etl@acme.example');
  const before = get('will-change').compareDocumentPosition(get('way-mend'));
  expect(before & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
  host.on('mend', () => fixtures.running());
  await press('way-mend');
  expect(host.asked('mend')).toEqual([{ id: fixtures.RUN_ID, flow: 'client_credentials', fingerprint: 'f1' }]);
  expect(screen()).toBe('create');
});

test('a remedy that is another one by now changes nothing and says so', async () => {
  const host = await ask(fixtures.whyNoRunAs);
  host.on('mend', () => {
    throw problem('plan_outdated');
  });
  await press('way-mend');
  expect(find('problem-plan_outdated')).not.toBeNull();
});

test('the character that differs is marked, and told to who does not see it', async () => {
  await ask(fixtures.whyCallback);
  expect(words(get('callback-asked').querySelector('mark'))).toBe('Here they differ: ends here');
  expect(words(get('callback-registered').querySelector('mark'))).toBe('Here they differ: /');
  expect(words(get('callback-registered'))).toContain('x');
  expect(words(document.querySelector('main'))).toContain('One goes on where the other ends.');
});

test('what is not certain is not called certain', async () => {
  await ask({ ...fixtures.whyNoRunAs, confirmed: false, ways: [{ way: 'prove_again' }] });
  expect(words(get('certainty'))).toContain('Not certain');
  expect(find('way-mend')).toBeNull();
  expect(find('will-change')).toBeNull();
});

test('a missing secret is explained too, and can be brought', async () => {
  const bring: Diagnosis = { ...fixtures.whyNoRunAs, cause: 'secret_switch_off', salesforce: null };
  const host = await open(fixtures.done({ secret: 'none', report: fixtures.report(fixtures.dryCheckOnly) }));
  host.on('diagnose', () => ({ ...bring, ways: [{ way: 'bring_secret' }] }));
  host.on('continue_run', () => fixtures.secretDeclined());
  await press('why-client-credentials');
  await press('way-bring-secret');
  expect(host.asked('continue_run')).toEqual([{ id: fixtures.RUN_ID }]);
});

test('a refused remedy is told with Salesforce’s words', async () => {
  await open(fixtures.done({ mend_refused: fixtures.refused, report: fixtures.report(fixtures.notProven) }));
  await press('see-exchanges');
  expect(words(get('problem-salesforce_refused'))).toContain('Consumer key policy conflict');
});

test('words that nobody has a reading for are open at once', async () => {
  await ask({
    ...fixtures.whyNoRunAs,
    cause: 'other',
    confirmed: false,
    ways: [{ way: 'prove_again' }, { way: 'open_app' }],
  });
  expect(get('diagnosis-other').querySelector('details')?.open).toBe(true);
  expect(find('certainty')).toBeNull();
});

describe('a way on', () => {
  const offering = (...ways: WayOn[]) => ask({ ...fixtures.whyNoRunAs, ways });

  test('waits until Salesforce has taken the change in, as the wait that was shown', async () => {
    const host = await offering({ way: 'wait', fingerprint: 'w1' });
    host.on('mend', () => fixtures.running());
    await press('way-wait');
    expect(host.asked('mend')).toEqual([{ id: fixtures.RUN_ID, flow: 'client_credentials', fingerprint: 'w1' }]);
    expect(screen()).toBe('create');
  });

  test('signs in again, to the org of the run', async () => {
    const host = await offering({ way: 'sign_in' });
    await press('way-sign-in');
    expect(session.screen).toBe('sign_in');
    await session.beginSignIn({ place: 'production' });
    expect(host.asked('begin_sign_in')[0]?.expected_org).toBe(fixtures.done().org.id);
  });

  test('opens the page of Setup that it names, in the org of the run', async () => {
    const host = await offering({ way: 'open_setup', page: 'users' });
    await press('way-open-setup');
    expect(host.asked('open_setup')).toEqual([{ org: fixtures.done().org.id, page: 'users' }]);
    expect(screen()).toBe('proved');
  });

  test('proves again and changes nothing', async () => {
    const host = await offering({ way: 'prove_again' });
    host.on('prove_again', () => fixtures.running());
    await press('way-prove-again');
    expect(host.asked('prove_again')).toEqual([{ id: fixtures.RUN_ID }]);
    expect(host.asked('mend')).toEqual([]);
    expect(screen()).toBe('create');
  });
});
