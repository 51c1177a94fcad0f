// What takes long is said, on every screen and for every call.
import { flushSync, tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeHost } from '../src/host/fake';
import type { AskedWait } from '../src/host/types';
import { session } from '../src/session.svelte';
import { find, maybe, open } from './page';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    shouldAdvanceTime: true,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

async function pass(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  flushSync();
  await tick();
}

it('says after three seconds that an answer is still awaited, and nothing before', async () => {
  const host = await open(new FakeHost(), true);
  let answer: (view: typeof host.view) => void = () => {};
  host.on('go_to', () => new Promise((resolve) => (answer = resolve)));
  void session.goTo('name');
  await pass(2.5);
  expect(maybe('still-waiting')).toBeNull();
  await pass(1);
  expect(find('still-waiting').textContent).toContain('Still waiting');
  expect(session.announcer.words).toContain('Still waiting');
  answer(host.view);
  await pass(0.1);
  expect(maybe('still-waiting')).toBeNull();
});

it.each(['choose_key_pair', 'save_certificate', 'save_private_key', 'save_hand_over'] as const)(
  'does not hurry a person whom %s asks for a file',
  async (command) => {
    const host = await open(new FakeHost());
    host.on(command, () => new Promise(() => {}));
    void session.host.call(command, { id: 'r1' });
    await pass(10);
    expect(maybe('still-waiting')).toBeNull();
  },
);

it('shows how long Salesforce asked to wait, and ends the wait when told to', async () => {
  const host = await open(new FakeHost());
  let waits: AskedWait[] = [{ host: 'acme.my.salesforce.com', until: new Date(Date.now() + 240_000).toISOString() }];
  host.on('waits', () => waits).on('end_waits', () => null);
  host.change({ changed: 'waits' });
  await pass(0.1);
  expect(find('asked-to-wait').textContent).toMatch(/acme\.my\.salesforce\.com.*(4:00|3:59)/);
  expect(session.announcer.words).toContain('acme.my.salesforce.com');
  await pass(60);
  expect(find('asked-to-wait').textContent).toMatch(/(3:00|2:59|2:58)/);

  find('end-waits').click();
  await pass(0.1);
  expect(host.asked('end_waits')).toHaveLength(1);
  waits = [];
  host.change({ changed: 'waits' });
  await pass(0.1);
  expect(maybe('asked-to-wait')).toBeNull();
});
