// The rows of a long list that are costly to draw: the first ones at once, the others frame by frame, so that no letter
// that is typed waits for a hundred rows.
import { drawn } from './long-list';

/** How many rows come with each frame. */
const AT_ONCE = 8;

/** Gives the rows to draw now. To be called while a component begins. */
export function growing<T>(found: () => T[]): () => T[] {
  const all = $derived(drawn(found()));
  // Begins anew whenever something else is found.
  let most = $derived(Math.min(AT_ONCE, all.length));
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
