import { describe, expect, it } from 'vitest';
import { DRAWN, drawn, findable, holding } from './long-list';

describe('a long list', () => {
  const rows = Array.from({ length: 5000 }, (_, place) => place);

  it('draws no more than can be read, and what has to stay in sight', () => {
    expect(drawn(rows)).toEqual(rows.slice(0, DRAWN));
    expect(drawn(rows, (row) => row === 4999)).toEqual([...rows.slice(0, DRAWN), 4999]);
  });

  it('draws all of a short one', () => {
    expect(drawn(rows.slice(0, DRAWN))).toHaveLength(DRAWN);
  });

  it('finds a row by any part of its text, whatever its capitals', () => {
    const found = findable(['Harbour Log', 'Quay'], (row) => row);
    expect(holding(found, ' LOG ')).toEqual(['Harbour Log']);
    expect(holding(found, '')).toEqual(['Harbour Log', 'Quay']);
    expect(holding(found, 'crane')).toEqual([]);
  });
});
