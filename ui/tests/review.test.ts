// Review: the plan, the test without changes, and Create.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { OrgKind } from '../src/host/types';
import { RUN_ID, running } from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { click, find, key, maybe, open, screen, settle, type } from './page';

const at = (kind: OrgKind = 'sandbox') => new FakeHost(fixtures.draftView('review', {}, fixtures.org(kind)));

describe('Review', () => {
  it('shows every row in words, each with the way to change it', async () => {
    await open(at(), true);
    expect(find('plan-row-may').textContent).toContain('Use data through APIs; Stay connected');
    expect(find('plan-row-connects-by').textContent).toContain('PKCE required · Secret required');
    expect(find('plan-row-network').dataset.sign).toBe('same');
    await click('change-access');
    expect(screen()).toBe('access');
  });

  it('says in words what is looser than the defaults', async () => {
    await open(
      at().on('plan', () => ({ ...fixtures.plan(), loosenings: [{ id: 'loosening_anyone', params: {} }] })),
      true,
    );
    expect(find('loosenings').textContent).toContain('Anyone in the org can allow this app');
  });

  it('creates nothing looser than the defaults without a tick', async () => {
    const host = at()
      .on('plan', () => ({ ...fixtures.plan(), loosenings: [{ id: 'loosening_anyone', params: {} }] }))
      .on('create', ({ loosenings }) => {
        if (!loosenings) throw problem('loosenings_not_accepted');
        return running();
      })
      .on('run', () => running());
    await open(host, true);
    await click('create');
    expect(document.activeElement).toBe(find('error-summary'));
    expect(find('accept-loosenings').getAttribute('aria-invalid')).toBe('true');
    expect(find('field-loosenings-problem').textContent).toContain('Accept what is looser first');
    await click('accept-loosenings');
    await click('create');
    expect(host.asked('create').map(({ loosenings }) => loosenings)).toEqual([false, true]);
    expect(screen()).toBe('create');
  });

  it('wants the tick anew for a plan that changed', async () => {
    const host = at()
      .on('plan', () => ({ ...fixtures.plan(), loosenings: [{ id: 'loosening_anyone', params: {} }] }))
      .on('create', () => {
        throw problem('plan_outdated');
      });
    await open(host, true);
    await click('accept-loosenings');
    await click('create');
    expect((find('accept-loosenings') as HTMLInputElement).checked).toBe(false);
  });

  it('tests without changing anything', async () => {
    const host = at().on('validate_plan', () => ({ accepted: false, problems: [problem('deploy_failed')] }));
    await open(host, true);
    await click('validate');
    expect(host.asked('validate_plan')).toEqual([{ id: 'd1', fingerprint: 'f1' }]);
    expect(find('validation').textContent).toContain('Salesforce would refuse this');
  });

  it('asks for the name of a production org', async () => {
    const host = at('production').on('create', () => {
      throw problem('org_name_not_typed');
    });
    await open(host, true);
    expect(find('create').textContent).toContain('PRODUCTION');
    await click('create');
    expect(document.activeElement).toBe(find('error-summary'));
    expect(find('type-org-name').getAttribute('aria-invalid')).toBe('true');
    await type('type-org-name', 'Acme Corp');
    await click('create');
    expect(host.asked('create').at(-1)).toEqual({
      id: 'd1',
      fingerprint: 'f1',
      typed_name: 'Acme Corp',
      loosenings: false,
    });
  });

  it('asks for no name elsewhere', async () => {
    await open(at(), true);
    expect(maybe('type-org-name')).toBeNull();
  });

  it('creates once, however often Create is pressed', async () => {
    let answer: (() => void) | undefined;
    const host = at()
      .on('create', async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return running();
      })
      .on('run', () => running());
    await open(host, true);
    for (let press = 0; press < 20; press += 1) {
      find('create').click();
      await key('Enter', { ctrlKey: true });
    }
    expect(host.asked('create')).toHaveLength(1);
    expect(find('create').getAttribute('aria-busy')).toBe('true');
    answer?.();
    await settle();
    expect(screen()).toBe('create');
    expect(host.asked('create')).toHaveLength(1);
  });

  it('makes the plan anew when the org has changed', async () => {
    const host = at().on('create', () => {
      throw problem('plan_outdated');
    });
    await open(host, true);
    await click('create');
    expect(host.asked('plan')).toHaveLength(2);
    expect(find('problem-plan_outdated')).not.toBeNull();
  });

  it('leads to Check when a check blocks', async () => {
    await open(
      at().on('plan', () => ({ ...fixtures.plan(), blocked: true })),
      true,
    );
    await click('open-check');
    expect(screen()).toBe('check');
  });

  it('copies the plan as text', async () => {
    const host = await open(at(), true);
    await click('copy-plan');
    expect(host.asked('copy_text')[0]?.text).toContain('+ May: Use data through APIs; Stay connected');
  });

  it('can be tried again when the plan could not be made', async () => {
    let fails = true;
    await open(
      at().on('plan', () => {
        if (fails) throw problem('name_taken', { api_name: 'A', label: 'B' });
        return fixtures.plan();
      }),
      true,
    );
    expect(find('problem-name_taken')).not.toBeNull();
    fails = false;
    await click('plan-again');
    expect(maybe('problem-name_taken')).toBeNull();
  });

  it('switches to the run', async () => {
    await open(
      at()
        .on('create', () => running())
        .on('run', () => running()),
      true,
    );
    await click('create');
    expect(session.screen).toBe('run');
    expect(session.runId).toBe(RUN_ID);
  });
});
