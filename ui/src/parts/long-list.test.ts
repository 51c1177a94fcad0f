import { describe, expect, it } from 'vitest';
import { DRAWN, drawn } from './long-list';

describe('a long list', () => {
  const rows = Array.from({ length: 5000 }, (_, place) => place);

  it('draws no more than can be read, and what has to stay in sight', () => {
    expect(drawn(rows)).toEqual(rows.slice(0, DRAWN));
    expect(drawn(rows, (row) => row === 4999)).toEqual([...rows.slice(0, DRAWN), 4999]);
  });

  it('draws all of a short one', () => {
    expect(drawn(rows.slice(0, DRAWN))).toHaveLength(DRAWN);
  });
});
