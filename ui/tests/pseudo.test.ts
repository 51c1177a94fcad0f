// The language that nobody speaks, in which no screen may cut a word, is longer than English by what translations take.
import { expect, it } from 'vitest';
import catalogue from '../../messages/en.json';
import { pseudo } from '../dev/pseudo';

const letters = (words: string) => words.match(/\p{L}/gu)?.length ?? 0;

/** Every message, with how many letters it has and how many of them are added; what is put into it is not its own. */
const grown = Object.entries<string>(catalogue).map(([key, words]) => {
  const parts = words.split(/\{\w+\}/);
  const plain = letters(parts.join(''));
  return { key, plain, added: letters(pseudo(parts)) - plain };
});

it('makes no message less than two fifths longer', () => {
  expect(grown.filter(({ plain, added }) => added < plain * 0.4)).toEqual([]);
});

it('makes all of them together two fifths to a half longer', () => {
  const sum = (of: 'plain' | 'added') => grown.reduce((all, one) => all + one[of], 0);
  expect(sum('added') / sum('plain')).toBeGreaterThanOrEqual(0.4);
  expect(sum('added') / sum('plain')).toBeLessThan(0.5);
});
