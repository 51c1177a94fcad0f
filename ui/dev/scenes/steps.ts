// The steps of a draft.
import { problem } from '../../src/host/fake';
import * as fixtures from '../../src/host/fixtures';
import type { Answers, KeyPairView, PlanView } from '../../src/host/types';
import { about, late, never, refuse, refused, type Scenes, step } from './scene';

const given = fixtures.answers();
const server: Answers['flows'] = {
  ...given.flows,
  connects: 'server',
  authorization_code: false,
  client_credentials: true,
};
const certificate: Answers['flows'] = { ...server, client_credentials: false, jwt_bearer: true };
const DANA = { name: 'Dana Ito', username: 'dana@acme.com.uat' };
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
  'still-waiting': {
    ...step('check', {}, 'sandbox', (host) => host.on('plan', never)),
    after: async (session) => {
      await session.openDraft('d1');
      late(() => void session.ask('plan', { id: 'd1' }));
    },
  },
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
      about('description', 'field_too_long', { field: 'description', limit: '255', length: '300' }),
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

const ENDED = { subject: 'Warehouse Loader, UAT', date: '2026-10-01' };
const weak: KeyPairView = {
  ...fixtures.keyPair,
  private_key: 'memory',
  checks: fixtures.keyPair.checks.map((one) =>
    one.id === 'in_time' ? { ...one, problem: problem('key_pair_ended', ENDED) } : one,
  ),
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
  'run-as-refused': refused('flows', { flows: server }, [about('run_as', 'run_as_missing')]),
  'run-as-refused-empty': refused('flows', { flows: server }, [about('run_as', 'run_as_missing')], [], (host) =>
    host.on('users', () => ({ ...fixtures.users, api_only: [] })),
  ),
  'run-as-refused-waiting': refused('flows', { flows: server }, [about('run_as', 'run_as_missing')], [], (host) =>
    host.on('users', never),
  ),
  'run-as-refused-failed': refused('flows', { flows: server }, [about('run_as', 'run_as_missing')], [], (host) =>
    host.on('users', offline),
  ),
  'run-as-not-confirmed': refused('flows', { flows: { ...server, run_as: DANA.username } }, [
    about('run_as_confirmation', 'run_as_administrator_not_confirmed', DANA),
  ]),
  // Another name was looked for meanwhile: the question is not in sight.
  'run-as-not-confirmed-out-of-sight': refused(
    'flows',
    { flows: { ...server, run_as: DANA.username } },
    [about('run_as_confirmation', 'run_as_administrator_not_confirmed', DANA)],
    [],
    (host) => host.on('users', () => ({ ...fixtures.users, people: [] })),
  ),
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
    ...step('flows', { flows: certificate }, 'sandbox', (host) => host.on('key_pair', () => weak)),
    press: ['next'],
  },
  'key-refused': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) =>
      host.on('submit_answer', () => ({ view: host.view, problems: [about('certificate', 'certificate_missing')] })),
    ),
    press: ['next', 'next'],
  },
  'key-weak-refused': {
    ...step('flows', { flows: { ...certificate, remind_before: 0 } }, 'sandbox', (host) =>
      host
        .on('key_pair', () => weak)
        .on('submit_answer', () => ({
          view: host.view,
          problems: [
            about('certificate', 'key_pair_ended', ENDED),
            about('certificate', 'certificate_too_weak', { bits: '1024' }),
            about('remind_before', 'days_out_of_range', { days: '0', limit: '365' }),
          ],
        })),
    ),
    press: ['next', 'next'],
  },
  'key-password-wrong': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) =>
      host
        .on('key_pair', () => ({ ...fixtures.noKeyPair, locked: true }))
        .on('unlock_key_pair', refuse('key_password_wrong')),
    ),
    press: ['next', 'key-bring', 'unlock-key'],
  },
  'key-save-asked': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) => host.on('key_pair', () => fixtures.keyPair)),
    press: ['next', 'save-private-key'],
  },
  'key-not-saved': {
    ...step('flows', { flows: certificate }, 'sandbox', (host) =>
      host
        .on('key_pair', () => fixtures.keyPair)
        .on('save_certificate', refuse('file_not_written', { file: '/home/dana/Acme.crt' })),
    ),
    press: ['next', 'save-certificate'],
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
  'scopes-none': refused(
    'scopes',
    { flows: { ...given.flows, jwt_bearer: true }, scopes: { scopes: [], callbacks: [], test_callbacks: false } },
    [
      about('scopes', 'no_scope_chosen'),
      about('scopes', 'jwt_needs_refresh_scope'),
      about('callbacks.0', 'callback_missing'),
    ],
  ),
  // Salesforce refused the list as a whole.
  'scopes-not-taken': refused('scopes', {}, [about('callbacks', 'deploy_failed')]),
  'scopes-failed': {
    ...step('scopes', {}, 'sandbox', (host) => host.on('submit_answer', offline)),
    press: ['next'],
  },
};

/** As many as the largest orgs have. */
const long = Array.from({ length: 5000 }, (_, number) => number);

const existing: Answers['access'] = { ...given.access, permission_set: 'existing' };
const noSet = [about('existing', 'nobody_could_use_it')];

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
  'access-rules-refused': refused(
    'access',
    {
      access: {
        ...given.access,
        stay: { kind: 'at_most', days: 400 },
        sign_out_after: 45,
        ip_ranges: [
          { start: '203.0.113.9', end: '203.0.113.7', description: 'Office\u0007' },
          { start: '198.51.100.4', end: '', description: '' },
        ],
      },
    },
    [
      about('stay', 'days_out_of_range', { days: '400', limit: '365' }),
      about('sign_out_after', 'sign_out_not_offered', {
        minutes: '45',
        choices: '15, 30, 60, 120, 240, 480, 720, 1440',
      }),
      about('ip_ranges.0.end', 'ip_range_backwards', { start: '203.0.113.9', end: '203.0.113.7' }),
      about('ip_ranges.0.description', 'hidden_character', {
        field: 'ip_description',
        reason: 'hidden_character_reason_after',
        before: 'Office',
      }),
      // As if one were the most, so that the page stays short.
      about('ip_ranges', 'ip_ranges_too_many', { count: '2', limit: '1' }),
    ],
  ),
  // Salesforce refused the rights.
  'access-rights-not-taken': refused(
    'access',
    {
      access: {
        ...given.access,
        objects: [{ object: 'Invoice__c', read: true, create: false, edit: false, delete: false }],
      },
    },
    [about('objects', 'deploy_failed')],
  ),
  'access-none-chosen': refused('access', { access: existing }, noSet),
  'access-none-chosen-waiting': refused('access', { access: existing }, noSet, [], (host) =>
    host.on('permission_sets', never),
  ),
  'access-none-chosen-failed': refused('access', { access: existing }, noSet, [], (host) =>
    host.on('permission_sets', offline),
  ),
  'access-sets-gone': refused('access', { access: { ...existing, existing: ['Old_Users', 'Older_Users'] } }, [
    about('existing', 'permission_set_missing', { name: 'Old_Users' }),
    about('existing', 'permission_set_missing', { name: 'Older_Users' }),
  ]),
  'access-server-refused': refused('access', { flows: certificate, access: { ...given.access, who: 'anyone' } }, [
    about('who', 'jwt_needs_chosen_people'),
    about('speaks_for', 'speaks_for_missing'),
  ]),
  'access-server-not-confirmed': refused(
    'access',
    { flows: certificate, access: { ...given.access, speaks_for: DANA.username } },
    [about('speaks_for_confirmation', 'run_as_administrator_not_confirmed', DANA)],
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
