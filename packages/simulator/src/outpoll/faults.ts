import type { ServerFaults } from '../server-faults.ts';
import type { Undo } from '../undo.ts';
import type { WireFaults } from '../wire-faults.ts';

/**
 * All faults of the simulated Outpoll. A message that is lost on the way is not among them: nothing
 * in the protocol would show it to a client.
 */
export interface OutpollFaults extends ServerFaults, WireFaults {
  /**
   * Closes the connections of a key; from now on its AUTH is refused, and REST answers 401. The
   * close code is illustrative.
   */
  revokeKey(apiKey: string): Undo;
  /** The same, but REST answers 403. */
  blockKey(apiKey: string): Undo;
  /** Lets the market move so many times in one turn. */
  flood(steps: number): void;
}
