// How each kind of org looks: three looks for five kinds.
import type { OrgKind } from '../host/types';
import type { IconName } from './icons';

export type Look = 'production' | 'sandbox' | 'practice';

export function look(kind: OrgKind): Look {
  return kind === 'production' || kind === 'practice' ? kind : 'sandbox';
}

export function picture(kind: OrgKind): IconName {
  return ({ production: 'building-2', sandbox: 'box', practice: 'graduation-cap' } as const)[look(kind)];
}

/** Two letters for the tile: the first and the last word tell orgs of one company apart. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words.at(0) ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (last ? `${first.at(0)}${last.at(0)}` : first.slice(0, 2)).toUpperCase();
}
