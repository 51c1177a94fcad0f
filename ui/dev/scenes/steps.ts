// The steps of a draft.
import { problem } from '../../src/host/fake';
import * as fixtures from '../../src/host/fixtures';
import type { Answers, PlanView } from '../../src/host/types';
import { about, never, refuse, refused, type Scenes, step } from './scene';

const given = fixtures.answers();
const server: Answers['flows'] = {
  ...given.flows,
  connects: 'server',
  authorization_code: false,
  client_credentials: true,
};
const certificate: Answers['flows'] = { ...server, client_credentials: false, jwt_bearer: true };
const HOST = 'acme--uat.sandbox.my.salesforce.com';

const offline = refuse('offline', { host: HOST });
const loose: Partial<PlanView> = {
  loosenings: [
    { id: 'loosening_anyone', params: {} },
    { id: 'loosening_network_ignore', params: {} },
  ],
  blocked: true,
};

const check: Scenes = {
  check: step('check'),
  'check-blocked': step('check', {}, 'sandbox', (host) => host.on('check', () => fixtures.checkup(true))),
  'check-running': step('check', {}, 'sandbox', (host) => host.on('check', never)),
  'check-failed': step('check', {}, 'sandbox', (host) => host.on('check', offline)),
  'check-slow': {
    ...step('check', {}, 'production', (host) =>
      host
        .on('check', never)
        .on('waits', () => [{ host: 'acme.my.salesforce.com', until: new Date(Date.now() + 90_000).toISOString() }]),
    ),
    after: async (session, host) => {
      await session.openDraft('d1');
      host.change({ changed: 'waits' });
    },
  },
};

const name: Scenes = {
  name: step('name'),
  'name-empty': step('name', {
    name: { label: '', api_name: '', api_name_edited: false, contact_email: '', description: '' },
  }),
  'name-missing': refused(
    'name',
    { name: { label: '', api_name: '', api_name_edited: false, contact_email: 'dana', description: '' } },
    [
      about('label', 'field_empty', { field: 'label' }),
      about('contact_email', 'email_malformed', { reason: 'email_reason_host', email: 'dana' }),
    ],
  ),
  'name-refused': refused(
    'name',
    { name: { ...given.name, label: 'prod\u202exobdnas', api_name: '\u0410cme', contact_email: 'it@acme' } },
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
  'name-taken': step('name', {}, 'sandbox', (host) =>
    host.on('name_state', () => ({ name: 'taken', label: 'Acme Billing Sync', setup_link: 'x' })),
  ),
  'name-looked-up': step('name', {}, 'sandbox', (host) => host.on('name_state', never)),
  'name-failed': step('name', {}, 'sandbox', (host) => host.on('name_state', offline)),
};

const distribution: Scenes = {
  distribution: step('distribution'),
  'distribution-production': step(
    'distribution',
    { distribution: { reach: 'customers', distribution: 'packaged' } },
    'production',
  ),
  'distribution-refused': refused('distribution', { distribution: { reach: 'customers', distribution: 'packaged' } }, [
    about('distribution', 'packaged_not_possible'),
  ]),
};

const flows: Scenes = {
  'connect-kind': step('flows', { flows: { ...given.flows, connects: null } }),
  'connect-kind-chosen': {
    ...step('flows', { flows: { ...given.flows, connects: null } }),
    press: ['connect-server'],
  },
  'connect-kind-missing': {
    ...step('flows', { flows: { ...given.flows, connects: null } }),
    press: ['next'],
  },
  flows: step('flows'),
  'flows-refused': refused('flows', { flows: { ...given.flows, authorization_code: false } }, [
    about('flows', 'no_flow_chosen'),
  ]),
  'run-as': step('flows', { flows: { ...server, run_as: 'dana@acme.com.uat', run_as_confirmation: 'dana@acm' } }),
  'run-as-empty': step('flows', { flows: server }, 'sandbox', (host) =>
    host.on('users', () => ({ ...fixtures.users, api_only: [] })),
  ),
  'run-as-waiting': step('flows', { flows: server }, 'sandbox', (host) => host.on('users', never)),
  'run-as-failed': step('flows', { flows: server }, 'sandbox', (host) => host.on('users', offline)),
  'run-as-refused': refused('flows', { flows: server }, [about('run_as', 'field_empty', { field: 'run_as' })]),
  key: {
    ...step('flows', { flows: certificate }, 'sandbox', (host) => host.on('key_pair', () => fixtures.keyPair)),
    press: ['next'],
  },
  'key-none': { ...step('flows', { flows: certificate }), press: ['next'] },
  'key-bring': { ...step('flows', { flows: certificate }), press: ['next', 'key-bring'] },
  'key-locked': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) =>
      host.on('key_pair', () => ({ ...fixtures.noKeyPair, locked: true })),
    ),
    press: ['next', 'key-bring'],
  },
  'key-weak': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) =>
      host.on('key_pair', () => ({
        ...fixtures.keyPair,
        private_key: 'memory',
        checks: fixtures.keyPair.checks.map((one) =>
          one.id === 'in_time'
            ? { ...one, problem: problem('key_pair_ended', { subject: 'Warehouse Loader, UAT', date: '2026-10-01' }) }
            : one,
        ),
      })),
    ),
    press: ['next'],
  },
  'key-waiting': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) => host.on('key_pair', never)),
    press: ['next'],
  },
  'key-failed': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) =>
      host.on('key_pair', refuse('unexpected', { detail: 'the file ended' })),
    ),
    press: ['next'],
  },
};

const scopes: Scenes = {
  scopes: step('scopes'),
  'scopes-empty': step('scopes', { scopes: { scopes: [], callbacks: [], test_callbacks: false } }, 'production'),
  'scopes-practice': step('scopes', {}, 'practice'),
  'scopes-server': step('scopes', { flows: server, scopes: { scopes: ['api'], callbacks: [], test_callbacks: false } }),
  'scopes-pasted': { ...step('scopes'), press: ['paste-scopes'] },
  'scopes-refused': refused(
    'scopes',
    {
      scopes: {
        ...given.scopes,
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
  'scopes-failed': {
    ...step('scopes', {}, 'sandbox', (host) => host.on('submit_answer', offline)),
    press: ['next'],
  },
};

/** As many as the largest orgs have. */
const long = Array.from({ length: 5000 }, (_, number) => number);

const access: Scenes = {
  access: step('access'),
  'access-existing': step('access', {
    access: { ...given.access, permission_set: 'existing', existing: ['Acme_Billing_Users'] },
  }),
  'access-waiting': step('access', { access: { ...given.access, permission_set: 'existing' } }, 'sandbox', (host) =>
    host.on('permission_sets', never),
  ),
  'access-failed': step('access', { access: { ...given.access, permission_set: 'existing' } }, 'sandbox', (host) =>
    host.on('permission_sets', offline).on('objects', offline),
  ),
  'access-full': step('access', {
    access: {
      ...given.access,
      objects: [
        { object: 'Account', read: true, create: true, edit: true, delete: true },
        { object: 'Invoice__c', read: true, create: false, edit: false, delete: false },
      ],
      ip_ranges: [{ start: '203.0.113.7', end: '203.0.113.7', description: 'Office' }],
      stay: { kind: 'until_revoked' },
      stronger_sign_in: true,
    },
  }),
  'access-objects': { ...step('access'), press: ['objects'] },
  'access-find-object': { ...step('access'), press: ['objects'], type: { 'find-object': 'o' } },
  'access-no-object': { ...step('access'), press: ['objects'], type: { 'find-object': 'zzz' } },
  'access-long': step('access', { access: { ...given.access, permission_set: 'existing' } }, 'sandbox', (host) =>
    host.on('permission_sets', () =>
      long.map((number) => ({ name: `Harbour_${number}`, label: `Harbour ${number}`, people: number % 90 })),
    ),
  ),
  'access-long-objects': {
    ...step('access', {}, 'sandbox', (host) =>
      host.on('objects', () => long.map((number) => ({ name: `Harbour_${number}__c`, label: `Harbour ${number}` }))),
    ),
    press: ['objects'],
    type: { 'find-object': 'harbour 49' },
  },
  'access-server': step('access', { flows: certificate }),
  'access-anyone': step('access', {
    scopes: { ...given.scopes, scopes: ['api'] },
    access: { ...given.access, who: 'anyone', network: 'ignore' },
  }),
  'access-refused': refused(
    'access',
    {
      access: {
        ...given.access,
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
};

const review: Scenes = {
  review: step('review'),
  'review-production': step('review', {}, 'production'),
  'review-practice': step('review', {}, 'practice'),
  'review-loosened': step('review', {}, 'sandbox', (host) => host.on('plan', () => ({ ...fixtures.plan(), ...loose }))),
  'review-waiting': step('review', {}, 'sandbox', (host) => host.on('plan', never)),
  'review-failed': step('review', {}, 'sandbox', (host) => host.on('plan', offline)),
  'review-valid': { ...step('review'), press: ['validate'] },
  'review-invalid': {
    ...step('review', {}, 'sandbox', (host) =>
      host.on('validate_plan', () => ({
        accepted: false,
        problems: [problem('permission_set_missing', { name: 'Acme_Billing_Users', step: 'access' })],
      })),
    ),
    press: ['validate'],
  },
  'review-not-typed': {
    ...step('review', {}, 'production', (host) =>
      host.on('create', refuse('org_name_not_typed', { org: 'Acme Corp' })),
    ),
    press: ['create'],
  },
  'review-not-accepted': {
    ...step('review', {}, 'sandbox', (host) =>
      host
        .on('plan', () => ({ ...fixtures.plan(), loosenings: loose.loosenings ?? [] }))
        .on('create', refuse('loosenings_not_accepted')),
    ),
    press: ['create'],
  },
  'review-creating': { ...step('review', {}, 'sandbox', (host) => host.on('create', never)), press: ['create'] },
};

export const steps: Scenes = { ...check, ...name, ...distribution, ...flows, ...scopes, ...access, ...review };
