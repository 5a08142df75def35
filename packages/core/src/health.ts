import type { Connection } from './engine/connection.ts';
import type { Counters } from './engine/context.ts';
import type { Engine } from './engine/engine.ts';

/** How a client is, in one plain object. Durations are milliseconds, times epoch milliseconds of the local clock. */
export interface Health {
  readonly venue: string;
  /** `live` when every subscription is; `recovering` when one is not; `idle` without any. */
  readonly state: 'idle' | 'live' | 'recovering' | 'closed';
  /** Whether a dead connection would be noticed within a known time. */
  readonly liveness: 'proven' | 'unproven';
  /** What is added to local time for the venue; absent until it has told its own. */
  readonly clockOffset: number | undefined;
  /** Endpoints that give each topic a connection of its own, because messages did not name theirs. */
  readonly isolated: readonly string[];
  readonly connections: readonly ConnectionHealth[];
  readonly subscriptions: readonly SubscriptionHealth[];
  readonly counters: Readonly<Counters>;
}

export interface ConnectionHealth {
  readonly id: number;
  readonly endpoint: string;
  readonly state: Connection['state'];
  readonly subscriptions: number;
  readonly dials: number;
  readonly readyFor: number | undefined;
  readonly lastFrameAt: number | undefined;
  readonly roundTrip: number | undefined;
  /** Why it was last lost. */
  readonly lastError: string | undefined;
}

export interface SubscriptionHealth {
  readonly channel: string;
  readonly topic: string;
  readonly state: 'wanted' | 'pending' | 'live';
  readonly lastDataAt: number | undefined;
  readonly consumers: readonly ConsumerHealth[];
}

export interface ConsumerHealth {
  readonly isLive: boolean;
  readonly queuedItems: number;
  readonly queuedBytes: number;
  readonly position: number | undefined;
}

export function healthOf(venue: string, engine: Engine, now: number, isClosed: boolean): Health {
  const subscriptions = [...engine.upstreams].map((upstream): SubscriptionHealth => ({
    channel: upstream.channel.name,
    topic: upstream.topic,
    state: upstream.state,
    lastDataAt: upstream.lastDataEpoch,
    consumers: upstream.readers.map((consumer) => ({
      isLive: consumer.isLive,
      queuedItems: consumer.queue.items,
      queuedBytes: consumer.queue.bytes,
      position: consumer.position,
    })),
  }));
  const isLive = subscriptions.every(({ consumers }) =>
    consumers.every((consumer) => consumer.isLive),
  );
  const connections = [...engine.connections];
  const isProven = connections.every(({ session }) => session === undefined || session.isProven);
  return {
    venue,
    state: isClosed
      ? 'closed'
      : subscriptions.length === 0
        ? 'idle'
        : isLive
          ? 'live'
          : 'recovering',
    liveness: isProven ? 'proven' : 'unproven',
    clockOffset: engine.venueClock.offset,
    isolated: [...engine.isolated],
    connections: connections.map((connection) => connectionHealth(connection, now)),
    subscriptions,
    counters: { ...engine.counters },
  };
}

function connectionHealth(connection: Connection, now: number): ConnectionHealth {
  const { session } = connection;
  return {
    id: connection.id,
    endpoint: connection.endpointName,
    state: connection.state,
    subscriptions: connection.upstreams.size,
    dials: connection.dials,
    readyFor: session?.readyAt === undefined ? undefined : now - session.readyAt,
    lastFrameAt: session?.lastFrameEpoch,
    roundTrip: session?.roundTrip,
    lastError: connection.lastError?.message,
  };
}
