import { describe, expect, test } from 'vitest';
import * as fixtures from '../run-fixtures';
import { atSeconds, find, get, open, pass, press, words } from '../run-test-support';
import { alongTheBar, pace } from './readiness';

atSeconds(245);
const main = () => words(document.querySelector('main'));

test('the clock, the next check and the bar move together', async () => {
  await open(fixtures.readiness());
  expect(main()).toContain('3:24');
  expect(main()).toContain('Next check in 9 s. Every 15 s now, every 30 s after ten minutes.');
  await pass(4);
  expect(main()).toContain('3:28');
  expect(main()).toContain('Next check in 5 s.');
  await pass(6);
  expect(main()).toContain('Asking now.');
});

test('waiting is never red', async () => {
  await open(fixtures.readiness());
  expect(document.querySelector('[role=alert], .panel-danger, .status.bad')).toBeNull();
});

test('the answers are listed as Salesforce gave them', async () => {
  await open(fixtures.readiness());
  expect(document.querySelectorAll('.log li')).toHaveLength(6);
  expect(main()).toContain('invalid_client_id');
});

test('Check now asks now, once, and says so meanwhile', async () => {
  const host = await open(fixtures.readiness());
  host.on('check_now', () => new Promise((resolve) => setTimeout(() => resolve(fixtures.done()), 500)));
  await press('check-now');
  expect(get('check-now').getAttribute('aria-busy')).toBe('true');
  expect(words(get('check-now'))).toBe('Asking Salesforce…');
  await press('check-now');
  await pass(1);
  expect(host.asked('check_now')).toEqual([{ id: fixtures.RUN_ID }]);
  expect(document.querySelector('main')?.dataset.screen).toBe('done');
});

test('ID and secret can be seen while waiting, once the ID is known', async () => {
  await open(fixtures.readiness());
  expect(find('client-id')).toBeNull();
  await press('see-credentials');
  expect(words(get('client-id'))).toBe(fixtures.CLIENT_ID);
  await press('see-credentials');
  expect(find('client-id')).toBeNull();
});

test('without an ID there is nothing to see yet', async () => {
  await open(fixtures.readiness({ client_id: null, secret: 'none' }));
  expect(find('see-credentials')).toBeNull();
});

describe('the pace of asking', () => {
  test.each([
    [0, 'first_minute'],
    [59_999, 'first_minute'],
    [60_000, 'ten_minutes'],
    [599_999, 'ten_minutes'],
    [600_000, 'half_hour'],
  ])('after %i ms', (age, expected) => expect(pace(age)).toBe(expected));

  test('the bar ends at thirty minutes', () => {
    expect(alongTheBar(-5)).toBe(0);
    expect(alongTheBar(15 * 60_000)).toBe(50);
    expect(alongTheBar(99 * 60_000)).toBe(100);
  });
});
