import type { OutpollSimulator } from '@venuewire/simulator';

import type { Stage, StageOptions, SuiteStream } from '../../../core/test/venue-suite/stage.ts';
import {
  activity,
  balances,
  chanceHistory,
  lastTrades,
  orderBook,
  orderFeed,
  orderUpdates,
} from '../../src/channels.ts';
import type { Outpoll } from '../../src/index.ts';
import { start, type World } from './start.ts';

/** Every row of the table, by its name. */
export const channelNames = [
  'orderBook',
  'chanceHistory',
  'balances',
  'orderUpdates',
  'orderFeed',
  'activity',
  'lastTrades',
] as const;

/** All seven streams of one account and one outcome. */
export async function stage({
  timing,
  maximumFrameSize,
  platform,
  venue: options,
}: StageOptions): Promise<Stage> {
  const world = await start({
    venue: options,
    // Activity is live when its acknowledgement has not come in time.
    client: {
      timing: { acknowledge: 300, ...timing },
      maximumFrameSize,
      ...(platform ? { platform } : {}),
    },
  });
  const { venue, client, seen, onEvent } = world;
  return {
    faults: venue.faults,
    client,
    streams: streamsOf(world),
    openConnections: () => venue.connections.length,
    until: (holds) => venue.until(holds),
    seen,
    onEvent,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function streamsOf({ venue, client, eventId, outcomeId }: World): SuiteStream[] {
  return [
    bookOf(venue, client, eventId, outcomeId),
    {
      channel: chanceHistory,
      recovery: { mode: 'snapshot', isOptional: true },
      read: () => client.chanceHistory({ eventId, outcomeId }),
      publish: () => venue.publishChance(outcomeId, chanceAfter(venue, outcomeId)),
      state: {
        truth: () => venue.lastProbability(outcomeId).p,
        shown: (state) => field(state, 'probability'),
      },
    },
    {
      channel: balances,
      recovery: { mode: 'snapshot' },
      read: () => client.balances(),
      publish: () => venue.deposit(1),
      state: {
        truth: () => venue.balances.map(({ assetId, balance, free }) => [assetId, balance, free]),
        shown: (state) => rowsOf(state, 'balances', ['assetId', 'balance', 'free']),
      },
    },
    ...noticesOf(venue, client),
    ...feedsOf(venue, client, eventId, outcomeId),
  ];
}

function bookOf(
  venue: OutpollSimulator,
  client: Outpoll,
  eventId: string,
  outcomeId: string,
): SuiteStream {
  return {
    channel: orderBook({ eventId }),
    recovery: { mode: 'snapshot' },
    read: () => client.orderBook({ eventId }),
    publish: () => venue.publishChance(outcomeId, chanceAfter(venue, outcomeId)),
    state: {
      truth: () => venue.books(eventId).map(({ o, b, a, c }) => [o, b, a, c]),
      shown: (state) => rowsOf(state, 'outcomes', ['outcomeId', 'bid', 'ask', 'chance']),
    },
  };
}

/** What the venue names in no way: told by what stands in it, which is made to differ. */
function noticesOf(venue: OutpollSimulator, client: Outpoll): SuiteStream[] {
  const publishedBy = (endpoint: 'orderUpdates' | 'orderFeed'): string[] =>
    venue.published
      .filter((one) => one.endpoint === endpoint)
      .map(({ data }) => String(field(data, 'i')));
  let count = 0;
  return [
    {
      channel: orderUpdates(client.rest),
      recovery: { mode: 'resync' },
      read: () => client.orderUpdates(),
      publish: () => venue.publishOrderUpdate(`notice-${(count += 1)}`, 'SUCCESS'),
      log: {
        happened: () => publishedBy('orderUpdates'),
        told: ({ data }) => String(field(data, 'orderId')),
        isNamed: false,
      },
    },
    {
      channel: orderFeed(client.rest),
      recovery: { mode: 'resync' },
      read: () => client.orderFeed(),
      publish: () => venue.publishOrderFeed('ORDER_STATUS', { i: `feed-${(count += 1)}` }),
      log: {
        happened: () => publishedBy('orderFeed'),
        told: ({ data }) => String(field(field(data, 'payload'), 'i')),
        isNamed: false,
      },
    },
  ];
}

function feedsOf(
  venue: OutpollSimulator,
  client: Outpoll,
  eventId: string,
  outcomeId: string,
): SuiteStream[] {
  let count = 0;
  const log = (endpoint: 'activityFeed' | 'lastTrades'): NonNullable<SuiteStream['log']> => ({
    happened: () =>
      venue.published
        .filter((one) => one.endpoint === endpoint)
        .map(({ data }) => String(field(data, 'i'))),
    told: ({ data }) => String(field(field(data, 'payload'), 'i')),
    isNamed: false,
  });
  return [
    {
      channel: activity,
      isAcknowledged: false,
      recovery: { mode: 'none' },
      read: () => client.activity({ eventId, outcomeId }),
      publish: () => venue.publishActivity(outcomeId, 'TRADE', { i: `activity-${(count += 1)}` }),
      log: log('activityFeed'),
    },
    {
      channel: lastTrades,
      recovery: { mode: 'none' },
      read: () => client.lastTrades(),
      publish: () => venue.publishLastTrade('TRADE', { i: `trade-${(count += 1)}` }),
      log: log('lastTrades'),
    },
  ];
}

/** Another one than the latest, with two digits behind the point. */
function chanceAfter(venue: OutpollSimulator, outcomeId: string): number {
  const hundredths = Math.round(venue.lastProbability(outcomeId).p * 100);
  return (20 + ((hundredths - 20 + 7) % 61)) / 100;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

/** The fields of the rows; what is none is null at the venue. */
function rowsOf(state: unknown, name: string, fields: readonly string[]): unknown {
  const rows = field(state, name);
  if (!Array.isArray(rows)) return undefined;
  return rows.map((row: unknown) => fields.map((one) => field(row, one) ?? null));
}
