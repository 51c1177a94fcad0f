import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Lets every message be said in another way: the compiled ones are template literals, and these get a tag. */
const pseudo: Plugin = {
  name: 'pseudo',
  transform: (code, id) =>
    id.endsWith('/compiled/page.js')
      ? `import { said } from '${import.meta.dirname}/pseudo';\n${code.replaceAll('(`', '(said`')}`
      : undefined,
};

// Every screen against the fake host, for `make pictures` and the tests of all modes. To look at them oneself:
// `npm run scenes`, then `npx vite preview --config dev/vite.config.ts`, and `/?show=<name>&theme=dark` with a name from
// scenes/; with `&words=pseudo` in a language that nobody speaks. Built, because the page has the app's content security
// policy. Not part of the app.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte({ configFile: '../svelte.config.js' }), pseudo],
  build: { outDir: '../dev-dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  preview: { port: 5184 },
});
