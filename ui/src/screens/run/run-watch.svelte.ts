import type { Answer, Arguments, Command } from '../../host/host';
import type { RunView } from '../../host/types';
import { session } from '../../session.svelte';

/** Commands that move a run on, and answer how it stands afterwards. */
export type RunCommand = Exclude<
  { [Name in Command]: Answer<Name> extends RunView ? Name : never }[Command],
  'create' | 'run'
>;
type MoreThanId<Name extends RunCommand> = keyof Arguments<Name> extends 'id' ? [] : [Omit<Arguments<Name>, 'id'>];

/** Keeps one run current: asks how it stands, asks again when told of a change, and sends what the person decides. */
export class RunWatch {
  #asking = false;
  #askAgain = false;

  constructor(readonly id: string) {}

  /** Begins; the answer ends it. */
  start(): () => void {
    const stop = session.host.onChange((change) => {
      if (change.changed === 'run' && change.id === this.id) void this.look();
    });
    void this.look();
    return stop;
  }

  // Changes come faster than answers. While one question is open a second change only marks that its answer may be
  // old already, so that the last answer shown is never older than the last change.
  async look(): Promise<void> {
    this.#askAgain = true;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#askAgain) {
        this.#askAgain = false;
        this.#show(await session.host.call('run', { id: this.id }));
      }
    } catch (thrown) {
      session.fail(thrown);
    } finally {
      this.#asking = false;
    }
  }

  /** Sends one decision; its button is busy meanwhile, and a refusal stands above the page. */
  send<Name extends RunCommand>(name: Name, ...more: MoreThanId<Name>): Promise<boolean> {
    return session.attempt(name, async () => {
      this.#show((await session.host.call(name, { ...more[0], id: this.id } as Arguments<Name>)) as RunView);
    });
  }

  /** Asks for something beside the run's way, in the same manner. No answer means that it was refused. */
  async call<Name extends Command>(name: Name, args: Arguments<Name>): Promise<Answer<Name> | undefined> {
    let answer: Answer<Name> | undefined;
    await session.attempt(name, async () => {
      answer = await session.host.call(name, args);
    });
    return answer;
  }

  /** Opens the app's page in the browser. */
  openInSetup(): Promise<boolean> {
    return session.attempt('open_app_in_setup', async () => {
      await session.host.call('open_app_in_setup', { id: this.id });
    });
  }

  #show(run: RunView): void {
    // An answer may come when its run is no longer on the screen.
    if (session.runId === this.id) session.run = run;
  }
}
