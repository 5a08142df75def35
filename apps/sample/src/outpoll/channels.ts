import type { Balances, Chance, OrderBook, Orders, Outpoll } from '@venuewire/outpoll';

import { channelOf, type Channel } from '../channel.ts';
import { sparkline, spreadLine } from '../sparkline.ts';

export const venue = 'outpoll';

/** What is watched: an outcome of an event, by the names that people read. */
export interface Watched {
  readonly eventId: string;
  readonly outcomeId: string;
  /** Where the account is not known, what is private is not shown. */
  readonly hasAccount: boolean;
}

export function channelsOf(client: Outpoll, watched: Watched, draws: boolean): Channel[] {
  const { eventId, outcomeId, hasAccount } = watched;
  return [
    channelOf(
      { venue, name: 'orderBook', label: 'top of book', nature: 'state' },
      client.orderBook({ eventId }),
      same((book) => describeBook(book, outcomeId, draws)),
    ),
    channelOf(
      { venue, name: 'chanceHistory', label: 'chance', nature: 'state' },
      client.chanceHistory({ eventId, outcomeId }),
      same(chanceWording(draws)),
    ),
    channelOf(
      {
        venue,
        name: 'lastTrades',
        label: 'last trades',
        nature: 'log',
        ifNone: 'the venue keeps nothing that could be asked for',
      },
      client.lastTrades(),
      { live: ({ payload }) => describeTrade(payload), snapshot: () => '', key: tradeKey },
    ),
    ...(hasAccount ? accountChannels(client) : []),
  ];
}

function accountChannels(client: Outpoll): Channel[] {
  return [
    channelOf(
      { venue, name: 'balances', label: 'balances', nature: 'state' },
      client.balances(),
      same(describeBalances),
    ),
    channelOf(
      { venue, name: 'orderUpdates', label: 'order notices', nature: 'log' },
      client.orderUpdates(),
      {
        live: ({ orderId, status }) => `order ${short(orderId)}: ${status}`,
        snapshot: describeOrders,
        key: noticeKey,
      },
    ),
  ];
}

/** A trade has no name of its own that is documented: all that stands in it is its key. */
export function tradeKey({ payload }: { readonly payload: unknown }): string {
  return JSON.stringify(payload);
}

export function noticeKey(notice: {
  readonly type: string;
  readonly orderId: string;
  readonly status: string;
}): string {
  return `${notice.type} ${notice.orderId} ${notice.status}`;
}

function same<Data>(words: (data: Data) => string): {
  live: (data: Data) => string;
  snapshot: (data: Data) => string;
} {
  return { live: words, snapshot: words };
}

function describeBook({ outcomes }: OrderBook, outcomeId: string, draws: boolean): string {
  const row = outcomes.find((one) => one.outcomeId === outcomeId);
  if (!row) return `${outcomes.length} outcomes changed`;
  const { bid = null, ask = null } = row;
  const words = `bid ${bid ?? 'none'}, ask ${ask ?? 'none'}`;
  return draws && bid !== null && ask !== null ? `${spreadLine(bid, ask)} ${words}` : words;
}

function chanceWording(draws: boolean): (chance: Chance) => string {
  const draw = sparkline();
  return ({ probability }) => {
    const words = `${(probability * 100).toFixed(0)} %`;
    return draws ? `${draw(probability)} ${words}` : words;
  };
}

function describeBalances({ balances }: Balances): string {
  return balances
    .map(({ assetId, balance, free }) => `${balance} of ${short(assetId)} (${free} free)`)
    .join(', ');
}

function describeOrders({ activeOrders, recentOrders }: Orders): string {
  return `${activeOrders.length} active orders, ${recentOrders.length} recent ones`;
}

/** The venue does not document its trades: what the simulator makes up gets words, anything else is shown as it is. */
function describeTrade(payload: unknown): string {
  const fields = new Map<string, unknown>(
    typeof payload === 'object' && payload !== null ? Object.entries(payload) : [],
  );
  const [side, price, quantity] = ['si', 'p', 'q'].map((name) => fields.get(name));
  const isKnown = typeof side === 'string' && typeof price === 'number';
  if (isKnown) return `${side.toLowerCase()} ${String(quantity)} at ${price}`;
  return (JSON.stringify(payload) ?? 'no payload').slice(0, 100);
}

function short(id: string): string {
  return id.length > 14 ? `${id.slice(0, 8)}…` : id;
}
