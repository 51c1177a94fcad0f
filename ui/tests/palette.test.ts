// Ctrl+K: what is found, how it is chosen, where the focus goes; and that thousands of names cost nothing that is felt.
import { describe, expect, it } from 'vitest';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { DraftSummary } from '../src/host/types';
import * as runs from '../src/screens/run/run-fixtures';
import { type Entry, find, fold, index, marked, SHOWN } from '../src/shell/palette/find';
import { find as element, key, maybe, open, screen, settle, type } from './page';

const entry = (title: string, group: Entry['group'] = 'apps', caption = ''): Entry => ({
  group,
  test: title,
  title,
  caption,
  icon: 'layers',
  kind: null,
  open: () => undefined,
});
const titles = (entries: Entry[], query: string) =>
  find(index(entries), query).flatMap((group) => group.entries.map(({ title }) => title));

/** A key pressed in the palette's field. */
async function press(name: string, modifiers: KeyboardEventInit = {}) {
  element('palette-field').dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...modifiers }),
  );
  await settle();
}

describe('finding', () => {
  it('takes any part of a name, of several words each, whatever the accents and capitals', () => {
    const all = [entry('Acme Billing Sync', 'apps', 'in Acme Corp – UAT'), entry('Bilbao Energía', 'orgs')];
    expect(titles(all, 'bil')).toEqual(['Acme Billing Sync', 'Bilbao Energía']);
    expect(titles(all, 'energia')).toEqual(['Bilbao Energía']);
    expect(titles(all, 'uat sync')).toEqual(['Acme Billing Sync']);
    expect(titles(all, 'bil zzz')).toEqual([]);
  });

  it('shows what begins so before what holds it', () => {
    const all = [entry('Mobile Loader'), entry('Old Loader'), entry('Loader'), entry('Uploader')];
    expect(titles(all, 'loader')).toEqual(['Loader', 'Mobile Loader', 'Old Loader', 'Uploader']);
  });

  it('marks the letters that were found, also behind letters that fold', () => {
    expect(marked('Énergie Bil', 'bil')).toEqual([
      { text: 'Énergie ', on: false },
      { text: 'Bil', on: true },
    ]);
    for (const text of ['İstanbul ﬁ 👩‍🚀', 'ǅungla', 'ÅÄÖ']) expect(fold(text)).toHaveLength(text.length);
  });

  it('draws a few of thousands, and counts them all', () => {
    const many = index(Array.from({ length: 5000 }, (_, at) => entry(`App ${at} of the warehouse`)));
    const [apps] = find(many, 'ware');
    expect(apps?.entries).toHaveLength(SHOWN);
    expect(apps?.total).toBe(5000);
  });
});

describe('the palette', () => {
  it('opens by Ctrl+K, says how many it found, and gives the focus back on Escape', async () => {
    await open(new FakeHost());
    element('add-org').focus();
    await key('k', { ctrlKey: true });
    expect(document.activeElement).toBe(element('palette-field'));
    await type('palette-field', 'acme');
    expect(element('palette-count').textContent).toMatch(/^\d+ found$/);
    await press('Escape');
    expect(maybe('palette')).toBeNull();
    expect(document.activeElement).toBe(element('add-org'));
  });

  it('opens an org for a new app by arrows and Enter', async () => {
    const host = await open(new FakeHost());
    await key('k', { metaKey: true });
    await press('ArrowUp');
    const field = element('palette-field');
    const chosen = () => document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
    expect(chosen()?.getAttribute('aria-selected')).toBe('true');
    expect(chosen()?.dataset.test).toBe('find-theme-dark');
    const org = fixtures.start().orgs[0];
    await type('palette-field', org?.username ?? '');
    await press('Enter');
    expect(host.asked('use_org')).toEqual([{ org: org?.id, draft: 'd1' }]);
    expect(screen()).toBe('check');
  });

  it('opens an app', async () => {
    const other = fixtures.runSummary({ id: 'run-2', label: 'Old Loader' });
    const host = new FakeHost().on('start', () => fixtures.start({ runs: [other, fixtures.runSummary()] }));
    host.on('run', ({ id }) => ({ ...runs.done(), id }));
    await open(host);
    element('add-org').focus();
    await key('k', { ctrlKey: true });
    await type('palette-field', 'billing');
    expect(maybe('find-run-run-2')).toBeNull();
    element('find-run-run-1').click();
    await settle();
    expect(maybe('palette')).toBeNull();
    expect(host.asked('run')[0]).toEqual({ id: 'run-1' });
    expect(screen()).toBe('done');
    // From there, another one: Enter opens what is chosen.
    await key('k', { ctrlKey: true });
    await type('palette-field', 'loader');
    await press('Enter');
    expect(host.asked('run').at(-1)).toEqual({ id: 'run-2' });
  });

  it('opens a draft at its step, and saves the one that was open', async () => {
    const drafts: DraftSummary[] = [
      { id: 'd2', label: 'Warehouse Sync', org: 'Acme Corp', step: 'scopes', saved_at: fixtures.NOW, trouble: null },
      { id: 'd3', label: 'Warehouse Lost', org: null, step: 'name', saved_at: fixtures.NOW, trouble: 'damaged' },
    ];
    const host = new FakeHost(fixtures.draftView('name')).on('start', () => fixtures.start({ drafts }));
    await open(host, true);
    await type('description', 'Changed just now.');
    host.on('open_draft', ({ id }) => fixtures.draftView('scopes', { id }));
    await key('k', { ctrlKey: true });
    await type('palette-field', 'warehouse');
    // What cannot be opened is not offered.
    expect(maybe('find-draft-d3')).toBeNull();
    element('find-draft-d2').click();
    await settle();
    expect(host.asked('save_answer').map(({ id, answer }) => [id, answer.step])).toEqual([['d1', 'name']]);
    const asked = host.calls.map(({ command }) => command);
    expect(asked.lastIndexOf('open_draft')).toBeGreaterThan(asked.lastIndexOf('save_answer'));
    expect(host.asked('open_draft').at(-1)).toEqual({ id: 'd2' });
    expect(maybe('palette')).toBeNull();
    expect(screen()).toBe('scopes');
  });

  it('saves what was typed, and goes to a step of the draft that is open', async () => {
    const host = await open(new FakeHost(fixtures.draftView('distribution', { reached: 'flows' })), true);
    await key('k', { ctrlKey: true });
    await type('palette-field', 'name');
    element('find-step-name').click();
    await settle();
    expect(host.asked('go_to')).toEqual([{ id: 'd1', step: 'name' }]);
    expect(maybe('palette')).toBeNull();
  });

  it('keeps its keys to itself', async () => {
    const host = await open(new FakeHost(fixtures.draftView('distribution')), true);
    await key('k', { ctrlKey: true });
    await type('palette-field', 'nothing of that name');
    await press('Enter', { ctrlKey: true });
    expect(host.asked('submit_answer')).toEqual([]);
    expect(element('palette-count').textContent).toBe('0 found');
  });
});
