// The host inside the desktop app.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Change } from './bindings/Change';
import type { Host } from './host';

export const tauri: Host = {
  call: (command, args) => invoke(command, args as Record<string, unknown>),
  onChange(listener) {
    const listening = listen<Change>('change', (event) => listener(event.payload));
    return () => void listening.then((end) => end());
  },
};
