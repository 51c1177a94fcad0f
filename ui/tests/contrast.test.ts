// Every pair of colours that meets on a screen, in both themes, by the measure of WCAG 2.2: 4.5 for words, 3 for the
// edges and marks that a person must see.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const tokens = readFileSync(join(import.meta.dirname, '../src/styles/tokens.css'), 'utf8');

/** Colours by name, of a part of the style sheet. */
function colours(part: string): Record<string, string> {
  const pairs = [...part.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\s*;/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}
const [light = '', dark = ''] = tokens.split('dark:begin').map((part) => part.split('dark:end')[0] ?? '');
const themes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

/** How light a colour is to the eye, 0 to 1. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

const SURFACES = 'surface-window surface surface-raised surface-sunken surface-hover surface-selected';
const WASHES = 'accent-soft ok-soft warn-soft danger-soft production-soft sandbox-soft practice-soft practice-stripe';
const STATE = 'surface surface-raised surface-sunken surface-window';

/** What is written in a colour, and on what. */
const WORDS: [string, string][] = [
  ['text', `${SURFACES} ${WASHES}`],
  ['text-muted', `${SURFACES} ${WASHES}`],
  ['text-faint', `${SURFACES} accent-soft`],
  ['accent-text', `${SURFACES} accent-soft ok-soft warn-soft danger-soft`],
  ['on-accent', 'accent accent-hover accent-press'],
  ['on-danger', 'danger-solid'],
  ['on-ok', 'ok-solid'],
  ['ok', `${STATE} ok-soft danger-soft surface-selected`],
  ['warn', `${STATE} warn-soft surface-selected`],
  ['danger', `${STATE} danger-soft`],
  ['on-production', 'production'],
  ['production', 'on-accent'],
  ['sandbox', 'surface surface-window sandbox-soft'],
  ['practice', 'surface surface-window practice-soft practice-stripe'],
];
/** Edges, marks and the focus ring. */
const PARTS: [string, string][] = [
  ['border-strong', 'surface surface-raised surface-sunken surface-selected surface-window'],
  ['accent', 'surface surface-raised surface-selected surface-window'],
  ['ok-solid', 'surface surface-raised surface-window ok-soft'],
  ['warn-solid', 'surface surface-raised warn-soft'],
  ['danger-solid', 'surface surface-raised danger-soft'],
  ['production', 'surface surface-window'],
  ['sandbox-border', 'surface surface-window sandbox-soft'],
  ['practice-border', 'surface surface-window practice-soft'],
  ['focus', `${SURFACES} focus-gap`],
];

describe.each(Object.entries(themes))('in the %s theme', (_, theme) => {
  it.each([
    ['words', 4.5, WORDS],
    ['edges and marks', 3, PARTS],
  ] as const)('%s stand out', (_what, least, rows) => {
    const short = rows.flatMap(([front, backs]) =>
      backs.split(' ').flatMap((back) => {
        const ratio = contrast(theme[front] ?? '', theme[back] ?? '');
        return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}`];
      }),
    );
    expect(short).toEqual([]);
  });
});
