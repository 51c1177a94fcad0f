// The one door between the page and the program around it. Everything the page knows about the outside goes through
// `Host`; the only importer of Tauri's own module is tauri.ts, beside this file.
import type { Change } from './bindings/Change';
import type { Commands } from './bindings/commands';
import type { FileDrop } from './bindings/FileDrop';
import type { MenuAction } from './bindings/MenuAction';
import type { Problem } from './bindings/Problem';

export type Command = keyof Commands;
export type Arguments<C extends Command> = Commands[C]['args'];
export type Answer<C extends Command> = Commands[C]['returns'];

export interface Host {
  /** Asks for one thing. A refusal rejects with a `Problem`. */
  call<C extends Command>(command: C, args: Arguments<C>): Promise<Answer<C>>;
  /** Tells of changes outside the page; the answer ends the listening. */
  onChange(listener: (change: Change) => void): () => void;
  /** Tells what was chosen in the window's menu. */
  onMenu(listener: (action: MenuAction) => void): () => void;
  /** Tells of files that are dragged onto the window: their kind, never their names. */
  onDrop(listener: (drop: FileDrop) => void): () => void;
}

/** What was thrown, as a problem: a fault of the page itself becomes `unexpected`. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'params' in thrown) return thrown as Problem;
  return { code: 'unexpected', params: { detail: String(thrown) }, salesforce: null };
}
