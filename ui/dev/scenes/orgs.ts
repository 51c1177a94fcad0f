// The first screen and the ways to an org.
import { FakeHost, problem } from '../../src/host/fake';
import * as fixtures from '../../src/host/fixtures';
import type { RunSummary, Start } from '../../src/host/types';
import type { Session } from '../../src/session.svelte';
import { beginning, never, refuse, type Scene, type Scenes, signIn, step, welcome } from './scene';

const drafts: Start['drafts'] = [
  {
    id: 'd1',
    label: 'Acme Billing Sync',
    org: 'Acme Corp – UAT',
    step: 'scopes',
    saved_at: fixtures.NOW,
    trouble: null,
  },
  { id: 'd2', label: '', org: 'Acme Corp', step: 'name', saved_at: fixtures.NOW, trouble: 'newer' },
];
const runs: RunSummary[] = [
  fixtures.runSummary({ id: 'r1', label: 'Report Mailer', part: 'credentials', open: true }),
  fixtures.runSummary({ id: 'r2', label: 'Warehouse Loader' }),
  fixtures.runSummary({ id: 'r3', label: 'Old Connector', readable: false, open: true }),
];
const waiting = fixtures.arrived({
  link: 'https://test.salesforce.com/services/oauth2/authorize?response_type=code&client_id=PlatformCLI&redirect_uri=http%3A%2F%2Flocalhost%3A1717%2FOauthRedirect&state=xyz',
  expected_address: 'https://test.salesforce.com',
  ...{ state: 'waiting', deadline: new Date(Date.parse(fixtures.NOW) + 272_000).toISOString() },
});
const different = fixtures.arrived({
  ...{
    org: fixtures.org('production', { user_name: 'Sam Ortiz', username: 'sam@acme.com' }),
    differs: ['org', 'user'],
    expected: fixtures.org(),
  },
});
const browser = problem('callback_port_busy', { port: '1717', program: 'node' });

const finds = (session: Session) => {
  session.finds = true;
};
const log = (change: (host: FakeHost) => void): Scene => ({
  host: (theme) => {
    const host = new FakeHost().on('start', () => fixtures.start({ theme }));
    change(host);
    return host;
  },
  after: (session) => session.lookAside('log'),
});
const arrives = (change: (host: FakeHost) => void): Scene => ({
  ...signIn(
    (host) => change(host.on('begin_sign_in', () => fixtures.arrived())),
    (session) => session.beginSignIn({ place: 'sandbox' }),
  ),
  press: ['accept-org'],
});

export const orgs: Scenes = {
  'command-palette': welcome({}, { after: finds }),
  'command-palette-found': welcome({ drafts, runs }, { after: finds, type: { 'palette-field': 'a' } }),
  'command-palette-none': welcome({}, { after: finds, type: { 'palette-field': 'zzz' } }),
  'drop-taken': welcome({}, { after: (_, host) => host.drop({ files: 'over', kind: 'blueprint' }) }),
  'drop-not-taken': welcome({}, { after: (_, host) => host.drop({ files: 'over', kind: 'other' }) }),
  'drop-refused': welcome({}, { after: (_, host) => host.drop({ files: 'dropped', kind: 'other' }) }),
  log: welcome({}, { after: (session) => session.lookAside('log') }),
  'log-unread': log((host) => host.on('log', refuse('store_failed', { detail: 'permission denied' }))),
  'log-saved': { ...log(() => {}), press: ['save-log'] },
  'log-not-saved': {
    ...log((host) => host.on('save_log', refuse('file_not_written', { file: '/home/dana/orgkey-log.txt' }))),
    press: ['save-log'],
  },
  keys: welcome({}, { after: (session) => session.lookAside('keys') }),
  welcome: welcome(),
  'welcome-empty': welcome({ orgs: [] }),
  'welcome-full': welcome({
    drafts,
    runs,
    notices: [{ id: 'notice_store_newer', params: { file: 'orgkey.sqlite' } }],
    reminders: [{ run: 'r2', label: 'Warehouse Loader', org: 'Acme Corp', ends_at: '2026-12-04T00:00:00Z', days: 10 }],
    keychain: { keychain: 'until_closed', problem: problem('keychain_missing'), accepted: false },
  }),
  'welcome-kept-in-memory': welcome({
    keychain: { keychain: 'until_closed', problem: problem('keychain_missing'), accepted: true },
  }),
  'welcome-failed': { host: () => new FakeHost().on('start', refuse('unexpected', { detail: 'database is locked' })) },
  'welcome-org-refused': {
    ...welcome(),
    after: async (session) => {
      session.host.call = refuse('offline', { host: 'acme.my.salesforce.com' });
      await session.practice();
    },
  },
  'welcome-copy': welcome({
    orgs: [],
    notices: [{ id: 'notice_store_set_aside', params: { file: 'orgkey.sqlite.bad-1795953600' } }],
    copy_offered: fixtures.NOW,
  }),
  'keys-left-secrets': {
    host: () =>
      new FakeHost().on('left_secrets', () => [
        { id: 'left_session', params: { of: '00D7Q000000K2mDUAU' } },
        { id: 'left_private_key', params: { of: '9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15' } },
      ]),
    press: ['help', 'find-left-secrets'],
  },
  'keys-left-asked': {
    host: () => new FakeHost().on('left_secrets', () => [{ id: 'left_session', params: { of: '00D7Q000000K2mDUAU' } }]),
    press: ['help', 'find-left-secrets', 'delete-left-secrets'],
  },
  'keys-nothing-left': welcome({}, { press: ['help', 'find-left-secrets'] }),
  'welcome-forget': welcome({}, { press: ['forget-org-00D7Q000000K2mDUAU'] }),
  'welcome-need': welcome({}, { press: ['answer-one-question', 'comparison'] }),
  'welcome-need-yes': welcome({}, { press: ['answer-one-question', 'need-backend'] }),
  'welcome-need-legacy': welcome({}, { press: ['answer-one-question', 'need-legacy'] }),
  'welcome-need-pages': welcome({}, { press: ['answer-one-question', 'need-pages', 'comparison'] }),
  'change-org': {
    ...step('scopes'),
    after: async (session) => {
      await session.openDraft('d1');
      await session.changeOrg();
    },
  },
  'change-org-empty': {
    host: (theme) =>
      new FakeHost(fixtures.draftView('org', {}, null)).on('start', () => fixtures.start({ theme, orgs: [] })),
    after: async (session) => {
      await session.openDraft('d1');
      await session.changeOrg();
    },
  },
  'sign-in': signIn(() => {}, undefined, { practice_running: true }),
  'sign-in-my-domain': { ...signIn(() => {}), press: ['place-my-domain', 'open-sign-in'] },
  'sign-in-opening': {
    ...signIn((host) => host.on('begin_sign_in', never)),
    press: ['open-sign-in'],
  },
  'sign-in-waiting': { ...signIn(beginning(waiting)), press: ['place-sandbox', 'open-sign-in'] },
  'sign-in-no-browser': {
    ...signIn(beginning({ ...waiting, browser_failed: true })),
    press: ['place-sandbox', 'open-sign-in'],
  },
  'sign-in-failed': signIn(
    (host) => host.on('begin_sign_in', refuse('callback_port_busy', { port: '1717' })),
    (session) => session.beginSignIn({ place: 'production' }),
  ),
  'sign-in-denied': signIn(
    beginning({ ...waiting, ...{ state: 'failed', problem: problem('sign_in_denied') } }),
    (session) => session.beginSignIn({ place: 'sandbox' }),
  ),
  'session-ended': {
    ...step('scopes', {}, 'sandbox', (host) => host.on('save_answer', refuse('session_ended'))),
    after: async (session) => {
      await session.openDraft('d1');
      const { scopes } = fixtures.answers();
      session.edit({ step: 'scopes', answer: scopes });
      await session.flush();
    },
  },
  'sign-in-ways': signIn(
    () => {},
    (session) => session.showWays(browser),
  ),
  'sign-in-ways-asking': signIn(
    (host) => host.on('sf_orgs', never),
    (session) => session.showWays(browser),
  ),
  'sign-in-ways-no-sf': signIn(
    (host) => host.on('sf_orgs', () => ({ sf: 'trouble', problem: problem('sf_missing') })),
    (session) => session.showWays(browser),
  ),
  'sign-in-ways-blocked': signIn(
    () => {},
    (session) => session.showWays(problem('sign_in_app_blocked')),
  ),
  'sign-in-ways-token': {
    ...signIn(
      () => {},
      (session) => session.showWays(),
    ),
    press: ['way-token', 'use-way'],
  },
  'sign-in-ways-own-client': {
    ...signIn(
      () => {},
      (session) => session.showWays(),
    ),
    press: ['way-own-client'],
  },
  'sign-in-ways-own-client-waiting': {
    ...signIn(
      (host) => host.on('begin_own_sign_in', () => waiting),
      async (session) => {
        session.showWays();
        await session.useOwnClient('https://acme.my.salesforce.com', '3MVG9');
      },
    ),
    press: ['way-own-client'],
  },
  'right-org': signIn(beginning(fixtures.arrived()), (session) => session.beginSignIn({ place: 'sandbox' })),
  'right-org-waiting': arrives((host) => host.on('accept_org', never)),
  'right-org-failed': arrives((host) => host.on('accept_org', refuse('offline', { host: 'acme.my.salesforce.com' }))),
  'right-org-jwt': signIn(
    beginning(fixtures.arrived({ ...{ jwt: true, org: fixtures.org('production') } })),
    (session) => session.beginSignIn({ place: 'production' }),
  ),
  'right-org-different': {
    host: (theme) => new FakeHost().on('start', () => fixtures.start({ theme })).on('begin_sign_in', () => different),
    after: async (session) => {
      await session.openDraft('d1');
      session.addOrg();
      await session.beginSignIn({ place: 'sandbox' });
    },
  },
};
