import { describe, expect, test } from 'vitest';
import { session } from '../../session.svelte';
import * as fixtures from './run-fixtures';
import { RUN_ID } from './run-fixtures';
import { atSeconds, find, key, open, pass, screen, settle, words } from './run-test-support';

atSeconds(70);

describe('the screen fits how the run stands', () => {
  test.each([
    ['create', fixtures.running()],
    ['waiting-ready', fixtures.readiness()],
    ['waiting-secret', fixtures.secretDeclined()],
    ['waiting-person', fixtures.person()],
    ['stopped', fixtures.stopped(fixtures.refused, false)],
    ['resume', fixtures.interrupted()],
    ['left', fixtures.left()],
    ['done', fixtures.done()],
    ['undo', fixtures.undone()],
  ])('%s', async (name, run) => {
    await open(run);
    expect(screen()).toBe(name);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect(document.activeElement).toBe(document.querySelector('h1'));
    expect(document.title).toContain(words(document.querySelector('h1')));
  });
});

test('Alt+Left leads to the first page, and the run goes on', async () => {
  const host = await open(fixtures.running());
  await key({ key: 'ArrowLeft', altKey: true });
  expect(session.screen).toBe('welcome');
  expect(host.asked('cancel_deployment')).toEqual([]);
});

test('a change of this run is asked for and drawn, and takes the focus along', async () => {
  let run = fixtures.running();
  const host = await open(() => run);
  run = fixtures.done();
  host.change({ changed: 'run', id: 'another run' });
  await settle();
  expect(screen()).toBe('create');
  host.change({ changed: 'run', id: RUN_ID });
  await settle();
  expect(screen()).toBe('done');
  expect(document.activeElement).toBe(document.querySelector('h1'));
});

test('a change that comes while an answer is on its way is asked for again', async () => {
  const host = await open(fixtures.running());
  let answers = 0;
  host.on('run', async () => {
    answers += 1;
    const run = answers === 1 ? fixtures.running() : fixtures.done();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return run;
  });
  host.change({ changed: 'run', id: RUN_ID });
  host.change({ changed: 'run', id: RUN_ID });
  host.change({ changed: 'run', id: RUN_ID });
  await pass(1);
  expect(answers).toBe(2);
  expect(screen()).toBe('done');
});

test('each part that is done is said, at most one message in five seconds', async () => {
  let run = fixtures.runView({ state: 'running' }, { parts: fixtures.parts('app') });
  const host = await open(() => run);
  expect(session.announcer.words).toBe('');
  for (const part of ['oauth_settings', 'access', 'credentials'] as const) {
    run = fixtures.runView({ state: 'running' }, { parts: fixtures.parts(part) });
    host.change({ changed: 'run', id: RUN_ID });
    await pass(1);
  }
  expect(session.announcer.words).toBe('App: done. 2 of 7 parts.');
  await pass(5);
  expect(session.announcer.words).toBe('Access rules: done. 4 of 7 parts.');
});

test('a run that cannot be read says why', async () => {
  const refuse = () => {
    throw { code: 'offline', params: {}, salesforce: null };
  };
  await open(refuse);
  expect(find('problem-offline')?.getAttribute('role')).toBe('alert');
});

test('an answer for a run that was left meanwhile is not shown', async () => {
  const host = await open(fixtures.running());
  host.on('run', () => new Promise((resolve) => setTimeout(() => resolve(fixtures.done()), 50)));
  host.change({ changed: 'run', id: RUN_ID });
  await session.home();
  await pass(1);
  expect(session.run).toBeNull();
});
