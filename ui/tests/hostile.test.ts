// What an org, an answer or a file says is text, on every screen: it never becomes an element, a link or a handler.
import { describe, expect, it } from 'vitest';
import { FakeHost, problem } from '../src/host/fake';
import * as fixtures from '../src/host/fixtures';
import type { Answer, Arguments, Command, Host } from '../src/host/host';
import type { RunView, Step } from '../src/host/types';
import * as runs from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import { leave, open, settle } from './page';

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
  /^(name|label|username|host|profile|description|error|detail|contact_email|people|title|org|app|user|set|to|from|what_was|address|setup_link|link|note|callback|scopes|body|value|client_id|token_address|sign_in_address|curl)$/;

function poisoned<T>(value: T, with_: string): T {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, with_)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (typeof one === 'string' && OUTSIDE.test(key)) return [key, `${one}${with_}`];
      return [key, poisoned(one, with_)];
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
      return command === 'catalogue' ? answer : poisoned(answer, this.text);
    } catch (thrown) {
      throw poisoned(thrown, this.text);
    }
  }
  onChange(listener: Parameters<Host['onChange']>[0]) {
    return this.inner.onChange(listener);
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

async function shown(text: string, prepare: () => FakeHost, go: (host: FakeHost) => Promise<void>) {
  const inner = prepare();
  const host = new Poisoned(inner, text) as unknown as FakeHost;
  await open(host);
  await go(inner);
  await settle();
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

const screens: [string, () => FakeHost, (host: FakeHost) => Promise<void>][] = [
  [
    'welcome',
    () =>
      new FakeHost().on('start', () =>
        fixtures.start({
          keychain: { keychain: 'until_closed', problem: problem('keychain_denied', { detail: 'x' }), accepted: false },
          drafts: [
            { id: 'd1', label: 'Acme', org: 'Acme Corp', step: 'scopes', saved_at: fixtures.NOW, trouble: null },
          ],
        }),
      ),
    async () => {},
  ],
  ['change org', () => new FakeHost(), async () => void (await session.changeOrg())],
  ...STEPS.map((step): (typeof screens)[number] => [
    step,
    () => new FakeHost(fixtures.draftView(step)),
    async (host) => void (await session.openDraft(host.view.draft.id)),
  ]),
  ...Object.entries(RUNS).map(([name, run]): (typeof screens)[number] => [
    name,
    () => new FakeHost().on('run', run),
    async () => {
      session.openRun(runs.RUN_ID);
      await settle();
    },
  ]),
];

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
});
