import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Every screen against the fake host, for `make pictures`. To look at them oneself: `npm run scenes`, then
// `npx vite preview --config dev/vite.config.ts`, and `/?show=<name>&theme=dark` with a name from scenes/. Built, because
// the page has the app's content security policy. Not part of the app.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: { outDir: '../dev-dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  preview: { port: 5184 },
});
