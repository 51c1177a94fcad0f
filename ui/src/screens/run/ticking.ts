import { createSubscriber } from 'svelte/reactivity';
import { secondsUntil } from '../../words/time';

// One clock for every countdown on the screen, so that they all change in the same moment. It runs only while
// something on the screen reads it.
const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Now, in milliseconds. Read inside a component, it is read again each second. */
export function now(): number {
  subscribe();
  return Date.now();
}

/** Whole seconds until a moment, counting down while it is shown. */
export function secondsLeft(moment: string): number {
  return secondsUntil(moment, now());
}
