// Rules of this folder that no compiler keeps: colours, the one door to the host, what the content policy forbids.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts|css)$/.test(name) && !name.includes('compiled') && !name.includes('bindings'))
  .filter((name) => !/\.test\.ts$|fixtures\.ts$|test-support\.ts$/.test(name))
  .map((name) => ({ name, source: readFileSync(join(root, name), 'utf8') }));

function offenders(pattern: RegExp, allowed: (name: string) => boolean = () => false): string[] {
  return files.filter(({ name, source }) => !allowed(name) && pattern.test(source)).map(({ name }) => name);
}

describe('this folder', () => {
  it('has raw colours in the tokens only', () => {
    const colours =
      /(?<![&\w])#[0-9a-f]{3,8}\b(?=[;,\s)])|\b(rgb|hsl|oklch)a?\(|:\s*(white|black|red|green|blue|gr[ae]y)\b/i;
    expect(offenders(colours, (name) => name === 'styles/tokens.css')).toEqual([]);
  });

  it('lets the engine remember nothing that is typed, and look up no word of a code', () => {
    const typed = /<(?:input|textarea)\b(?:"[^"]*"|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|[^>"{])*>/g;
    for (const { name, source } of files) {
      for (const [field] of source.matchAll(typed)) {
        if (/type="(checkbox|radio)"|\{type\}|type=\{/.test(field)) continue;
        expect(field, name).toContain('autocomplete="off"');
        if (/is-code|type="password"/.test(field)) expect(field, name).toMatch(/spellcheck=("false"|\{)/);
      }
    }
  });

  it('needs nothing to be dragged, and moves nothing for whoever asked for stillness', () => {
    expect(offenders(/draggable|ondrag(start|end)?=/)).toEqual([]);
    const modes = files.find(({ name }) => name === 'styles/modes.css')?.source ?? '';
    const still = modes.match(
      /prefers-reduced-motion: reduce\) \{ (\.[\w-]+) \{[^}]*animation-iteration-count: 1/,
    )?.[1];
    for (const { name, source } of files) {
      for (const [rule, moves = ''] of source.matchAll(/^.*\b(?:animation|transition):([^;}]+)/gm)) {
        // By a token that stillness sets to nothing, or stopped by name.
        expect(/var\(--motion-/.test(moves) || (still && rule.includes(`${still} {`)), `${name}: ${rule}`).toBeTruthy();
      }
    }
  });

  it('imports the host program in one place', () => {
    expect(offenders(/@tauri-apps\//, (name) => name === 'host/tauri.ts')).toEqual([]);
  });

  it('ships no fake host', () => {
    expect(offenders(/from '.*\/(fake|[a-z-]*fixtures)'/, (name) => name.startsWith('host/'))).toEqual([]);
  });

  it('writes no markup from text, no inline styles and nothing into the browser’s storage', () => {
    expect(offenders(/\{@html|innerHTML|\sstyle="|localStorage|sessionStorage|indexedDB|document\.cookie/)).toEqual([]);
  });

  it('knows no left and right, so that it can turn round', () => {
    const sided =
      /\b(margin|padding|border)-(left|right)\b|text-align: ?(left|right)|[{;] *(left|right): |\b(padding|margin): [^\s;]+ ([^\s;]+) [^\s;]+ (?!\5;)[^\s;]+;/;
    const styles = files.filter(({ name }) => /\.(css|svelte)$/.test(name));
    const offending = styles.filter(({ name, source }) =>
      sided.test(name.endsWith('.css') ? source : (source.match(/<style>[\s\S]*/)?.[0] ?? '')),
    );
    expect(offending.map(({ name }) => name)).toEqual([]);
  });

  it('brings fonts of Latin letters and their extensions only', () => {
    const fonts = files.find(({ name }) => name === 'styles/fonts.css')?.source ?? '';
    const brought = [...fonts.matchAll(/url\(([^)]*)\)|@import[^;]*/g)].map(([all, url]) => url ?? all);
    expect(brought.length).toBeGreaterThan(0);
    for (const font of brought)
      expect(font).toMatch(/^"@fontsource-variable\/[\w/-]+-latin(-ext)?-wght-normal\.woff2"$/);
    // From nowhere else.
    expect(offenders(/@font-face|@fontsource/, (name) => name === 'styles/fonts.css')).toEqual([]);
  });

  it('has readable files: at most 600 lines', () => {
    expect(files.filter(({ source }) => source.split('\n').length > 600).map(({ name }) => name)).toEqual([]);
  });

  it('gives both dark themes the same values', () => {
    const tokens = files.find(({ name }) => name === 'styles/tokens.css')?.source ?? '';
    const values = (block: string) =>
      [...block.matchAll(/--[\w-]+:[^;]+;/g)].map(([value]) => value.replace(/\s+/g, ' '));
    const [, bySystem = ''] = tokens.match(/dark:begin \*\/([\s\S]*?)\/\* dark:end/) ?? [];
    const [, byChoice = ''] = tokens.match(/:root\[data-theme="dark"\] \{([\s\S]*?)\n\}/) ?? [];
    expect(values(bySystem).length).toBeGreaterThan(40);
    expect(values(bySystem)).toEqual(values(byChoice));
  });
});
