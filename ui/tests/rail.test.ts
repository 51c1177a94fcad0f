// The rail beside the page: what is being done about the org, and what became of a run.
import { describe, expect, it } from 'vitest';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { RunView } from '../src/host/types';
import * as runs from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { click, find, open, settle } from './page';

describe('the step Org', () => {
  const now = () => find('step-org').textContent;

  it('says what is being done, and keeps in sight what was answered', async () => {
    const host = await open(new FakeHost());
    expect(now()).toContain('Choose where to start');
    await click('add-org');
    session.showWays(null);
    await settle();
    expect(now()).toContain('Choose how to sign in');
    session.hideWays();
    await session.beginSignIn({ place: 'sandbox' });
    await settle();
    expect(now()).toContain('Waiting for your browser');
    host.on('sign_in', () => fixtures.arrived());
    await session.refreshSignIn();
    await settle();
    expect(now()).toContain('Confirm the org');
    await click('accept-org');
    await session.changeOrg();
    await settle();
    expect(now()).toContain(session.view?.org?.name);
  });
});

describe('beside a run', () => {
  it.each<[string, RunView]>([
    ['Creating', runs.running()],
    ['Created: ', runs.done()],
    ['Stopped', runs.stopped(runs.refused, false)],
    ['Unfinished', runs.interrupted()],
    ['Undone', runs.undone()],
    ['External client app', runs.left()],
  ])('stands what became of it: %s', async (words, run) => {
    await open(new FakeHost().on('run', () => run));
    session.openRun(run.id);
    await settle();
    expect(document.querySelector('.rail-head')?.textContent).toContain(words);
  });
});
