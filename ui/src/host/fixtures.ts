// Example state for tests and for looking at screens by eye. Never part of the shipped page.
import type {
  Answers,
  Catalogue,
  Certificate,
  Check,
  Checkup,
  Draft,
  DraftView,
  KeyPairView,
  KnownOrg,
  ObjectView,
  OrgKind,
  PermissionSetView,
  PlanView,
  RunSummary,
  ScopeEntry,
  SfFound,
  SignInView,
  Start,
  Step,
  StepView,
  Suggestion,
  UserList,
} from './types';

export const NOW = '2026-11-23T14:32:00Z';

export function org(kind: OrgKind = 'sandbox', more: Partial<KnownOrg> = {}): KnownOrg {
  const production = kind === 'production';
  const practice = kind === 'practice';
  const host = practice
    ? '127.0.0.1:7300'
    : production
      ? 'acme.my.salesforce.com'
      : 'acme--uat.sandbox.my.salesforce.com';
  return {
    id: production ? '00D5g000004ZpQrEAK' : practice ? '00DPR000000PractUAA' : '00D7Q000000K2mDUAU',
    name: production ? 'Acme Corp' : practice ? 'Practice Company' : 'Acme Corp – UAT',
    kind,
    edition: 'Enterprise Edition',
    namespace: null,
    origin: `https://${host}`,
    host,
    username: production ? 'dana@acme.com' : practice ? 'dana@practice.example' : 'dana@acme.com.uat',
    user_name: 'Dana Ito',
    profile: 'System Administrator',
    user_id: '0057Q000001AbCdEAK',
    signed_in: true,
    last_seen: NOW,
    ...more,
  };
}

export function answers(more: Partial<Answers> = {}): Answers {
  return {
    check: { secret_switch: 'turn_on_and_back' },
    name: {
      label: 'Acme Billing Sync',
      api_name: 'Acme_Billing_Sync',
      api_name_edited: false,
      contact_email: 'it@acme.com',
      description: 'Syncs invoices from the billing system every night.',
    },
    distribution: { reach: 'one', distribution: 'local' },
    flows: {
      connects: 'web_app',
      authorization_code: true,
      client_credentials: false,
      jwt_bearer: false,
      remind_before: 30,
      run_as: null,
      run_as_confirmation: '',
      require_pkce: true,
      secret_when_signing_in: true,
      secret_when_staying_connected: true,
      rotate_refresh_tokens: true,
    },
    scopes: {
      scopes: ['api', 'refresh_token'],
      callbacks: ['https://app.acme.com/oauth/callback'],
      test_callbacks: true,
    },
    access: {
      who: 'chosen',
      permission_set: 'new',
      existing: [],
      assign_me: true,
      speaks_for: null,
      speaks_for_confirmation: '',
      objects: [],
      stay: { kind: 'until_unused', days: 30 },
      network: 'keep',
      ip_ranges: [],
      sign_out_after: 120,
      stronger_sign_in: false,
    },
    certificate: null,
    ...more,
  };
}

const STEPS: Step[] = ['org', 'check', 'name', 'distribution', 'flows', 'scopes', 'access', 'review'];

export function draftView(step: Step = 'name', more: Partial<Draft> = {}, forOrg: KnownOrg | null = org()): DraftView {
  const draft: Draft = {
    id: 'd1',
    org: forOrg?.id ?? null,
    step,
    reached: step,
    answers: answers(),
    checked: { to_fix: 0, to_know: 1 },
    saved_at: NOW,
    ...more,
  };
  return { draft, org: forOrg, steps: rail(draft, forOrg), adds_up: addsUp(draft), advice: [], undoable: false };
}

export function rail(draft: Draft, forOrg: KnownOrg | null): StepView[] {
  const at = STEPS.indexOf(draft.step);
  const reached = Math.max(at, STEPS.indexOf(draft.reached));
  const { name, distribution, scopes } = draft.answers;
  const words: Record<Step, [string, Record<string, string>] | null> = {
    org: forOrg ? ['rail_org', { name: forOrg.name }] : null,
    check: ['rail_check_to_know', { count: '1' }],
    name: ['rail_name', { label: name.label }],
    distribution: [`rail_distribution_${distribution.distribution}`, {}],
    flows: [
      draft.answers.flows.client_credentials ? 'rail_flow_client_credentials' : 'rail_flow_authorization_code',
      {},
    ],
    scopes: ['rail_scopes', { scopes: String(scopes.scopes.length), callbacks: String(scopes.callbacks.length) }],
    access: [`rail_access_${draft.answers.access.who}`, {}],
    review: ['rail_review_nothing_sent', {}],
  };
  return STEPS.map((step, index) => {
    const word = index <= reached ? words[step] : null;
    return {
      step,
      state: index === at ? 'current' : index <= reached ? 'done' : 'todo',
      answer: word ? { id: word[0], params: word[1] } : null,
    };
  });
}

function addsUp({ answers: { scopes, access } }: Draft): DraftView['adds_up'] {
  const has = (scope: string) => scopes.scopes.includes(scope);
  const line = (can: boolean, id: string, params: Record<string, string> = {}) => ({ can, line: { id, params } });
  return [
    ...(has('api') ? [line(true, 'adds_can_records')] : []),
    has('refresh_token') && access.stay.kind === 'until_unused'
      ? line(true, 'adds_can_stay_unused', { days: String(access.stay.days) })
      : line(false, 'adds_cannot_stay'),
    line(has('web'), has('web') ? 'adds_can_pages' : 'adds_cannot_pages'),
    line(has('openid'), has('openid') ? 'adds_can_id_token' : 'adds_cannot_id_token'),
  ];
}

export function start(more: Partial<Start> = {}): Start {
  return {
    orgs: [
      org('production'),
      org('sandbox'),
      org('sandbox', {
        id: '00D8E000000StagUAA',
        name: 'Acme Europe – Staging',
        username: 'dana.ito@acme.example.stage',
        host: 'acmeeu--stage.sandbox.my.salesforce.com',
        signed_in: false,
      }),
    ],
    drafts: [],
    runs: [],
    reminders: [],
    keychain: { keychain: 'working' },
    practice_running: false,
    theme: 'system',
    notices: [],
    copy_offered: null,
    ...more,
  };
}

/** A run in a list: over, its app made. */
export function runSummary(more: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'run-1',
    label: 'Acme Billing Sync',
    org: 'Acme Corp',
    part: 'proof',
    open: false,
    running: false,
    undoing: false,
    made: true,
    readable: true,
    started_at: NOW,
    ...more,
  };
}

const REQUESTS =
  'api:h refresh_token:h openid:l id:l profile:l email:l address:l phone:l web:h full:v custom_permissions:l chatter_api:m visualforce:m lightning:m content:m wave_api:m eclair_api:l pardot_api:m cdp_api:h cdp_query_api:h cdp_profile_api:h cdp_ingest_api:m cdp_segment_api:m cdp_identityresolution_api:m cdp_calculated_insight_api:m data_cloud_user_claims:l mcp_api:m sfap_api:m einstein_gpt_api:m chatbot_api:m interaction_api:m scrt_api:l pwdless_login_api:m forgot_password:m user_registration_api:m offline_access:h';
const RISKS = { l: 'low', m: 'medium', h: 'high', v: 'very_high' } as const;
const scopes: ScopeEntry[] = REQUESTS.split(' ').map((row) => {
  const [request = '', risk = 'l'] = row.split(':');
  return { request, token: request, risk: RISKS[risk as keyof typeof RISKS] };
});

const person: Omit<Suggestion, 'kind'> = {
  authorization_code: true,
  client_credentials: false,
  keeps_secret: true,
  scopes: ['api', 'refresh_token'],
  callback: true,
  distribution: 'local',
};

export const catalogue: Catalogue = {
  scopes,
  suggestions: [
    { ...person, kind: 'web_app' },
    { ...person, kind: 'mobile_or_desktop', keeps_secret: false },
    {
      ...person,
      kind: 'server',
      authorization_code: false,
      client_credentials: true,
      scopes: ['api'],
      callback: false,
    },
    { ...person, kind: 'saas_product' },
    { ...person, kind: 'many_orgs', distribution: 'packaged' },
    { ...person, kind: 'i_know', authorization_code: false, scopes: [], callback: false },
  ],
  scope_sets: [
    { id: 'records', scopes: ['api', 'refresh_token'] },
    { id: 'sign_in_only', scopes: ['openid', 'profile', 'email'] },
    { id: 'data_cloud', scopes: ['cdp_query_api', 'refresh_token'] },
  ],
};

export function checkup(blocked = false): Checkup {
  const pass: Pick<Check, 'outcome' | 'remedies' | 'salesforce'> = { outcome: 'pass', remedies: [], salesforce: null };
  return {
    checks: [
      blocked
        ? {
            id: 'create_permission',
            outcome: 'block',
            params: {
              username: 'dana@acme.com.uat',
              profile: 'Marketing Admin',
              org: 'Acme Corp – UAT',
              host: 'acme--uat.sandbox.my.salesforce.com',
            },
            salesforce: null,
            remedies: [
              {
                remedy: 'copy_message',
                line: {
                  id: 'remedy_message_create_permission',
                  params: {
                    username: 'dana@acme.com.uat',
                    org: 'Acme Corp – UAT',
                    host: 'acme--uat.sandbox.my.salesforce.com',
                  },
                },
                who: ['Sam Ortiz'],
                others: 2,
              },
              { remedy: 'open_setup', page: 'permission_sets' },
            ],
          }
        : { ...pass, id: 'create_permission', params: {} },
      {
        id: 'secret_switch',
        outcome: 'warn',
        params: {},
        salesforce: null,
        remedies: [{ remedy: 'turn_on_during_create' }, { remedy: 'open_setup', page: 'external_client_app_settings' }],
      },
      { ...pass, id: 'external_client_apps', params: {} },
      { ...pass, id: 'deploy_permission', params: {} },
      { ...pass, id: 'view_secret_permission', params: {} },
      { ...pass, id: 'api_version', params: { version: '67' } },
      { ...pass, id: 'api_calls', params: { remaining: '12400', max: '15000' } },
      { ...pass, id: 'other_deployment', params: {} },
      { ...pass, id: 'clock', params: { seconds: '0.4' } },
      { ...pass, id: 'edition', params: { edition: 'Enterprise Edition' } },
    ],
    blocked,
  };
}

export const users: UserList = {
  api_only: [
    {
      id: '1',
      username: 'integration@acme.com.uat',
      name: 'Integration User',
      profile: 'Minimum Access – API Only Integrations',
      api_only: true,
      administrator: false,
      me: false,
    },
    {
      id: '2',
      username: 'etl@acme.com.uat',
      name: 'ETL Service',
      profile: 'Minimum Access – API Only Integrations',
      api_only: true,
      administrator: false,
      me: false,
    },
  ],
  people: [
    {
      id: '3',
      username: 'dana@acme.com.uat',
      name: 'Dana Ito',
      profile: 'System Administrator',
      api_only: false,
      administrator: true,
      me: true,
    },
    {
      id: '4',
      username: 'maya@acme.com.uat',
      name: 'Maya Lindqvist',
      profile: 'Standard User',
      api_only: false,
      administrator: false,
      me: false,
    },
  ],
  people_total: 212,
};

export const permissionSets: PermissionSetView[] = [
  { name: 'Acme_Billing_Users', label: 'Acme Billing Users', people: 14 },
  { name: 'Acme_Support', label: 'Acme Support', people: 61 },
  { name: 'Report_Readers', label: 'Report Readers', people: 0 },
];

export const objects: ObjectView[] = ['Account', 'Contact', 'Opportunity', 'Lead', 'Case', 'Invoice__c'].map(
  (name) => ({ name, label: name.replace('__c', '') }),
);

export function plan(forOrg: KnownOrg = org()): PlanView {
  const row = (
    subject: PlanView['rows'][number]['subject'],
    step: Step,
    id: string,
    params: Record<string, string> = {},
    second: [string, Record<string, string>][] = [],
  ) => ({
    sign: 'add' as const,
    subject,
    step,
    main: { id, params },
    second: second.map(([id, params]) => ({ id, params })),
  });
  return {
    fingerprint: 'f1',
    label: 'Acme Billing Sync',
    org: forOrg,
    rows: [
      row('app', 'distribution', 'plan_app_local', { org: forOrg.name }, [
        ['plan_app_names', { api_name: 'Acme_Billing_Sync', email: 'it@acme.com' }],
      ]),
      row('connects_by', 'flows', 'plan_flow_authorization_code', {}, [
        ['plan_pkce_required', {}],
        ['plan_secret_required', {}],
        ['plan_rotation_on', {}],
      ]),
      row('may', 'scopes', 'plan_scopes', { scopes: 'api, refresh_token' }, [
        ['plan_scopes_request', { scopes: 'api, refresh_token' }],
      ]),
      row('callbacks', 'scopes', 'plan_callbacks', { callbacks: 'https://app.acme.com/oauth/callback' }, [
        [
          'plan_callback_this_computer',
          {
            callbacks:
              'http://127.0.0.1:7171/callback, http://127.0.0.1:17171/callback, http://127.0.0.1:27171/callback',
          },
        ],
      ]),
      row('access', 'access', 'plan_access_chosen_new', { label: 'Acme Billing Sync Users' }, [
        ['plan_stay_unused', { days: '30' }],
        ['plan_sign_out_minutes', { minutes: '120' }],
      ]),
      row(
        'permission_set',
        'access',
        'plan_permission_set',
        { name: 'Acme_Billing_Sync_Users', label: 'Acme Billing Sync Users' },
        [['plan_permission_set_api_only', {}]],
      ),
      row('people', 'access', 'plan_people', { people: 'Dana Ito' }),
      { ...row('network', 'access', 'plan_network_keep', {}, [['plan_network_default', {}]]), sign: 'same' },
      row('activation', 'review', 'plan_activation', {}, [['plan_activation_second', {}]]),
      row('secret_switch', 'check', 'plan_secret_switch_on_and_back'),
    ],
    loosenings: [],
    notes: [{ id: 'plan_note_ten_minutes', params: {} }],
    type_to_confirm: forOrg.kind === 'production' ? forOrg.name : null,
    blocked: false,
  };
}

export const certificate: Certificate = {
  pem: '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n',
  subject: 'Warehouse Loader, UAT',
  fingerprint: '8F:2C:41:0B:77:D9:07',
  begins_at: '2026-11-22T00:00:00Z',
  ends_at: '2027-11-24T00:00:00Z',
  rsa_bits: 2048,
};

export const noKeyPair: KeyPairView = { certificate: null, checks: [], private_key: 'none', locked: false };

export const keyPair: KeyPairView = {
  certificate,
  checks: (['in_time', 'strong', 'together', 'small'] as const).map((id) => ({ id, problem: null })),
  private_key: 'keychain',
  locked: false,
};

export const sfFound: SfFound = {
  sf: 'orgs',
  version: '2.150.6',
  orgs: [
    {
      username: 'dana@acme.com.uat',
      name: 'acme-uat',
      address: 'https://acme--uat.sandbox.my.salesforce.com',
      connected: true,
      org: '',
    },
    { username: 'dana@acme.com', name: 'acme', address: 'https://acme.my.salesforce.com', connected: true, org: '' },
    {
      username: 'test-k2@example.com',
      name: 'scratch-12',
      address: 'https://k2.scratch.my.salesforce.com',
      connected: false,
      org: '',
    },
  ],
};

/** Somebody who came by a way without a browser. */
export function arrived(more: Partial<SignInView> = {}): SignInView {
  return {
    id: 's2',
    link: null,
    expected_address: 'https://acme--uat.sandbox.my.salesforce.com',
    deadline: NOW,
    browser_failed: false,
    ...{ state: 'arrived', org: org(), differs: [], expected: null, jwt: false },
    ...more,
  } as SignInView;
}

/** Two lines below the head, as the log has them. */
export const log =
  'Orgkey 0.1.0, the window\n' +
  '2026-11-23T09:12:04.101Z INFO  orgkey_window started system=linux processor=x86_64\n' +
  '2026-11-23T09:12:09.640Z DEBUG orgkey::desk exchange call=versions method=GET status=200 milliseconds=18\n';
