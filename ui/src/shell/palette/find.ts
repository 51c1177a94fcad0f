// Finding something by a few letters of it, among thousands. Pure: what is there goes in, what is shown comes out.
import type { OrgKind } from '../../host/types';
import type { IconName } from '../../parts/icons';

export type Group = 'steps' | 'apps' | 'orgs' | 'actions';

/** The groups in the order in which they are shown. */
export const GROUPS: Group[] = ['steps', 'apps', 'orgs', 'actions'];

/** Something that can be opened. */
export interface Entry {
  group: Group;
  /** Its name for tests. */
  test: string;
  title: string;
  /** Beside the title, smaller: where it is, or whose. Found by it too. */
  caption: string;
  icon: IconName;
  /** The kind of its org, where it is known. */
  kind: OrgKind | null;
  open: () => unknown;
}

/** An entry with its text as it is compared. Made once: folding thousands of names for each letter would be felt. */
export interface Indexed {
  entry: Entry;
  title: string;
  all: string;
}

export interface Found {
  group: Group;
  /** The first of them, at most `SHOWN`. */
  entries: Entry[];
  /** How many there are in all. */
  total: number;
}

/** More rows of one group are not drawn: another letter brings what is looked for faster than scrolling. */
export const SHOWN = 10;

/** Without accents and capitals, each character in its own place, so that what matches can be marked. */
export function fold(text: string): string {
  return text.replace(/[A-Z\u0080-\uffff]/g, (character) => {
    const base = character.normalize('NFD').charAt(0).toLowerCase();
    return base.length === 1 ? base : character;
  });
}

export function index(entries: Entry[]): Indexed[] {
  return entries.map((entry) => {
    const title = fold(entry.title);
    return { entry, title, all: `${title} ${fold(entry.caption)}` };
  });
}

/** The better the match, the smaller: at the beginning, at the beginning of a word, anywhere in the name, beside it. */
function distance(title: string, first: string): number {
  const at = title.indexOf(first);
  if (at === 0) return 0;
  if (at < 0) return 3;
  return title[at - 1] === ' ' || title[at - 1] === '_' ? 1 : 2;
}

/** What holds every word of the query, group by group, the best first. Everything where nothing was typed. */
export function find(indexed: Indexed[], query: string): Found[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  const first = words[0] ?? '';
  // Four shelves a group: no sorting of thousands.
  const shelves = new Map(GROUPS.map((group) => [group, [[], [], [], []] as Entry[][]]));
  for (const { entry, title, all } of indexed) {
    if (words.every((word) => all.includes(word))) shelves.get(entry.group)?.[distance(title, first)]?.push(entry);
  }
  return GROUPS.flatMap((group) => {
    const entries = (shelves.get(group) ?? []).flat();
    return entries.length > 0 ? [{ group, entries: entries.slice(0, SHOWN), total: entries.length }] : [];
  });
}

/** The title in pieces: which of them the first word of the query matches. */
export function marked(title: string, query: string): { text: string; on: boolean }[] {
  const word = fold(query).trim().split(/\s+/)[0] ?? '';
  const at = word === '' ? -1 : fold(title).indexOf(word);
  if (at < 0) return [{ text: title, on: false }];
  const end = at + word.length;
  const pieces = [
    { text: title.slice(0, at), on: false },
    { text: title.slice(at, end), on: true },
    { text: title.slice(end), on: false },
  ];
  return pieces.filter(({ text }) => text !== '');
}
