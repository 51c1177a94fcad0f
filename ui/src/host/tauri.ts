// The host inside the desktop app.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Host } from './host';

/** Hears one event; the answer ends that. */
function hear<T>(event: string, listener: (told: T) => void): () => void {
  const listening = listen<T>(event, ({ payload }) => listener(payload));
  return () => void listening.then((end) => end());
}

export const tauri: Host = {
  call: (command, args) => invoke(command, args as Record<string, unknown>),
  onChange: (listener) => hear('change', listener),
  onMenu: (listener) => hear('menu', listener),
  onDrop: (listener) => hear('drop', listener),
};
