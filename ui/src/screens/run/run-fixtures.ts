// Runs in every state, for tests and for looking at screens. Never part of the shipped page.
import { NOW, org } from '../../host/fixtures';
import type {
  Diagnosis,
  Exchange,
  FlowProof,
  LeftOver,
  Part,
  PartState,
  PartView,
  Problem,
  Proof,
  ProofId,
  Report,
  RunState,
  RunView,
  UndoPart,
  UndoPartView,
  UndoView,
  Waiting,
} from '../../host/types';

export const RUN_ID = '0b9d4f5e-5f0a-4c1e-9a35-2f4e8f1d7a11';
export const CLIENT_ID = '3MVG9pRzvMkjMb6l.AcmeUatBillingSync0PRACTICE0LongEnoughToBeCutOffInTheMiddle.x7Qk';
const LOGIN = 'https://acme--uat.sandbox.my.salesforce.com';

/** A moment some seconds after the run began. */
export function after(seconds: number): string {
  return new Date(Date.parse(NOW) + seconds * 1000).toISOString();
}

const PARTS: Part[] = ['sent', 'app', 'oauth_settings', 'access', 'credentials', 'ready', 'proof'];
const ENDS = [4, 15, 21, 33, 41, 58, 66];

/** All parts: done before `at`, `at` in that state, nothing begun after it. */
export function parts(at: Part | 'end', state: PartState = 'doing', note: PartView['note'] = null): PartView[] {
  const index = at === 'end' ? PARTS.length : PARTS.indexOf(at);
  return PARTS.map((part, place): PartView => {
    const began = after(place === 0 ? 0 : (ENDS[place - 1] ?? 0));
    if (place < index) return { part, state: 'done', started_at: began, ended_at: after(ENDS[place] ?? 0), note: null };
    if (place > index) return { part, state: 'todo', started_at: null, ended_at: null, note: null };
    return {
      part,
      state,
      started_at: began,
      ended_at: state === 'failed' ? after((ENDS[place] ?? 0) + 20) : null,
      note,
    };
  });
}

export function runView(state: RunState, more: Partial<RunView> = {}): RunView {
  return {
    id: RUN_ID,
    draft: null,
    steps: [],
    label: 'Acme Billing Sync',
    api_name: 'Acme_Billing_Sync',
    org: org(),
    started_at: NOW,
    ended_at: null,
    parts: parts('end'),
    client_id: CLIENT_ID,
    secret: 'keychain',
    sign_in_address: LOGIN,
    token_address: `${LOGIN}/services/oauth2/token`,
    curl: `curl ${LOGIN}/services/oauth2/token \\\n  -d grant_type=client_credentials \\\n  -d client_id="$CLIENT_ID" \\\n  -d client_secret="$CLIENT_SECRET"`,
    certificate: null,
    setup_link: `${LOGIN}/lightning/setup/ManageExternalClientApplication/home`,
    report: null,
    mend_refused: null,
    remainders: [],
    undo: null,
    undoes: [],
    can_cancel: false,
    ...more,
    ...state,
  } as RunView;
}

export const running = (): RunView =>
  runView(
    { state: 'running' },
    {
      parts: parts('access', 'waiting', { id: 'run_note_other_deployment', params: {} }),
      client_id: null,
      secret: 'none',
      curl: null,
      setup_link: null,
    },
  );

export function waiting(forWhat: Waiting, more: Partial<RunView> = {}): RunView {
  const at = ({ readiness: 'ready', secret: 'credentials', person: 'proof' } as const)[forWhat.waiting];
  return runView({ state: 'waiting', for_what: forWhat }, { parts: parts(at, 'waiting'), ...more });
}

export const readiness = (more: Partial<RunView> = {}): RunView =>
  waiting(
    {
      waiting: 'readiness',
      since: after(41),
      next_check: after(245 + 9),
      answers: [240, 225, 210, 195, 180, 165].map((seconds) => ({ at: after(seconds), answer: 'invalid_client_id' })),
    },
    more,
  );

export const secretDeclined = (problem: Problem | null = null): RunView =>
  waiting(
    { waiting: 'secret', key_ends_in: 'x7Qk', setup_link: `${LOGIN}/lightning/setup`, problem },
    { secret: 'none' },
  );

export const person = (comesBack = true, problem: Problem | null = null): RunView =>
  waiting({
    waiting: 'person',
    link: `${LOGIN}/services/oauth2/authorize?response_type=code&client_id=${CLIENT_ID}&redirect_uri=http%3A%2F%2F127.0.0.1%3A7171%2Fcallback&code_challenge=abc&code_challenge_method=S256&state=xyz`,
    deadline: after(330),
    comes_back: comesBack,
    problem,
  });

export const refused: Problem = {
  code: 'salesforce_refused',
  params: {},
  salesforce: {
    call: 'deploy',
    error: 'Error',
    description:
      'ExtlClntAppGlobalOauthSettings Acme_Billing_SyncGlblOAuth line 9, column 34: Consumer key policy conflict for this organization shard.',
    status: 200,
    request_id: 'b1f0c7a2-4e0f',
  },
};

export const missingPermissionSet: Problem = {
  code: 'permission_set_missing',
  params: { name: 'Acme Billing Users', permission_set: 'Acme Billing Users' },
  salesforce: {
    call: 'deploy',
    error: 'INVALID_CROSS_REFERENCE_KEY',
    description: 'invalid cross reference id',
    status: 400,
    request_id: null,
  },
};

export const stopped = (problem: Problem, appExists: boolean): RunView =>
  runView(
    { state: 'stopped', problem, app_exists: appExists },
    {
      parts: appExists ? parts('access', 'failed') : parts('sent', 'failed'),
      ended_at: after(107),
      client_id: null,
      secret: 'none',
      curl: null,
    },
  );

export const interrupted = (appExists: boolean | null = true): RunView =>
  runView(
    { state: 'interrupted', at: 'credentials', app_exists: appExists },
    { parts: parts('credentials', 'doing'), client_id: null, secret: 'none' },
  );

export const left = (): RunView =>
  runView({ state: 'left' }, { parts: parts('credentials', 'failed'), ended_at: after(90), secret: 'none' });

export function exchange(status: number, more: Partial<Exchange> = {}): Exchange {
  return {
    call: 'token',
    method: 'POST',
    url: `${LOGIN}/services/oauth2/token`,
    at: after(60),
    milliseconds: 96,
    status,
    request: [
      ['grant_type', 'authorization_code'],
      ['client_id', '3MVG9pRz…x7Qk'],
      ['client_secret', '••••••'],
      ['code', '••••••'],
    ],
    response:
      status < 400
        ? '{"access_token":"••••••","token_type":"Bearer"}'
        : '{"error":"invalid_client","error_description":"invalid client credentials"}',
    failure: null,
    ...more,
  };
}

export function proof(id: ProofId, status: number, more: Partial<Proof> = {}): Proof {
  return { id, outcome: 'passed', detail: null, exchanges: [exchange(status)], ...more };
}

export const proven: FlowProof = {
  flow: 'authorization_code',
  verdict: 'proven',
  proofs: [
    proof('got_token', 200, {
      detail: { id: 'proof_detail_pkce', params: {} },
      exchanges: [exchange(200, { milliseconds: 1904 })],
    }),
    proof('who_am_i', 200, {
      detail: { id: 'proof_detail_who', params: { name: 'Dana Ito' } },
      exchanges: [exchange(200, { method: 'GET', url: `${LOGIN}/services/oauth2/userinfo`, request: [] })],
    }),
    proof('read_organization', 200, {
      detail: { id: 'proof_detail_organization', params: { name: 'Acme Corp – UAT' } },
    }),
    proof('refused_wrong_secret', 400, { detail: { id: 'proof_detail_code', params: { error: 'invalid_client' } } }),
    proof('refused_unlisted_callback', 400),
    proof('refused_without_pkce', 400),
    proof('refreshed', 200),
    proof('refused_used_refresh_token', 400),
    proof('revoked', 200),
    proof('refused_revoked_token', 401),
  ],
};

export const dryCheckOnly: FlowProof = {
  flow: 'client_credentials',
  verdict: 'dry_check_only',
  because: { id: 'proof_because_no_secret', params: {} },
  proofs: [
    proof('known', 302, {
      exchanges: [
        exchange(302, { method: 'GET', url: `${LOGIN}/services/oauth2/authorize`, request: [], response: null }),
      ],
    }),
  ],
};

export const notProven: FlowProof = {
  flow: 'client_credentials',
  verdict: 'not_proven',
  problem: {
    code: 'flow_failed',
    params: {},
    salesforce: {
      call: 'token',
      error: 'invalid_grant',
      description: 'no client credentials user enabled',
      status: 400,
      request_id: null,
    },
  },
  proofs: [proof('got_token', 400, { outcome: 'failed' })],
};

export const whyNoRunAs: Diagnosis = {
  flow: 'client_credentials',
  cause: 'no_run_as_user',
  confirmed: true,
  evidence: [{ id: 'why_run_as_none', params: {} }],
  callback: null,
  ways: [
    {
      way: 'mend',
      fingerprint: 'f1',
      rows: [{ subject: 'connects_by', main: { id: 'mend_run_as', params: { username: 'etl@acme.example' } } }],
    },
    { way: 'open_setup', page: 'users' },
    { way: 'open_app' },
  ],
  salesforce: {
    call: 'token',
    error: 'invalid_grant',
    description: 'no client credentials user enabled',
    status: 400,
    request_id: 'r-17',
  },
};

export const whyCallback: Diagnosis = {
  ...whyNoRunAs,
  cause: 'callback_mismatch',
  evidence: [{ id: 'why_callback_asked', params: { callback: 'https://a.example/cb' } }],
  callback: { same: 'https://a.example/cb', asked: '', registered: '/x', difference: 'longer' },
  ways: [{ way: 'prove_again' }],
};

export const report = (...flows: FlowProof[]): Report => ({
  at: after(66),
  flows: flows.length > 0 ? flows : [proven],
});

export const done = (more: Partial<RunView> = {}): RunView =>
  runView({ state: 'done' }, { ended_at: after(66), report: report(), ...more });

export const UNDOES: RunView['undoes'] = [
  { id: 'undo_will_app', params: { label: 'Acme Billing Sync', api_name: 'Acme_Billing_Sync' } },
  { id: 'undo_will_set', params: { label: 'Acme Billing Sync Users' } },
  { id: 'undo_will_secret', params: {} },
];

const UNDO_PARTS: UndoPart[] = ['assignments', 'app', 'secret_switch', 'permission_set', 'secret'];

/** An undo whose parts stand so. */
export function undo(states: PartState[], left: LeftOver[] = [], ended = true): UndoView {
  return {
    started_at: after(100),
    ended_at: ended ? after(141) : null,
    parts: UNDO_PARTS.map((part, at): UndoPartView => {
      const state = states[at] ?? 'todo';
      const over = state !== 'todo' && state !== 'doing';
      return {
        part,
        state,
        started_at: state === 'todo' ? null : after(100),
        ended_at: over ? after(102) : null,
        note: null,
      };
    }),
    left,
  };
}

export const setLeft: LeftOver = {
  line: { id: 'undo_left_set_people', params: { label: 'Acme Billing Sync Users', people: '2' } },
  link: `${LOGIN}/lightning/setup/PermSets/page?address=%2F0PS`,
  problem: null,
};

export const undone = (): RunView =>
  runView({ state: 'undone' }, { undo: undo(['done', 'done', 'skipped', 'done', 'done']), draft: 'draft-1' });

export const undoneButOne = (): RunView =>
  runView({ state: 'undone' }, { undo: undo(['done', 'done', 'done', 'failed', 'done'], [setLeft]) });
