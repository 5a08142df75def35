import { playScenario } from './scenario.ts';
import type { SimulatedVenue } from './simulated-venue.ts';
import type { VenueServer } from './venue-server.ts';

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
