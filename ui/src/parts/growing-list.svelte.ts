// The rows of a long list: the first ones at once, the others frame by frame, so that no letter that is typed waits for a
// hundred rows.
import { drawn } from './long-list';

/** How many rows come with each frame: the costliest take two milliseconds each. */
const AT_ONCE = 4;

/** Gives the rows to draw now: after another `query` those that were drawn already and are found again, then more in each
    frame; at once those that have to stay in sight. To be called while a component begins. */
export function growing<T>(found: () => T[], query: () => string, stays: (row: T) => boolean = () => false): () => T[] {
  let before = new Set<T>();
  const all = $derived(drawn(found(), stays));
  let pace = $derived.by(() => {
    query();
    return { most: AT_ONCE, kept: before };
  });
  const rows = $derived(
    pace.most >= all.length ? all : all.filter((row, place) => place < pace.most || pace.kept.has(row) || stays(row)),
  );
  $effect(() => {
    before = new Set(rows);
    if (pace.most >= all.length) return;
    const frame = requestAnimationFrame(() => {
      pace = { ...pace, most: pace.most + AT_ONCE };
    });
    return () => cancelAnimationFrame(frame);
  });
  return () => rows;
}
