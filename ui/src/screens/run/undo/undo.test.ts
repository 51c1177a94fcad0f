import { describe, expect, test } from 'vitest';
import { problem } from '../../../host/fake';
import { org } from '../../../host/fixtures';
import { session } from '../../../session.svelte';
import * as fixtures from '../run-fixtures';
import { RUN_ID } from '../run-fixtures';
import { atSeconds, find, get, key, open, press, screen, type, words } from '../run-test-support';

atSeconds(200);
const main = () => words(document.querySelector('main'));
const title = () => words(document.querySelector('h1'));

describe('before an undo', () => {
  test.each([
    ['done', fixtures.done()],
    ['stopped', fixtures.stopped(fixtures.missingPermissionSet, true)],
    ['interrupted', fixtures.interrupted()],
    ['left', fixtures.left()],
  ])('a run that is %s asks first, and names what is deleted', async (_, run) => {
    const host = await open({ ...run, undoes: fixtures.UNDOES });
    await press('undo');
    expect(screen()).toBe('undo-confirm');
    expect(words(get('undoes'))).toContain('Acme_Billing_Sync');
    expect(words(get('undoes'))).toContain('Acme Billing Sync Users');
    expect(host.asked('undo_run')).toEqual([]);
    await press('keep');
    expect(screen()).not.toBe('undo-confirm');
    await press('undo');
    host.on('undo_run', () => fixtures.undone());
    await press('undo-now');
    expect(host.asked('undo_run')).toEqual([{ id: RUN_ID, typed_name: '' }]);
    expect(screen()).toBe('undo');
  });

  test('Escape keeps it; Ctrl+Enter does not delete', async () => {
    const host = await open({ ...fixtures.done(), undoes: fixtures.UNDOES });
    await press('undo');
    await key({ key: 'Enter', ctrlKey: true });
    expect(host.asked('undo_run')).toEqual([]);
    await key({ key: 'Escape' });
    expect(screen()).toBe('done');
  });

  test('in production the org’s name is typed', async () => {
    const host = await open({ ...fixtures.done(), org: org('production'), undoes: fixtures.UNDOES });
    host.on('undo_run', () => {
      throw problem('org_name_not_typed', { org: 'Acme Corp' });
    });
    await press('undo');
    await press('undo-now');
    expect(screen()).toBe('undo-confirm');
    expect(get('type-org-name').getAttribute('aria-invalid')).toBe('true');
    await type('type-org-name', ' Acme Corp ');
    host.on('undo_run', () => fixtures.undone());
    await press('undo-now');
    expect(host.asked('undo_run').at(-1)).toEqual({ id: RUN_ID, typed_name: 'Acme Corp' });
  });

  test('what can’t be undone is not offered', async () => {
    await open(fixtures.stopped(fixtures.refused, false));
    expect(find('undo')).toBeNull();
  });
});

describe('an undo', () => {
  test('under way: each part, and no way to press anything twice', async () => {
    const undo = fixtures.undo(['done', 'doing'], [], false);
    await open(fixtures.runView({ state: 'running' }, { undo }));
    expect(title()).toBe('Undoing Acme Billing Sync');
    expect(get('undo-assignments').dataset.state).toBe('done');
    expect(words(get('undo-app'))).toContain('under way');
    expect(find('continue-run')).toBeNull();
    await press('keep-in-background');
    expect(session.screen).toBe('welcome');
  });

  test('over: what Salesforce was asked afterwards, and the answers that are kept', async () => {
    const host = await open(fixtures.undone());
    expect(title()).toBe('Acme Billing Sync is undone');
    expect(main()).toContain('it knows no app named Acme_Billing_Sync any more');
    expect(words(get('undo-secret-switch'))).toContain('nothing to take back');
    expect(find('undo')).toBeNull();
    await press('back-to-draft');
    expect(host.asked('open_draft')).toEqual([{ id: 'draft-1' }]);
  });

  test('with something left: why, its page, trying again, keeping it', async () => {
    const host = await open(fixtures.undoneButOne());
    host.on('open_left_over', () => null).on('continue_run', () => fixtures.undone());
    expect(title()).toBe('One thing is left');
    expect(words(get('left-0'))).toContain('Orgkey doesn’t take them out, because it didn’t put them in');
    await press('open-left-0');
    expect(host.asked('open_left_over')).toEqual([{ id: RUN_ID, place: 0 }]);
    await press('continue-run');
    expect(title()).toBe('Acme Billing Sync is undone');
  });

  test('keeping what is left ends it, and it stays listed', async () => {
    const host = await open(fixtures.undoneButOne());
    const undo = fixtures.undoneButOne().undo;
    host.on('leave_run', () => fixtures.runView({ state: 'left' }, { undo }));
    await press('leave-run');
    expect(session.screen).toBe('welcome');
  });

  test('what Salesforce said about it is shown whole', async () => {
    const left = { ...fixtures.setLeft, problem: fixtures.refused };
    await open(fixtures.runView({ state: 'undone' }, { undo: fixtures.undo(['done', 'failed'], [left]) }));
    expect(words(get('left-over'))).toContain('Consumer key policy conflict for this organization shard.');
  });

  test.each([
    ['stopped', fixtures.runView({ state: 'stopped', problem: problem('offline'), app_exists: true }), 'stopped'],
    ['interrupted', fixtures.interrupted(), 'didn’t finish'],
  ])('%s: goes on', async (_, run, expected) => {
    const host = await open({ ...run, undo: fixtures.undo(['done'], [], false), undoes: fixtures.UNDOES });
    host.on('continue_run', () => fixtures.undone());
    expect(title()).toContain(expected);
    await press('continue-run');
    expect(host.asked('continue_run')).toEqual([{ id: RUN_ID }]);
    expect(screen()).toBe('undo');
  });
});

test('a deployment that waits can be called off, once', async () => {
  const run = { ...fixtures.running(), can_cancel: true };
  const host = await open(run);
  host.on('cancel_deployment', () => run);
  await press('cancel-deployment');
  expect(host.asked('cancel_deployment')).toEqual([{ id: RUN_ID }]);
});
