import type { ConnectionSelector } from '../connection-view.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Undo } from '../undo.ts';
import type { WireFaults } from '../wire-faults.ts';
import type { Published } from './journal.ts';

/** All faults of the simulated Collective2; those of data are about its signals. */
export interface Collective2Faults extends ServerFaults, WireFaults {
  /**
   * Sends neither data nor heartbeats on the open connections; acks and pongs go on. What is
   * published meanwhile is lost to them, though a replay still has it.
   */
  mute(selector?: ConnectionSelector): Undo;
  /**
   * Shuffles live signals of different strategies; those of one strategy keep their order. Signals
   * are held until there are `items` (default 4), for at most `milliseconds` (default 100).
   */
  reorder(window?: { readonly items?: number; readonly milliseconds?: number }): Undo;
  /** The next connections are closed with 1008 before their first message, as in a lost race. */
  connectionRace(count?: number): Undo;
  /** Sends the reserved `connection.disconnected`, then closes with 1001. */
  announceDisconnect(selector?: ConnectionSelector): void;
  /** Closes the connections of a key and answers it with 401 from now on. */
  revokeKey(key: string): Undo;
  /** Publishes so many signals in one turn, in turns over the strategies (default: subscribed ones). */
  flood(count: number, strategyIds?: readonly number[]): readonly Published[];
}
