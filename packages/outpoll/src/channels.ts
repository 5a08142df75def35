import { byRows, type Channel, type Undocumented } from '@venuewire/core';

import type { ActiveOrder, HistoricalOrder } from './rest-schemas.ts';
import type { Rest } from './rest.ts';
import type { Balance, Balances, BookRow, Chance, OrderBook, OrderUpdate } from './schemas.ts';

export interface EventParams {
  readonly eventId: string;
}

export interface OutcomeParams extends EventParams {
  readonly outcomeId: string;
}

/** Nothing is asked for: whoever connects is subscribed. */
type NoParams = undefined;

/** What REST knows of orders. */
export interface Orders {
  readonly activeOrders: readonly ActiveOrder[];
  /** The latest hundred. */
  readonly recentOrders: readonly HistoricalOrder[];
}

/** A message whose kinds and payloads the venue does not document. */
export interface FeedEvent<Payload = unknown> extends Undocumented<Payload> {
  /** As sent; undefined where the message named none. */
  readonly type: string | undefined;
}

export interface ActivityEvent<Payload = unknown> extends FeedEvent<Payload> {
  /** Undefined where the message named none and several outcomes share its connection. */
  readonly eventId: string | undefined;
  readonly outcomeId: string | undefined;
}

/** That none promises to say something from time to time is all that the documents allow to assume. */
const quiet = { cadence: 'none' } as const;
/** Of a feed that has only one subscription. */
const whole = (): string => '';

/** https://docs.outpoll.com/api/rest-api/websockets: the top of each outcome's book; a snapshot is asked for. */
export function orderBook({ eventId }: EventParams): Channel<EventParams, OrderBook> {
  return {
    ...quiet,
    name: 'orderBook',
    endpoint: 'orderBook',
    private: false,
    topic: (params) => params.eventId,
    apply: byRows<OrderBook, BookRow>(
      'merge',
      ({ outcomes }) => outcomes.map((row) => [row.outcomeId, row]),
      (rows) => ({ eventId, outcomes: rows.map(([, row]) => row) }),
    ),
    recovery: { mode: 'snapshot' },
    policy: 'conflate',
  };
}

/** The latest value comes by itself, before the acknowledgement; that there always is one nobody says. */
export const chanceHistory: Channel<OutcomeParams, Chance> = {
  ...quiet,
  name: 'chanceHistory',
  endpoint: 'chanceHistory',
  private: false,
  // An unsubscribe names no event (documented), so the outcome alone names the subscription.
  topic: ({ outcomeId }) => outcomeId,
  apply: { mode: 'replace' },
  recovery: { mode: 'snapshot', isOptional: true },
  policy: 'conflate',
};

/** The acknowledgement of AUTH is the state. */
export const balances: Channel<NoParams, Balances> = {
  ...quiet,
  name: 'balances',
  endpoint: 'balanceUpdates',
  private: true,
  topic: whole,
  apply: byRows<Balances, Balance>(
    'upsert',
    (data) => data.balances.map((row) => [row.assetId, row]),
    (rows) => ({ balances: rows.map(([, row]) => row) }),
  ),
  recovery: { mode: 'snapshot' },
  policy: 'conflate',
};

/** Notices have no key to merge REST's rows by: both are delivered, side by side. */
export function orderUpdates(rest: Rest): Channel<NoParams, OrderUpdate, Orders> {
  return { ...orders(rest), name: 'orderUpdates', endpoint: 'orderUpdates' };
}

export function orderFeed(rest: Rest): Channel<NoParams, FeedEvent, Orders> {
  return { ...orders(rest), name: 'orderFeed', endpoint: 'orderFeed' };
}

function orders(rest: Rest) {
  return {
    ...quiet,
    private: true,
    topic: whole,
    apply: { mode: 'append' },
    recovery: { mode: 'resync', fetch: async () => ({ snapshot: await rest.orders() }) },
    policy: 'hold',
  } as const;
}

/** What was missed cannot be fetched. */
export const activity: Channel<OutcomeParams, ActivityEvent, never> = {
  ...quiet,
  name: 'activity',
  endpoint: 'activityFeed',
  private: false,
  topic: ({ outcomeId }) => outcomeId,
  apply: { mode: 'append' },
  recovery: { mode: 'none' },
  policy: 'hold',
  identify: ({ type, payload }, { eventId, outcomeId }) => ({ type, payload, eventId, outcomeId }),
};

export const lastTrades: Channel<NoParams, FeedEvent, never> = {
  ...quiet,
  name: 'lastTrades',
  endpoint: 'lastTrades',
  private: false,
  topic: whole,
  apply: { mode: 'append' },
  recovery: { mode: 'none' },
  policy: 'hold',
};
