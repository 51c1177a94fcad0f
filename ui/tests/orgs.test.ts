// The first screen, and signing in.
import { flushSync } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Line, RunSummary, SignInState, SignInView } from '../src/host/types';
import * as made from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { click, find, heading, key, maybe, open, screen, settle, type } from './page';

const signIn = (state: SignInState): SignInView => ({
  id: 's1',
  link: 'https://test.salesforce.com/authorize?x=1',
  expected_address: 'https://test.salesforce.com',
  deadline: new Date(Date.now() + 272_000).toISOString(),
  browser_failed: false,
  ...state,
});

describe('the first screen', () => {
  it('names the window and puts the focus on the heading', async () => {
    await open(new FakeHost());
    expect(screen()).toBe('welcome');
    expect(document.title).toBe('All orgs and apps – Orgkey');
    expect(document.activeElement?.tagName).toBe('H1');
  });

  it('says what to do when there is no org', async () => {
    await open(new FakeHost().on('start', () => fixtures.start({ orgs: [] })));
    expect(document.body.textContent).toContain('No orgs yet. Add one, or start in the practice org.');
  });

  it('starts a draft in the practice org', async () => {
    const host = await open(new FakeHost());
    await click('try-practice');
    expect(host.asked('use_practice')).toEqual([{ draft: 'd1' }]);
    expect(screen()).toBe('check');
    expect(find('org-bar').dataset.org).toBe('practice');
  });

  it('draws a long list of orgs frame by frame, and keeps what is found again at the next letter', async () => {
    const orgs = Array.from({ length: 5000 }, (_, number) =>
      fixtures.org('sandbox', { id: `00D${number}`, name: `Harbour ${number}` }),
    );
    await open(new FakeHost().on('start', () => fixtures.start({ orgs })));
    const rows = () => document.querySelectorAll('[data-test^="use-org-"]').length;
    // Without its own limit, which a busy machine exceeds: only what hangs ends, with the test.
    await vi.waitFor(() => expect(rows()).toBe(100), { timeout: 25_000 });
    expect(find('more-orgs').textContent).toContain('4900 more');
    const field = find('find-org') as HTMLInputElement;
    field.value = 'harbour 4';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    // 4 and 40 to 49 were drawn before.
    expect(rows()).toBe(11);
    await vi.waitFor(() => expect(rows()).toBe(100), { timeout: 25_000 });
    await type('find-org', 'harbour 4321');
    expect(rows()).toBe(1);
  });

  it('forgets an org after a question, and says so', async () => {
    const host = await open(new FakeHost());
    const { id, name } = fixtures.org('production');
    await click(`forget-org-${id}`);
    expect(find('forget-question').textContent).toContain(`Forget ${name}`);
    expect(document.activeElement).toBe(find('confirm-forget'));
    await click('keep-org');
    expect(maybe('forget-question')).toBeNull();
    expect(document.activeElement).toBe(find(`forget-org-${id}`));
    expect(host.asked('forget_org')).toEqual([]);
    await click(`forget-org-${id}`);
    await click('confirm-forget');
    expect(host.asked('forget_org')).toEqual([{ org: id }]);
    expect(maybe(`use-org-${id}`)).toBeNull();
    expect(session.announcer.words).toContain('is forgotten');
  });

  it('answers one question: an old system with a password needs something else, a server goes on', async () => {
    await open(new FakeHost());
    await click('answer-one-question');
    await click('need-legacy');
    expect(find('need-answer').textContent).toContain('It has to sign in another way');
    await click('need-backend');
    expect(find('need-answer').textContent).toContain('“A server or ETL job” will be chosen at Flows');
    expect(session.need).toBe('server');
    await click('close-question');
    expect(document.activeElement).toBe(find('answer-one-question'));
  });

  it('lists drafts and runs, and opens them', async () => {
    const start = fixtures.start({
      drafts: [{ id: 'd1', label: 'Acme', org: 'Acme Corp', step: 'scopes', saved_at: fixtures.NOW, trouble: null }],
      runs: [],
    });
    await open(new FakeHost(fixtures.draftView('scopes')).on('start', () => start));
    await click('draft-d1');
    expect(screen()).toBe('scopes');
    expect(document.title).toBe('Scopes – step 6 of 8 – New app');
  });

  it('asks before a draft is deleted, and can keep it', async () => {
    const draft = {
      id: 'd1',
      label: 'Acme',
      org: null,
      step: 'scopes' as const,
      saved_at: fixtures.NOW,
      trouble: null,
    };
    const host = await open(new FakeHost().on('start', () => fixtures.start({ drafts: [draft], runs: [] })));
    await click('delete-draft-d1');
    expect(document.activeElement).toBe(find('keep-draft-d1'));
    expect(host.asked('delete_draft')).toEqual([]);
    await click('keep-draft-d1');
    expect(document.activeElement).toBe(find('delete-draft-d1'));
    await click('delete-draft-d1');
    await click('delete-draft-d1-sure');
    expect(host.asked('delete_draft')).toEqual([{ id: 'd1' }]);
  });

  it('lists a draft that cannot be read, opens none such, and deletes it only when told to', async () => {
    const draft = { label: '', org: null, step: 'org' as const, saved_at: fixtures.NOW };
    const drafts = [
      { ...draft, id: 'd1', trouble: 'damaged' as const },
      { ...draft, id: 'd2', trouble: 'newer' as const },
    ];
    await open(new FakeHost().on('start', () => fixtures.start({ drafts, runs: [] })));
    expect(find('draft-trouble-d1').textContent).toContain('It is kept until you delete it');
    expect(find('draft-trouble-d2').textContent).toContain('Open it with that version');
    expect([maybe('draft-d1'), maybe('draft-d2')]).toEqual([null, null]);
    expect(find('delete-draft-d2').getAttribute('aria-label')).toContain('newer Orgkey');
  });

  const listed = (...runs: Partial<RunSummary>[]) => {
    const host = new FakeHost().on('start', () => fixtures.start({ runs: runs.map(fixtures.runSummary) }));
    return host.on('run', () => ({ ...made.done(), undoes: made.UNDOES }));
  };

  it('says how each run stands, and undoes one after asking', async () => {
    const host = await open(
      listed(
        { id: 'r1', open: true, part: 'credentials', made: true },
        { id: 'r2' },
        { id: 'r3', made: false },
        { id: 'r4', open: true, undoing: true },
      ),
    );
    expect(find('run-r2').closest('li')?.textContent).toContain('Finished');
    // Nothing of it is there any more, be it undone or never made.
    expect(find('run-r3').closest('li')?.textContent).toContain('Undone, or nothing was made');
    expect(maybe('undo-r3')).toBeNull();
    expect(maybe('undo-r4')).toBeNull();
    expect(find('run-r4').closest('li')?.textContent).toContain('Undo not finished');
    expect(find('undo-r1').textContent).toContain('Undo…');
    await click('undo-r2');
    expect(screen()).toBe('undo-confirm');
    expect(host.asked('undo_run')).toEqual([]);
  });

  it('draws the first of thousands of drafts and runs, and all runs that want something; the others are found', async () => {
    const many = Array.from({ length: 5000 }, (_, number) => number);
    const kept = { org: null, step: 'name', saved_at: fixtures.NOW, trouble: null } as const;
    const drafts = many.map((number) => ({ ...kept, id: `d${number}`, label: `Harbour ${number}` }));
    const list = many.map((number) => fixtures.runSummary({ id: `r${number}`, open: number === 4999 }));
    await open(new FakeHost().on('start', () => fixtures.start({ drafts, runs: list })));
    const rows = (kind: string) => document.querySelectorAll(`[data-test^="${kind}-"]`).length;
    expect([rows('draft'), rows('run')]).toEqual([100, 101]);
    expect(maybe('run-r4999')).not.toBeNull();
    expect(find('more-drafts').textContent).toContain('4900 more');
    expect(find('more-runs').textContent).toContain('4899 more');
    await click('find-more-runs');
    expect(document.activeElement).toBe(find('palette-field'));
  });

  it('goes back to a run that went on while the page was loaded anew', async () => {
    const host = await open(listed({ id: 'r1', open: true }, { id: 'r2', open: true, running: true }));
    expect(host.asked('run')).toEqual([{ id: 'r2' }]);
    expect(host.calls.map(({ command }) => command)).not.toContain('create');
    expect(session.screen).toBe('run');
  });

  it('leaves a run that can’t be read, and shows the others', async () => {
    const host = await open(listed({ id: 'r1', open: true, readable: false, label: '' }, { id: 'r2' }));
    host.on('leave_unreadable_run', () => null);
    expect(maybe('run-r1')).toBeNull();
    expect(find('run-r2').closest('ul')?.textContent).toContain('A run that can’t be read');
    await click('leave-r1');
    expect(host.asked('leave_unreadable_run')).toEqual([{ id: 'r1' }]);
  });

  it('says where secrets are kept when there is no keychain', async () => {
    await open(
      new FakeHost().on('start', () =>
        fixtures.start({
          keychain: { keychain: 'until_closed', problem: problem('keychain_missing'), accepted: false },
        }),
      ),
    );
    expect(find('problem-keychain_missing').textContent).toContain('kept only until you close Orgkey');
  });

  it('says what happened before it opened: a proxy, a damaged file, a newer one', async () => {
    const notices: Line[] = [
      { id: 'notice_proxy', params: { proxy: 'http://proxy.example:8080' } },
      { id: 'notice_store_set_aside', params: { file: '/home/dana/orgkey.sqlite.bad-1' } },
      { id: 'notice_store_newer', params: { file: '/home/dana/orgkey.sqlite' } },
    ];
    await open(new FakeHost().on('start', () => fixtures.start({ notices })));
    const told = [...document.querySelectorAll('[data-test="notice"]')].map((one) => one.textContent);
    expect(told).toHaveLength(3);
    expect(told[0]).toContain('go through the proxy http://proxy.example:8080');
    expect(told[1]).toContain('set aside as /home/dana/orgkey.sqlite.bad-1');
    expect(told[2]).toContain('A newer Orgkey has written /home/dana/orgkey.sqlite');
  });

  it('changes the theme and keeps it', async () => {
    const host = await open(new FakeHost());
    await click('theme');
    expect(document.documentElement.dataset.theme).toBe('light');
    await click('theme');
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(host.asked('set_theme')).toEqual([{ theme: 'light' }, { theme: 'dark' }]);
    await click('theme');
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});

describe('signing in', () => {
  it('offers the practice org only while one runs', async () => {
    await open(new FakeHost());
    await click('add-org');
    expect(maybe('place-practice')).toBeNull();
  });

  it('waits for the browser with a link, a way out and no main button', async () => {
    const host = await open(new FakeHost());
    await click('add-org');
    await click('place-sandbox');
    await click('open-sign-in');
    expect(host.asked('begin_sign_in')).toEqual([{ place: { place: 'sandbox' }, expected_org: null }]);
    expect(find('link').textContent).toContain('https://test.salesforce.com/');
    expect(maybe('open-sign-in')).toBeNull();
    expect(document.body.textContent).toContain('4:3');
    await key('Escape');
    expect(host.asked('cancel_sign_in')).toEqual([{ id: 's1' }]);
    expect(maybe('open-sign-in')).not.toBeNull();
  });

  it('asks for the address of a My Domain before it opens anything', async () => {
    const host = await open(new FakeHost());
    await click('add-org');
    await click('place-my-domain');
    await click('open-sign-in');
    expect(host.asked('begin_sign_in')).toEqual([]);
    expect(document.activeElement).toBe(find('error-summary'));
    await type('my-domain-address', 'acme.lightning.force.com/lightning/page');
    await click('open-sign-in');
    expect(host.asked('begin_sign_in')[0]?.place).toEqual({
      place: 'my_domain',
      address: 'acme.lightning.force.com/lightning/page',
    });
  });

  it('shows a refusal in place and stays', async () => {
    await open(
      new FakeHost().on('begin_sign_in', () => {
        throw problem('callback_port_busy', { port: '1717' });
      }),
    );
    await click('add-org');
    await click('open-sign-in');
    expect(find('problem-callback_port_busy').textContent).toContain('1717');
    expect(document.title.startsWith('Problem: ')).toBe(true);
  });

  it('asks whether the org is right, and goes on only then', async () => {
    let state: SignInState = { state: 'waiting' };
    const host = await open(new FakeHost().on('sign_in', () => signIn(state)));
    await click('add-org');
    await click('open-sign-in');
    state = { state: 'arrived', org: fixtures.org(), differs: [], expected: null, jwt: false };
    host.change({ changed: 'sign_in', id: 's1' });
    await settle();
    expect(screen()).toBe('right-org');
    expect(heading()).toBe('Is this the right org?');
    await key('Enter', { ctrlKey: true });
    expect(host.asked('accept_org')).toEqual([{ sign_in: 's1', draft: 'd1' }]);
    expect(screen()).toBe('check');
  });

  it('marks what differs and recommends to sign in again', async () => {
    const arrived: SignInState = {
      state: 'arrived',
      org: fixtures.org('production', { user_name: 'Sam Ortiz' }),
      differs: ['org', 'user'],
      expected: fixtures.org(),
      jwt: false,
    };
    await open(new FakeHost().on('begin_sign_in', () => signIn(arrived)));
    await click('add-org');
    await click('open-sign-in');
    expect(screen()).toBe('right-org-different');
    expect(document.body.textContent).toContain('You were Dana Ito, in a sandbox. This is Sam Ortiz, in production.');
    await click('reject-org');
    expect(screen()).toBe('sign-in');
  });

  it('leads an ended session to the sign-in of the same org, with the answers kept', async () => {
    vi.useRealTimers();
    const host = new FakeHost(fixtures.draftView('scopes')).on('submit_answer', () => {
      throw problem('session_ended');
    });
    await open(host, true);
    await click('next');
    expect(screen()).toBe('sign-in');
    expect(heading()).toBe('Sign in to Acme Corp – UAT again');
    expect((find('my-domain-address') as HTMLInputElement).value).toBe('https://acme--uat.sandbox.my.salesforce.com');
    await click('open-sign-in');
    expect(host.asked('begin_sign_in')[0]?.expected_org).toBe(fixtures.org().id);
  });
});
