// The steps from Check to Access: what they show, what they send, what they refuse to guess.
import { describe, expect, it, vi } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Answers, Step } from '../src/host/types';
import { session } from '../src/session.svelte';
import { click, find, heading, key, leave, maybe, open, paste, screen, settle, type } from './page';

const at = (step: Step, answers: Partial<Answers> = {}) =>
  new FakeHost(fixtures.draftView(step, { answers: fixtures.answers(answers) }));
const refuse = (field: string, code: Parameters<typeof problem>[0], params = {}) => [
  { field, problem: problem(code, params) },
];
const flows = fixtures.answers().flows;
const server = { ...flows, connects: 'server' as const, authorization_code: false, client_credentials: true };

describe('every step', () => {
  it('moves on, focuses the new heading and names the window', async () => {
    await open(at('name'), true);
    await key('Enter', { ctrlKey: true });
    expect(screen()).toBe('distribution');
    expect(document.activeElement).toBe(document.querySelector('h1'));
    expect(document.title).toBe('Distribution – step 4 of 8 – New app');
  });

  it('goes back by key', async () => {
    const host = await open(at('scopes'), true);
    await key('ArrowLeft', { altKey: true });
    expect(host.asked('go_to')).toEqual([{ id: 'd1', step: 'flows' }]);
    expect(screen()).toBe('flows');
  });

  it('opens reached steps from the rail, and no others', async () => {
    await open(at('flows'), true);
    expect(find('step-access').tagName).toBe('DIV');
    await click('step-name');
    expect(screen()).toBe('name');
  });

  it('lists what has to change, takes the focus there, and leads to each field', async () => {
    const host = at('name');
    host.on('submit_answer', () => ({
      view: host.view,
      problems: [
        ...refuse('label', 'field_empty', { field: 'label' }),
        ...refuse('contact_email', 'email_malformed', { email: 'dana', reason: 'email_reason_no_at' }),
      ],
    }));
    await open(host, true);
    await click('next');
    expect(document.activeElement).toBe(find('error-summary'));
    expect(document.title).toBe('Problem: Name – step 3 of 8 – New app');
    expect(find('contact-email').getAttribute('aria-invalid')).toBe('true');
    const described = find('contact-email').getAttribute('aria-describedby') ?? '';
    expect(
      described
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(' '),
    ).toContain('type a whole address with @');
    document.querySelectorAll<HTMLElement>('[data-test="error-summary"] a')[1]?.click();
    expect(document.activeElement).toBe(find('contact-email'));
    // Mending one leaves the focus in its field, and the other in the list.
    await type('contact-email', 'dana@acme.com');
    expect(document.activeElement).toBe(find('contact-email'));
    expect(document.querySelectorAll('[data-test="error-summary"] a')).toHaveLength(1);
    await click('next');
    expect(document.activeElement).toBe(find('error-summary'));
  });

  it('says at the field what is wrong, leads there from the top, and keeps what was answered', async () => {
    const { flows, scopes, access } = fixtures.answers();
    const administrator = fixtures.users.people.find((one) => one.administrator)?.username ?? '';
    const run_as = { ...server, run_as: administrator, run_as_confirmation: 'yes' };
    const packaged = { reach: 'customers', distribution: 'packaged' } as const;
    const sets = { ...access, permission_set: 'existing' } as const;
    const stay = { ...access, stay: { kind: 'at_most', days: 400 } } as const;
    const rows: [Step, Partial<Answers>, string, Parameters<typeof problem>[0], string][] = [
      ['name', {}, 'label', 'hidden_character', 'App name'],
      ['name', {}, 'description', 'field_too_long', 'Description'],
      ['distribution', { distribution: packaged }, 'distribution', 'packaged_not_possible', ''],
      ['flows', { flows: { ...flows, authorization_code: false } }, 'flows', 'no_flow_chosen', ''],
      ['flows', { flows: server }, 'run_as', 'run_as_missing', ''],
      ['flows', { flows: run_as }, 'run_as_confirmation', 'run_as_administrator_not_confirmed', ''],
      ['scopes', { scopes: { ...scopes, scopes: [] } }, 'scopes', 'no_scope_chosen', ''],
      ['scopes', { scopes: { ...scopes, callbacks: ['', 'x'] } }, 'callbacks.1', 'callback_malformed', 'Callback URL'],
      ['access', { access: sets }, 'existing', 'nobody_could_use_it', ''],
      ['access', { access: stay }, 'stay', 'days_out_of_range', ''],
    ];
    for (const [step, answers, field, code, says] of rows) {
      const host = at(step, answers);
      const problems = refuse(field, code, { reason: 'callback_reason_spaces', limit: '365', length: '400' });
      host.on('submit_answer', () => ({ view: host.view, problems }));
      await open(host, true);
      await click('next');
      expect(screen(), field).toBe(step);
      expect(document.activeElement, field).toBe(find('error-summary'));
      const link = document.querySelector<HTMLElement>('[data-test="error-summary"] a');
      link?.click();
      const control = document.activeElement;
      expect(control?.id, field).toBe(link?.getAttribute('href')?.slice(1));
      const ids = (control?.getAttribute('aria-describedby') ?? '').split(' ');
      const described = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
      expect(described, field).toContain(link?.textContent ?? 'nothing');
      expect(described, field).toContain(says);
      const sent = host.asked('submit_answer')[0]?.answer;
      expect(sent?.step === step && sent.answer, field).toEqual(host.view.draft.answers[step as 'name']);
      leave();
    }
  });

  it('saves an edit a moment after the last one, once', async () => {
    const host = await open(at('name'), true);
    await type('description', 'a');
    await type('description', 'ab');
    expect(host.asked('save_answer')).toEqual([]);
    await vi.waitFor(() => expect(host.asked('save_answer')).not.toEqual([]));
    expect(
      host.asked('save_answer').map(({ answer }) => (answer.step === 'name' ? answer.answer.description : '')),
    ).toEqual(['ab']);
  });

  it('saves what is not saved yet when it is closed', async () => {
    const host = await open(at('name'), true);
    await type('description', 'last words');
    await click('save-and-close');
    expect(host.asked('save_answer')).toHaveLength(1);
    expect(screen()).toBe('welcome');
  });

  it('sends once however often Next is pressed, and says that it is busy', async () => {
    let answer: (() => void) | undefined;
    const host = at('name');
    host.on(
      'submit_answer',
      () =>
        new Promise((resolve) => {
          answer = () => resolve({ view: host.view, problems: [] });
        }),
    );
    await open(host, true);
    find('next').click();
    await settle();
    expect(find('next').getAttribute('aria-busy')).toBe('true');
    expect((find('next') as HTMLButtonElement).disabled).toBe(false);
    await click('next');
    expect(host.asked('submit_answer')).toHaveLength(1);
    answer?.();
    await settle();
  });
});

describe('Check', () => {
  it('says that it looks, then what it found', async () => {
    let end: (() => void) | undefined;
    await open(
      at('check').on(
        'check',
        () =>
          new Promise((resolve) => {
            end = () => resolve(fixtures.checkup());
          }),
      ),
      true,
    );
    expect(heading()).toBe('Looking at Acme Corp – UAT');
    end?.();
    await settle();
    expect(heading()).toBe('Ready, with one thing to know');
    expect(find('check-secret-switch').dataset.outcome).toBe('warn');
    expect(find('check-api-calls').textContent).toMatch(/12.?400/);
  });

  it('shows what blocks, with the message to copy, and lets the answers go on', async () => {
    const host = await open(
      at('check').on('check', () => fixtures.checkup(true)),
      true,
    );
    expect(find('check-create-permission').dataset.outcome).toBe('block');
    expect(find('next').textContent).toContain('Prepare the answers meanwhile');
    await click('copy-message');
    expect(host.asked('copy_text')[0]?.text).toContain('Create, edit, and delete External Client Apps');
    expect(find('copy-message').textContent).toContain('Copied');
  });

  it('keeps what to do about the switch', async () => {
    const host = await open(at('check'), true);
    await click('secret-switch-leave');
    await click('next');
    expect(host.asked('submit_answer')[0]?.answer).toEqual({ step: 'check', answer: { secret_switch: 'leave_as_is' } });
  });

  it('can be tried again after a failure', async () => {
    let fails = true;
    await open(
      at('check').on('check', () => {
        if (fails) throw problem('offline', { host: 'acme' });
        return fixtures.checkup();
      }),
      true,
    );
    expect(find('problem-offline').textContent).toContain('No connection');
    fails = false;
    await click('check-retry');
    expect(maybe('problem-offline')).toBeNull();
  });
});

describe('Name', () => {
  const empty = { label: '', api_name: '', api_name_edited: false, contact_email: '', description: '' };

  it('makes the API name from the app name until it is edited by hand', async () => {
    await open(at('name', { name: empty }), true);
    await type('label', 'Report Mailer');
    expect((find('api-name') as HTMLInputElement).value).toBe('Report_Mailer');
    await type('api-name', 'Mailer');
    await type('label', 'Report Mailer 2');
    expect((find('api-name') as HTMLInputElement).value).toBe('Mailer');
    await type('api-name', '');
    expect((find('api-name') as HTMLInputElement).value).toBe('Report_Mailer_2');
  });

  it('looks the API name up', async () => {
    await open(
      at('name').on('name_state', () => ({ name: 'taken', label: 'Old Sync', setup_link: '' })),
      true,
    );
    await vi.waitFor(() => expect(find('name-state').textContent).toContain('Old Sync'));
  });
});

describe('Distribution', () => {
  it('suggests from the answer and explains what a sandbox cannot start', async () => {
    const host = await open(at('distribution'), true);
    await click('reach-customers');
    expect((find('distribution-packaged') as HTMLInputElement).checked).toBe(true);
    expect(find('packaged-not-here').textContent).toContain('Dev Hub');
    await click('distribution-local');
    await click('next');
    expect(host.asked('submit_answer')[0]?.answer).toEqual({
      step: 'distribution',
      answer: { reach: 'customers', distribution: 'local' },
    });
  });
});

describe('Flows', () => {
  it('asks what will connect first, shows what that sets, and sets it', async () => {
    const host = await open(at('flows', { flows: { ...flows, connects: null } }), true);
    expect(screen()).toBe('connect-kind');
    await click('next');
    expect(document.activeElement).toBe(find('error-summary'));
    await click('connect-server');
    expect(find('what-it-sets').textContent).toContain('Setup: Client Credentials Flow');
    await click('next');
    expect(host.asked('choose_connect')).toEqual([{ id: 'd1', kind: 'server' }]);
    expect(screen()).toBe('flows');
    expect(document.activeElement).toBe(document.querySelector('h1'));
  });

  it('keeps what was changed when the same answer is chosen again', async () => {
    const host = await open(at('flows'), true);
    await click('change-connect');
    await click('next');
    expect(host.asked('choose_connect')).toEqual([]);
    expect(screen()).toBe('flows');
  });

  it('says what unticking a protection means', async () => {
    await open(at('flows'), true);
    expect(maybe('require-pkce-off')).toBeNull();
    await click('require-pkce');
    expect(find('require-pkce-off').textContent).toContain('stolen sign-in code');
  });

  it('asks for the user name of an administrator, and offers a safer user', async () => {
    const host = await open(at('flows', { flows: server }), true);
    await click('run-as-dana@acme.com.uat');
    await type('run-as-confirmation', 'dana@acme.com.uat');
    await session.flush();
    const saved = host.asked('save_answer').at(-1)?.answer;
    expect(saved?.step === 'flows' && saved.answer.run_as_confirmation).toBe('dana@acme.com.uat');
    await click('run-as-take-instead');
    expect((find('run-as-integration@acme.com.uat') as HTMLInputElement).checked).toBe(true);
    expect(maybe('run-as-confirmation')).toBeNull();
  });

  it('says what an integration user is when there is none, and looks again', async () => {
    let made = false;
    const host = at('flows', { flows: server }).on('users', () =>
      made ? fixtures.users : { ...fixtures.users, api_only: [] },
    );
    await open(host, true);
    expect(find('run-as-empty').textContent).toContain('belongs to an app, not to a person');
    await click('open-users-setup');
    expect(host.asked('open_setup')).toEqual([{ org: fixtures.org().id, page: 'users' }]);
    made = true;
    window.dispatchEvent(new Event('focus'));
    await settle();
    expect(maybe('run-as-integration@acme.com.uat')).not.toBeNull();
  });
});

describe('Scopes and callback', () => {
  it('puts chosen scopes on top and keeps the focus on the one that moved', async () => {
    await open(at('scopes'), true);
    find('scope-openid').focus();
    await click('scope-openid');
    const order = [...document.querySelectorAll('input[data-test^="scope-"]')].map((one) =>
      one.getAttribute('data-test'),
    );
    expect(order.slice(0, 3)).toEqual(['scope-api', 'scope-refresh_token', 'scope-openid']);
    expect(document.activeElement).toBe(find('scope-openid'));
    expect(order).toHaveLength(36);
  });

  it('says what it adds up to after a save', async () => {
    await open(at('scopes'), true);
    expect(find('adds-up').textContent).toContain('Can’t get an ID token');
    await click('scope-openid');
    await vi.waitFor(() => expect(find('adds-up').textContent).toContain('Get an ID token'));
  });

  it('reads a vendor’s list', async () => {
    await open(at('scopes'), true);
    await click('paste-scopes');
    await type('vendor-list', 'scope=openid%20email api offline_access, crm_objects_read');
    expect(find('vendor-list-found').textContent).toContain('Sign-in identity');
    expect(find('vendor-list-found').textContent).toContain('crm_objects_read');
    await click('use-pasted-scopes');
    expect((find('scope-offline_access') as HTMLInputElement).checked).toBe(true);
    expect((find('scope-refresh_token') as HTMLInputElement).checked).toBe(false);
  });

  it('judges callbacks row by row', async () => {
    const host = at('scopes');
    host.on('submit_answer', () => ({
      view: host.view,
      problems: refuse('callbacks.1', 'callback_not_https', { callback: 'http://acme.com' }),
    }));
    await open(host, true);
    await click('add-callback');
    expect(document.activeElement).toBe(find('callback-1'));
    await type('callback-1', 'http://acme.com');
    await click('next');
    expect(find('callback-1').getAttribute('aria-invalid')).toBe('true');
    expect(find('callback-0').getAttribute('aria-invalid')).toBeNull();
    await click('remove-callback-1');
    expect(maybe('callback-1')).toBeNull();
    expect(maybe('error-summary')).toBeNull();
  });

  it('makes a row of each address in a pasted list, however its lines end', async () => {
    const host = await open(at('scopes', { scopes: { ...fixtures.answers().scopes, callbacks: [] } }), true);
    const pasted = 'https://a.example/1,\r\nhttps://a.example/2\n\thttps://a.example/3\rmyapp://cb;  ';
    await paste('callback-0', pasted);
    await session.flush();
    const saved = host.asked('save_answer').at(-1)?.answer;
    const list = ['https://a.example/1', 'https://a.example/2', 'https://a.example/3', 'myapp://cb'];
    expect(saved?.step === 'scopes' && saved.answer.callbacks).toEqual(list);
    expect(document.activeElement).toBe(find('callback-3'));
    await paste('callback-1', 'https://a.example/alone');
    expect(maybe('callback-4')).toBeNull();
  });

  it('warns of two callbacks that only look the same, and lets them be', async () => {
    const host = at('scopes');
    const params = { callback: 'https://a.example/cb/', other: 'https://a.example/cb' };
    host.view = { ...host.view, advice: refuse('callbacks.0', 'callback_alike', params) };
    await open(host, true);
    const advice = find('callback-0-advice');
    expect(advice.textContent).toContain('Nearly the same as https://a.example/cb');
    expect(find('callback-0').getAttribute('aria-describedby')).toContain(advice.id);
    expect(find('callback-0').getAttribute('aria-invalid')).toBeNull();
    await click('next');
    expect(screen()).toBe('access');
  });

  it('says why no callback is needed when no person signs in', async () => {
    await open(at('scopes', { flows: server }), true);
    expect(find('no-callback').textContent).toContain('Salesforce refuses an app without a callback URL');
    expect(maybe('callback-0')).toBeNull();
  });
});

describe('Access', () => {
  const access = fixtures.answers().access;

  it('counts the people of existing permission sets', async () => {
    await open(at('access', { access: { ...access, permission_set: 'existing' } }), true);
    await click('permission-set-Acme_Billing_Users');
    expect(find('people-count').textContent).toContain('14');
  });

  it('gives no right on records until one is ticked, and keeps rights that need each other together', async () => {
    const host = await open(at('access'), true);
    await click('objects');
    await settle();
    expect((find('object-Account') as HTMLInputElement).checked).toBe(false);
    await click('object-Account-delete');
    await click('next');
    const sent = host.asked('submit_answer')[0]?.answer;
    expect(sent?.step === 'access' && sent.answer.objects).toEqual([
      { object: 'Account', read: true, create: false, edit: true, delete: true },
    ]);
  });

  it('finds one permission set among thousands, and a chosen one is never out of sight', async () => {
    const many = Array.from({ length: 5000 }, (_, number) => ({
      name: `Set_${number}`,
      label: `Set ${number}`,
      people: 1,
    }));
    const access = { ...fixtures.answers().access, permission_set: 'existing' as const, existing: ['Set_4999'] };
    await open(
      at('access', { access }).on('permission_sets', () => many),
      true,
    );
    await settle();
    expect((find('permission-set-Set_4999') as HTMLInputElement).checked).toBe(true);
    const drawn = () => document.querySelectorAll('[data-test^="permission-set-Set_"]');
    await vi.waitFor(() => expect(drawn()).toHaveLength(101), { timeout: 25_000 });
    expect(find('more-sets').textContent).toContain('4899 more');
    await type('find-permission-set', 'SET 4321');
    expect([...drawn()].map((row) => (row as HTMLElement).dataset.test)).toEqual(['permission-set-Set_4321']);
  });

  it('finds one object among thousands and draws what can be read', async () => {
    const many = Array.from({ length: 5000 }, (_, number) => ({
      name: `Thing_${number}__c`,
      label: `Thing ${number}`,
    }));
    await open(
      at('access').on('objects', () => many),
      true,
    );
    await click('objects');
    await settle();
    expect(document.querySelectorAll('[data-test^="add-object-"]')).toHaveLength(0);
    await type('find-object', 'thing');
    const drawn = () => document.querySelectorAll('[data-test^="add-object-"]');
    await vi.waitFor(() => expect(drawn()).toHaveLength(100), { timeout: 25_000 });
    expect(find('more-objects').textContent).toContain('4900 more');
    await type('find-object', 'thing_4321__C');
    await click('add-object-Thing_4321__c');
    expect(document.activeElement).toBe(find('object-Thing_4321__c'));
    expect((find('find-object') as HTMLInputElement).value).toBe('');
    await type('find-object', 'thing_4321__C');
    expect(maybe('add-object-Thing_4321__c')).toBeNull();
  });

  it('has nothing to set for staying connected without its scope', async () => {
    await open(at('access', { scopes: { ...fixtures.answers().scopes, scopes: ['api'] } }), true);
    expect(find('stay-not-needed').textContent).toContain('Stay connected is not chosen');
    expect(maybe('stay-never')).toBeNull();
  });

  it('takes no half day for a whole one, and keeps what was typed', async () => {
    const host = await open(at('access'), true);
    for (const [typed, days] of [
      ['30.5', 0],
      ['-7', 0],
      ['1e2', 0],
      ['', 0],
      ['999999999', 9999],
      ['90', 90],
    ] as const) {
      await type('stay-days', typed);
      await session.flush();
      const saved = host.asked('save_answer').at(-1)?.answer;
      expect(saved?.step === 'access' && saved.answer.stay).toEqual({ kind: 'until_unused', days });
      expect((find('stay-days') as HTMLInputElement).value).toBe(typed);
    }
  });

  it('takes trusted addresses, shows one’s own, and says at the row what is wrong', async () => {
    const host = at('access');
    await open(host, true);
    expect(find('own-address').textContent).toContain('203.0.113.7');
    await click('add-range');
    expect(document.activeElement).toBe(find('range-0-start'));
    await type('range-0-start', '192.0.2.0/24');
    host.on('submit_answer', () => ({
      view: host.view,
      problems: refuse('ip_ranges.0.start', 'ip_address_malformed', {
        reason: 'ip_address_reason_block',
        start: '192.0.2.0',
        end: '192.0.2.255',
      }),
    }));
    await click('next');
    const sent = host.asked('submit_answer')[0]?.answer;
    const range = { start: '192.0.2.0/24', end: '', description: '' };
    expect(sent?.step === 'access' && sent.answer.ip_ranges).toEqual([range]);
    const start = find('range-0-start');
    expect(start.getAttribute('aria-invalid')).toBe('true');
    const notes = (start.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id));
    expect(notes.map((note) => note?.textContent).join(' ')).toContain('192.0.2.0 to 192.0.2.255');
    document.querySelector<HTMLElement>('[data-test="error-summary"] a')?.click();
    expect(document.activeElement).toBe(start);
    expect((start as HTMLInputElement).value).toBe('192.0.2.0/24');
    await click('remove-range-0');
    expect(maybe('range-0-start')).toBeNull();
    expect(maybe('error-summary')).toBeNull();
  });

  it('has no trusted addresses where nobody signs in', async () => {
    await open(at('access', { flows: server }), true);
    expect(maybe('trusted-addresses')).toBeNull();
  });

  it('sends days, and says in words what is looser', async () => {
    const host = await open(at('access'), true);
    await type('stay-days', '7');
    await click('who-anyone');
    const network = find('network') as HTMLSelectElement;
    network.value = 'ignore';
    network.dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
    expect(find('network-loose').textContent).toContain('Looser than the default');
    await click('next');
    const sent = host.asked('submit_answer')[0]?.answer;
    expect(sent?.step === 'access' && [sent.answer.stay, sent.answer.who, sent.answer.network]).toEqual([
      { kind: 'until_unused', days: 7 },
      'anyone',
      'ignore',
    ]);
  });
});
