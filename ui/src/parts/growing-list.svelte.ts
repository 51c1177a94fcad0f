// The rows of a long list that are costly to draw: the first ones at once, the others frame by frame, so that no letter
// that is typed waits for a hundred rows.
import { drawn } from './long-list';

/** How many rows come with each frame. */
const AT_ONCE = 8;

/** Gives the rows to draw now; they begin anew when `query` changes. To be called while a component begins. */
export function growing<T>(found: () => T[], query: () => string): () => T[] {
  const all = $derived(drawn(found()));
  let most = $derived.by(() => {
    query();
    return AT_ONCE;
  });
  const rows = $derived(all.slice(0, most));
  $effect(() => {
    if (most >= all.length) return;
    const frame = requestAnimationFrame(() => {
      most += AT_ONCE;
    });
    return () => cancelAnimationFrame(frame);
  });
  return () => rows;
}
