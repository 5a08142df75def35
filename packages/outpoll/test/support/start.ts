import type { DiagnosticEvent } from '@venuewire/core';
import {
  outpollSimulator,
  type OutpollSimulator,
  type OutpollSimulatorOptions,
} from '@venuewire/simulator';

import { quickBackoff } from '../../../core/test/venue-suite/faults.ts';
import { Observed } from '../../../core/test/venue-suite/observed.ts';
import { outpoll, type Outpoll, type OutpollOptions } from '../../src/index.ts';

/** Either entry of the package. */
export type Make = (options: OutpollOptions) => Outpoll;

export interface World extends AsyncDisposable, Pick<Observed, 'seen' | 'onEvent'> {
  readonly venue: OutpollSimulator;
  readonly client: Outpoll;
  /** The first event, and the first of its outcomes. */
  readonly eventId: string;
  readonly outcomeId: string;
  readonly otherOutcomeId: string;
  readonly events: readonly DiagnosticEvent[];
  /** Another client of the same venue. */
  readonly another: (options?: Partial<OutpollOptions>) => Outpoll;
}

/** A simulated venue and a client of it, with the venue's first key. */
export async function start(
  options: {
    readonly venue?: OutpollSimulatorOptions | undefined;
    readonly client?: Partial<OutpollOptions>;
    readonly make?: Make;
  } = {},
): Promise<World> {
  const venue = await outpollSimulator(options.venue);
  const make = options.make ?? outpoll;
  const { observer, events, seen, onEvent } = new Observed();
  const clients: Outpoll[] = [];
  const another = (more: Partial<OutpollOptions> = {}): Outpoll => {
    const made = make({
      credentials: { apiKey: venue.key, secret: venue.secret },
      urls: venue.urls,
      restUrls: venue.restUrls,
      observer,
      ...options.client,
      ...more,
      timing: { ...quickBackoff, ...options.client?.timing, ...more.timing },
    });
    clients.push(made);
    return made;
  };
  const [event] = venue.events;
  const [first, second] = event?.outcomes ?? [];
  if (!event || !first || !second) throw new TypeError('The simulated market has no event.');
  return {
    venue,
    client: another(),
    eventId: event.id,
    outcomeId: first.id,
    otherOutcomeId: second.id,
    events,
    seen,
    onEvent,
    another,
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await venue[Symbol.asyncDispose]();
    },
  };
}
