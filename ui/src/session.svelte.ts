// Which screen is shown, and the newest state that Rust gave. No decisions about a draft or a run are made here:
// screens send what a person did, and draw what comes back.
import { tick } from 'svelte';
import { type Arguments, asProblem, type Command, type Host, type Answer as Returned } from './host/host';
import type {
  Answer,
  Catalogue,
  ConnectKind,
  DraftView,
  DropKind,
  FieldProblem,
  KnownOrg,
  Place,
  Problem,
  RunView,
  SignInView,
  Start,
  Step,
  Theme,
} from './host/types';
import { act } from './shell/acts';
import { Announcer } from './shell/announcer.svelte';
import { hearDrop } from './shell/drops';
import { changedKeys, outdated } from './shell/edited';
import { Patience } from './shell/patience.svelte';
import { applyTheme } from './shell/theme';
import { m } from './words/words';

/** The four ways to sign in. */
export type Way = 'browser' | 'sf' | 'token' | 'own_client';

/** Shown beside the work: leaving it leads back to where one was. */
export type Aside = 'log' | 'keys';

export type Screen = 'welcome' | 'change_org' | 'sign_in' | 'step' | 'run' | Aside;

/** Answers are saved this long after the last edit. */
const SAVE_AFTER = 350;

export class Session {
  screen = $state<Screen>('welcome');
  start = $state.raw<Start | null>(null);
  catalogue = $state.raw<Catalogue | null>(null);
  view = $state.raw<DraftView | null>(null);
  signIn = $state.raw<SignInView | null>(null);
  /** Whether the four ways to sign in are shown, and what one of them was refused with. */
  ways = $state(false);
  wayProblem = $state.raw<{ way: Way; problem: Problem } | null>(null);
  /** The org that has to be signed in to again, and why: set when its session ended. */
  expected = $state.raw<KnownOrg | null>(null);
  runId = $state<string | null>(null);
  /** The run's newest state; RunScreen keeps it current. The shell shows its org. */
  run = $state.raw<RunView | null>(null);
  /** Whether the person is asked before the run is undone. */
  confirmsUndo = $state(false);
  /** Which part of Flows a person went to; else it shows what is to be answered next. */
  flowsPage = $state<'kind' | 'key' | null>(null);
  /** How often the answers were changed under a screen: it is drawn anew then. */
  redraws = $state(0);
  /** Whether Ctrl+K's field is shown. */
  finds = $state(false);
  /** Something went wrong that belongs to no field: shown above the page's content. */
  problem = $state.raw<Problem | null>(null);
  fields = $state.raw<FieldProblem[]>([]);
  /** The command being waited for, so that its button can say so. */
  busy = $state<string | null>(null);
  /** What will connect, as answered on the first screen; Flows begins with it. */
  need = $state<ConnectKind | null>(null);
  /** Files that are held above the window, by their kind. */
  dragged = $state<DropKind | null>(null);
  /** Key files were dropped, and the step that is open has not taken them yet. */
  keysDropped = $state(false);
  announcer = new Announcer();
  patience = new Patience();

  #host: Host | null = null;
  #pending: { id: string; answer: Answer } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #edits = 0;
  #startsRead = 0;
  #behind: Screen = 'welcome';

  get host(): Host {
    if (!this.#host) throw new Error('no host yet');
    return this.#host;
  }

  /** The org that the bar shows: the run's, the draft's, or none. */
  get org(): KnownOrg | null {
    if (this.runId) return this.run?.org ?? null;
    if (this.screen === 'welcome') return null;
    return this.view?.org ?? null;
  }

  get draftId(): string {
    return this.view?.draft.id ?? '';
  }

  async begin(host: Host): Promise<() => void> {
    host = this.patience.watching(host);
    this.#host = host;
    const end = host.onChange((change) => {
      if (change.changed === 'sign_in' && change.id === this.signIn?.id) void this.refreshSignIn();
      // A check that a person asked for answers by itself.
      if (change.changed === 'keychain' && this.busy !== 'check_keychain') void this.refreshStart();
    });
    const endMenu = host.onMenu((action) => act(this, action));
    const endDrop = host.onDrop((drop) => hearDrop(this, drop));
    await this.attempt('start', async () => {
      const [start, catalogue] = await Promise.all([this.#readStart(), host.call('catalogue', {})]);
      this.catalogue = catalogue;
      applyTheme(start.theme);
      // The page was loaded anew while a run goes on: it is shown again where it is.
      const running = start.runs.find((run) => run.running);
      if (running) this.openRun(running.id);
    });
    return () => {
      end();
      endMenu();
      endDrop();
      this.#drop();
    };
  }

  announce(words: string): void {
    this.announcer.say(words);
  }

  /** Shows a refusal where it belongs: an ended session leads to the sign-in, everything else stays on the page. */
  fail(thrown: unknown): void {
    const problem = asProblem(thrown);
    if (problem.code === 'session_ended') {
      this.expected = this.#known(problem.params.org) ?? this.org ?? this.view?.org ?? this.expected;
      this.signIn = null;
      this.ways = false;
      this.fields = [];
      this.problem = problem;
      this.screen = 'sign_in';
      return;
    }
    this.problem = problem;
  }

  #known(org: string | undefined): KnownOrg | null {
    return this.start?.orgs.find((one) => one.id === org || one.name === org) ?? null;
  }

  /** Does one thing: its button is busy meanwhile, its refusal is shown. False when it was refused. */
  async attempt(name: string, work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = name;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.fail(thrown);
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** Asks for something a screen shows; a refusal that is not an ended session is the screen's to show. */
  async ask<C extends Command>(command: C, args: Arguments<C>): Promise<Returned<C>> {
    try {
      return await this.host.call(command, args);
    } catch (thrown) {
      if (asProblem(thrown).code === 'session_ended') this.fail(thrown);
      throw thrown;
    }
  }

  // ── Welcome and orgs ──

  home = async (): Promise<void> => {
    await this.flush();
    // What could not be saved is still on the page, with the reason.
    if (this.#pending) return;
    const left = this.view;
    this.view = null;
    this.run = null;
    this.runId = null;
    this.signIn = null;
    this.ways = false;
    this.expected = null;
    this.fields = [];
    this.problem = null;
    this.screen = 'welcome';
    try {
      // A draft without an org holds no answer worth keeping, unless a blueprint brought some.
      if (left && !left.draft.org && !left.draft.answers.name.label)
        await this.host.call('delete_draft', { id: left.draft.id });
      await this.#readStart();
    } catch (thrown) {
      this.fail(thrown);
    }
  };

  async #needDraft(): Promise<string> {
    this.view ??= await this.host.call('new_draft', {});
    return this.view.draft.id;
  }

  practice = () =>
    this.attempt('practice', async () => {
      this.#show(await this.host.call('use_practice', { draft: await this.#needDraft() }));
    });

  useOrg = (org: KnownOrg) =>
    this.attempt(`use-${org.id}`, async () => {
      const draft = await this.#needDraft();
      try {
        this.#show(await this.host.call('use_org', { org: org.id, draft }));
      } catch (thrown) {
        // The sign-in that may follow is to this org, whatever org the draft had before.
        const refused = asProblem(thrown);
        throw { ...refused, params: { ...refused.params, org: org.id } };
      }
    });

  /** A new app in this org, whatever was open; what could not be saved keeps its page. */
  beginIn = async (org: KnownOrg): Promise<void> => {
    await this.home();
    if (this.screen === 'welcome') await this.useOrg(org);
  };

  /** A new app with the answers of a file: of one that the person is asked for, or that was dropped. */
  readBlueprint = async (command: 'open_blueprint' | 'take_dropped_blueprint'): Promise<void> => {
    if (this.busy) return;
    await this.home();
    if (this.screen !== 'welcome') return;
    await this.attempt('blueprint', async () => {
      const view = await this.host.call(command, {});
      if (view) this.#show(view);
    });
  };

  /** Another org, for a new app. */
  beginAddOrg = async (): Promise<void> => {
    await this.home();
    if (this.screen === 'welcome') this.addOrg();
  };

  addOrg = (): void => {
    this.signIn = null;
    this.ways = false;
    this.expected = null;
    this.problem = null;
    this.screen = 'sign_in';
  };

  changeOrg = async () => {
    await this.flush();
    this.fields = [];
    this.problem = null;
    this.screen = 'change_org';
    await this.attempt('start', async () => {
      await this.#readStart();
    });
  };

  openDraft = (id: string) =>
    this.attempt(`draft-${id}`, async () => {
      this.#show(await this.host.call('open_draft', { id }));
    });

  leaveUnreadableRun = (id: string) =>
    this.attempt(`leave-${id}`, async () => {
      await this.host.call('leave_unreadable_run', { id });
      await this.#readStart();
    });

  deleteDraft = (id: string) =>
    this.attempt(`delete-${id}`, async () => {
      await this.host.call('delete_draft', { id });
      await this.#readStart();
    });

  /** Shows a run; or first asks whether it shall be undone. */
  openRun = (id: string, undo = false): void => {
    this.confirmsUndo = undo;
    this.problem = null;
    this.fields = [];
    this.run = null;
    this.runId = id;
    this.screen = 'run';
  };

  /** Reads what the first screen shows. One answer may overtake another: only the newest question's counts. */
  async #readStart(): Promise<Start> {
    this.#startsRead += 1;
    const mine = this.#startsRead;
    const start = await this.host.call('start', {});
    if (mine === this.#startsRead) this.start = start;
    return start;
  }

  /** Shows what a command answered, which is newer than what is still asked for. */
  take(start: Start): void {
    this.#startsRead += 1;
    this.start = start;
  }

  /** Orgs, drafts and runs as they are now; where secrets are kept, and with it who is still signed in. */
  async refreshStart(): Promise<void> {
    try {
      await this.#readStart();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  checkKeychain = () =>
    this.attempt('check_keychain', async () => {
      const start = await this.host.call('check_keychain', {});
      this.take(start);
      if (start.keychain.keychain === 'working') this.announce(m.keychain_works());
    });

  keepUntilClosed = () =>
    this.attempt('keep_until_closed', async () => {
      this.take(await this.host.call('keep_until_closed', {}));
    });

  /** False when it was refused: the reason is shown. */
  forgetOrg = (org: KnownOrg) =>
    this.attempt(`forget-${org.id}`, async () => {
      this.take(await this.host.call('forget_org', { org: org.id }));
      this.announce(m.forget_done({ name: org.name }));
    });

  // ── Signing in ──

  /** The org that the sign-in should lead back to. */
  get #expected(): string | null {
    return this.expected?.id ?? this.run?.org.id ?? this.view?.draft.org ?? null;
  }

  beginSignIn = (place: Place) =>
    this.attempt('sign-in', async () => {
      this.signIn = await this.host.call('begin_sign_in', { place, expected_org: this.#expected });
    });

  /** Shows all ways, with what stood in the way of this one. */
  showWays = (problem: Problem | null = this.problem): void => {
    this.wayProblem = problem && { way: 'browser', problem };
    this.problem = null;
    this.signIn = null;
    this.ways = true;
  };

  hideWays = (): void => {
    this.ways = false;
    this.wayProblem = null;
  };

  useSf = (username: string) =>
    this.#try('sf', () => this.host.call('sign_in_with_sf', { username, expected_org: this.#expected }));

  useToken = (address: string, token: string) =>
    this.#try('token', () => this.host.call('sign_in_with_token', { address, token, expected_org: this.#expected }));

  useOwnClient = (address: string, client_id: string) =>
    this.#try('own_client', () =>
      this.host.call('begin_own_sign_in', { address, client_id, expected_org: this.#expected }),
    );

  /** Tries a way; what it is refused with stands at that way. */
  async #try(way: Way, begin: () => Promise<SignInView>): Promise<void> {
    if (this.busy) return;
    this.busy = 'sign-in';
    this.wayProblem = null;
    try {
      this.signIn = await begin();
    } catch (thrown) {
      this.wayProblem = { way, problem: asProblem(thrown) };
    } finally {
      this.busy = null;
    }
  }

  async refreshSignIn(): Promise<void> {
    if (!this.signIn) return;
    const { id } = this.signIn;
    try {
      const now = await this.host.call('sign_in', { id });
      if (this.signIn?.id === id) this.signIn = now;
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  signInCommand = (command: 'open_sign_in_again' | 'extend_sign_in') =>
    this.attempt(command, async () => {
      if (this.signIn) this.signIn = await this.host.call(command, { id: this.signIn.id });
    });

  cancelSignIn = () =>
    this.attempt('cancel-sign-in', async () => {
      const waiting = this.signIn;
      this.signIn = null;
      // Also one that has arrived: access that nobody wants is taken back.
      if (waiting) await this.host.call('cancel_sign_in', { id: waiting.id });
    });

  /** The org is right: the draft goes on with it, or the run that had to wait for the sign-in. */
  acceptOrg = () =>
    this.attempt('accept-org', async () => {
      if (!this.signIn) return;
      const draft = this.runId ? null : await this.#needDraft();
      const view = await this.host.call('accept_org', { sign_in: this.signIn.id, draft });
      this.signIn = null;
      this.ways = false;
      this.expected = null;
      if (view) this.#show(view);
      else if (this.runId) this.openRun(this.runId);
    });

  // ── Steps ──

  #show(view: DraftView): void {
    this.view = view;
    this.run = null;
    this.runId = null;
    this.flowsPage = null;
    this.fields = [];
    this.problem = null;
    this.screen = view.draft.step === 'org' ? 'change_org' : 'step';
  }

  /** Keeps an edit; saved a moment after the last one. */
  edit(answer: Answer): void {
    this.#edits += 1;
    const before =
      this.#pending?.answer.answer ?? (answer.step === 'check' ? undefined : this.view?.draft.answers[answer.step]);
    const changed = changedKeys(before, answer.answer);
    this.fields = this.fields.filter(({ field }) => !outdated(field, changed));
    this.#pending = { id: this.draftId, answer };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER);
  }

  /** Saves what is not saved yet. Saves follow each other, so that an older one never wins. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    this.#pending = null;
    if (pending) {
      const edits = this.#edits;
      this.#saving = this.#saving.then(async () => {
        try {
          const view = await this.host.call('save_answer', pending);
          // The screen may have moved on while this was on its way.
          if (this.view?.draft.id === pending.id && edits === this.#edits) this.view = view;
        } catch (thrown) {
          // Kept for another try, unless the draft itself is gone.
          if (asProblem(thrown).code !== 'not_found') this.#pending ??= pending;
          this.fail(thrown);
        }
      });
    }
    return this.#saving;
  }

  /** Reads the draft anew, when something beside the answers changed it. */
  refresh = async (): Promise<void> => {
    await this.flush();
    if (this.view) this.view = await this.ask('open_draft', { id: this.draftId });
  };

  /** Next: judges this step, and moves on or says what has to change. */
  submit = (answer: Answer) =>
    this.attempt('next', async () => {
      this.#drop();
      await this.#saving;
      const { view, problems } = await this.host.call('submit_answer', { id: this.draftId, answer });
      this.view = view;
      this.fields = problems;
      if (problems.length === 0) this.#show(view);
    });

  chooseConnect = (kind: ConnectKind) =>
    this.attempt('next', async () => {
      this.#drop();
      await this.#saving;
      this.view = await this.host.call('choose_connect', { id: this.draftId, kind });
      this.fields = [];
    });

  /** Forgets an edit that a stronger command carries anyway. */
  #drop(): void {
    clearTimeout(this.#timer);
    this.#pending = null;
    this.#edits += 1;
  }

  /** Takes the last edit of the step that is open back. */
  undoEdit = async (): Promise<void> => {
    if (this.screen !== 'step') return;
    const pressed = document.activeElement?.getAttribute('data-test') === 'undo-edit';
    await this.attempt('undo_edit', async () => {
      await this.flush();
      if (!this.view?.undoable) return;
      this.view = await this.host.call('undo_edit', { id: this.draftId });
      this.fields = [];
      this.redraws += 1;
      this.announce(m.common_edit_undone());
      await tick();
      // Pressed again and again: the button keeps the focus as long as there is something left.
      if (pressed) document.querySelector<HTMLElement>('[data-test="undo-edit"]')?.focus();
    });
  };

  goTo = async (step: Step): Promise<void> => {
    if (step === 'org') return this.changeOrg();
    await this.attempt(`go-${step}`, async () => {
      await this.flush();
      this.#show(await this.host.call('go_to', { id: this.draftId, step }));
    });
  };

  /** Leads to the answer that Salesforce refused: to its step, with the problem at its field. */
  changeAnswer = (draft: string, problem: Problem) =>
    this.attempt('change-answer', async () => {
      const { step, field } = problem.params;
      this.#show(await this.host.call('go_to', { id: draft, step: step as Step }));
      this.problem = problem;
      if (field) this.fields = [{ field, problem }];
    });

  /** The step before the one being answered. */
  back = async (): Promise<void> => {
    const steps = this.view?.steps ?? [];
    const at = steps.findIndex(({ step }) => step === this.view?.draft.step);
    const before = steps[at - 1];
    if (before) await this.goTo(before.step);
    else await this.home();
  };

  close = (): Promise<void> => this.home();

  // ── Around ──

  /** Shows something beside the work. */
  lookAside = async (aside: Aside): Promise<void> => {
    await this.flush();
    if (!this.isAside) this.#behind = this.screen;
    this.problem = null;
    this.screen = aside;
  };

  get isAside(): boolean {
    return this.screen === 'log' || this.screen === 'keys';
  }

  /** Back to where one was. */
  leaveAside = (): void => {
    this.problem = null;
    this.screen = this.#behind;
  };

  setTheme = async (theme: Theme): Promise<void> => {
    if (!this.start) return;
    this.take({ ...this.start, theme });
    applyTheme(theme);
    try {
      await this.host.call('set_theme', { theme });
    } catch (thrown) {
      this.fail(thrown);
    }
  };

  /** Salesforce asked to wait, and the person does not want to: what waits ends with the refusal. */
  endWaits = async (): Promise<void> => {
    try {
      await this.host.call('end_waits', {});
    } catch (thrown) {
      this.fail(thrown);
    }
  };

  /** After the page has drawn what changed. */
  settled = (): Promise<void> => tick();
}

export const session = new Session();
