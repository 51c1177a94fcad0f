// The whole page against the fake host, as a person meets it: find by data-test, click, type, press keys.
import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach } from 'vitest';
import App from '../src/app.svelte';
import type { FakeHost } from '../src/host/fake';
import { Session, session } from '../src/session.svelte';

let shown: Record<string, unknown> | null = null;
let end: (() => void) | null = null;

/** Lets everything that is already decided happen. */
export async function settle(rounds = 6): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    flushSync();
    await tick();
  }
}

/** Opens the page; with `draft`, on the step that the fake's draft is at. */
export async function open(host: FakeHost, draft = false): Promise<FakeHost> {
  Object.assign(session, fresh());
  end = await session.begin(host);
  shown = mount(App, { target: document.body });
  if (draft) await session.openDraft(host.view.draft.id);
  await settle();
  return host;
}

/** A session as at the start; the page has one for its lifetime. */
function fresh(): Partial<Session> {
  const { screen, start, view, signIn, ways, wayProblem, expected, runId, run } = new Session();
  const { problem, fields, busy, need, patience, announcer, finds } = new Session();
  const where = { screen, start, view, signIn, ways, wayProblem, expected, runId, run };
  return { ...where, problem, fields, busy, need, patience, announcer, finds };
}

export function leave(): void {
  if (shown) void unmount(shown);
  shown = null;
  end?.();
  end = null;
  document.body.replaceChildren();
}

afterEach(leave);

export function maybe(test: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-test="${test}"]`);
}

export function find(test: string): HTMLElement {
  const found = maybe(test);
  if (!found) throw new Error(`no ${test} on ${document.querySelector('[data-screen]')?.getAttribute('data-screen')}`);
  return found;
}

/** Pastes text into a field, which may take it in its own way. */
export async function paste(test: string, text: string): Promise<void> {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  find(test).dispatchEvent(Object.assign(event, { clipboardData: { getData: () => text } }));
  await settle();
}

export async function click(test: string): Promise<void> {
  find(test).click();
  await settle();
}

export async function type(test: string, text: string): Promise<void> {
  const field = find(test) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

export async function key(name: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...modifiers }));
  await settle();
}

export const screen = () => document.querySelector('[data-screen]')?.getAttribute('data-screen');
export const heading = () => document.querySelector('h1')?.textContent;
