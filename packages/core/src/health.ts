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
  /** `held`: its queue was full, and it goes on when half of it has been read. */
  readonly state: 'live' | 'recovering' | 'held';
  readonly queuedItems: number;
  readonly queuedBytes: number;
  readonly position: number | undefined;
}

export function healthOf(venue: string, engine: Engine, now: number, isClosed: boolean): Health {
  const subscriptions = subscriptionsOf(engine);
  const isLive = subscriptions.every(({ consumers }) =>
    consumers.every(({ state }) => state === 'live'),
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

function subscriptionsOf(engine: Engine): SubscriptionHealth[] {
  const byKey = Map.groupBy(engine.homes, ([, upstream]) => upstream.key);
  return [...byKey.values()].flatMap((homes) => {
    const [first] = homes;
    if (!first) return [];
    const { channel, topic, state, lastDataEpoch } = first[1];
    const consumers = homes.map(([consumer]) => ({
      state: consumer.isHeld
        ? ('held' as const)
        : consumer.isLive
          ? ('live' as const)
          : ('recovering' as const),
      queuedItems: consumer.queue.items,
      queuedBytes: consumer.queue.bytes,
      position: consumer.position,
    }));
    return [{ channel: channel.name, topic, state, lastDataAt: lastDataEpoch, consumers }];
  });
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
