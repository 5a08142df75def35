import { describe, expect, test } from 'vitest';

import { manualClock, rocketfiSimulator } from '../../src/index.ts';
import type { RocketfiSimulator } from '../../src/index.ts';
import { shapeOf } from '../json-shape.ts';
import { clientMessages } from './examples.ts';
import { RocketfiClient, alice, bitcoin, bob, option } from './test-client.ts';
import type { Message } from './test-client.ts';

const [text, number, boolean] = ['string', 'number', 'boolean'] as const;
const levels = [{ price: text, quantity: text }];

/** The message that a subscription gets when something happens, each list with one row. */
async function pushed(
  kind: Message,
  variant: string,
  happen: (venue: RocketfiSimulator) => unknown,
): Promise<unknown> {
  await using venue = await rocketfiSimulator();
  venue.publishOrderbook(bitcoin, quotes);
  await using client = await RocketfiClient.subscribed(venue, kind);
  happen(venue);
  return shapeOf(await client.take(variant));
}

const quotes = {
  bids: [{ price: '96900', quantity: '1' }],
  asks: [{ price: '97100', quantity: '1' }],
};
const buy = { instrumentId: bitcoin, side: 'Buy', quantity: '0.5' } as const;
const trade = (venue: RocketfiSimulator): void => venue.publishTrade(bitcoin, { size: '0.25' });
const mark = (venue: RocketfiSimulator): void => venue.publishMarkPrice(bitcoin, '97001.5');
const instrument = { instrumentId: bitcoin };

describe('public messages', () => {
  test('an order book is whole, best first', async () => {
    const kind = { Orderbook: instrument };
    expect(await pushed(kind, 'OrderbookUpdate', trade)).toEqual({
      instrumentId: text,
      orderbook: { bids: levels, asks: levels },
    });
    await using venue = await rocketfiSimulator();
    const { bids, asks } = venue.book(bitcoin);
    expect(bids.map(({ price }) => price).slice(0, 2)).toEqual(['96999.5', '96999']);
    expect(asks.map(({ price }) => price).slice(0, 2)).toEqual(['97000.5', '97001']);
  });

  test('a mark price is a price, that of an option has a volatility and greeks too', async () => {
    expect(await pushed({ PriceFeed: instrument }, 'MarkPriceUpdate', mark)).toEqual({
      instrumentId: text,
      markPrice: { Price: { price: text, timestamp: number } },
    });
    const kind = { PriceFeed: { instrumentId: option } };
    const markOption = (venue: RocketfiSimulator): void =>
      venue.publishMarkPrice(option, '4300', '0.7');
    expect(await pushed(kind, 'MarkPriceUpdate', markOption)).toEqual({
      instrumentId: text,
      markPrice: {
        PriceIV: {
          price: text,
          iv: text,
          delta: text,
          gamma: text,
          theta: text,
          vega: text,
          rho: text,
          timestamp: number,
        },
      },
    });
    const asset = { AssetPriceFeed: { assetId: 1 } };
    expect(await pushed(asset, 'AssetMarkPriceUpdate', mark)).toEqual({
      assetId: number,
      markPrice: { Price: { price: text, timestamp: number } },
    });
  });

  test('a ticker has what there is, and null for the rest', async () => {
    expect(await pushed({ Ticker: instrument }, 'TickerUpdate', trade)).toEqual({
      instrumentId: text,
      ticker: {
        t: number,
        A: text,
        a: text,
        B: text,
        b: text,
        I: text,
        M: text,
        V: 'null',
        D: 'null',
        G: 'null',
        H: 'null',
        e: 'null',
        R: 'null',
      },
    });
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(venue, {
      Ticker: { instrumentId: option },
    });
    venue.publishOrderbook(option, { bids: [{ price: '4100', quantity: '2' }], asks: [] });
    expect(await client.take('TickerUpdate')).toMatchObject({
      ticker: { A: null, a: null, B: '2', b: '4100', I: '4200', M: null, V: '0.62', D: '0.42' },
    });
  });

  test('a trade is fills, a last price, candles and statistics', async () => {
    expect(await pushed({ AuctionFills: instrument }, 'AuctionFillUpdate', trade)).toEqual({
      instrumentId: text,
      price: text,
      fills: [{ size: text, timestamp: number }],
    });
    expect(await pushed({ LastMatchPrice: instrument }, 'LastMatchPriceUpdate', trade)).toEqual({
      instrumentId: text,
      lastMatchPrice: text,
    });
    const candle = { Candle: { instrumentId: bitcoin, interval: '5m' } };
    expect(await pushed(candle, 'CandleUpdate', trade)).toEqual({
      candle: {
        instrumentId: text,
        interval: text,
        slot: number,
        timestamp: number,
        open: number,
        high: number,
        low: number,
        close: number,
        volume: number,
        isClosed: boolean,
      },
    });
    expect(await pushed({ InstrumentStats: instrument }, 'InstrumentStatsUpdate', trade)).toEqual({
      instrumentId: text,
      instrumentStats: {
        openInterest: number,
        volume24h: text,
        quoteVolume24h: text,
        priceChange24h: text,
      },
    });
  });

  test('a candle is closed when its time is over, once', async () => {
    const clock = manualClock(60_000_000);
    await using venue = await rocketfiSimulator({ clock });
    await using client = await RocketfiClient.subscribed(venue, {
      Candle: { instrumentId: bitcoin, interval: '1m' },
    });
    venue.publishTrade(bitcoin, { price: '97001', size: '1' });
    clock.advance(60_000);
    venue.publishTrade(bitcoin, { price: '97002', size: '2' });
    const candles = (await client.flushed()).slice(1).map(({ CandleUpdate }) => CandleUpdate);
    expect(candles).toMatchObject([
      { candle: { slot: 1000, close: 97001, volume: 1, isClosed: false } },
      { candle: { slot: 1000, close: 97001, volume: 1, isClosed: true } },
      { candle: { slot: 1001, open: 97002, volume: 2, isClosed: false } },
    ]);
    expect(venue.candles(bitcoin, '1m').map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  test('a funding', async () => {
    const fund = (venue: RocketfiSimulator): void =>
      venue.publishFunding(bitcoin, { rate: '-0.0001', premiumIndex: '0.0003' });
    expect(await pushed({ FundingRate: instrument }, 'FundingRateUpdate', fund)).toEqual({
      instrumentId: text,
      fundingRate: text,
      premiumIndex: text,
      timestamp: number,
      round: number,
    });
  });
});

describe('private messages', () => {
  test('collateral and risk', async () => {
    const place = (venue: RocketfiSimulator): unknown => venue.placeOrder(alice, buy);
    const collateral = { Collateral: { assetId: 0, account: alice } };
    expect(await pushed(collateral, 'CollateralUpdate', place)).toEqual({
      assetId: number,
      account: text,
      collateral: text,
    });
    expect(await pushed({ AccountRisk: { account: alice } }, 'AccountRiskUpdate', place)).toEqual({
      account: text,
      risk: {
        account: text,
        availableCollateral: text,
        marginRequirement: text,
        unreservedMargin: text,
        equity: text,
        reservedMargin: text,
        unrealizedPnl: text,
        notionalValue: text,
      },
    });
  });

  test('a position', async () => {
    const place = (venue: RocketfiSimulator): unknown => venue.placeOrder(alice, buy);
    expect(await pushed({ Position: { account: alice } }, 'PositionUpdate', place)).toEqual({
      account: text,
      positions: {
        [bitcoin]: {
          quantity: text,
          averagePrice: text,
          liquidationPrice: text,
          accruedFunding: text,
          unrealizedPnl: text,
          reservedMargin: text,
          allocatedInitialMargin: text,
          standaloneInitialMargin: text,
          leverageSetting: number,
          createdAt: number,
          updatedAt: number,
          instrumentType: text,
          ticker: text,
          underlyingTicker: text,
        },
      },
    });
  });

  test('an open order, with and without a trigger', async () => {
    const order = {
      orderId: number,
      trader: text,
      orderType: text,
      instrumentId: text,
      instrumentType: text,
      ticker: text,
      underlyingAsset: text,
      price: text,
      quantity: text,
      filledQuantity: text,
      side: text,
      timestamp: number,
    };
    const kind = { OpenOrders: { account: alice } };
    const place = (venue: RocketfiSimulator): unknown =>
      venue.placeOrder(alice, { ...buy, price: '96000' });
    expect(await pushed(kind, 'OpenOrdersUpdate', place)).toEqual({
      account: text,
      orders: [order],
    });
    const stop = (venue: RocketfiSimulator): unknown =>
      venue.placeOrder(alice, { ...buy, triggerPrice: '98000' });
    expect(await pushed(kind, 'OpenOrdersUpdate', stop)).toEqual({
      account: text,
      orders: [{ ...order, triggerType: text, triggerPrice: text }],
    });
  });

  test('order events in all their forms', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, quotes);
    await using client = await RocketfiClient.subscribed(venue, { OrderEvents: {} });
    const { orderId } = venue.placeOrder(alice, { ...buy, price: '96000' });
    venue.modifyOrder(alice, orderId, { price: '96001', quantity: '1' });
    venue.cancelOrder(alice, orderId);
    venue.placeOrder(alice, buy);
    venue.faults.rejectOrders('tooMuchSlippage');
    venue.placeOrder(alice, buy);
    const messages = (await client.flushed()).slice(1).map(({ OrderEventUpdate }) => {
      const { orderEvents, ...scope } = OrderEventUpdate as {
        readonly orderEvents: readonly Message[];
      };
      expect(scope).toEqual({ account: alice, instrumentId: bitcoin });
      return orderEvents.map(({ eventData, ...event }) => {
        expect(shapeOf(event)).toEqual({ orderId: number, account: text, instrument: text });
        return eventData === 'canceled' ? eventData : shapeOf(eventData);
      });
    });
    const placed = {
      placed: {
        price: text,
        size: text,
        remaining_size: text,
        original_size: text,
        settlement_asset: number,
        timestamp: number,
        is_passive: boolean,
        is_filled: boolean,
      },
    };
    const fill = {
      fill: {
        price: text,
        size: text,
        remaining_size: text,
        original_size: text,
        settlement_asset: number,
        timestamp: number,
        is_passive: boolean,
        is_filled: boolean,
        fee_rate: text,
        fee_amount: text,
        is_liquidation: boolean,
        is_adl: boolean,
      },
    };
    expect(messages).toEqual([
      [placed],
      [{ modified: { price: text, size: text, timestamp: number } }],
      ['canceled'],
      [placed, fill],
      [{ rejected: { reason: text } }],
    ]);
  });

  test('a funding of a position: who is long pays who is short', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [] });
    venue.placeOrder(alice, { ...buy, price: '97000' });
    venue.placeOrder(bob, { ...buy, side: 'Sell' });
    const kinds = [alice, bob].map((account) => ({ PositionFunding: { account } }));
    await using client = await RocketfiClient.subscribed(venue, ...kinds);
    venue.publishFunding(bitcoin, { rate: '0.0001' });
    const paid = {
      account: alice,
      fundingRate: '0.0001',
      timestamp: expect.any(Number),
      round: expect.any(Number),
      instrumentId: bitcoin,
      pnl: '-4.85',
    };
    expect(await client.take('PositionFundingUpdate')).toEqual(paid);
    const got = { ...paid, account: bob, pnl: '4.85' };
    expect(await client.take('PositionFundingUpdate')).toEqual(got);
    expect(venue.positions(bob)).toMatchObject([{ accruedFunding: '4.85' }]);
  });

  test('ids and rounds keep every digit on the wire', async () => {
    const limits = { firstOrderId: 2n ** 64n - 10n, firstRound: 2n ** 53n + 1n };
    await using venue = await rocketfiSimulator(limits);
    await using client = await RocketfiClient.subscribed(
      venue,
      { OpenOrders: { account: alice } },
      { OrderEvents: { account: alice } },
      { FundingRate: instrument },
    );
    const { orderId } = venue.placeOrder(alice, { ...buy, price: '96000' });
    venue.publishFunding(bitcoin, { rate: '0' });
    await client.flushed();
    expect(orderId).toBe(18_446_744_073_709_551_606n);
    const frames = client.texts.join('\n');
    expect(frames.match(/"orderId":18446744073709551606,/g)).toHaveLength(2);
    expect(frames).toContain('"round":9007199254740993}');
  });
});

describe('the examples of a client', () => {
  test('each is understood', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    for (const message of Object.values(clientMessages)) client.send(message);
    await client.flushed();
    expect(client.texts).toEqual([
      '{"SubscribeConfirmation":{"Orderbook":{"instrumentId":"0x0100000000000000"}}}',
      '{"UnsubscribeConfirmation":{"Orderbook":{"instrumentId":"0x0100000000000000"}}}',
      '"Pong"',
      '{"Error":"Invalid transaction: `data`"}',
      '{"Error":"Invalid transaction: `data`"}',
      '"ExecuteOnDisconnectCleared"',
    ]);
  });
});
