import { describe, expect, test } from 'vitest';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { atSeconds, find, get, open, press, screen, words } from '../run-test-support';

atSeconds(120);
const main = () => words(document.querySelector('main'));

describe('stopped', () => {
  test('our words first; what Salesforce said whole, in a fold', async () => {
    await open(fixtures.stopped(fixtures.missingPermissionSet, true));
    expect(words(document.querySelector('h1'))).toBe('The app exists, but not everyone can use it yet');
    expect(document.title).toContain('Problem:');
    expect(document.querySelector('[role=alert]')).not.toBeNull();
    expect(get('salesforce-said').closest('details')?.open).toBe(false);
    expect(words(get('salesforce-said').closest('details'))).toContain(
      'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id',
    );
  });

  test('an unknown refusal shows Salesforce’s words at once', async () => {
    await open(fixtures.stopped(fixtures.refused, false));
    expect(words(document.querySelector('h1'))).toBe('Salesforce refused, for a reason we don’t know yet');
    expect(main()).toContain('Nothing was created');
    expect(get('salesforce-said').closest('details')?.open).toBe(true);
    expect(main()).toContain('Consumer key policy conflict for this organization shard.');
    expect(main()).toContain('b1f0c7a2-4e0f');
  });

  test('continuing goes on where it stopped; leaving leaves', async () => {
    const host = await open(fixtures.stopped(fixtures.missingPermissionSet, true));
    host.on('continue_run', () => fixtures.running()).on('leave_run', () => fixtures.left());
    expect(words(get('continue-run'))).toBe('Continue at “Access rules”');
    expect(get('part-access').dataset.state).toBe('failed');
    await press('leave-run');
    expect(screen()).toBe('left');
    await press('continue-run');
    expect(screen()).toBe('create');
  });

  test('a refused run leads back to its answers, and offers nothing that can only be refused again', async () => {
    const run = { ...fixtures.stopped(fixtures.refused, false), draft: 'draft-1', ended_at: fixtures.after(9) };
    const host = await open(run);
    expect(find('continue-run')).toBeNull();
    expect(find('leave-run')).toBeNull();
    await press('back-to-draft');
    expect(host.calls.at(-1)).toEqual({ command: 'open_draft', args: { id: 'draft-1' } });
  });

  test('no way back to answers that are gone, or that an existing app has outrun', async () => {
    await open(fixtures.stopped(fixtures.refused, false));
    expect(find('back-to-draft')).toBeNull();
  });

  test('a refusal that an answer caused leads to that answer, with Salesforce’s words', async () => {
    const params = { ...fixtures.refused.params, step: 'scopes', field: 'callbacks' };
    const refused = { ...fixtures.refused, code: 'deploy_failed' as const, params };
    const run = { ...fixtures.stopped(refused, false), draft: 'draft-1', ended_at: fixtures.after(9) };
    const host = await open(run);
    expect(words(get('change-answer'))).toBe('Change it at “Scopes”');
    await press('change-answer');
    expect(host.asked('go_to')).toEqual([{ id: 'draft-1', step: 'scopes' }]);
    expect(session.fields.map(({ field }) => field)).toEqual(['callbacks']);
    expect(session.problem?.salesforce?.description).toContain('Consumer key policy conflict');
  });

  test('a refused decision stays on the page', async () => {
    const host = await open(fixtures.stopped(fixtures.missingPermissionSet, true));
    host.on('continue_run', () => {
      throw { code: 'offline', params: {}, salesforce: null };
    });
    await press('continue-run');
    expect(screen()).toBe('stopped');
    expect(find('problem-offline')).not.toBeNull();
  });
});

describe('interrupted', () => {
  test('what exists, and both ways with what happens', async () => {
    const host = await open(fixtures.interrupted(true));
    host.on('continue_run', () => fixtures.running());
    expect(words(document.querySelector('h1'))).toBe('Creating Acme Billing Sync didn’t finish');
    expect(main()).toContain('The app is in Salesforce.');
    expect(words(get('part-credentials'))).toContain('stopped here');
    expect(find('leave-run')).not.toBeNull();
    await press('continue-run');
    expect(host.asked('continue_run')).toEqual([{ id: fixtures.RUN_ID }]);
    expect(screen()).toBe('create');
  });

  test.each([
    [null, 'is asked when you continue'],
    [false, 'The app is not in Salesforce.'],
  ])('app exists: %s', async (exists, expected) => {
    await open(fixtures.interrupted(exists));
    expect(main()).toContain(expected);
  });
});

test('left: a short page, and the way on', async () => {
  await open(fixtures.left());
  expect(words(document.querySelector('h1'))).toBe('Acme Billing Sync was left as it is');
  expect(words(get('continue-run'))).toBe('Continue at “ID and secret”');
  await press('finish');
  expect(session.screen).toBe('welcome');
});
