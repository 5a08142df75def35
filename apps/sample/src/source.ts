import type { ClientFace } from '@venuewire/core';

import type { Channel } from './channel.ts';
import type { Published } from './ledger.ts';

/** A venue, simulated or real, with a client of it. */
export interface Source extends AsyncDisposable {
  readonly venue: string;
  readonly introduction: string;
  readonly client: ClientFace;
  readonly channels: readonly Channel[];
  /** Lets things happen until the signal; what had begun then is brought to its end. */
  play(signal: AbortSignal): Promise<void>;
  /** Undefined where only the venue knows. */
  published(): Published | undefined;
}

/** What a simulated venue is told. */
export interface DemoOptions {
  readonly seed: number;
  /** Whether what can be replayed is. */
  readonly replay: boolean;
  /** Milliseconds between two events, by which everything else is measured. */
  readonly beat: number;
  /** Whether words may be drawn. */
  readonly draws: boolean;
  readonly announce: (text: string) => void;
}

/** A venue that is watched, not played. */
export function liveSource(
  venue: string,
  introduction: string,
  client: ClientFace,
  channels: readonly Channel[],
): Source {
  return {
    venue,
    introduction,
    client,
    channels,
    play: untilAborted,
    published: () => undefined,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
