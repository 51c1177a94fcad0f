// The log: what is shown is what is saved and copied, and leaving it leads back.
import { describe, expect, it } from 'vitest';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { session } from '../src/session.svelte';
import { click, find, heading, key, maybe, open, screen, settle } from './page';

describe('the log', () => {
  it('shows every line before any is saved, and says where it went', async () => {
    const host = await open(new FakeHost());
    await session.lookAside('log');
    await settle();
    expect(find('log-text').textContent).toBe(fixtures.log);
    expect(host.asked('save_log')).toEqual([]);
    await click('save-log');
    expect(find('log-saved').textContent).toContain('/home/dana/orgkey-log.txt');
    await click('copy-log');
    expect(host.asked('copy_text')).toEqual([{ text: fixtures.log }]);
  });

  it('says nothing of a file when the person chose none', async () => {
    await open(new FakeHost().on('save_log', () => null));
    await session.lookAside('log');
    await settle();
    await click('save-log');
    expect(maybe('log-saved')).toBeNull();
  });

  it('leads back to the step that was open, with its answers', async () => {
    await open(new FakeHost(fixtures.draftView('name')), true);
    const before = heading();
    await session.lookAside('log');
    await settle();
    expect(screen()).toBe('log');
    await key('Escape');
    expect(screen()).toBe('name');
    expect(heading()).toBe(before);
  });
});
