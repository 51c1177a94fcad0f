import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Every screen against the fake host, to be looked at in a browser: `npx vite --config dev/vite.config.ts`, then
// `/?show=<name>&theme=dark` with a name from scenes.ts. Not part of the app.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: { outDir: '../dev-dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  server: { port: 5184, fs: { allow: ['..'] } },
});
