// What a scene is, and the few kinds that most scenes are of.
import { FakeHost, problem } from '../../src/host/fake';
import * as fixtures from '../../src/host/fixtures';
import type {
  Answers,
  Code,
  FieldProblem,
  OrgKind,
  RunView,
  SignInView,
  Start,
  Step,
  Theme,
} from '../../src/host/types';
import { RUN_ID } from '../../src/screens/run/run-fixtures';
import type { Session } from '../../src/session.svelte';

export interface Scene {
  host: (theme: Theme) => FakeHost;
  /** What the person did before the page is drawn. */
  after?: (session: Session, host: FakeHost) => unknown;
  /** What is pressed once it is drawn: names of `data-test`, each waited for. */
  press?: string[];
  /** What is typed then, by field. */
  type?: Record<string, string>;
  /** Seconds after `NOW` at which the clock stands. */
  seconds?: number;
}

export type Scenes = Record<string, Scene>;

/** An answer that never comes. */
export const never = () => new Promise<never>(() => {});

/** A refusal. */
export const refuse =
  (code: Code, params: Record<string, string> = {}) =>
  () => {
    throw problem(code, params);
  };

export const about = (field: string, code: Code, params: Record<string, string> = {}): FieldProblem => ({
  field,
  problem: problem(code, params),
});

/** The first screen. */
export function welcome(more: Partial<Start> = {}, scene: Partial<Scene> = {}): Scene {
  return { host: (theme) => new FakeHost().on('start', () => fixtures.start({ theme, ...more })), ...scene };
}

/** A step of a draft. */
export function step(
  at: Step,
  answers: Partial<Answers> = {},
  kind: OrgKind = 'sandbox',
  change?: (host: FakeHost) => void,
): Scene {
  return {
    host: (theme) => {
      const host = new FakeHost(fixtures.draftView(at, { answers: fixtures.answers(answers) }, fixtures.org(kind)));
      host.on('start', () => fixtures.start({ theme }));
      change?.(host);
      return host;
    },
    after: (session) => session.openDraft('d1'),
  };
}

/** A step whose answer was refused, each problem at its field. */
export function refused(
  at: Step,
  answers: Partial<Answers>,
  fields: FieldProblem[],
  advice: FieldProblem[] = [],
  change?: (host: FakeHost) => void,
): Scene {
  const scene = step(at, answers, 'sandbox', (host) => {
    host.view = { ...host.view, advice };
    change?.(host);
  });
  return {
    ...scene,
    after: async (session) => {
      await session.openDraft('d1');
      session.fields = fields;
    },
  };
}

/** Does something that takes long already: a wait is spoken of at once. */
export function late(work: () => void): void {
  const later = globalThis.setTimeout;
  globalThis.setTimeout = ((go: () => void) => go()) as unknown as typeof later;
  work();
  globalThis.setTimeout = later;
}

/** Somebody on the way to an org, with what the host answers. */
export function signIn(
  change: (host: FakeHost) => void,
  then?: (session: Session) => unknown,
  more: Partial<Start> = {},
): Scene {
  return {
    host: (theme) => {
      const host = new FakeHost().on('start', () => fixtures.start({ theme, ...more }));
      change(host);
      return host;
    },
    after: async (session) => {
      session.addOrg();
      await then?.(session);
    },
  };
}

/** A sign-in that begins in this state. */
export const beginning = (state: SignInView) => (host: FakeHost) => host.on('begin_sign_in', () => state);

/** A run as it stands some seconds after it began. */
export function run(
  view: RunView,
  seconds: number,
  press: string[] = [],
  change?: (host: FakeHost) => void,
  undo = false,
): Scene {
  return {
    host: (theme) => {
      const host = new FakeHost().on('start', () => fixtures.start({ theme }));
      const { draft } = fixtures.draftView('review');
      const approved = { id: 'rail_review_approved', params: {} };
      const steps = fixtures
        .rail(draft, view.org)
        .map((row) => (row.step === 'review' ? { ...row, state: 'done' as const, answer: approved } : row));
      host.on('run', () => ({ ...view, steps }));
      change?.(host);
      return host;
    },
    after: (session) => session.openRun(RUN_ID, undo),
    press,
    seconds,
  };
}
