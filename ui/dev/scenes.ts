// Each screen in a state worth looking at.
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Answers, Code, FieldProblem, Start, Step, Theme } from '../src/host/types';
import type { Session } from '../src/session.svelte';

interface Scene {
  host: (theme: Theme) => FakeHost;
  after?: (session: Session, host: FakeHost) => unknown;
}

function step(
  at: Step,
  answers: Partial<Answers> = {},
  kind: 'sandbox' | 'production' | 'practice' = 'sandbox',
  change?: (host: FakeHost) => void,
): Scene {
  return {
    host: (theme) => {
      const host = new FakeHost(fixtures.draftView(at, { answers: fixtures.answers(answers) }, fixtures.org(kind)));
      host.on('start', () => fixtures.start({ theme }));
      change?.(host);
      return host;
    },
    after: (session) => session.openDraft('d1'),
  };
}

function welcome(more: Partial<Start> = {}): Scene {
  return { host: (theme) => new FakeHost().on('start', () => fixtures.start({ theme, ...more })) };
}

const server = {
  ...fixtures.answers().flows,
  connects: 'server' as const,
  authorization_code: false,
  client_credentials: true,
};

/** A step whose answer was refused, each problem at its field. */
function refused(at: Step, answers: Partial<Answers>, fields: FieldProblem[], advice: FieldProblem[] = []): Scene {
  const scene = step(at, answers, 'sandbox', (host) => {
    host.view = { ...host.view, advice };
  });
  return {
    ...scene,
    after: async (session) => {
      await session.openDraft('d1');
      session.fields = fields;
    },
  };
}

const about = (field: string, code: Code, params: Record<string, string> = {}): FieldProblem => ({
  field,
  problem: problem(code, params),
});

export const scenes: Record<string, Scene> = {
  'command-palette': {
    ...welcome(),
    after: (session) => {
      session.finds = true;
    },
  },
  log: { ...welcome(), after: (session) => session.lookAside('log') },
  keys: { ...welcome(), after: (session) => session.lookAside('keys') },
  welcome: welcome(),
  'welcome-empty': welcome({ orgs: [] }),
  'welcome-full': welcome({
    drafts: [
      {
        id: 'd1',
        label: 'Acme Billing Sync',
        org: 'Acme Corp – UAT',
        step: 'scopes',
        saved_at: fixtures.NOW,
        trouble: null,
      },
    ],
    runs: [fixtures.runSummary({ id: 'r1', label: 'Report Mailer', part: 'credentials', open: true })],
    keychain: { keychain: 'until_closed', problem: problem('keychain_missing'), accepted: false },
  }),
  'change-org': {
    ...step('scopes'),
    after: async (session) => {
      await session.openDraft('d1');
      await session.changeOrg();
    },
  },
  'sign-in': { ...welcome({ practice_running: true }), after: (session) => session.addOrg() },
  'sign-in-waiting': {
    ...welcome(),
    after: async (session) => {
      await session.addOrg();
      await session.beginSignIn({ place: 'sandbox' });
    },
  },
  'sign-in-failed': {
    host: (theme) =>
      new FakeHost()
        .on('start', () => fixtures.start({ theme }))
        .on('begin_sign_in', () => {
          throw problem('callback_port_busy', { port: '1717' });
        }),
    after: async (session) => {
      await session.addOrg();
      await session.beginSignIn({ place: 'production' });
    },
  },
  'scopes-refused': refused(
    'scopes',
    {
      scopes: {
        ...fixtures.answers().scopes,
        callbacks: ['https://*.acme.com/cb', 'acme.com/cb', 'https://acme.com/cb', 'https://acme.com/cb/'],
      },
    },
    [
      about('callbacks.0', 'callback_malformed', { reason: 'callback_reason_wildcard' }),
      about('callbacks.1', 'callback_malformed', {
        reason: 'callback_reason_no_scheme_hint',
        hint: 'https://acme.com/cb',
      }),
    ],
    [about('callbacks.3', 'callback_alike', { other: 'https://acme.com/cb' })],
  ),
  'access-refused': refused(
    'access',
    {
      access: {
        ...fixtures.answers().access,
        ip_ranges: [
          { start: '203.0.113.0/24', end: '', description: 'Office' },
          { start: '0.0.0.0', end: '255.255.255.255', description: '' },
        ],
      },
    },
    [
      about('ip_ranges.0.start', 'ip_address_malformed', {
        reason: 'ip_address_reason_block',
        start: '203.0.113.0',
        end: '203.0.113.255',
      }),
    ],
    [about('ip_ranges.1.end', 'ip_range_wide')],
  ),
  'name-refused': refused(
    'name',
    {
      name: { ...fixtures.answers().name, label: 'prod\u202exobdnas', api_name: '\u0410cme', contact_email: 'it@acme' },
    },
    [
      about('label', 'hidden_character', { reason: 'hidden_character_reason_after', before: 'prod' }),
      about('api_name', 'api_name_malformed', {
        reason: 'api_name_reason_not_latin',
        character: '\u0410',
        number: 'U+0410',
      }),
      about('contact_email', 'email_malformed', { reason: 'email_reason_host' }),
    ],
  ),
  'session-ended': step('scopes', {}, 'sandbox', (host) =>
    host.on('save_answer', () => {
      throw problem('session_ended', {});
    }),
  ),
  'sign-in-ways': {
    host: (theme) => new FakeHost().on('start', () => fixtures.start({ theme })),
    after: async (session) => {
      await session.addOrg();
      session.showWays(problem('callback_port_busy', { port: '1717', program: 'node' }));
    },
  },
  'right-org': {
    host: (theme) =>
      new FakeHost()
        .on('start', () => fixtures.start({ theme }))
        .on('begin_sign_in', () => ({
          id: 's',
          link: '',
          expected_address: '',
          deadline: fixtures.NOW,
          browser_failed: false,
          state: 'arrived',
          org: fixtures.org(),
          differs: [],
          expected: null,
          jwt: false,
        })),
    after: async (session) => {
      await session.addOrg();
      await session.beginSignIn({ place: 'sandbox' });
    },
  },
  'right-org-different': {
    host: (theme) =>
      new FakeHost()
        .on('start', () => fixtures.start({ theme }))
        .on('begin_sign_in', () => ({
          id: 's',
          link: '',
          expected_address: '',
          deadline: fixtures.NOW,
          browser_failed: false,
          state: 'arrived',
          org: fixtures.org('production', { user_name: 'Sam Ortiz', username: 'sam@acme.com' }),
          differs: ['org', 'user'],
          expected: fixtures.org(),
          jwt: false,
        })),
    after: async (session) => {
      await session.openDraft('d1');
      await session.addOrg();
      await session.beginSignIn({ place: 'sandbox' });
    },
  },
  check: step('check'),
  'check-blocked': step('check', {}, 'sandbox', (host) => host.on('check', () => fixtures.checkup(true))),
  'check-running': step('check', {}, 'sandbox', (host) => host.on('check', () => new Promise(() => {}))),
  'check-failed': step('check', {}, 'sandbox', (host) =>
    host.on('check', () => {
      throw problem('offline', { host: 'acme--uat.sandbox.my.salesforce.com' });
    }),
  ),
  name: step('name'),
  'name-empty': {
    ...step(
      'name',
      { name: { label: '', api_name: '', api_name_edited: false, contact_email: '', description: '' } },
      'sandbox',
      (host) =>
        host.on('submit_answer', () => ({
          view: host.view,
          problems: [
            { field: 'label', problem: problem('field_empty', { field: 'label' }) },
            { field: 'contact_email', problem: problem('email_malformed', { email: 'dana' }) },
          ],
        })),
    ),
    after: async (session) => {
      await session.openDraft('d1');
      await session.submit({
        step: 'name',
        answer: { label: '', api_name: '', api_name_edited: false, contact_email: 'dana', description: '' },
      });
    },
  },
  'name-taken': step('name', {}, 'sandbox', (host) =>
    host.on('name_state', () => ({ name: 'taken', label: 'Acme Billing Sync', setup_link: 'x' })),
  ),
  distribution: step('distribution'),
  'distribution-production': step(
    'distribution',
    { distribution: { reach: 'customers', distribution: 'packaged' } },
    'production',
  ),
  'connect-kind': step('flows', { flows: { ...fixtures.answers().flows, connects: null } }),
  flows: step('flows'),
  'run-as': step('flows', { flows: { ...server, run_as: 'dana@acme.com.uat', run_as_confirmation: 'dana@acm' } }),
  'run-as-empty': step('flows', { flows: server }, 'sandbox', (host) =>
    host.on('users', () => ({ ...fixtures.users, api_only: [] })),
  ),
  scopes: step('scopes'),
  'scopes-practice': step('scopes', {}, 'practice'),
  'scopes-server': step('scopes', { flows: server, scopes: { scopes: ['api'], callbacks: [], test_callbacks: false } }),
  access: step('access'),
  'access-existing': step('access', {
    access: { ...fixtures.answers().access, permission_set: 'existing', existing: ['Acme_Billing_Users'] },
  }),
  'access-anyone': step('access', {
    scopes: { ...fixtures.answers().scopes, scopes: ['api'] },
    access: { ...fixtures.answers().access, who: 'anyone', network: 'ignore' },
  }),
  review: step('review'),
  'review-production': step('review', {}, 'production'),
  'review-practice': step('review', {}, 'practice'),
};
