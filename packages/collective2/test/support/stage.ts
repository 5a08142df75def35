import type { Stage, StageOptions, SuiteStream } from '../../../core/test/venue-suite/stage.ts';
import { positions, signals } from '../../src/channels.ts';
import type { Collective2 } from '../../src/index.ts';
import { publishedIds } from './published.ts';
import { start, type World } from './start.ts';

export interface Collective2Stage extends Stage, Pick<World, 'venue'> {
  /** What the client gets when it asks for its key again. */
  readonly rotateKey: (key: string) => void;
}

/** Two strategies' signals, and one's positions. */
export async function stage({
  timing,
  maximumFrameSize,
  platform,
  venue: options,
}: StageOptions): Promise<Collective2Stage> {
  let key = 'first-key';
  const world = await start({
    venue: { keys: ['first-key', 'second-key'], ...options },
    client: { apiKey: () => key, timing, maximumFrameSize, ...(platform ? { platform } : {}) },
  });
  const { venue, c2, seen, onEvent } = world;
  return {
    venue,
    faults: venue.faults,
    client: c2,
    streams: [
      ...[1, 2].map((strategyId) => signalsOf(strategyId, venue, c2)),
      positionsOf(1, venue, c2),
    ],
    openConnections: () => venue.connections.length,
    until: (holds) => venue.until(holds),
    seen,
    onEvent,
    rotateKey: (next) => void (key = next),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function signalsOf(strategyId: number, venue: World['venue'], c2: Collective2): SuiteStream {
  return {
    channel: signals,
    recovery: { mode: 'replay' },
    read: () => c2.signals({ strategyId }),
    publish: () => void venue.publishSignal(strategyId),
    log: {
      happened: () => publishedIds(venue.published, strategyId),
      told: ({ id }) => id,
      isNamed: true,
    },
  };
}

function positionsOf(strategyId: number, venue: World['venue'], c2: Collective2): SuiteStream {
  const channel = positions(c2.rest);
  const { recovery } = channel;
  if (typeof recovery === 'function') throw new TypeError('Positions recover in one way.');
  return {
    channel,
    recovery,
    read: () => c2.positions({ strategyId }),
    publish: () => void venue.publishPositions(strategyId),
    log: {
      happened: () => venue.publishedPositions.map(({ id }) => id),
      told: ({ id }) => id.slice(id.lastIndexOf(':') + 1),
      isNamed: true,
    },
  };
}
