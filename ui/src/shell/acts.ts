// What the menu's entries and the keys that are no page's own do: one place for both.
import { tick } from 'svelte';
import type { MenuAction, Zoom } from '../host/types';
import type { Session } from '../session.svelte';
import { m } from '../words/words';

/** Whether a key belongs to the text that is being typed. */
function isText(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true;
  const noText = ['checkbox', 'radio', 'button', 'submit', 'range'];
  return element instanceof HTMLInputElement && !noText.includes(element.type);
}

/** A key for the page that is open, or for what is open above it. */
function press(key: string, more: KeyboardEventInit = {}): void {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

/** Copies what the focus is at: presses the nearest button that copies. */
function copyValue(session: Session): void {
  let around = document.activeElement;
  while (around && around !== document.body) {
    const button = around.matches('[data-copies]') ? around : around.querySelector('[data-copies]');
    if (button instanceof HTMLElement) {
      button.click();
      return;
    }
    around = around.parentElement;
  }
  session.announce(m.copy_value_none());
}

export async function act(session: Session, action: MenuAction): Promise<unknown> {
  // A dialog above the page comes first: it goes, and what was chosen happens to the page below.
  if (session.finds && !['find', 'undo', 'cancel'].includes(action)) {
    session.finds = false;
    await tick();
  }
  switch (action) {
    case 'new_app':
      return session.home();
    case 'add_org':
      return session.beginAddOrg();
    case 'open_blueprint':
      return session.readBlueprint(action);
    case 'find':
      session.finds = true;
      return;
    case 'undo':
      return isText(document.activeElement) ? document.execCommand('undo') : session.undoEdit();
    case 'copy_value':
      return copyValue(session);
    case 'main':
      return press('Enter', { ctrlKey: true });
    case 'back':
      return press('ArrowLeft', { altKey: true });
    case 'cancel':
      return press('Escape');
    case 'theme_system':
      return session.setTheme('system');
    case 'theme_light':
      return session.setTheme('light');
    case 'theme_dark':
      return session.setTheme('dark');
    case 'keys':
    case 'log':
      return session.lookAside(action);
  }
}

/** Keys with Ctrl or Cmd. Where the menu hears them first, the page never does. */
const KEYS: Record<string, MenuAction> = { k: 'find', n: 'new_app', C: 'copy_value' };
const ZOOMS: Record<string, Zoom> = { '+': 'in', '=': 'in', '-': 'out', '0': 'reset' };

/** Whether the key meant something. */
export function hear(session: Session, event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented || event.altKey) return false;
  if (event.key === 'F1') {
    act(session, 'keys');
    return true;
  }
  if (!event.ctrlKey && !event.metaKey) return false;
  const zoom = ZOOMS[event.key];
  if (zoom) {
    void session.attempt('zoom', async () => void (await session.host.call('zoom', { step: zoom })));
    return true;
  }
  // In a text field the field's own undo is meant.
  if (event.key === 'z' && !isText(document.activeElement)) {
    act(session, 'undo');
    return true;
  }
  const action = KEYS[event.key];
  if (action) act(session, action);
  return action !== undefined;
}
