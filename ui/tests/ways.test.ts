// The four ways to sign in: what each asks for, says when it fails, and never keeps.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { SignInState, SignInView } from '../src/host/types';
import { session } from '../src/session.svelte';
import { click, find, maybe, open, screen, settle, type } from './page';

async function ways(host: FakeHost = new FakeHost()): Promise<FakeHost> {
  await open(host);
  await click('add-org');
  await click('other-ways');
  expect(screen()).toBe('sign-in-ways');
  return host;
}

const refusing = (
  command: 'sign_in_with_token' | 'sign_in_with_sf' | 'begin_own_sign_in',
  code: Parameters<typeof problem>[0],
  params = {},
) =>
  new FakeHost().on(command, () => {
    throw problem(code, params);
  });

describe('the four ways', () => {
  it('names who holds the port, and offers the others', async () => {
    await open(
      new FakeHost().on('begin_sign_in', () => {
        throw problem('callback_port_busy', { port: '1717', program: 'node' });
      }),
    );
    await click('add-org');
    await click('open-sign-in');
    await click('other-ways');
    expect(find('problem-callback_port_busy').textContent).toContain('1717');
    expect(find('port-holder').textContent).toContain('node');
    await click('browser-again');
    expect(screen()).toBe('sign-in');
  });

  it('lists the orgs of sf and signs in with the chosen one', async () => {
    const host = await ways(new FakeHost());
    await click('way-sf');
    await click('sf-org-dana@acme.com');
    await click('use-way');
    expect(host.asked('sign_in_with_sf')).toEqual([{ username: 'dana@acme.com', expected_org: null }]);
    expect(screen()).toBe('right-org');
  });

  it('says why sf has nothing, and looks again', async () => {
    let found: typeof fixtures.sfFound = { sf: 'trouble', problem: problem('sf_missing') };
    await ways(new FakeHost().on('sf_orgs', () => found));
    await click('way-sf');
    expect(find('problem-sf_missing').textContent).toContain('sf is not on this computer');
    expect(maybe('use-way')).toBeNull();
    found = fixtures.sfFound;
    await click('sf-again');
    expect(maybe('sf-org-dana@acme.com.uat')).not.toBeNull();
  });

  it('hands a token over and keeps nothing of it', async () => {
    const host = await ways(refusing('sign_in_with_token', 'token_half_copied'));
    await click('way-token');
    await type('way-address', 'https://acme.my.salesforce.com');
    const field = find('way-token-field') as HTMLInputElement;
    expect(field.type).toBe('password');
    field.value = '00Dcanary!rest';
    await click('use-way');
    expect(host.asked('sign_in_with_token')).toEqual([
      { address: 'https://acme.my.salesforce.com', token: '00Dcanary!rest', expected_org: null },
    ]);
    expect((find('way-token-field') as HTMLInputElement).value).toBe('');
    expect(find('problem-token_half_copied').textContent).toContain('Only a part');
    expect(document.body.innerHTML).not.toContain('canary');
    expect(JSON.stringify(session)).not.toContain('canary');
  });

  it('keeps a pasted token in its field until there is an address to send it to', async () => {
    const refused = refusing('sign_in_with_token', 'not_a_salesforce_address', { address: 'acme.example' });
    const host = await ways(refused);
    await click('way-token');
    const token = find('way-token-field') as HTMLInputElement;
    token.value = '00Dcanary!rest';
    await click('use-way');
    expect(host.asked('sign_in_with_token')).toEqual([]);
    expect(find('error-summary').textContent).toContain('My Domain');
    expect(token.value).toBe('00Dcanary!rest');
    // One that Orgkey refuses before it uses the token leaves it, too.
    await type('way-address', 'acme.example');
    await click('use-way');
    expect(host.asked('sign_in_with_token')).toHaveLength(1);
    expect(token.value).toBe('00Dcanary!rest');
    host.on('sign_in_with_token', () => fixtures.arrived());
    await type('way-address', 'acme');
    await click('use-way');
    expect(screen()).toBe('right-org');
    expect(document.body.innerHTML).not.toContain('canary');
  });

  it('asks for what is missing before it sends anything', async () => {
    const host = await ways();
    await click('way-token');
    await click('use-way');
    expect(host.asked('sign_in_with_token')).toEqual([]);
    expect(find('error-summary').textContent).toContain('Access token');
    await click('way-own-client');
    await click('use-way');
    expect(host.asked('begin_own_sign_in')).toEqual([]);
    expect(find('error-summary').textContent).toContain('Client ID');
  });

  it('waits for the browser with an own client ID', async () => {
    const host = await ways();
    await click('way-own-client');
    await type('way-address', 'acme');
    await type('way-client-id', '3MVG9abc');
    await click('use-way');
    expect(host.asked('begin_own_sign_in')).toEqual([{ address: 'acme', client_id: '3MVG9abc', expected_org: null }]);
    expect(maybe('cancel-sign-in')).not.toBeNull();
    expect(maybe('use-way')).toBeNull();
    await click('cancel-sign-in');
    expect(maybe('use-way')).not.toBeNull();
  });

  it('explains the rule about apps that are not installed, with a text for the admin', async () => {
    const host = await open(new FakeHost());
    await click('add-org');
    await click('open-sign-in');
    await click('browser-says-no');
    expect(screen()).toBe('sign-in-ways');
    const letter = find('admin-letter').textContent ?? '';
    const narrow = letter.indexOf('client ID');
    expect(narrow).toBeGreaterThan(0);
    // The broad permissions come last, as what not to do.
    expect(letter.indexOf('Use Any API Client')).toBeGreaterThan(narrow);
    expect(letter).toContain('It is better not to give me');
    await click('copy-admin-letter');
    expect(host.asked('copy_text')).toEqual([{ text: letter }]);
  });

  it('has the text for the admin at an own client ID too, about that app and no other', async () => {
    let state: SignInState = { state: 'waiting' };
    const view = () => ({ ...fixtures.arrived(), ...state }) as SignInView;
    const host = await ways(new FakeHost().on('begin_own_sign_in', view).on('sign_in', view));
    await click('way-own-client');
    await type('way-address', 'acme');
    await type('way-client-id', '3MVG9abc');
    await click('use-way');
    state = { state: 'failed', problem: problem('sign_in_app_blocked') };
    host.change({ changed: 'sign_in', id: 's2' });
    await settle();
    expect(find('problem-sign_in_app_blocked').textContent).toContain('the text to send is ready to copy');
    const letter = find('admin-letter').textContent ?? '';
    expect(letter).toContain('3MVG9abc');
    expect(letter).not.toContain('Salesforce CLI');
    await click('copy-admin-letter');
    expect(host.asked('copy_text')).toEqual([{ text: letter }]);
    expect(find('ask-admin').textContent).not.toContain('its own CLI sign-in');
  });

  it('has a text for the admin that names the own client ID, where that is refused', async () => {
    await ways(refusing('begin_own_sign_in', 'own_client_not_admitted', { client: '3MVG9abc' }));
    await click('way-own-client');
    await type('way-address', 'acme');
    await type('way-client-id', '3MVG9abc');
    await click('use-way');
    expect(find('problem-own_client_not_admitted').textContent).toContain('3MVG9abc');
    const letter = find('admin-letter').textContent ?? '';
    expect(letter).toContain('3MVG9abc');
    expect(letter).not.toContain('Salesforce CLI');
  });

  it('says what a JWT-format token cannot do', async () => {
    await ways(new FakeHost().on('sign_in_with_token', () => fixtures.arrived({ jwt: true } as never)));
    await click('way-token');
    await type('way-address', 'acme');
    (find('way-token-field') as HTMLInputElement).value = 'eyJ.x.y';
    await click('use-way');
    await settle();
    expect(screen()).toBe('right-org');
    expect(find('jwt').textContent).toContain('JWT-format');
  });
});
