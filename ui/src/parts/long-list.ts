// Lists of an org may be thousands long. All of it is searched; what is drawn is what somebody can read.

/** How many rows are drawn: more than anybody reads, few enough to be drawn again at each letter that is typed. */
export const DRAWN = 100;

/** The rows to draw of those that were found: the first ones, and those that have to stay in sight. */
export function drawn<T>(found: T[], stays: (row: T) => boolean = () => false): T[] {
  return found.length <= DRAWN ? found : found.filter((row, place) => place < DRAWN || stays(row));
}
