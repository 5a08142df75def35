import type { DiagnosticEvent } from '@venuewire/core';

import { quickBackoff } from '../../../core/test/venue-suite/faults.ts';
import { Observed } from '../../../core/test/venue-suite/observed.ts';
import { outpoll, type Outpoll, type OutpollOptions } from '../../src/index.ts';
import { ScriptedVenue, type Script } from './scripted-venue.ts';
import type { Make } from './start.ts';

const credentials = { apiKey: 'op_k_scripted', secret: 'dGVzdF9zZWNyZXRfMTIzNDU2Nzg' };

export interface ScriptedWorld extends AsyncDisposable, Pick<Observed, 'seen' | 'onEvent'> {
  readonly venue: ScriptedVenue;
  readonly client: Outpoll;
  readonly events: readonly DiagnosticEvent[];
}

/** A venue that does what the script says, and a client of it. */
export async function startScripted(
  script: Script = {},
  options: Partial<OutpollOptions> = {},
  make: Make = outpoll,
): Promise<ScriptedWorld> {
  const venue = await ScriptedVenue.open(script);
  const { observer, events, seen, onEvent } = new Observed();
  const client = make({
    credentials,
    urls: venue.urls,
    restUrls: venue.restUrls,
    observer,
    ...options,
    timing: { ...quickBackoff, ...options.timing },
  });
  return {
    venue,
    client,
    events,
    seen,
    onEvent,
    async [Symbol.asyncDispose]() {
      await client.close();
      await venue[Symbol.asyncDispose]();
    },
  };
}
