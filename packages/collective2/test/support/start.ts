import type { DiagnosticEvent } from '@venuewire/core';
import {
  collective2Simulator,
  type Collective2Simulator,
  type Collective2SimulatorOptions,
} from '@venuewire/simulator';

import { Observed } from '../../../core/test/venue-suite/observed.ts';
import { collective2, type Collective2, type Collective2Options } from '../../src/index.ts';
import { ScriptedVenue, type Script } from './scripted-venue.ts';

/** Waits between dials that a test can wait for. */
const quickBackoff = { backoffBase: 10, backoffCap: 50 };

/** Either entry of the package. */
export type Make = (options: Collective2Options) => Collective2;

export interface World<Venue = Collective2Simulator> extends AsyncDisposable {
  readonly venue: Venue;
  readonly c2: Collective2;
  /** What the clients told their observer. */
  readonly events: readonly DiagnosticEvent[];
  /** Until the clients have told of something, or will. */
  readonly seen: (matches: (event: DiagnosticEvent) => boolean) => Promise<void>;
  /** Calls back with each event from now on; the answer ends that. */
  readonly onEvent: (listener: (event: DiagnosticEvent) => void) => () => void;
  /** Another client of the same venue, such as the next process with the same cursor. */
  readonly client: (options?: Partial<Collective2Options>) => Collective2;
}

/** A simulated venue and a client of it. Times have milliseconds, so that what was replayed can be told for sure. */
export async function start(
  options: {
    readonly venue?: Collective2SimulatorOptions;
    readonly client?: Partial<Collective2Options>;
    readonly make?: Make;
  } = {},
): Promise<World> {
  const variants = { timestampPrecision: 'milliseconds', ...options.venue?.variants } as const;
  const venue = await collective2Simulator({ ...options.venue, variants });
  return worldOf(venue, { apiKey: venue.key, ...options.client }, options.make);
}

/** A venue that does what the script says, and a client of it. */
export async function startScripted(
  script: Script,
  options: Partial<Collective2Options> = {},
): Promise<World<ScriptedVenue>> {
  return worldOf(await ScriptedVenue.open(script), options);
}

function worldOf<Venue extends AsyncDisposable & { url: string; restUrl: string }>(
  venue: Venue,
  defaults: Partial<Collective2Options>,
  make: Make = collective2,
): World<Venue> {
  const { url, restUrl } = venue;
  const clients: Collective2[] = [];
  const { observer, events, seen, onEvent } = new Observed();
  const client = (options: Partial<Collective2Options> = {}): Collective2 => {
    const timing = { ...quickBackoff, ...defaults.timing, ...options.timing };
    const made = make({
      apiKey: 'scripted-key',
      url,
      restUrl,
      observer,
      ...defaults,
      ...options,
      timing,
    });
    clients.push(made);
    return made;
  };
  return {
    venue,
    c2: client(),
    events,
    seen,
    onEvent,
    client,
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((one) => one.close()));
      await venue[Symbol.asyncDispose]();
    },
  };
}
