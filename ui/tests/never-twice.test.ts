// What was answered is not asked twice: a draft that is opened again, or goes to another org, shows every answer in its
// field, and sends it on as it was.
import { describe, expect, it } from 'vitest';
import { FakeHost } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Answers, DraftSummary, Step } from '../src/host/types';
import { click, find, open, screen, settle, type } from './page';

const usual = fixtures.answers();
/** Each answer is another than the usual one, and than what a page would make of the others. */
const ANSWERS: Answers = fixtures.answers({
  check: { secret_switch: 'leave_as_is' },
  name: {
    label: 'Warehouse Sync',
    api_name: 'Warehouse_2',
    api_name_edited: true,
    contact_email: 'loader@acme.com',
    description: 'Counts what is in stock.',
  },
  distribution: { reach: 'customers', distribution: 'local' },
  flows: {
    connects: 'saas_product',
    authorization_code: true,
    client_credentials: true,
    jwt_bearer: true,
    remind_before: 45,
    run_as: 'etl@acme.com.uat',
    run_as_confirmation: '',
    require_pkce: false,
    secret_when_signing_in: true,
    secret_when_staying_connected: false,
    rotate_refresh_tokens: false,
  },
  scopes: {
    scopes: ['web', 'refresh_token', 'openid'],
    callbacks: ['https://app.acme.com/one', 'https://app.acme.com/two'],
    test_callbacks: false,
  },
  access: {
    ...usual.access,
    assign_me: false,
    speaks_for: 'etl@acme.com.uat',
    objects: [{ object: 'Case', read: true, create: false, edit: true, delete: false }],
    stay: { kind: 'at_most', days: 7 },
    network: 'skip_after_verification',
    ip_ranges: [{ start: '203.0.113.1', end: '203.0.113.9', description: 'Office' }],
    sign_out_after: 15,
    stronger_sign_in: true,
  },
});

type Asked = Exclude<Step, 'org' | 'review'>;
const STEPS: Asked[] = ['check', 'name', 'distribution', 'flows', 'scopes', 'access'];

const text = (test: string) => (find(test) as HTMLInputElement | HTMLSelectElement).value;
const on = (...tests: string[]) => tests.filter((test) => (find(test) as HTMLInputElement).checked);
const ticked = (selector: string) =>
  [...document.querySelectorAll<HTMLInputElement>(`${selector}:checked`)].map(({ dataset }) => dataset.test);

/** The review list: what each step has to show again. Not here is what another org asks anew (`AskedAgain.svelte`). */
const SHOWN: Record<Asked, () => void> = {
  check() {
    expect(on('secret-switch-turn-on', 'secret-switch-leave')).toEqual(['secret-switch-leave']);
  },
  name() {
    expect(['label', 'api-name', 'contact-email', 'description'].map(text)).toEqual([
      'Warehouse Sync',
      'Warehouse_2',
      'loader@acme.com',
      'Counts what is in stock.',
    ]);
  },
  distribution() {
    expect(ticked('input')).toEqual(['reach-customers', 'distribution-local']);
  },
  flows() {
    expect(find('change-connect').parentElement?.textContent).toContain('A SaaS or analytics product');
    const flows = ['flow-authorization-code', 'flow-client-credentials', 'flow-jwt-bearer'];
    expect(on(...flows)).toEqual(flows);
    const parts = ['require-pkce', 'secret-when-signing-in', 'secret-when-staying-connected', 'rotate-refresh-tokens'];
    expect(on(...parts)).toEqual(['secret-when-signing-in']);
  },
  scopes() {
    expect(ticked('[data-test^="scope-"]')).toEqual(['scope-web', 'scope-refresh_token', 'scope-openid']);
    expect(['callback-0', 'callback-1'].map(text)).toEqual(ANSWERS.scopes.callbacks);
    expect(on('test-callbacks')).toEqual([]);
  },
  access() {
    expect(on('who-chosen', 'permission-set-new', 'assign-me', 'stay-at-most', 'stronger-sign-in')).toEqual([
      'who-chosen',
      'permission-set-new',
      'stay-at-most',
      'stronger-sign-in',
    ]);
    expect(ticked('[data-test^="object-"]')).toEqual(['object-Case', 'object-Case-edit']);
    expect(['stay-days', 'network', 'sign-out-after'].map(text)).toEqual(['7', 'skip_after_verification', '15']);
    expect(['range-0-start', 'range-0-end', 'range-0-description'].map(text)).toEqual([
      '203.0.113.1',
      '203.0.113.9',
      'Office',
    ]);
  },
};

/** A draft with all answers, which stands at a step. */
function answered(step: Step, answers = ANSWERS): FakeHost {
  const host = new FakeHost(fixtures.draftView(step, { answers, reached: 'review' }));
  const { label } = answers.name;
  const draft: DraftSummary = { id: 'd1', label, org: 'Acme Corp', step, saved_at: fixtures.NOW, trouble: null };
  return host.on('start', () => fixtures.start({ drafts: [draft] })).on('key_pair', () => fixtures.keyPair);
}

async function reopened(host: FakeHost): Promise<void> {
  await open(host);
  await click('draft-d1');
}

const production = fixtures.org('production');

/** Every way to a step of a draft that had all its answers before. */
const WAYS: Record<string, (step: Asked) => Promise<FakeHost>> = {
  async 'opened again'(step) {
    const host = answered(step);
    await reopened(host);
    return host;
  },
  async 'put into another known org'(step) {
    const host = answered('review');
    await reopened(host);
    await click('change-org');
    await click(`use-org-${production.id}`);
    expect(screen()).toBe('check');
    if (step !== 'check') await click(`step-${step}`);
    return host;
  },
  async 'put into another org than it was signed in to'(step) {
    const host = answered('review');
    host.on('accept_org', () => host.call('use_org', { org: production.id, draft: 'd1' }));
    host.on('sign_in_with_token', () =>
      fixtures.arrived({ state: 'arrived', org: production, differs: ['org'], expected: fixtures.org(), jwt: false }),
    );
    await reopened(host);
    await click('change-org');
    await click('add-org');
    await click('other-ways');
    await click('way-token');
    await type('way-address', production.origin);
    await type('way-token-field', 'token');
    await click('use-way');
    expect(screen()).toBe('right-org-different');
    await click('accept-org');
    expect(screen()).toBe('check');
    if (step !== 'check') await click(`step-${step}`);
    return host;
  },
};

/** What was sent of the answers, each as it was. */
function sentAsItWas(host: FakeHost, step: Asked): void {
  const sent = [...host.asked('save_answer'), ...host.asked('submit_answer')].map(({ answer }) => answer);
  for (const { step, answer } of sent) expect(answer).toEqual(ANSWERS[step]);
  expect(host.asked('submit_answer').map(({ answer }) => answer.step)).toEqual([step]);
}

describe.each(Object.entries(WAYS))('a draft that is %s', (_, way) => {
  it.each(STEPS)('shows what was answered at %s, and sends it on as it was', async (step) => {
    const host = await way(step);
    await settle();
    expect(screen()).toBe(step);
    SHOWN[step]();
    expect([...host.asked('save_answer'), ...host.asked('submit_answer')]).toEqual([]);
    await click('next');
    if (step === 'flows') {
      expect(screen()).toBe('key');
      expect(on('remind')).toEqual(['remind']);
      expect(text('remind-days')).toBe('45');
      await click('next');
    }
    sentAsItWas(host, step);
  });
});

describe('a draft that is opened again', () => {
  it('shows whom it works as and speaks for, and the permission sets that were chosen', async () => {
    const access = { ...ANSWERS.access, permission_set: 'existing', existing: ['Acme_Support'] } as const;
    const host = answered('flows', { ...ANSWERS, access: { ...access, existing: [...access.existing] } });
    await reopened(host);
    expect(on('run-as-etl@acme.com.uat')).toHaveLength(1);
    await click('step-access');
    await settle();
    expect(on('speaks-for-etl@acme.com.uat', 'permission-set-existing', 'permission-set-Acme_Support')).toHaveLength(3);
    await click('next');
    expect(host.asked('submit_answer').map(({ answer }) => answer.answer)).toEqual([access]);
  });
});
