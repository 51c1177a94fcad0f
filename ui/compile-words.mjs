// Compiles messages/en.json into typed functions. One module per language: a module per message would be a thousand
// files for the bundler and the tests to open.
import { compile } from '@inlang/paraglide-js';

await compile({
  project: './project.inlang',
  outdir: './src/words/compiled',
  outputStructure: 'locale-modules',
  strategy: ['baseLocale'],
  emitReadme: false,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
});
