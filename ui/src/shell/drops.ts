// Files that are dragged onto the window: which page takes them, and what is said where none does.
import type { DropKind, FileDrop } from '../host/types';
import type { Session } from '../session.svelte';

/** Whether the page that is open takes files of this kind. */
export function takes(session: Session, kind: DropKind): boolean {
  if (kind === 'blueprint') return session.screen === 'welcome' && !session.busy;
  const { step, answers } = session.view?.draft ?? {};
  return kind === 'key_files' && session.screen === 'step' && step === 'flows' && answers?.flows.jwt_bearer === true;
}

export function hearDrop(session: Session, drop: FileDrop): void {
  session.dragged = drop.files === 'over' ? drop.kind : null;
  if (drop.files !== 'dropped') return;
  if (!takes(session, drop.kind)) {
    session.problem = { code: 'not_taken_here', params: { reason: `not_taken_reason_${drop.kind}` }, salesforce: null };
  } else if (drop.kind === 'blueprint') {
    void session.readBlueprint('take_dropped_blueprint');
  } else {
    session.keysDropped = true;
  }
}
