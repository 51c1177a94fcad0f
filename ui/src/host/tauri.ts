// The host inside the desktop app.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Host } from './host';

/** Listening begins by a call of its own. Nothing is asked before that, or a change after the answer could be missed. */
let heard: Promise<unknown> = Promise.resolve();

/** Hears one event; the answer ends that. */
function hear<T>(event: string, listener: (told: T) => void): () => void {
  const listening = listen<T>(event, ({ payload }) => listener(payload));
  heard = Promise.all([heard, listening]);
  return () => void listening.then((end) => end());
}

export const tauri: Host = {
  call: async (command, args) => {
    await heard;
    return invoke(command, args as Record<string, unknown>);
  },
  onChange: (listener) => hear('change', listener),
  onMenu: (listener) => hear('menu', listener),
  onDrop: (listener) => hear('drop', listener),
};
