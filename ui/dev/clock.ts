// Time stands still in a scene, so that it looks the same whenever it is looked at.

/** What waits longer than this never comes; anything shorter is part of how the page settles. */
const SOON = 1000;

const soon = globalThis.setTimeout;

/** Stops the clock at a moment. */
export function stopAt(at: string): void {
  const moment = Date.parse(at);
  class Stopped extends Date {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [moment] : given) as [number]));
    }
    static override now = () => moment;
  }
  Object.assign(globalThis, {
    Date: Stopped,
    setTimeout: (go: () => void, wait = 0, ...rest: unknown[]) => (wait < SOON ? soon(go, wait, ...rest) : 0),
    setInterval: () => 0,
  });
}
