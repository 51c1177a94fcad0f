// What holds on every screen, in every state that there is a scene for: heard, reached and used by everyone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { scenes } from '../dev/scenes';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { PartState, Step } from '../src/host/types';
import { fieldId } from '../src/parts/field-id';
import * as runs from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { click, find, leave, maybe, open, screen, settle, type } from './page';

const all = <E extends HTMLElement>(selector: string) => [...document.querySelectorAll<E>(selector)];
const ids = (of: HTMLElement, attribute: string) => of.getAttribute(attribute)?.split(' ') ?? [];
const words = (of: HTMLElement, attribute: string) =>
  ids(of, attribute)
    .map((id) => document.getElementById(id)?.textContent?.trim() ?? '')
    .join(' ')
    .trim();

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?/.,;:!+-=*#@[]'];
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
const STEPS: [Step, string][] = [
  ['check', 'Check – step 2 of 8 – New app'],
  ['name', 'Name – step 3 of 8 – New app'],
  ['distribution', 'Distribution – step 4 of 8 – New app'],
  ['flows', 'Flows – step 5 of 8 – New app'],
  ['scopes', 'Scopes – step 6 of 8 – New app'],
  ['access', 'Access – step 7 of 8 – New app'],
  ['review', 'Review – step 8 of 8 – New app'],
];

describe('arriving on a step', () => {
  it.each(STEPS)('%s takes the focus to its heading and names the window', async (step, title) => {
    await open(new FakeHost(fixtures.draftView(step)), true);
    expect(document.title).toBe(title);
    expect(document.activeElement).toBe(document.querySelector('h1'));
    expect(document.activeElement?.getAttribute('tabindex')).toBe('-1');
  });

  it('says so for the first step, too', async () => {
    await open(new FakeHost());
    session.addOrg();
    await settle();
    expect(document.title).toBe('Org – step 1 of 8 – New app');
    expect(document.activeElement).toBe(document.querySelector('h1'));
  });
});

const INVALID = '[aria-invalid="true"]';
const FILLED = 'input, select, textarea';

/** Whether somebody hears what is wrong: it is an alert, or describes the field that has the focus, or one whose list of
    problems has the focus and says the same. */
function loud(note: HTMLElement): boolean {
  if (note.closest('[role="alert"]')) return true;
  const field = document.querySelector(`[aria-describedby~="${note.id || note.parentElement?.id}"]`);
  if (field && field === document.activeElement) return true;
  const list = maybe('error-summary');
  if (!field || !list || list !== document.activeElement) return false;
  return called(list).includes(called(note));
}

/** One polite voice for the whole window, and one in a dialog, outside which nothing is heard; what went wrong is an alert. */
function heard(): void {
  const voices = all('[role="status"], [aria-live], output').map(({ dataset }) => dataset.test);
  expect(voices).toEqual(document.querySelector('dialog[open]') ? ['palette-count', 'announcer'] : ['announcer']);
  for (const problem of all('[data-test^="problem-"]')) expect(problem.getAttribute('role')).toBe('alert');
  for (const note of all('.note-bad')) expect(loud(note), note.outerHTML).toBe(true);
}

/** What is wrong with a field is tied to it, and everything that describes something is there. */
function tied(): void {
  for (const field of all(INVALID)) {
    // One of several in a group is described with the group.
    const told = field.closest<HTMLElement>('[aria-describedby]');
    expect(told && words(told, 'aria-describedby'), field.outerHTML).toBeTruthy();
  }
  for (const attribute of ['aria-describedby', 'aria-labelledby']) {
    const missing = all(`[${attribute}]`).flatMap((one) =>
      ids(one, attribute).filter((id) => !document.getElementById(id)),
    );
    expect(missing, attribute).toEqual([]);
  }
}

/** Each line of the list of problems leads to its field: marked as wrong, unless there is nothing to fill in, and
    described in the words of that line. */
function led(): void {
  for (const link of all('[data-test="error-summary"] a')) {
    link.click();
    const field = document.activeElement as HTMLElement;
    expect(field.id, link.outerHTML).toMatch(/^field-/);
    const wrong = [field, ...field.querySelectorAll<HTMLElement>(INVALID)];
    if (field.matches(FILLED) || field.querySelector(FILLED))
      expect(
        wrong.some((one) => one.matches(INVALID)),
        field.outerHTML,
      ).toBe(true);
    expect(wrong.map((one) => words(one, 'aria-describedby')).join(' '), field.outerHTML).toContain(link.textContent);
  }
}

/** Progress is said in words and numbers, a state in words beside its mark. */
function said(): void {
  for (const bar of all('[role="progressbar"]')) {
    expect(bar.getAttribute('aria-label') ?? words(bar, 'aria-labelledby'), bar.outerHTML).not.toBe('');
    const [least = Number.NaN, now = Number.NaN, most = Number.NaN] = ['min', 'now', 'max'].map((part) =>
      Number(bar.getAttribute(`aria-value${part}`)),
    );
    expect(least <= now && now <= most, bar.outerHTML).toBe(true);
  }
  for (const mark of all('.badge, .state, .tag, .status, .step')) {
    expect(mark.textContent?.trim(), mark.outerHTML).not.toBe('');
  }
}

/** What has a colour for its state. Not `.tag-accent`, which stresses a word and says no state; not `.status`, whose
    colour says of a code what the picture of its proof or the words beside it say. */
const TONED =
  '.badge, .state, .tag-ok, .tag-warn, .tag-danger, .note-ok, .note-warn, .note-bad, .panel-ok, .panel-warn, .panel-danger, .check, .proof, .sign, .seal, .can > li';

/** A state is seen without its colour: a picture, or a number in a ring; what is still to do is an empty ring. */
function drawn(): void {
  const picture = (one: Element) => one.querySelector('svg.icon, .spinner') !== null;
  for (const one of all(TONED)) expect(picture(one), one.outerHTML).toBe(true);
  for (const one of all('.prog:not(.prog-todo), .step')) {
    const mark = one.querySelector('.mark, .step-mark');
    expect(mark && (picture(mark) || /^\d+$/.test(mark.textContent?.trim() ?? '')), one.outerHTML).toBe(true);
  }
}

/** What a thing is called, as it is heard. */
const called = (one: HTMLElement) =>
  (one.getAttribute('aria-label') ?? (one.textContent?.trim() || one.title)).replace(/\s+/g, ' ');

/** No button that copies is called like another, nothing is called and described alike, and what a press changes is said
    in the name or in the state, not in both. */
function distinct(): void {
  const copies = all('[data-copies]').map(called);
  expect(copies).toEqual([...new Set(copies)]);
  for (const one of all('[title]')) expect(one.getAttribute('aria-label'), one.outerHTML).not.toBe(one.title);
  expect(all('[data-test="show-secret"][aria-pressed]')).toEqual([]);
}

/** No letter, digit or sign is a shortcut, wherever the focus is: it changes nothing, and nobody keeps it from the field. */
async function typedFreely(host: FakeHost): Promise<void> {
  const focused = document.activeElement;
  const now = () => ({
    screen: screen(),
    calls: host.calls.length,
    chosen: all(':checked, [aria-expanded="true"], [aria-pressed="true"], [aria-selected="true"], [open]').length,
  });
  const before = now();
  const kept: string[] = [];
  for (const target of [window, document.body, ...all(FOCUSABLE)]) {
    for (const key of CHARACTERS) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      if (!target.dispatchEvent(event)) kept.push(key);
    }
  }
  // Nothing but what is decided happens meanwhile: no timer of the page ends.
  for (let round = 0; round < 20; round += 1) await tick();
  expect(now()).toEqual(before);
  expect(document.activeElement).toBe(focused);
  expect(kept).toEqual([]);
}

/** Every field takes a paste; one that takes it in a way of its own has it afterwards. */
function pasted(): void {
  for (const field of all<HTMLInputElement>('input:not([type="radio"], [type="checkbox"]), textarea')) {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    field.dispatchEvent(Object.assign(event, { clipboardData: { getData: () => 'pasted' } }));
    if (event.defaultPrevented) expect(field.value, field.outerHTML).toContain('pasted');
  }
}

/** The org, the steps, help and the theme are in one place. */
function placed(): void {
  const frame = all('.app > *').map((part) => part.tagName);
  expect(frame.slice(0, 3)).toEqual(['HEADER', 'NAV', 'MAIN']);
  const bar = [...find('org-bar').querySelectorAll<HTMLElement>('button')].map(({ dataset }) => dataset.test);
  expect(bar.slice(-3)).toEqual(['find', 'help', 'theme']);
}

interface Shown {
  screen: string;
  /** The fields that were refused, and the notes at fields. */
  refused: string[];
  noted: string[];
}
const played = new Map<string, Shown>();

async function play(name: string): Promise<FakeHost> {
  const scene = scenes[name];
  if (!scene) throw new Error(name);
  const host = scene.host('light');
  await open(host);
  await scene.after?.(session, host);
  await settle();
  for (const test of scene.press ?? []) await click(test);
  for (const [test, text] of Object.entries(scene.type ?? {})) await type(test, text);
  const refused = session.fields.map(({ field }) => field);
  const noted = all('[id^="field-"][id$="-problem"]').map(({ id }) => id);
  played.set(name, { screen: screen() ?? '', refused, noted });
  return host;
}

/** Asked alone, a test that is about all scenes plays them all. */
const PLAYS_ALL = 180_000;

/** All that scenes show, of those too that no test before this one has played. */
async function shown(): Promise<Shown[]> {
  for (const name of Object.keys(scenes).filter((one) => !played.has(one))) {
    await play(name);
    leave();
  }
  return [...played.values()];
}

it.each(Object.keys(scenes))('%s is heard, reached and used by everyone', async (name) => {
  const host = await play(name);
  heard();
  tied();
  led();
  said();
  drawn();
  distinct();
  placed();
  await typedFreely(host);
  pasted();
});

const sources = import.meta.glob<string>('../src/**/*.svelte', { query: '?raw', import: 'default', eager: true });

it(
  'has a scene of every screen',
  async () => {
    const screens = Object.values(sources).flatMap((source) => [...source.matchAll(/\sscreen="([\w-]+)"/g)]);
    const seen = new Set((await shown()).map(({ screen }) => screen));
    expect([...seen].sort()).toEqual([...new Set(screens.map(([, name]) => name))].sort());
  },
  PLAYS_ALL,
);

/** The fields that the core can refuse: what it pushes a problem for, and what Salesforce's refusals are read as. */
function refusable(): string[] {
  const read = (file: string) =>
    readFileSync(join(import.meta.dirname, '../../crates/orgkey/src', file), 'utf8').split('#[cfg(test)]')[0] ?? '';
  const judged = ['judge', 'addresses', 'callbacks'].flatMap((file) => {
    const source = read(`blueprint/${file}.rs`);
    const users = [...source.matchAll(/\buser\(\s*"(\w+)"/g)].map(([, name = '']) => name);
    const [, row = '{field}'] = source.match(/let field = .*?format!\("([^"]+)"/) ?? [];
    const pushes = [...source.matchAll(/\bpush\(\s*(?:&mut )?problems,\s*&?(field\(|\w+!\()?"?([^",()]+)/g)];
    return pushes.flatMap(([, call, given = '']) => {
      const name = call === 'field(' ? row.replace('{part}', given) : given === 'field' ? row : given;
      return name.includes('{field}') ? users.map((user) => name.replace('{field}', user)) : [name];
    });
  });
  const said = [...read('apply/refusals.rs').matchAll(/Some\(\(Step::(?!Check)\w+, "(\w+)"\)\)/g)];
  return [...judged.map((field) => field.replace(/\{\w+\}/, '0')), ...said.map(([, field = '']) => field)];
}

it(
  'has a scene of every field that is refused',
  async () => {
    const seen = await shown();
    const refused = new Set(seen.flatMap(({ refused }) => refused).map((field) => field.replace(/\d+/, '0')));
    const fields = refusable();
    expect(fields).toContain('speaks_for_confirmation');
    expect(fields).toContain('ip_ranges.0.start');
    expect(fields.filter((field) => !refused.has(field))).toEqual([]);
    const notes = Object.values(sources).flatMap((source) => [...source.matchAll(/<FieldNote field="(\w+)"/g)]);
    const noted = new Set(seen.flatMap(({ noted }) => noted));
    expect(notes.map(([, field = '']) => `${fieldId(field)}-problem`).filter((id) => !noted.has(id))).toEqual([]);
  },
  PLAYS_ALL,
);

it('says and draws every state of a part, and what a protection that is off means', async () => {
  const states: PartState[] = ['done', 'doing', 'waiting', 'failed', 'skipped'];
  const view = { ...runs.runView({ state: 'running' }), undo: runs.undo(states, [], false) };
  const host = await open(new FakeHost().on('run', () => view));
  session.openRun(runs.RUN_ID);
  await settle();
  expect(all('.prog').map(({ dataset }) => dataset.state)).toEqual(states);
  said();
  drawn();
  host.view = fixtures.draftView('flows');
  await session.openDraft('d1');
  await settle();
  for (const part of ['require-pkce', 'secret-when-signing-in']) await click(part);
  expect(all('.note-warn')).toHaveLength(2);
  drawn();
});

it('offers more time before a sign-in ends', async () => {
  const soon = new Date(Date.now() + 30_000).toISOString();
  const host = new FakeHost();
  await open(host);
  session.addOrg();
  session.signIn = {
    ...(await host.call('begin_sign_in', { place: { place: 'sandbox' }, expected_org: null })),
    deadline: soon,
  };
  await settle();
  await click('more-time');
  expect(host.asked('extend_sign_in')).toEqual([{ id: 's1' }]);
});
