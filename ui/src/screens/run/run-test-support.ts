// Opens a run on the screen over the fake host, with a clock that only the test moves.
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import { FakeHost } from '../../host/fake';
import type { RunView } from '../../host/types';
import { session } from '../../session.svelte';
import { Announcer } from '../../shell/announcer.svelte';
import RunScreen from './RunScreen.svelte';
import { after, RUN_ID } from './run-fixtures';

let shown: ReturnType<typeof mount> | undefined;

/** Each test begins this long after its run, and leaves nothing behind. */
export function atSeconds(seconds: number): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(after(seconds));
  });
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    vi.useRealTimers();
  });
}

export async function open(run: RunView | (() => RunView), host = new FakeHost()): Promise<FakeHost> {
  host.on('run', () => (typeof run === 'function' ? run() : run));
  await session.begin(host);
  session.announcer = new Announcer();
  session.view = null;
  session.openRun(RUN_ID);
  shown = mount(RunScreen, { target: document.body, props: { id: RUN_ID } });
  await settle();
  return host;
}

/** Lets answers arrive and the page draw them. */
export async function settle(): Promise<void> {
  await pass(0);
}

export async function pass(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  flushSync();
  await vi.advanceTimersByTimeAsync(0);
  flushSync();
}

export function find<E extends HTMLElement = HTMLElement>(test: string): E | null {
  return document.querySelector<E>(`[data-test="${test}"]`);
}

export function get<E extends HTMLElement = HTMLElement>(test: string): E {
  const element = find<E>(test);
  if (!element) throw new Error(`nothing on the screen is called ${test}`);
  return element;
}

/** The words on an element as they are read, spaces run together. */
export function words(element: Element | null): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

export async function press(test: string): Promise<void> {
  get(test).click();
  await settle();
}

export async function type(test: string, value: string): Promise<void> {
  const field = get<HTMLInputElement>(test);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

export async function key(init: KeyboardEventInit): Promise<void> {
  window.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
  await settle();
}

export function screen(): string | undefined {
  return document.querySelector<HTMLElement>('main')?.dataset.screen;
}
