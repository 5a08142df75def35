import type { ServerFaults } from '../server-faults.ts';
import type { Undo } from '../undo.ts';
import type { WireFaults } from '../wire-faults.ts';
import type { RocketfiRejection } from './order.ts';

/**
 * All faults of the simulated RocketFi. A message that is lost on the way is not among them:
 * nothing in the protocol would show it to a client.
 */
export interface RocketfiFaults extends ServerFaults, WireFaults {
  /** Pings of a client are not answered. */
  noPong(): Undo;
  /** Transactions are executed, but the socket never answers them, and REST answers 500. */
  loseResults(): Undo;
  /** Transactions are executed at once, and answered on the socket so much later. */
  delayResults(milliseconds: number): Undo;
  /** Transactions are not executed, and get this text as their error. */
  refuseTransactions(text?: string): Undo;
  /** Rejects the next orders, each with a `rejected` event. */
  rejectOrders(reason: RocketfiRejection, count?: number): Undo;
  /** Lets the market move so many times in one turn. */
  flood(steps: number): void;
}
