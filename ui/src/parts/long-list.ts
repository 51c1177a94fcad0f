// Lists of an org may be thousands long. All of it is searched; what is drawn is what somebody can read.

/** How many rows are drawn: more than anybody reads, few enough to be drawn again at each letter that is typed. */
export const DRAWN = 100;

/** The rows to draw of those that were found: the first ones, and those that have to stay in sight. */
export function drawn<T>(found: T[], stays: (row: T) => boolean = () => false): T[] {
  return found.length <= DRAWN ? found : found.filter((row, place) => place < DRAWN || stays(row));
}

/** Rows with the text that each is found by. Made once for a list: to make thousands of texts at each letter would be felt. */
export type Findable<T> = { row: T; text: string }[];

export function findable<T>(rows: T[], text: (row: T) => string): Findable<T> {
  return rows.map((row) => ({ row, text: text(row).toLowerCase() }));
}

/** The rows whose text holds what was typed, whatever its capitals; all of them where nothing was typed. */
export function holding<T>(rows: Findable<T>, typed: string): T[] {
  const wanted = typed.trim().toLowerCase();
  return rows.filter(({ text }) => text.includes(wanted)).map(({ row }) => row);
}
