// What assistive technology is told, politely: one live region for the whole window, at most one message per five
// seconds; of several that come faster, the last one counts.
const PAUSE = 5000;

export class Announcer {
  words = $state('');
  #last = Number.NEGATIVE_INFINITY;
  #next: ReturnType<typeof setTimeout> | undefined;

  say(words: string): void {
    clearTimeout(this.#next);
    const wait = this.#last + PAUSE - performance.now();
    if (wait > 0) {
      this.#next = setTimeout(() => this.say(words), wait);
      return;
    }
    this.#last = performance.now();
    this.words = words;
  }
}
