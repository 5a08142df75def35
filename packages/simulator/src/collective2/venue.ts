import type { SimulatedVenue } from '../simulated-venue.ts';
import type { SimulatedPosition } from './book.ts';
import type { Collective2Faults } from './faults.ts';
import type { Payload, Published } from './journal.ts';

/** A running simulator of Collective2. */
export interface Collective2Simulator extends SimulatedVenue<Collective2Simulator> {
  /** Of the WebSocket: `ws://127.0.0.1:PORT/ws`. */
  readonly url: string;
  /** Of the REST API: `http://127.0.0.1:PORT`. */
  readonly restUrl: string;
  /** The first accepted API key. */
  readonly key: string;
  readonly faults: Collective2Faults;

  /**
   * Publishes a signal to all who are subscribed and keeps it for replays. Without a payload, a
   * plausible one is made up; the strategy is added to it as the `strategyField` variant says.
   */
  publishSignal(strategyId: number, payload?: Payload): Published;
  /** Publishes the given positions, or those that the signals so far have led to. */
  publishPositions(strategyId: number, positions?: readonly SimulatedPosition[]): Published;
  /** All signals, those of `history` included, in the order of publishing. */
  readonly published: readonly Published[];
  readonly publishedPositions: readonly Published[];
}
