// A server that proves itself with a certificate: its page, its question before a key is saved, its reminders.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { KeyPairView } from '../src/host/types';
import { session } from '../src/session.svelte';
import { click, find, maybe, open, screen, settle, type } from './page';

const flows = { ...fixtures.answers().flows, authorization_code: false, jwt_bearer: true };
const host = (pair: KeyPairView = fixtures.noKeyPair) =>
  new FakeHost(fixtures.draftView('flows', { answers: fixtures.answers({ flows }) })).on('key_pair', () => pair);

async function keyPage(fake: FakeHost): Promise<FakeHost> {
  await open(fake, true);
  await click('next');
  expect(screen()).toBe('key');
  return fake;
}

describe('the certificate', () => {
  it('comes before the flows are judged, and is made on request', async () => {
    const fake = await keyPage(host());
    expect(fake.asked('submit_answer')).toEqual([]);
    expect(maybe('save-private-key')).toBeNull();
    await click('make-key-pair');
    expect(document.querySelectorAll('[data-outcome="pass"]')).toHaveLength(4);
    await click('next');
    expect(fake.asked('submit_answer')).toHaveLength(1);
  });

  it('shows what is wrong with it, in words', async () => {
    const wrong = {
      id: 'in_time',
      problem: problem('key_pair_ended', { subject: 'Old', date: '2025-01-01' }),
    } as const;
    await keyPage(host({ ...fixtures.keyPair, checks: [wrong] }));
    expect(find('certificate-check-in-time').textContent).toContain('The certificate ended on 2025-01-01');
  });

  it('stays on the page when an edit there is taken back', async () => {
    await keyPage(host(fixtures.keyPair));
    await click('remind');
    await session.flush();
    await settle();
    await click('undo-edit');
    expect(screen()).toBe('key');
    expect((find('remind') as HTMLInputElement).checked).toBe(true);
  });

  it('is left with its flow, and does not come back with it', async () => {
    const fake = host(fixtures.keyPair);
    const other = { ...flows, jwt_bearer: false, authorization_code: true };
    fake.on('undo_edit', () => fixtures.draftView('flows', { answers: fixtures.answers({ flows: other }) }));
    await keyPage(fake);
    await session.undoEdit();
    await settle();
    expect(screen()).toBe('flows');
    await click('flow-jwt-bearer');
    await session.flush();
    await settle();
    expect(screen()).toBe('flows');
  });

  it('lets a private key out only after a question', async () => {
    const fake = await keyPage(host(fixtures.keyPair));
    await click('save-private-key');
    expect(fake.asked('save_private_key')).toEqual([]);
    await click('save-private-key-no');
    await click('save-private-key');
    await click('save-private-key-yes');
    expect(fake.asked('save_private_key')).toEqual([{ id: 'd1' }]);
    expect(find('save-private-key-saved').textContent).toContain('/home/dana/Acme.key');
  });

  it('can be brought in files: a locked one is unlocked by its password, which is not kept', async () => {
    const fake = await keyPage(host());
    fake.on('choose_key_pair', () => ({ ...fixtures.noKeyPair, locked: true }));
    fake.on('unlock_key_pair', ({ password }) => {
      if (password !== 'harbour-8') throw problem('key_password_wrong');
      return fixtures.keyPair;
    });
    expect(maybe('choose-key-files')).toBeNull();
    await click('key-bring');
    expect(maybe('make-key-pair')).toBeNull();
    await click('choose-key-files');
    expect(fake.asked('choose_key_pair')).toEqual([{ id: 'd1' }]);
    expect(maybe('certificate-check-together')).toBeNull();

    const password = find('key-password') as HTMLInputElement;
    await type('key-password', 'harbour-7');
    await click('unlock-key');
    expect(password.value).toBe('');
    // What is wrong with it stands at the field, and is read with it.
    expect(password.getAttribute('aria-invalid')).toBe('true');
    const problems = password.getAttribute('aria-describedby')?.split(' ') ?? [];
    const said = problems.map((id) => document.getElementById(id)?.textContent).join(' ');
    expect(said).toContain('This password does not open the file');
    expect(maybe('problem-key_password_wrong')).toBeNull();
    expect(document.activeElement).toBe(password);

    await type('key-password', 'harbour-8');
    expect(password.getAttribute('aria-invalid')).toBeNull();
    await click('unlock-key');
    expect(fake.asked('unlock_key_pair').map((asked) => asked.password)).toEqual(['harbour-7', 'harbour-8']);
    expect(document.querySelectorAll('[data-outcome="pass"]')).toHaveLength(4);
    expect(maybe('key-password')).toBeNull();
  });

  it('stays what it was when the chosen file can’t be read, and when nothing was chosen', async () => {
    const fake = await keyPage(host(fixtures.keyPair));
    fake.on('choose_key_pair', () => {
      throw problem('key_file_unreadable');
    });
    await click('key-bring');
    await click('choose-key-files');
    expect(find('problem-key_file_unreadable').textContent).toContain('can’t read this file');
    expect(document.querySelectorAll('[data-outcome="pass"]')).toHaveLength(4);
    fake.on('choose_key_pair', () => fixtures.keyPair);
    await click('choose-key-files');
    expect(maybe('problem-key_file_unreadable')).toBeNull();
    expect(document.querySelectorAll('[data-outcome="pass"]')).toHaveLength(4);
  });

  it('asks for the reminder, and takes it away', async () => {
    const fake = await keyPage(host(fixtures.keyPair));
    await click('remind');
    await click('next');
    const answer = fake.asked('submit_answer')[0]?.answer;
    expect(answer?.step === 'flows' && answer.answer.remind_before).toBeNull();
  });

  it('is remembered on the first screen before it ends', async () => {
    const fake = new FakeHost();
    const reminder = { run: 'r9', label: 'Loader', org: 'UAT', ends_at: '2027-11-24T00:00:00Z', days: 12 };
    fake.on('start', () => fixtures.start({ reminders: [reminder] }));
    await open(fake);
    expect(find('reminder-r9').textContent).toContain('ends in 12 days');
  });
});
