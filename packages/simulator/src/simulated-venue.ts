import type { ConnectionView } from './connection-view.ts';
import type { ReceivedFrame, RecordedDial, RecordedRequest } from './recordings.ts';
import { playScenario } from './scenario.ts';
import type { ScenarioStep } from './scenario.ts';
import type { VenueServer } from './venue-server.ts';

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

/** To be spread into a venue: so all of it but `peakConnections`, whose value changes. */
export function simulatedVenue<Venue>(
  server: VenueServer,
  self: () => Venue,
): Omit<SimulatedVenue<Venue>, 'peakConnections'> {
  const { clock, watch, connections, received, dials, requests } = server;
  return {
    connections,
    received,
    dials,
    requests,
    until: (holds) => watch.until(() => holds(self())),
    play: (scenario, { signal } = {}) =>
      playScenario(
        clock,
        self(),
        scenario,
        signal === undefined ? server.closed : AbortSignal.any([signal, server.closed]),
      ),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
