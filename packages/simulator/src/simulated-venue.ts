import type { ConnectionView } from './connection-view.ts';
import type { ReceivedFrame, RecordedDial, RecordedRequest } from './recordings.ts';
import type { ScenarioStep } from './scenario.ts';

/** What every running simulator has; `Venue` is itself. */
export interface SimulatedVenue<Venue> extends AsyncDisposable {
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
  until(holds: (venue: Venue) => boolean): Promise<void>;
  /** Resolves when the scenario has ended, or when the signal or `close()` has stopped it. */
  play(
    scenario: readonly ScenarioStep<Venue>[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<void>;
  /** Destroys all connections; afterwards nothing keeps the process alive. */
  close(): Promise<void>;
}
