// Links to Setup: each leads to the very page that its words speak of, and in the practice org words stand in its place.
import { describe, expect, it } from 'vitest';
import catalogue from '../../messages/en.json';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Code } from '../src/host/types';
import { problemPage, setupPage } from '../src/parts/setup-pages';
import { done, RUN_ID } from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { click, find, maybe, open, settle, type } from './page';

/** Problems whose words speak of Setup, and lead to no page there. */
const NOWHERE: { [code in Code]?: string } = {
  client_id_malformed: 'nobody is signed in to the org of that app yet',
  client_id_unknown: 'nobody is signed in to the org of that app yet',
  client_needs_secret: 'nobody is signed in to the org of that app yet',
  deploy_cancelled: 'tells what somebody may have done there',
  secret_not_accepted: 'stands above the steps of which the first leads there',
};
const speaking = new Set(
  Object.entries(catalogue).flatMap(([id, words]) => {
    const [, code] = id.match(/^problem_(.+)_(?:title|what|why|next)$/) ?? [];
    return code && /Setup/.test(words) ? [code as Code] : [];
  }),
);

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

  it('stands at every problem whose words speak of Setup, or it is said why not', () => {
    const lost = [...speaking].filter((code) => !problemPage({ code, params: {} }));
    expect(lost.sort()).toEqual(Object.keys(NOWHERE));
  });

  it.each([...speaking].filter((code) => !(code in NOWHERE)))('opens the page that %s speaks of', async (code) => {
    const host = new FakeHost().on('run', () => done()).on('open_app_in_setup', () => null);
    await open(host);
    session.openRun(RUN_ID);
    await settle();
    session.problem = { code, params: {}, salesforce: null };
    await settle();
    await click('problem-setup');
    const page = problemPage({ code, params: {} });
    if (page === 'app') expect(host.asked('open_app_in_setup')).toEqual([{ id: RUN_ID }]);
    else expect(host.asked('open_setup')).toEqual([{ org: done().org.id, page }]);
    // What is told stays to be read.
    expect(maybe(`problem-${code}`)).not.toBeNull();
  });

  it('leads to the switch where that was read back differently, and to no app before there is one', async () => {
    const params = { what: 'secret_switch' };
    expect(problemPage({ code: 'read_back_differs', params })).toBe('external_client_app_settings');
    await open(new FakeHost(fixtures.draftView('review')), true);
    session.problem = { code: 'overwritten', params: {}, salesforce: null };
    await settle();
    expect(maybe('problem-setup')).toBeNull();
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
