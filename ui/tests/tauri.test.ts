// The door to the window: what happens there is heard before anything is asked.
import { expect, it, vi } from 'vitest';

const told: string[] = [];
let begin = () => {};

vi.mock('@tauri-apps/api/event', () => ({
  listen: (event: string) => {
    told.push(`listens to ${event}`);
    return new Promise<() => void>((resolve) => {
      begin = () => resolve(() => {});
    });
  },
}));
vi.mock('@tauri-apps/api/core', () => ({
  invoke: async (command: string) => {
    told.push(command);
  },
}));

it('asks nothing before it listens, or a change after the answer could be missed', async () => {
  const { tauri } = await import('../src/host/tauri');
  tauri.onChange(() => {});
  const asked = tauri.call('start', {});
  await new Promise((resolve) => setTimeout(resolve));
  expect(told).toEqual(['listens to change']);
  begin();
  await asked;
  expect(told).toEqual(['listens to change', 'start']);
});
