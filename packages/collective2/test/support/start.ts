import type { DiagnosticEvent } from '@venuewire/core';
import {
  collective2Simulator,
  type Collective2Simulator,
  type Collective2SimulatorOptions,
} from '@venuewire/simulator';

import { collective2, type Collective2, type Collective2Options } from '../../src/index.ts';

/** Waits between dials that a test can wait for. */
export const quickBackoff = { backoffBase: 10, backoffCap: 50 };

export interface World extends AsyncDisposable {
  readonly venue: Collective2Simulator;
  readonly c2: Collective2;
  /** What the first client told its observer. */
  readonly events: readonly DiagnosticEvent[];
  /** Another client of the same venue, such as the next process with the same cursor. */
  client(options?: Partial<Collective2Options>): Collective2;
}

/** A simulated venue and a client of it. Times have milliseconds, so that what was replayed can be told for sure. */
export async function start(
  options: {
    readonly venue?: Collective2SimulatorOptions;
    readonly client?: Partial<Collective2Options>;
  } = {},
): Promise<World> {
  const venue = await collective2Simulator({
    ...options.venue,
    variants: { timestampPrecision: 'milliseconds', ...options.venue?.variants },
  });
  const clients: Collective2[] = [];
  const events: DiagnosticEvent[] = [];
  const client = (given: Partial<Collective2Options> = {}): Collective2 => {
    const { url, restUrl, key } = venue;
    const timing = { ...quickBackoff, ...given.timing };
    const made = collective2({ apiKey: key, url, restUrl, ...given, timing });
    clients.push(made);
    return made;
  };
  const c2 = client({ observer: (event) => events.push(event), ...options.client });
  return {
    venue,
    c2,
    events,
    client,
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((one) => one.close()));
      await venue.close();
    },
  };
}
