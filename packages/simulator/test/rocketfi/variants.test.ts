import { describe, expect, test } from 'vitest';

import { defaultRocketfiVariants, manualClock, rocketfiSimulator } from '../../src/index.ts';
import type { RocketfiSimulator, RocketfiVariants } from '../../src/index.ts';
import { call } from './rest-client.ts';
import { RocketfiClient, alice, bitcoin, ether } from './test-client.ts';
import type { Message } from './test-client.ts';

const buy = { instrumentId: bitcoin, side: 'Buy', quantity: '0.01' } as const;
const limit = { ...buy, price: '96000' };
const instrument = { instrumentId: bitcoin };

async function simulated(variants: Partial<RocketfiVariants>): Promise<RocketfiSimulator> {
  return rocketfiSimulator({ variants });
}

/** Subscribes and returns once the venue has handled it, confirmed or not. */
async function listening(
  venue: RocketfiSimulator,
  ...kinds: readonly Message[]
): Promise<RocketfiClient> {
  const client = await RocketfiClient.open(venue);
  for (const kind of kinds) client.send({ Subscribe: kind });
  await client.flushed();
  return client;
}

test('a venue without variants has the first of each', async () => {
  await using venue = await simulated({});
  await using client = await listening(venue, { Orderbook: instrument });
  client.send('"Ping"');
  await client.flushed();
  expect(client.texts).toEqual([
    '{"SubscribeConfirmation":{"Orderbook":{"instrumentId":"0x0100000000000000"}}}',
    '"Pong"',
  ]);
  expect(Object.keys(defaultRocketfiVariants)).toHaveLength(30);
});

describe('control', () => {
  test('confirmations: absent, and data comes all the same', async () => {
    await using venue = await simulated({ confirmations: 'absent' });
    await using client = await listening(venue, { Orderbook: instrument });
    venue.publishMarkPrice(bitcoin, '97001');
    client.send({ Unsubscribe: { Orderbook: instrument } });
    expect(await client.variants()).toEqual(['OrderbookUpdate']);
    expect(venue.connections[0]?.subscriptions).toEqual([]);
  });

  test('pong: object', async () => {
    await using venue = await simulated({ pong: 'object' });
    await using client = await RocketfiClient.open(venue);
    client.send('"Ping"');
    expect(await client.next()).toEqual({ Pong: null });
  });

  test.for([
    ['string', '"Ping"'],
    ['object', '{"Ping":null}'],
  ] as const)('serverPing: %s', async ([serverPing, ping]) => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock, pingMs: 5000, variants: { serverPing } });
    await using client = await RocketfiClient.open(venue);
    clock.advance(10_000);
    await client.flushed();
    expect(client.texts).toEqual([ping, ping]);
  });

  test('afterError: closed', async () => {
    await using venue = await simulated({ afterError: 'closed' });
    await using client = await RocketfiClient.open(venue);
    client.send({ Nonsense: null });
    expect(await client.take('Error')).toContain('Nonsense');
    expect(await client.closed).toMatchObject({ code: 1008 });
  });
});

describe('snapshots', () => {
  test('sent: a subscription to a state begins with it, one to events does not', async () => {
    await using venue = await simulated({ snapshot: 'sent', quotes: 'sent' });
    venue.publishTrade(bitcoin, { size: '0.05' });
    venue.publishFunding(bitcoin, { rate: '0.0001' });
    venue.placeOrder(alice, buy);
    venue.placeOrder(alice, limit);
    await using client = await listening(
      venue,
      { Orderbook: instrument },
      { PriceFeed: instrument },
      { AssetPriceFeed: { assetId: 1 } },
      { FundingRate: instrument },
      { Candle: { instrumentId: bitcoin, interval: '1h' } },
      { LastMatchPrice: instrument },
      { AuctionFills: instrument },
      { Ticker: instrument },
      { InstrumentStats: instrument },
      { OrderEvents: { account: alice } },
      { OrderEvents: { account: alice, instrumentId: bitcoin } },
      { OpenOrders: { account: alice } },
      { Collateral: { account: alice, assetId: 0 } },
      { Position: { account: alice } },
      { AccountRisk: { account: alice } },
      { PositionFunding: { account: alice } },
    );
    const messages = (await client.variants()).filter((name) => name !== 'SubscribeConfirmation');
    expect(messages).toEqual([
      'OrderbookUpdate',
      'MarkPriceUpdate',
      'QuoteUpdate',
      'AssetMarkPriceUpdate',
      'FundingRateUpdate',
      'CandleUpdate',
      'LastMatchPriceUpdate',
      'TickerUpdate',
      'InstrumentStatsUpdate',
      'OpenOrdersUpdate',
      'CollateralUpdate',
      'PositionUpdate',
      'AccountRiskUpdate',
    ]);
    const published = (type: string): unknown =>
      venue.published.findLast((message) => message.type === type)?.data;
    const sent = client.messages.find((message) => 'AccountRiskUpdate' in message);
    expect(sent?.['AccountRiskUpdate']).toEqual(published('AccountRiskUpdate'));
  });

  test('sent: where there is nothing yet, nothing comes, but of accounts the empty state', async () => {
    await using venue = await simulated({ snapshot: 'sent' });
    await using client = await listening(
      venue,
      { FundingRate: instrument },
      { Candle: { instrumentId: bitcoin, interval: '1h' } },
      { OpenOrders: { account: alice } },
      { Position: { account: alice } },
    );
    const contents = (await client.flushed()).filter((one) => !('SubscribeConfirmation' in one));
    expect(contents).toEqual([
      { OpenOrdersUpdate: { account: alice, orders: [] } },
      { PositionUpdate: { account: alice, positions: {} } },
    ]);
  });
});

describe('public data', () => {
  test.for([
    ['snake', ['timestamp', 'bid_price', 'bid_size', 'ask_price', 'ask_size']],
    ['camel', ['timestamp', 'bidPrice', 'bidSize', 'askPrice', 'askSize']],
  ] as const)('quotes: sent, quoteFields: %s', async ([quoteFields, names]) => {
    await using venue = await simulated({ quotes: 'sent', quoteFields });
    await using client = await RocketfiClient.subscribed(venue, { PriceFeed: instrument });
    venue.publishMarkPrice(bitcoin, '97001');
    await client.take('MarkPriceUpdate');
    const { quote } = await client.take('QuoteUpdate');
    expect(Object.keys(quote as object)).toEqual(names);
    const [bid, ask] = [venue.book(bitcoin).bids[0], venue.book(bitcoin).asks[0]];
    expect(Object.values(quote as object).slice(1)).toEqual([
      bid?.price,
      bid?.quantity,
      ask?.price,
      ask?.quantity,
    ]);
  });

  test('statsKey: stats, statsFields: older', async () => {
    await using venue = await simulated({ statsKey: 'stats', statsFields: 'older' });
    await using client = await RocketfiClient.subscribed(venue, { InstrumentStats: instrument });
    venue.publishTrade(bitcoin, { price: '97002', size: '0.5' });
    expect(await client.take('InstrumentStatsUpdate')).toEqual({
      instrumentId: bitcoin,
      stats: {
        openInterest: 0,
        fundingRate1H: 0,
        volume24H: 0.5,
        quoteVolume24h: '48501',
        priceChange24h: '2',
      },
    });
  });
});

describe('fields', () => {
  const order = { OpenOrders: { account: alice } };

  async function openOrder(variants: Partial<RocketfiVariants>): Promise<Message> {
    await using venue = await simulated(variants);
    await using client = await RocketfiClient.subscribed(venue, order);
    venue.placeOrder(alice, { ...limit, triggerPrice: '98000' });
    const { orders } = await client.take('OpenOrdersUpdate');
    return (orders as readonly Message[])[0] ?? {};
  }

  test('emptyFields: absent and null', async () => {
    const row = await openOrder({});
    expect(row).not.toHaveProperty('twapInterval');
    expect(row).toMatchObject({ triggerPrice: '98000', triggerType: 'StopLoss' });
    const whole = await openOrder({ emptyFields: 'null' });
    expect(whole).toMatchObject({ twapInterval: null, triggerType: 'StopLoss' });
  });

  test('optionalFields: withheld', async () => {
    const row = await openOrder({ optionalFields: 'withheld', emptyFields: 'null' });
    expect(row).toMatchObject({ triggerType: null, ticker: null, price: '96000' });
    const bare = await openOrder({ optionalFields: 'withheld' });
    expect(Object.keys(bare)).toEqual([
      'orderId',
      'trader',
      'orderType',
      'instrumentId',
      'price',
      'quantity',
      'filledQuantity',
      'side',
      'timestamp',
    ]);
  });

  test('addresses: lower, but for confirmations', async () => {
    await using venue = await simulated({ addresses: 'lower' });
    await using client = await listening(
      venue,
      { OpenOrders: { account: alice } },
      { OrderEvents: { account: alice } },
      { AccountRisk: { account: alice } },
    );
    expect(client.texts.every((text) => text.includes(alice) || !text.includes('0xf39'))).toBe(
      true,
    );
    venue.placeOrder(alice, limit);
    await client.flushed();
    const data = client.texts.filter((text) => !text.startsWith('{"SubscribeConfirmation"'));
    expect(data).toHaveLength(3);
    for (const text of data) {
      expect(text).toContain(alice.toLowerCase());
      expect(text).not.toContain(alice);
    }
    const { text } = await call(venue, `/open-orders?account=${alice}`);
    expect(text).toContain(`"trader":"${alice.toLowerCase()}"`);
  });

  test('extraFields: sent, but not where a name is an id or a tag', async () => {
    await using venue = await simulated({ extraFields: 'sent' });
    await using client = await RocketfiClient.subscribed(
      venue,
      { OrderEvents: { account: alice } },
      { Position: { account: alice } },
      { PriceFeed: instrument },
    );
    venue.placeOrder(alice, buy);
    venue.publishMarkPrice(bitcoin, '97001');
    const extra = { simulatorExtra: true };
    const { orderEvents, ...envelope } = await client.take('OrderEventUpdate');
    expect(envelope).toMatchObject(extra);
    expect(orderEvents).toMatchObject([extra, { eventData: { fill: extra } }]);
    expect(Object.keys((orderEvents as [Message])[0]['eventData'] as object)).toEqual(['placed']);
    const { positions } = await client.take('PositionUpdate');
    expect(positions).toEqual({ [bitcoin]: expect.objectContaining(extra) });
    await client.take('PositionUpdate');
    const { markPrice } = await client.take('MarkPriceUpdate');
    expect(markPrice).toEqual({ Price: expect.objectContaining(extra) });
    const { body } = await call(venue, '/instruments');
    expect(body).toMatchObject(extra);
    expect(body['instruments']).not.toHaveProperty('simulatorExtra');
  });

  test('unknownMessages: sent, one before each message with data', async () => {
    await using venue = await simulated({ unknownMessages: 'sent' });
    await using client = await RocketfiClient.subscribed(venue, { LastMatchPrice: instrument });
    venue.publishTrade(bitcoin, { size: '0.05' });
    expect((await client.variants()).slice(1)).toEqual([
      'SimulatorUnknown',
      'LastMatchPriceUpdate',
    ]);
  });
});

describe('accounts', () => {
  test('orderEvents: bare', async () => {
    await using venue = await simulated({ orderEvents: 'bare' });
    await using client = await RocketfiClient.subscribed(venue, {
      OrderEvents: { account: alice },
    });
    venue.placeOrder(alice, limit);
    const message = await client.next();
    expect(Object.keys(message)).toEqual(['account', 'instrumentId', 'orderEvents']);
  });

  test('orderEventScope: subscribed', async () => {
    await using venue = await simulated({ orderEventScope: 'subscribed' });
    const kinds = [{}, { account: alice }, instrument, { account: alice, instrumentId: bitcoin }];
    const names = await Promise.all(
      kinds.map(async (params) => {
        const client = await RocketfiClient.subscribed(venue, { OrderEvents: params });
        venue.placeOrder(alice, { ...limit, quantity: '0.001' });
        const update = await client.take('OrderEventUpdate');
        await client[Symbol.asyncDispose]();
        return Object.keys(update);
      }),
    );
    expect(names).toEqual([
      ['orderEvents'],
      ['account', 'orderEvents'],
      ['instrumentId', 'orderEvents'],
      ['account', 'instrumentId', 'orderEvents'],
    ]);
  });

  /** The pushes when one of two orders is canceled, and one of two positions closed. */
  async function pushes(variants: Partial<RocketfiVariants>): Promise<readonly unknown[]> {
    await using venue = await rocketfiSimulator({ firstOrderId: 1n, variants });
    const { orderId } = venue.placeOrder(alice, limit);
    venue.placeOrder(alice, limit);
    venue.placeOrder(alice, buy);
    venue.placeOrder(alice, { ...buy, instrumentId: ether });
    await using client = await RocketfiClient.subscribed(
      venue,
      { OpenOrders: { account: alice } },
      { Position: { account: alice } },
    );
    venue.cancelOrder(alice, orderId);
    venue.placeOrder(alice, { ...buy, side: 'Sell' });
    return (await client.flushed()).slice(2).map(({ OpenOrdersUpdate, PositionUpdate }) => {
      const { orders } = { ...(OpenOrdersUpdate as object) } as { orders?: readonly Message[] };
      const { positions } = { ...(PositionUpdate as object) } as { positions?: object };
      return (
        orders?.map((order) => [order['orderId'], order['quantity']]) ??
        Object.entries(positions ?? {}).map(([id, { quantity }]) => [id, quantity])
      );
    });
  }

  test('closedOrders and closedPositions: absent, and nothing says that they are closed', async () => {
    expect(await pushes({})).toEqual([]);
  });

  test('closedOrders and closedPositions: zero', async () => {
    expect(await pushes({ closedOrders: 'zero', closedPositions: 'zero' })).toEqual([
      [[1, '0']],
      [[5, '0']],
      [[bitcoin, '0']],
    ]);
  });

  test('accountPushes: all', async () => {
    const open = [[2, '0.01']];
    const held = [[ether, '0.01']];
    expect(await pushes({ accountPushes: 'all' })).toEqual([open, open, held]);
    const all = { accountPushes: 'all', closedOrders: 'zero', closedPositions: 'zero' } as const;
    expect(await pushes(all)).toEqual([
      [...open, [1, '0']],
      [...open, [5, '0']],
      [...held, [bitcoin, '0']],
    ]);
  });
});

test('an instrument may have any id', async () => {
  const instrumentId = '144115188075855914';
  const instruments = [
    {
      id: instrumentId,
      ticker: 'BTC-PERP',
      instrumentType: 'Perpetuals',
      underlyingAsset: 1,
      price: '97000',
      tick: '0.5',
    } as const,
  ];
  await using venue = await rocketfiSimulator({ instruments });
  await using client = await RocketfiClient.subscribed(venue, { Ticker: { instrumentId } });
  venue.step();
  expect(await client.take('TickerUpdate')).toMatchObject({ instrumentId });
});
