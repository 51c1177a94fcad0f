// A host without anything behind it, for component tests and for looking at screens. It keeps one draft, answers with
// fixtures, and remembers every call. Any command can be given another answer with `on`.
import type { Change } from './bindings/Change';
import type { FileDrop } from './bindings/FileDrop';
import type { MenuAction } from './bindings/MenuAction';
import * as fixtures from './fixtures';
import type { Answer, Arguments, Command, Host } from './host';
import type { Answers, Code, Draft, DraftView, KnownOrg, Problem, Step, Answer as StepAnswer } from './types';

type Handler<C extends Command> = (args: Arguments<C>) => Answer<C> | Promise<Answer<C>>;
type Handlers = { [C in Command]?: Handler<C> };

const AFTER: Record<Step, Step> = {
  org: 'check',
  check: 'name',
  name: 'distribution',
  distribution: 'flows',
  flows: 'scopes',
  scopes: 'access',
  access: 'review',
  review: 'review',
};

export function problem(code: Code, params: Record<string, string> = {}): Problem {
  return { code, params, salesforce: null };
}

export class FakeHost implements Host {
  readonly calls: { command: Command; args: unknown }[] = [];
  #listeners = new Set<(change: Change) => void>();
  #menus = new Set<(action: MenuAction) => void>();
  #drops = new Set<(drop: FileDrop) => void>();
  #handlers: Handlers;
  #before: Answers[] = [];
  view: DraftView;

  constructor(view: DraftView = fixtures.draftView()) {
    this.view = view;
    const signIn = {
      id: 's1',
      link: 'https://test.salesforce.com/services/oauth2/authorize?client_id=PlatformCLI',
      expected_address: 'https://test.salesforce.com',
      deadline: new Date(Date.now() + 272_000).toISOString(),
      browser_failed: false,
      state: 'waiting',
    } as const;
    const place = (org: KnownOrg) => this.#redraw({ org: org.id, step: 'check' }, org);
    this.#handlers = {
      start: () => fixtures.start(),
      set_theme: () => null,
      catalogue: () => fixtures.catalogue,
      check_keychain: () => fixtures.start(),
      keep_until_closed: () => fixtures.start(),
      forget_org: ({ org }) => fixtures.start({ orgs: fixtures.start().orgs.filter(({ id }) => id !== org) }),
      left_secrets: () => [],
      delete_left_secrets: () => [],
      bring_copy_back: () => fixtures.start(),
      leave_copy: () => fixtures.start(),
      begin_sign_in: () => signIn,
      begin_own_sign_in: () => signIn,
      sf_orgs: () => fixtures.sfFound,
      sign_in_with_sf: () => fixtures.arrived(),
      sign_in_with_token: () => fixtures.arrived(),
      sign_in: () => signIn,
      open_sign_in_again: () => signIn,
      extend_sign_in: () => signIn,
      copy_sign_in_link: () => null,
      cancel_sign_in: () => null,
      accept_org: () => place(fixtures.org()),
      use_org: ({ org }) => place(fixtures.start().orgs.find(({ id }) => id === org) ?? fixtures.org()),
      use_practice: () => place(fixtures.org('practice')),
      new_draft: () => this.#redraw({ org: null, step: 'org', reached: 'org' }, null),
      open_blueprint: () => this.#redraw({ org: null, step: 'org', reached: 'org' }, null),
      take_dropped_blueprint: () => this.#redraw({ org: null, step: 'org', reached: 'org' }, null),
      open_draft: () => this.view,
      delete_draft: () => null,
      save_answer: ({ answer }) => this.#keep(answer),
      submit_answer: ({ answer }) => {
        this.#keep(answer);
        return { view: this.#redraw({ step: AFTER[this.view.draft.step] }), problems: [] };
      },
      choose_connect: ({ kind }) => {
        const set = fixtures.catalogue.suggestions.find((one) => one.kind === kind);
        const { answers } = this.view.draft;
        return this.#redraw({
          answers: {
            ...answers,
            flows: {
              ...answers.flows,
              connects: kind,
              authorization_code: set?.authorization_code ?? false,
              client_credentials: set?.client_credentials ?? false,
            },
            scopes: { ...answers.scopes, scopes: set?.scopes ?? [] },
          },
        });
      },
      undo_edit: () => {
        const answers = this.#before.pop();
        return this.#redraw(answers ? { answers } : {});
      },
      go_to: ({ step }) => this.#redraw({ step }),
      api_name_for: ({ label }) =>
        label
          .trim()
          .replace(/[^A-Za-z0-9]+/g, '_')
          .replace(/^_+|_+$/g, ''),
      check: () => fixtures.checkup(),
      name_state: () => ({ name: 'free' }),
      key_pair: () => fixtures.noKeyPair,
      make_key_pair: () => fixtures.keyPair,
      take_dropped_key_pair: () => fixtures.keyPair,
      save_certificate: () => '/home/dana/Acme.crt',
      save_private_key: () => '/home/dana/Acme.key',
      users: () => fixtures.users,
      permission_sets: () => fixtures.permissionSets,
      objects: () => fixtures.objects,
      own_address: () => '203.0.113.7',
      plan: () => fixtures.plan(this.view.org ?? undefined),
      validate_plan: () => ({ accepted: true, problems: [] }),
      waits: () => [],
      end_waits: () => null,
      copy_text: () => ({ clears_at: null }),
      open_setup: () => null,
      open_guide: () => null,
      keys: () => [{ line: { id: 'menu_find', params: {} }, keys: ['Ctrl', 'K'] }],
      zoom: () => null,
      log: () => fixtures.log,
      save_log: () => '/home/dana/orgkey-log.txt',
    };
  }

  #redraw(change: Partial<Draft>, org: KnownOrg | null = this.view.org): DraftView {
    const view = fixtures.draftView(change.step ?? this.view.draft.step, { ...this.view.draft, ...change }, org);
    this.view = { ...view, undoable: this.#before.length > 0 };
    return this.view;
  }

  #keep({ step, answer }: StepAnswer): DraftView {
    this.#before.push(this.view.draft.answers);
    return this.#redraw({ answers: { ...this.view.draft.answers, [step]: answer } });
  }

  /** Another answer for one command; throwing a `Problem` refuses it. */
  on<C extends Command>(command: C, handler: Handler<C>): this {
    (this.#handlers as Record<Command, unknown>)[command] = handler;
    return this;
  }

  async call<C extends Command>(command: C, args: Arguments<C>): Promise<Answer<C>> {
    this.calls.push({ command, args: structuredClone(args) });
    const handler = this.#handlers[command] as Handler<C> | undefined;
    if (!handler) throw problem('unexpected', { detail: `the fake has no answer for ${command}` });
    return handler(args);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something changed outside. */
  change(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  onMenu(listener: (action: MenuAction) => void): () => void {
    this.#menus.add(listener);
    return () => this.#menus.delete(listener);
  }

  /** Something was chosen in the menu. */
  menu(action: MenuAction): void {
    for (const listener of this.#menus) listener(action);
  }

  onDrop(listener: (drop: FileDrop) => void): () => void {
    this.#drops.add(listener);
    return () => this.#drops.delete(listener);
  }

  /** Files are dragged. */
  drop(drop: FileDrop): void {
    for (const listener of this.#drops) listener(drop);
  }

  /** The arguments of each call of one command. */
  asked<C extends Command>(command: C): Arguments<C>[] {
    return this.calls.filter((call) => call.command === command).map((call) => call.args as Arguments<C>);
  }
}
