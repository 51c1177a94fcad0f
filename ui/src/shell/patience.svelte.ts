// What the page waits for: calls that have not come back for a while, and waits that Salesforce asked for.
import type { Command, Host } from '../host/host';
import type { AskedWait } from '../host/types';

/** A wait is spoken of after this long. */
const LONG = 3000;

/** These wait for a person, in a dialog of the system. */
const ASKS_A_PERSON = new Set<Command>([
  'open_blueprint',
  'choose_key_pair',
  'save_certificate',
  'save_private_key',
  'save_hand_over',
  'save_log',
]);

export class Patience {
  /** Waits that Salesforce asked for. */
  waits = $state.raw<AskedWait[]>([]);
  /** How many calls take longer than people like. */
  #long = $state(0);

  get isLong(): boolean {
    return this.#long > 0;
  }

  /** The same host, with an eye on how long its answers take. */
  watching(host: Host): Host {
    return {
      call: async (command, args) => {
        if (ASKS_A_PERSON.has(command)) return host.call(command, args);
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          this.#long += 1;
        }, LONG);
        try {
          return await host.call(command, args);
        } finally {
          clearTimeout(timer);
          if (late) this.#long -= 1;
        }
      },
      onMenu: (listener) => host.onMenu(listener),
      onDrop: (listener) => host.onDrop(listener),
      onChange: (listener) =>
        host.onChange((change) => {
          if (change.changed === 'waits') void this.#ask(host);
          listener(change);
        }),
    };
  }

  async #ask(host: Host): Promise<void> {
    // What can't be asked now is told again by the next change.
    this.waits = await host.call('waits', {}).catch(() => []);
  }
}
