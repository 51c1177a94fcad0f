// What an org, an answer or a file says is text, on every screen: it never becomes an element, a link or a handler.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Answer, Arguments, Command, Host } from '../src/host/host';
import type { RunView, Step } from '../src/host/types';
import * as runs from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { click, leave, open, screen, settle } from './page';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<body onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<form action="https://evil.example"><button>x</button></form>',
  '<object data="https://evil.example"></object>',
  '<embed src="https://evil.example">',
  '<base href="https://evil.example">',
  '<link rel=stylesheet href="https://evil.example">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<style>*{display:none}</style>',
  '<marquee onstart=alert(1)>',
  '<template><img src=x></template>',
  '"><img src=x onerror=alert(1)>',
  "'><img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)',
  "' onfocus='alert(1)",
  '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>',
  '</main></body></html>',
  '--><script>alert(1)</script>',
  ']]><script>alert(1)</script>',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '{@html "<b>x</b>"}',
  '{{constructor.constructor("alert(1)")()}}',
  '$' + '{alert(1)}',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u202Egnp.exe',
  '__proto__',
  '<plaintext>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<!--',
];

/** The texts that come from outside; ids, codes and states choose words and are from lists of ours. */
const OUTSIDE =
  /^(name|label|username|user_name|host|origin|profile|edition|namespace|description|error|detail|contact_email|people|title|org|app|user|set|to|from|what_was|address|expected_address|setup_link|link|note|callback|scopes|body|value|client_id|token_address|sign_in_address|curl|url|response|failure|answer|same|asked|registered|who|request|callbacks|existing|file|proxy|program|version|api_name|request_id)$/;
/** The subject of a certificate is somebody's; that of a row of the plan is from a list of ours. */
const isOutside = (key: string, of: object) => OUTSIDE.test(key) || (key === 'subject' && 'fingerprint' in of);

/** The same with one more text in all that comes from outside, also within lists. */
function poisoned<T>(value: T, with_: string, outside = false): T {
  if (typeof value === 'string') return (outside ? `${value}${with_}` : value) as T;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, with_, outside)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const texts = typeof one === 'string' || (Array.isArray(one) && key !== 'scopes');
      return [key, poisoned(one, with_, texts && isOutside(key, value))];
    }),
  ) as T;
}

/** A host whose every answer carries one more text. */
class Poisoned implements Host {
  constructor(
    readonly inner: FakeHost,
    readonly text: string,
  ) {}
  get view() {
    return this.inner.view;
  }
  async call<C extends Command>(command: C, args: Arguments<C>): Promise<Answer<C>> {
    try {
      // The tables are ours.
      const answer = await this.inner.call(command, args);
      return command === 'catalogue' ? answer : poisoned(answer, this.text, true);
    } catch (thrown) {
      throw poisoned(thrown, this.text);
    }
  }
  onChange(listener: Parameters<Host['onChange']>[0]) {
    return this.inner.onChange(listener);
  }
  onMenu(listener: Parameters<Host['onMenu']>[0]) {
    return this.inner.onMenu(listener);
  }
  onDrop(listener: Parameters<Host['onDrop']>[0]) {
    return this.inner.onDrop(listener);
  }
}

/** What the page is made of, without its texts. */
function structure(): string {
  const parts: string[] = [];
  for (const element of document.body.querySelectorAll('*')) {
    const handlers = element.getAttributeNames().filter((name) => name.startsWith('on'));
    const link = element.getAttribute('href') ?? element.getAttribute('src') ?? element.getAttribute('action');
    parts.push([element.tagName, ...handlers, link ?? ''].join(' '));
  }
  return parts.join('\n');
}

/** Which screens were looked at. */
const visited = new Set<string>();

async function shown(text: string, prepare: () => FakeHost, go: (host: FakeHost) => Promise<void>) {
  const inner = prepare();
  const host = new Poisoned(inner, text) as unknown as FakeHost;
  await open(host);
  await go(inner);
  await settle();
  visited.add(screen() ?? '');
  const seen = { structure: structure(), text: `${document.body.textContent} ${fields()}` };
  leave();
  return seen;
}

const fields = () =>
  [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value).join(' ');

const STEPS: Step[] = ['check', 'name', 'distribution', 'flows', 'scopes', 'access', 'review'];
const RUNS: Record<string, () => RunView> = {
  create: runs.running,
  'waiting for readiness': runs.readiness,
  'waiting for the secret': () => runs.secretDeclined(problem('secret_not_accepted')),
  'waiting for a person': () => runs.person(false, problem('not_the_callback')),
  stopped: () => runs.stopped(runs.refused, false),
  interrupted: () => runs.interrupted(),
  left: runs.left,
  done: () => runs.done({ report: runs.report(runs.proven) }),
};

type Visit = [string, () => FakeHost, (host: FakeHost) => Promise<void>];

const words = runs.refused.salesforce;
const refusing = (code: Parameters<typeof problem>[0]) => ({ ...problem(code), salesforce: words });
const { flows } = fixtures.answers();
const jwt = { ...flows, authorization_code: false, jwt_bearer: true };
const elsewhere = fixtures.org('production', { namespace: 'acme' });

const openDraft = async (host: FakeHost) => void (await session.openDraft(host.view.draft.id));
const openRun = async () => {
  session.openRun(runs.RUN_ID);
  await settle();
};
const signIn = async () => {
  session.addOrg();
  await session.beginSignIn({ place: 'production' });
};

const SIGNING_IN: Visit[] = [
  [
    'signing in again',
    () => new FakeHost(fixtures.draftView('scopes')),
    async (host) => {
      await openDraft(host);
      session.fail(problem('session_ended'));
    },
  ],
  ['waiting for the browser', () => new FakeHost(), signIn],
  [
    'a refused sign-in',
    () =>
      new FakeHost().on('begin_sign_in', () => {
        throw refusing('sign_in_refused');
      }),
    signIn,
  ],
  [
    'the ways to sign in',
    () =>
      new FakeHost().on('begin_sign_in', () => {
        throw problem('callback_port_busy', { port: '1717', program: 'node' });
      }),
    async () => {
      await signIn();
      session.showWays();
    },
  ],
  ['the right org', () => new FakeHost().on('begin_sign_in', () => fixtures.arrived()), signIn],
  [
    'another org',
    () =>
      new FakeHost().on('begin_sign_in', () =>
        fixtures.arrived({ org: elsewhere, differs: ['org', 'user'], expected: fixtures.org() } as never),
      ),
    signIn,
  ],
];

const AROUND_A_RUN: Visit[] = [
  [
    'what was proven',
    () => new FakeHost().on('run', RUNS.done as () => RunView),
    async () => {
      await openRun();
      await click('see-exchanges');
      await click('proof-authorization-code-refused-wrong-secret');
    },
  ],
  ...[runs.whyNoRunAs, { ...runs.whyCallback, cause: 'other' as const }].map(
    (diagnosis): Visit => [
      `why it failed: ${diagnosis.cause}`,
      () =>
        new FakeHost()
          .on('run', () => runs.done({ report: runs.report(runs.notProven), mend_refused: runs.refused }))
          .on('diagnose', () => diagnosis),
      async () => {
        await openRun();
        await click('why-client-credentials');
      },
    ],
  ),
  [
    'before an undo',
    () => new FakeHost().on('run', () => runs.done({ undoes: runs.UNDOES })),
    async () => {
      session.openRun(runs.RUN_ID, true);
      await settle();
    },
  ],
  ['an undo', () => new FakeHost().on('run', runs.undoneButOne), openRun],
  [
    'a certificate that was used',
    () => new FakeHost().on('run', () => runs.done({ certificate: { ...fixtures.certificate, reminds_at: null } })),
    openRun,
  ],
];

const WITHIN_STEPS: Visit[] = [
  [
    'what stands in the way',
    () => new FakeHost(fixtures.draftView('check')).on('check', () => fixtures.checkup(true)),
    openDraft,
  ],
  [
    'a name that is taken',
    () =>
      new FakeHost(fixtures.draftView('name')).on('name_state', () => ({
        name: 'taken',
        label: 'Acme',
        setup_link: 'https://acme.my.salesforce.com/x',
      })),
    openDraft,
  ],
  [
    'what will connect',
    () =>
      new FakeHost(fixtures.draftView('flows', { answers: fixtures.answers({ flows: { ...flows, connects: null } }) })),
    openDraft,
  ],
  [
    'a certificate',
    () =>
      new FakeHost(fixtures.draftView('flows', { answers: fixtures.answers({ flows: jwt }) })).on(
        'key_pair',
        () => fixtures.keyPair,
      ),
    async (host) => {
      await openDraft(host);
      await click('next');
    },
  ],
  [
    'a plan that Salesforce would refuse',
    () =>
      new FakeHost(fixtures.draftView('review')).on('validate_plan', () => ({
        accepted: false,
        problems: [runs.refused, runs.missingPermissionSet],
      })),
    async (host) => {
      await openDraft(host);
      await settle();
      await click('validate');
    },
  ],
];

const screens: Visit[] = [
  [
    'welcome',
    () =>
      new FakeHost().on('start', () =>
        fixtures.start({
          notices: [
            { id: 'notice_proxy', params: { proxy: 'http://proxy.example:8080' } },
            { id: 'notice_store_set_aside', params: { file: 'orgkey.sqlite.bad' } },
          ],
          reminders: [{ run: 'r9', label: 'Loader', org: 'UAT', ends_at: '2027-11-24T00:00:00Z', days: 12 }],
          runs: [fixtures.runSummary()],
          keychain: { keychain: 'until_closed', problem: problem('keychain_denied', { detail: 'x' }), accepted: false },
          drafts: [
            { id: 'd1', label: 'Acme', org: 'Acme Corp', step: 'scopes', saved_at: fixtures.NOW, trouble: null },
          ],
        }),
      ),
    async () => {},
  ],
  ['change org', () => new FakeHost(), async () => void (await session.changeOrg())],
  ...SIGNING_IN,
  ...STEPS.map((step): Visit => [step, () => new FakeHost(fixtures.draftView(step)), openDraft]),
  ...WITHIN_STEPS,
  ...Object.entries(RUNS).map(([name, run]): Visit => [name, () => new FakeHost().on('run', run), openRun]),
  ...AROUND_A_RUN,
];

const sources = import.meta.glob<string>('../src/screens/**/*.svelte', {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('a hostile text', () => {
  it('comes in forty kinds', () => {
    expect(new Set(HOSTILE).size).toBe(40);
  });

  // All at once, both ways round: one that swallows what follows can't hide the others.
  it.each(screens)('stays text on %s', async (_, prepare, go) => {
    const plain = await shown(' and more', prepare, go);
    for (const texts of [HOSTILE, [...HOSTILE].reverse()]) {
      const seen = await shown(texts.join(' '), prepare, go);
      expect(seen.structure).toBe(plain.structure);
      expect(seen.text).toContain('<img src=x onerror=alert(1)>');
    }
  });

  it('meets every screen that there is', () => {
    const all = Object.values(sources).flatMap((source) =>
      [...source.matchAll(/\sscreen="([^"]+)"/g)].map(([, name]) => name),
    );
    expect(all.length).toBeGreaterThan(25);
    // While a run is being read, nothing of it is there.
    expect(all.filter((name) => !visited.has(name ?? ''))).toEqual(['keys', 'log', 'run']);
  });
});
