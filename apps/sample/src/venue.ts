import type { Collective2Options } from '@venuewire/collective2';

import type { Published } from './ledger.ts';
import type { LiveOptions } from './options.ts';

/** The other side: simulated or real. */
export interface Venue extends AsyncDisposable {
  readonly introduction: string;
  /** How to reach it. */
  readonly client: Collective2Options;
  readonly strategyIds: readonly number[];
  /** Lets things happen until the signal; what had begun then is brought to its end. */
  play(signal: AbortSignal): Promise<void>;
  /** Undefined where only the venue knows. */
  published(): Published | undefined;
}

export function liveVenue({ apiKey, strategyId, url, restUrl }: LiveOptions): Venue {
  return {
    introduction: `Collective2, strategy ${strategyId}, at ${new URL(url).host}. Ctrl-C ends it.\n`,
    client: { apiKey, url, restUrl },
    strategyIds: [strategyId],
    play: untilAborted,
    published: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
