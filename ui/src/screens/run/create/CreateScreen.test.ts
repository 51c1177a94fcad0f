import { expect, test } from 'vitest';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { atSeconds, find, get, open, pass, press, words } from '../run-test-support';

atSeconds(72);

test('every part has its sign, in words too, and its time', async () => {
  await open(fixtures.running());
  expect(get('part-sent').dataset.state).toBe('done');
  expect(words(get('part-oauth-settings'))).toBe('OAuth settings – done 0:06');
  expect(get('part-access').dataset.state).toBe('waiting');
  expect(words(get('part-access'))).toContain('Another change in this org is running. Yours is next.');
  expect(words(get('part-credentials'))).toContain('not begun');
  expect(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('3');
});

test('the times tick each second', async () => {
  await open(fixtures.running());
  expect(words(get('run-time'))).toBe('Time so far 1:12');
  expect(words(get('part-access'))).toContain('waiting 0:51');
  await pass(3);
  expect(words(get('run-time'))).toBe('Time so far 1:15');
  expect(words(get('part-access'))).toContain('waiting 0:54');
});

test('a part that a note names by id is read by its name', async () => {
  const note = { id: 'run_note_proving', params: { flow: 'client_credentials' } };
  await open(fixtures.runView({ state: 'running' }, { parts: fixtures.parts('proof', 'doing', note) }));
  expect(words(get('part-proof'))).not.toContain('client_credentials');
});

test('what was left out by choice counts as behind us', async () => {
  const parts = fixtures
    .parts('ready')
    .map((part) => (part.part === 'credentials' ? { ...part, state: 'skipped' as const } : part));
  await open(fixtures.runView({ state: 'running' }, { parts }));
  expect(words(get('part-credentials'))).toContain('left out');
  expect(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('5');
});

test('leaving leads home; nothing here cancels or undoes', async () => {
  await open(fixtures.running());
  expect(find('leave-run')).toBeNull();
  expect(document.querySelectorAll('footer button')).toHaveLength(1);
  await press('keep-in-background');
  expect(session.screen).toBe('welcome');
});
