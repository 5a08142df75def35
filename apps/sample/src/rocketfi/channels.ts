import type {
  Collateral,
  OpenOrders,
  Orderbook,
  OrderEvent,
  PriceFeed,
  RocketFi,
} from '@venuewire/rocketfi';

import { channelOf, type Channel } from '../channel.ts';

export const venue = 'rocketfi';

export interface Watched {
  readonly instrumentId: string;
  /** Where it is not known, what is an account's is not shown. */
  readonly account: string | undefined;
}

export function channelsOf(client: RocketFi, { instrumentId, account }: Watched): Channel[] {
  return [
    channelOf(
      { venue, name: 'Orderbook', label: 'top of book', nature: 'state' },
      client.orderbook({ instrumentId }),
      same(describeBook),
    ),
    channelOf(
      { venue, name: 'PriceFeed', label: 'mark price', nature: 'state' },
      client.priceFeed({ instrumentId }),
      same(describePrices),
    ),
    ...(account === undefined ? [] : accountChannels(client, account)),
  ];
}

function accountChannels(client: RocketFi, account: string): Channel[] {
  return [
    channelOf(
      { venue, name: 'OrderEvents', label: 'order events', nature: 'log' },
      client.orderEvents({ account }),
      { ...same(describeEvent), key: eventKey },
    ),
    channelOf(
      { venue, name: 'OpenOrders', label: 'open orders', nature: 'state' },
      client.openOrders({ account }),
      same(describeOrders),
    ),
    channelOf(
      { venue, name: 'Collateral', label: 'collateral', nature: 'state' },
      client.collateral({ account, assetId: 0 }),
      same(describeCollateral),
    ),
  ];
}

/** Order events have no name of their own: what stands in one tells it from the others. */
function eventKey({ orderId, eventData }: OrderEvent): string {
  const fields = new Map<string, unknown>(Object.entries(eventData));
  const details = ['type', 'timestamp', 'size', 'remaining_size'].map((name) => fields.get(name));
  return [orderId, ...details].map(String).join(' ');
}

function same<Data>(words: (data: Data) => string): {
  live: (data: Data) => string;
  snapshot: (data: Data) => string;
} {
  return { live: words, snapshot: words };
}

function describeBook({ orderbook: { bids, asks } }: Orderbook): string {
  const [bid] = bids;
  const [ask] = asks;
  const left = bid ? `${bid.quantity} at ${bid.price}` : 'none';
  const right = ask ? `${ask.quantity} at ${ask.price}` : 'none';
  return `bid ${left} | ask ${right}`;
}

function describePrices({ markPrice, quote }: PriceFeed): string {
  const price = markPrice && 'price' in markPrice ? markPrice.price : undefined;
  return price ?? (quote ? `${quote.bid_price} / ${quote.ask_price}` : 'a price in another form');
}

function describeEvent({ orderId, eventData }: OrderEvent): string {
  const order = `order …${orderId.slice(-4)}`;
  if (eventData.type === 'fill')
    return `${order} filled: ${eventData.size} at ${eventData.price}, ${eventData.remaining_size} left`;
  if (eventData.type === 'placed')
    return `${order} placed: ${eventData.size} at ${eventData.price}`;
  return `${order} ${eventData.type}`;
}

function describeOrders({ orders }: OpenOrders): string {
  const words = orders.map(
    ({ side, quantity, filledQuantity, price }) =>
      `${side.toLowerCase()} ${filledQuantity}/${quantity} at ${price}`,
  );
  return words.length === 0 ? 'no open orders' : words.join(', ').slice(0, 100);
}

function describeCollateral({ collateral }: Collateral): string {
  return `${collateral} USDC`;
}
