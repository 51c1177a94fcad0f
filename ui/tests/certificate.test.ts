// A server that proves itself with a certificate: its page, its question before a key is saved, its reminders.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { KeyPairView } from '../src/host/types';
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

  it('keeps no password of a locked file', async () => {
    const fake = host({ ...fixtures.noKeyPair, locked: true });
    fake.on('unlock_key_pair', () => {
      throw problem('key_password_wrong');
    });
    await keyPage(fake);
    await type('key-password', 'harbour-7');
    await click('unlock-key');
    await settle();
    expect(fake.asked('unlock_key_pair')).toEqual([{ id: 'd1', password: 'harbour-7' }]);
    expect((find('key-password') as HTMLInputElement).value).toBe('');
    expect(maybe('problem-key_password_wrong')).not.toBeNull();
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
