import { mount } from 'svelte';
import App from '../src/app.svelte';
import type { Theme } from '../src/host/types';
import { session } from '../src/session.svelte';
import '../src/styles/all.css';
import { scenes } from './scenes';

const query = new URLSearchParams(location.search);
const scene = scenes[query.get('show') ?? 'welcome'];
const theme = (query.get('theme') ?? 'system') as Theme;

if (!scene) {
  document.body.textContent = Object.keys(scenes).join(' ');
} else {
  const host = scene.host(theme);
  await session.begin(host);
  await scene.after?.(session, host);
  mount(App, { target: document.body });
  document.body.dataset.ready = 'yes';
}
