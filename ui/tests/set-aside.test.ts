// After a damaged file was set aside: the copy from before is offered until somebody decides.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import { session } from '../src/session.svelte';
import { click, find, maybe, open } from './page';

const offered = () => new FakeHost().on('start', () => fixtures.start({ orgs: [], copy_offered: fixtures.NOW }));

describe('the copy of a damaged file', () => {
  it('is not spoken of while there is none to bring back', async () => {
    await open(new FakeHost());
    expect(maybe('copy-offered')).toBeNull();
  });

  it('brings orgs and drafts back', async () => {
    const host = await open(offered());
    await click('bring-copy-back');
    expect(host.asked('bring_copy_back')).toEqual([{}]);
    expect(session.start?.orgs.length).toBeGreaterThan(0);
    expect(maybe('copy-offered')).toBeNull();
    expect(document.activeElement).toBe(document.querySelector('h1'));
  });

  it('can be left', async () => {
    const host = await open(offered());
    await click('leave-copy');
    expect(host.asked('leave_copy')).toEqual([{}]);
    expect(maybe('copy-offered')).toBeNull();
  });

  it('stays on offer with the reason when it can not be read', async () => {
    await open(
      offered().on('bring_copy_back', () => {
        throw problem('store_failed', { detail: 'file is not a database' });
      }),
    );
    await click('bring-copy-back');
    expect(find('problem-store_failed')).not.toBeNull();
    expect(maybe('copy-offered')).not.toBeNull();
  });

  it('lets no secret be taken for one without an owner', async () => {
    await open(offered());
    await click('help');
    expect(maybe('find-left-secrets')).toBeNull();
  });
});
