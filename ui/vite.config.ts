import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The page is served from inside the app under a strict content security policy: everything is a file of its own,
// nothing is inlined into the document or into data URLs (fonts least of all).
export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    outDir: 'dist',
    target: 'safari16',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
  },
  // Vitest would otherwise take Svelte's server build.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  server: { port: 5183, strictPort: true },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    pool: 'threads',
    // Only what hangs ends by this: a busy machine is no failure.
    testTimeout: 30_000,
  },
});
