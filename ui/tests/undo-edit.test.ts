// Taking edits of a step back: by its button, by Ctrl+Z outside a text field, one after another.
import { describe, expect, it } from 'vitest';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { session } from '../src/session.svelte';
import { click, find, key, maybe, open, settle, type } from './page';

const value = (test: string) => (find(test) as HTMLInputElement).value;

describe('undoing an edit', () => {
  it('saves what was typed last, takes it back, and draws the step anew', async () => {
    const answers = fixtures.answers({ name: { ...fixtures.answers().name, label: 'Acme' } });
    const host = await open(new FakeHost(fixtures.draftView('name', { answers })), true);
    expect(maybe('undo-edit')).toBeNull();
    await type('label', 'Acme Sync');
    await session.flush();
    await settle();
    await type('label', 'Acme Sync and more');
    find('undo-edit').focus();
    await click('undo-edit');
    expect(host.asked('save_answer').at(-1)?.answer).toMatchObject({ answer: { label: 'Acme Sync and more' } });
    expect(value('label')).toBe('Acme Sync');
    expect(document.activeElement).toBe(find('undo-edit'));
    await click('undo-edit');
    expect(value('label')).toBe('Acme');
    expect(maybe('undo-edit')).toBeNull();
  });

  it('leaves Ctrl+Z in a text field to the field', async () => {
    const host = await open(new FakeHost(fixtures.draftView('name')), true);
    await type('label', 'Acme Sync');
    await session.flush();
    find('label').focus();
    await key('z', { ctrlKey: true });
    expect(host.asked('undo_edit')).toEqual([]);
    find('next').focus();
    await key('z', { ctrlKey: true });
    expect(host.asked('undo_edit')).toEqual([{ id: 'd1' }]);
  });
});
