import { EventEmitter, once } from 'node:events';

import type { DiagnosticEvent } from '@venuewire/core';
import {
  rocketfiSimulator,
  type RocketfiSimulator,
  type RocketfiSimulatorOptions,
} from '@venuewire/simulator';

import { rocketfi, type RocketFi, type RocketFiOptions } from '../../src/index.ts';
import { ScriptedVenue, type Script } from './scripted-venue.ts';

/** Waits between dials that a test can wait for. */
const quickBackoff = { backoffBase: 10, backoffCap: 50 };

/** Either entry of the package. */
export type Make = (options: RocketFiOptions) => RocketFi;

export interface World<Venue> extends AsyncDisposable {
  readonly venue: Venue;
  readonly client: RocketFi;
  /** What the client told its observer. */
  readonly events: readonly DiagnosticEvent[];
  /** Until the client has told of something, or will. */
  readonly seen: (matches: (event: DiagnosticEvent) => boolean) => Promise<void>;
}

/** A simulated venue and a client of it. */
export async function start(
  options: {
    readonly venue?: RocketfiSimulatorOptions;
    readonly client?: Partial<RocketFiOptions>;
    readonly make?: Make;
  } = {},
): Promise<World<RocketfiSimulator>> {
  const venue = await rocketfiSimulator(options.venue);
  return worldOf(venue, options.client ?? {}, options.make);
}

/** A venue that does what the script says, and a client of it. */
export async function startScripted(
  script: Script = {},
  options: Partial<RocketFiOptions> = {},
  make?: Make,
): Promise<World<ScriptedVenue>> {
  return worldOf(await ScriptedVenue.open(script), options, make);
}

export function worldOf<Venue extends AsyncDisposable & { url: string; restUrl: string }>(
  venue: Venue,
  options: Partial<RocketFiOptions>,
  make: Make = rocketfi,
): World<Venue> {
  const { url, restUrl } = venue;
  const events: DiagnosticEvent[] = [];
  const told = new EventEmitter();
  const client = make({
    url,
    restUrl,
    observer(event) {
      events.push(event);
      told.emit('event');
    },
    ...options,
    timing: { ...quickBackoff, ...options.timing },
  });
  return {
    venue,
    client,
    events,
    async seen(matches) {
      while (!events.some(matches)) await once(told, 'event');
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await venue[Symbol.asyncDispose]();
    },
  };
}
