import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { rocketfiSimulator } from '../../src/index.ts';
import { RocketfiClient, alice, bitcoin, bob, ether } from './test-client.ts';

/** Each kind in the form of a client, with what confirms it. */
const kinds = [
  { Orderbook: { instrumentId: bitcoin } },
  { PriceFeed: { instrumentId: bitcoin } },
  { AssetPriceFeed: { assetId: 1 } },
  { FundingRate: { instrumentId: bitcoin } },
  { Candle: { instrumentId: bitcoin, interval: '1m' } },
  { LastMatchPrice: { instrumentId: bitcoin } },
  { AuctionFills: { instrumentId: bitcoin } },
  { Ticker: { instrumentId: bitcoin } },
  { InstrumentStats: { instrumentId: bitcoin } },
  { OrderEvents: { account: alice } },
  { OrderEvents: { instrumentId: bitcoin } },
  { OrderEvents: { account: alice, instrumentId: bitcoin } },
  { OrderEvents: {} },
  { OpenOrders: { account: alice } },
  { Collateral: { assetId: 0, account: alice } },
  { Position: { account: alice } },
  { AccountRisk: { account: alice } },
  { PositionFunding: { account: alice } },
];

describe('subscriptions', () => {
  test.for(kinds)('%j is confirmed, and so is its end', async (kind) => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    client.send({ Subscribe: kind });
    expect(await client.next()).toEqual({ SubscribeConfirmation: kind });
    expect(venue.connections[0]?.subscriptions).toEqual([JSON.stringify(kind)]);
    client.send({ Unsubscribe: kind });
    expect(await client.next()).toEqual({ UnsubscribeConfirmation: kind });
    expect(venue.connections[0]?.subscriptions).toEqual([]);
  });

  test('a confirmation has canonical casing, and no empty options', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    const [account, instrumentId] = [alice.toLowerCase(), bitcoin.toUpperCase().replace('X', 'x')];
    client.send({ Subscribe: { OrderEvents: { instrumentId, account, unknown: 1 } } });
    expect(JSON.stringify(await client.next())).toBe(
      JSON.stringify({
        SubscribeConfirmation: { OrderEvents: { account: alice, instrumentId: bitcoin } },
      }),
    );
    client.send({ Unsubscribe: { OrderEvents: { account: null, instrumentId } } });
    expect(await client.take('Error')).toBe('Not subscribed');
  });

  test('data comes to whom it is for, twice to who has subscribed twice', async () => {
    await using venue = await rocketfiSimulator();
    const book = { Orderbook: { instrumentId: bitcoin } };
    await using client = await RocketfiClient.subscribed(venue, book, book);
    await using other = await RocketfiClient.subscribed(venue, {
      Orderbook: { instrumentId: ether },
    });
    venue.publishMarkPrice(bitcoin, '97001');
    const update = { OrderbookUpdate: { instrumentId: bitcoin, orderbook: venue.book(bitcoin) } };
    expect((await client.flushed()).slice(2)).toEqual([update, update]);
    expect(await other.flushed()).toHaveLength(1);
    client.send({ Unsubscribe: book });
    await client.flushed();
    venue.publishMarkPrice(bitcoin, '97002');
    expect(await client.flushed()).toHaveLength(6);
  });

  test('they end with the socket', async () => {
    await using venue = await rocketfiSimulator();
    const orders = { OpenOrders: { account: alice } };
    await using client = await RocketfiClient.subscribed(venue, orders);
    venue.faults.drop();
    await client.closed;
    await using again = await RocketfiClient.open(venue);
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    expect(await again.flushed()).toEqual([]);
  });

  test('order events of one account are for nobody who asked for another', async () => {
    await using venue = await rocketfiSimulator();
    const subscriptions = [
      { OrderEvents: {} },
      { OrderEvents: { account: bob } },
      { OrderEvents: { account: alice, instrumentId: ether } },
      { OrderEvents: { account: alice } },
      { OrderEvents: { instrumentId: bitcoin } },
    ];
    const clients = await Promise.all(
      subscriptions.map((kind) => RocketfiClient.subscribed(venue, kind)),
    );
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    const counts = await Promise.all(
      clients.map(async (client) => (await client.flushed()).length - 1),
    );
    expect(counts).toEqual([1, 0, 0, 1, 1]);
  });
});

describe('errors and pings', () => {
  test.for([
    ['{"Subscribe":', 'Malformed JSON'],
    ['[]', 'unknown variant ``'],
    [{ Nonsense: {} }, 'unknown variant `Nonsense`'],
    [{ Subscribe: { Nonsense: {} } }, 'unknown variant `Nonsense`'],
    [{ Subscribe: { Orderbook: {} } }, 'missing field `instrumentId`'],
    [{ Subscribe: { Orderbook: { instrumentId: '0x99' } } }, 'Unknown instrument 0x99'],
    [{ Subscribe: { AssetPriceFeed: { assetId: 9 } } }, 'Unknown asset 9'],
    [{ Subscribe: { AssetPriceFeed: { assetId: '0' } } }, 'invalid value for `assetId`'],
    [{ Subscribe: { OpenOrders: { account: '0x1' } } }, 'invalid value for `account`'],
    [
      { Subscribe: { Candle: { instrumentId: bitcoin, interval: '2m' } } },
      'invalid value for `interval`',
    ],
    [
      { Subscribe: { Ticker: { instrumentId: bitcoin }, Position: { account: alice } } },
      'expected exactly one subscription kind',
    ],
    [{ Unsubscribe: { Ticker: { instrumentId: bitcoin } } }, 'Not subscribed'],
  ])('%j is answered with an error, and the socket stays open', async ([message, text]) => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    client.send(message);
    expect(await client.next()).toEqual({ Error: text });
    client.send('"Ping"');
    await client.flushed();
    expect(client.oddities).toEqual(['"Pong"']);
  });

  test('nothing that a client sends breaks the venue', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    const variants = ['Subscribe', 'SubmitTransaction', 'RegisterExecuteOnDisconnect'] as const;
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .tuple(fc.constantFrom(...variants), fc.jsonValue())
        .map(([variant, content]) => JSON.stringify({ [variant]: content })),
      fc.jsonValue().map((data) => JSON.stringify({ SubmitTransaction: { data } })),
    );
    const property = fc.asyncProperty(frame, async (text) => {
      const before = client.texts.length;
      client.send(text);
      await client.flushed();
      expect(client.texts).toHaveLength(before + 1);
    });
    await fc.assert(property, {
      numRuns: 200,
      examples: [['"Ping"'], ['1e400'], ['{"__proto__":1}']],
    });
  });
});
