import { mount } from 'svelte';
import App from './app.svelte';
import { tauri } from './host/tauri';
import { session } from './session.svelte';
import './styles/all.css';

void session.begin(tauri);
mount(App, { target: document.body });
