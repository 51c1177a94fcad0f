// Links to Setup: each leads to the very page that its words speak of, and in the practice org words stand in its place.
import { describe, expect, it } from 'vitest';
import catalogue from '../../messages/en.json';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { setupPage } from '../src/screens/run/setup-pages';
import { session } from '../src/session.svelte';
import { click, find, open, settle, type } from './page';

describe('a link to Setup', () => {
  it('stands at everything left over whose words speak of Setup', () => {
    const left = Object.entries(catalogue).filter(([id]) => /^remainder_(?!title|what|part)/.test(id));
    const speaking = left.filter(([, words]) => /Setup/.test(words)).map(([id]) => id);
    expect(speaking.length).toBeGreaterThan(3);
    expect(speaking.filter((id) => setupPage({ id, params: {} }) === undefined)).toEqual([]);
    const unread = { id: 'remainder_not_read_back', params: { what: 'secret_switch' } };
    expect(setupPage(unread)).toBe('external_client_app_settings');
  });

  it('leads from a name that is taken to the app that has it', async () => {
    const taken = { name: 'taken', label: 'Acme Sync', setup_link: 'https://acme.example/' } as const;
    const host = new FakeHost(fixtures.draftView('name'))
      .on('name_state', () => taken)
      .on('open_taken_app', () => null);
    await open(host, true);
    await type('api-name', 'Acme_Sync');
    while (!document.querySelector('[data-test="open-taken-app"]')) await settle();
    await click('open-taken-app');
    expect(host.asked('open_taken_app')).toEqual([{ id: 'd1', api_name: 'Acme_Sync' }]);
  });

  it('stands at a problem that speaks of one page of Setup', async () => {
    const host = await open(new FakeHost(fixtures.draftView('review')), true);
    session.problem = { code: 'secret_switch_not_restored', params: {}, salesforce: null };
    await settle();
    await click('problem-setup');
    expect(host.asked('open_setup')).toEqual([{ org: fixtures.org().id, page: 'external_client_app_settings' }]);
  });

  it('leads nowhere in the practice org, which has no Setup, and says so', async () => {
    const practice = fixtures.org('practice');
    const host = await open(new FakeHost(fixtures.draftView('review', {}, practice)), true);
    session.problem = { code: 'secret_switch_not_restored', params: {}, salesforce: null };
    await settle();
    expect(find('problem-setup').textContent).toBe('The practice org has no Setup pages.');
    await click('problem-setup');
    expect(host.asked('open_setup')).toEqual([]);
  });
});
