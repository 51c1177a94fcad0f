// The menu and the keys: each does what the page's own button does, and no key of a text field is taken from it.
import { describe, expect, it } from 'vitest';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { click, find, key, maybe, open, screen, settle } from './page';

async function choose(host: FakeHost, action: Parameters<FakeHost['menu']>[0]) {
  host.menu(action);
  await settle();
}

describe('the menu', () => {
  it('presses the main button, goes back, and ends what can be ended', async () => {
    const host = await open(new FakeHost(fixtures.draftView('distribution')), true);
    await choose(host, 'main');
    expect(host.asked('submit_answer')).toHaveLength(1);
    expect(screen()).toBe('flows');
    await choose(host, 'back');
    expect(screen()).toBe('distribution');
    await choose(host, 'log');
    expect(screen()).toBe('log');
    await choose(host, 'cancel');
    expect(screen()).toBe('distribution');
  });

  it('finds, begins a new app, adds an org, sets the theme, shows the keys', async () => {
    const host = await open(new FakeHost(fixtures.draftView('name')), true);
    await choose(host, 'find');
    expect(maybe('palette')).not.toBeNull();
    await choose(host, 'theme_dark');
    expect(maybe('palette')).toBeNull();
    expect(host.asked('set_theme')).toEqual([{ theme: 'dark' }]);
    await choose(host, 'keys');
    expect(find('back').closest('footer')).not.toBeNull();
    expect(document.body.textContent).toContain('Find an app, org or step');
    await choose(host, 'new_app');
    expect(screen()).toBe('welcome');
    await choose(host, 'add_org');
    expect(screen()).toBe('sign-in');
  });

  it('closes what is open above the page before anything else', async () => {
    const host = await open(new FakeHost(fixtures.draftView('distribution')), true);
    await choose(host, 'find');
    await choose(host, 'cancel');
    expect(maybe('palette')).toBeNull();
    expect(screen()).toBe('distribution');
  });
});

describe('the keys', () => {
  it('draw the page larger and smaller, also on keyboards with a plus of its own', async () => {
    const host = await open(new FakeHost());
    for (const name of ['+', '=', '-', '0']) await key(name, { ctrlKey: true });
    expect(host.asked('zoom').map(({ step }) => step)).toEqual(['in', 'in', 'out', 'reset']);
    await key('+');
    await key('k');
    expect(host.asked('zoom')).toHaveLength(4);
    expect(maybe('palette')).toBeNull();
  });

  it('open the list of keys by F1, and copy what the focus is at', async () => {
    const host = await open(new FakeHost());
    await key('F1');
    expect(screen()).toBe('keys');
    await click('back');
    expect(screen()).toBe('welcome');
    await key('C', { ctrlKey: true, shiftKey: true });
    expect(host.asked('copy_text')).toEqual([]);
    await choose(host, 'log');
    find('read-log').focus();
    find('save-log').focus();
    await key('C', { ctrlKey: true, shiftKey: true });
    expect(host.asked('copy_text')).toEqual([{ text: fixtures.log }]);
  });
});
