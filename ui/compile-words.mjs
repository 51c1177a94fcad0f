// Compiles messages/en.json into typed functions, and gathers those that the page looks up in one object: a module of two
// thousand exports, each named once more in its namespace, would be a third longer. One module per language: a module per
// message would be a thousand files for the bundler and the tests to open.
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from '@inlang/paraglide-js';

const compiled = `${import.meta.dirname}/src/words/compiled`;
/** The command line's words and those of files that people save are never looked up in the page. */
const OF_OTHERS = /^(cli|explain|sheet)_/;

await compile({
  project: `${import.meta.dirname}/project.inlang`,
  outdir: compiled,
  outputStructure: 'locale-modules',
  strategy: ['baseLocale'],
  emitReadme: false,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
});
// A function is gathered by its text: what it called in another module would be missing.
if (/^import /m.test(await readFile(`${compiled}/messages/en.js`, 'utf8')))
  throw new Error('a message needs more than its text');
const messages = Object.entries(await import(`${compiled}/messages/en.js`)).filter(([name]) => !OF_OTHERS.test(name));
await writeFile(
  `${compiled}/page.js`,
  `/** @type {typeof import('./messages.js').m} */\nexport const m = {\n${messages.map(([name, message]) => `${name}: ${message},\n`).join('')}};\n`,
);
