import type { ConnectionView } from '../connection-view.ts';
import type { RecordedDial, RecordedRequest } from '../recordings.ts';
import type { ScenarioStep } from '../scenario.ts';
import type { SimulatedPosition } from './book.ts';
import type { Collective2Faults } from './faults.ts';
import type { Payload, Published } from './journal.ts';

/** One text or binary message of a client. */
export interface ReceivedFrame {
  readonly connectionId: number;
  /** Epoch milliseconds on the venue's clock. */
  readonly at: number;
  readonly text: string;
}

/** A running simulator of Collective2. */
export interface Collective2Simulator extends AsyncDisposable {
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

  /** The open connections. */
  readonly connections: readonly ConnectionView[];
  readonly peakConnections: number;
  /** Everything that clients sent, in the order of arrival. */
  readonly received: readonly ReceivedFrame[];
  readonly dials: readonly RecordedDial[];
  readonly requests: readonly RecordedRequest[];

  /**
   * Resolves as soon as the condition holds; it is looked at whenever something has happened.
   * Rejects when the simulator is closed before.
   */
  until(holds: (venue: Collective2Simulator) => boolean): Promise<void>;
  /** Resolves when the scenario has ended, or when the signal or `close()` has stopped it. */
  play(
    scenario: readonly ScenarioStep<Collective2Simulator>[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<void>;
  /** Destroys all connections; afterwards nothing keeps the process alive. */
  close(): Promise<void>;
}
