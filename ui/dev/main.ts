import { mount } from 'svelte';
import App from '../src/app.svelte';
import { NOW } from '../src/host/fixtures';
import type { Theme } from '../src/host/types';
import { after } from '../src/screens/run/run-fixtures';
import { session } from '../src/session.svelte';
import '../src/styles/all.css';
import { stopAt } from './clock';
import { scenes } from './scenes';
import type { Scene } from './scenes/scene';

const query = new URLSearchParams(location.search);
const name = query.get('show');

/** Waits for an element to be drawn; at least one frame, in which what was pressed before is answered. */
async function drawn(test: string): Promise<HTMLElement> {
  for (;;) {
    await new Promise(requestAnimationFrame);
    const found = document.querySelector<HTMLElement>(`[data-test="${test}"]`);
    if (found) return found;
  }
}

async function play(scene: Scene, theme: Theme): Promise<void> {
  stopAt(scene.seconds ? after(scene.seconds) : NOW);
  const host = scene.host(theme);
  await session.begin(host);
  await scene.after?.(session, host);
  mount(App, { target: document.body });
  for (const test of scene.press ?? []) (await drawn(test)).click();
  for (const [test, text] of Object.entries(scene.type ?? {})) {
    Object.assign(await drawn(test), { value: text }).dispatchEvent(new Event('input', { bubbles: true }));
  }
  await session.settled();
  await document.fonts.ready;
  await new Promise(requestAnimationFrame);
  document.body.dataset.ready = 'yes';
}

function list(): void {
  for (const one of Object.keys(scenes)) {
    const link = document.createElement('a');
    link.href = `?show=${one}`;
    link.textContent = one;
    const line = document.createElement('p');
    line.append(link);
    document.body.append(line);
  }
}

if (name === null) list();
else {
  const scene = scenes[name];
  if (!scene) throw new Error(`there is no scene ${name}`);
  await play(scene, (query.get('theme') ?? 'system') as Theme);
}
