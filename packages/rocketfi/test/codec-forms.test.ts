import { describe, expect, it } from 'vitest';

import { protocol } from '../src/protocol.ts';
import {
  account,
  instrument,
  orderEventData,
  orderEvents,
  serverMessages,
} from './fixtures/examples.ts';
import { accountTopic, noon, orderId, round } from './fixtures/readings.ts';
import { altered, dataOf, decoded, deep } from './support/messages.ts';

describe('what is inferred, or older, is read in each form', () => {
  it.each(['{"Pong":null}', '{"Pong":{}}'])('%s', (text) => {
    expect(decoded(text)).toEqual({ type: 'pong' });
  });

  it.each(['"Ping"', '{"Ping":null}'])('%s of a server says nothing', (text) => {
    expect(protocol.decode(text)).toEqual([]);
  });

  it.each([
    [`{"account":"${account}",`, [accountTopic]],
    ['{', ['all']],
  ])('order events that begin with %s', (begin, topics) => {
    const text = begin + orderEvents([orderEventData.canceled], '').slice(1);
    const [tagged, bare] = [`{"OrderEventUpdate":${text}}`, text].map((form) =>
      protocol.decode(form),
    );
    expect(tagged).toEqual(bare);
    expect(tagged).toMatchObject([{ topics: expect.arrayContaining(topics) }]);
  });

  it('order events whose message writes the instrument as it was subscribed', () => {
    const [event] = [protocol.decode(orderEvents(['"canceled"'], '"instrumentId":"7",'))].flat();
    expect(event).toMatchObject({
      topics: [`${accountTopic}&instrumentId=7`, accountTopic, 'instrumentId=7', 'all'],
      data: { instrument },
    });
  });

  it('no order events at all', () => {
    expect(protocol.decode(orderEvents([]))).toEqual([]);
  });

  it.each(['{"canceled":null}', '{"canceled":{}}'])('a variant without content as %s', (form) => {
    expect(protocol.decode(orderEvents([form]))).toMatchObject([
      { data: { eventData: { type: 'canceled' } } },
    ]);
  });

  it.each([
    ['"expired"', 'expired', null],
    ['{"expired":{"timestamp":5}}', 'expired', { timestamp: 5 }],
  ])('an order event that is new: %s', (form, variant, content) => {
    expect(protocol.decode(orderEvents([form]))).toMatchObject([
      {
        data: { eventData: { type: 'unknown', variant, content } },
        id: `${orderId}:expired:${JSON.stringify(content)}`,
      },
    ]);
  });

  it('a mark price that is new', () => {
    const text = altered('markPrice', (content) => ({
      ...content,
      markPrice: { Index: { x: 1 } },
    }));
    expect(dataOf(text)).toMatchObject({
      markPrice: { type: 'unknown', variant: 'Index', content: { x: 1 } },
    });
  });

  it('a quote in camelCase; of both forms the current one counts', () => {
    const quote = { timestamp: noon, bidPrice: '1', bidSize: '2', askPrice: '3', askSize: '4' };
    const names = { bid_price: '1', bid_size: '2', ask_price: '3', ask_size: '4' };
    expect(dataOf(altered('quote', (content) => ({ ...content, quote })))).toMatchObject({
      quote: { timestamp: noon, ...names },
    });
    const both = { ...quote, ...names, bid_price: '9' };
    expect(dataOf(altered('quote', (content) => ({ ...content, quote: both })))).toEqual({
      instrumentId: instrument,
      quote: { timestamp: noon, ...names, bid_price: '9' },
    });
  });

  it('statistics as `stats`, with the numbers of older servers', () => {
    const stats = { openInterest: 5, fundingRate1H: 0.0001, volume24H: 1000.5 };
    const text = altered('instrumentStats', () => ({ instrumentId: instrument, stats }));
    expect(dataOf(text)).toEqual({
      instrumentId: instrument,
      instrumentStats: { openInterest: 5, fundingRate1H: 0.0001, volume24h: '1000.5' },
    });
  });

  it('an order id, a round and a slot are digits, however they were sent', () => {
    for (const [sent, read] of [
      ['5', '5'],
      ['"5"', '5'],
      ['9007199254740991', '9007199254740991'],
      ['9007199254740993', '9007199254740993'],
    ]) {
      const text = (message: keyof typeof serverMessages): string =>
        serverMessages[message].replace(/"(orderId|round|slot)":\d+/, `"$1":${sent}`);
      expect(dataOf(text('openOrders'))).toMatchObject({ orders: [{ orderId: read }] });
      expect(dataOf(text('fundingRate'))).toMatchObject({ round: read });
      expect(dataOf(text('candle'))).toMatchObject({ candles: [{ slot: read }] });
    }
  });

  it('a volume and an open interest beyond 2^53 keep every digit', () => {
    expect(dataOf(serverMessages.candle.replace('12345', round))).toMatchObject({
      candles: [{ volume: round }],
    });
    expect(dataOf(serverMessages.instrumentStats.replace('1234.5', round))).toMatchObject({
      instrumentStats: { openInterest: round },
    });
  });

  it.each([
    ['72057594037927936', '72057594037927936'],
    ['7', '7'],
  ])('an instrument id as the integer %s', (sent, read) => {
    const text = serverMessages.lastMatchPrice.replace(`"${instrument}"`, sent);
    expect(decoded(text)).toMatchObject({
      topic: `instrumentId=${read}`,
      data: { instrumentId: read },
    });
  });

  it.each([null, undefined])('what may be absent is %s', (nothing) => {
    const without = (fields: object, names: readonly string[]): object => ({
      ...fields,
      ...Object.fromEntries(names.map((name) => [name, nothing])),
    });
    const inside = (
      message: keyof typeof serverMessages,
      path: readonly string[],
      names: readonly string[],
    ): unknown =>
      dataOf(altered(message, (content) => deep(content, path, (found) => without(found, names))));
    const greeks = ['delta', 'gamma', 'theta', 'vega', 'rho'];
    const letters = ['A', 'a', 'B', 'b', 'I', 'M', 'V', 'D', 'G', 'H', 'e', 'R'];
    expect(inside('optionMarkPrice', ['markPrice', 'PriceIV'], greeks)).toHaveProperty(
      'markPrice.iv',
    );
    expect(inside('ticker', ['ticker'], letters)).toHaveProperty('ticker.timestamp', noon);
    expect(
      inside('instrumentStats', ['instrumentStats'], ['forecastFundingRate', 'premiumIndex']),
    ).toHaveProperty('instrumentStats.volume24h');
    const optionalOfPosition = [
      'reservedMargin',
      'allocatedInitialMargin',
      'standaloneInitialMargin',
      'leverageSetting',
      'createdAt',
      'updatedAt',
      'instrumentType',
      'ticker',
      'underlyingTicker',
    ];
    expect(inside('positions', ['positions', instrument], optionalOfPosition)).toHaveProperty(
      ['positions', instrument, 'quantity'],
      '-1.5',
    );
    const optionalOfOrder = [
      'triggerType',
      'instrumentType',
      'ticker',
      'underlyingAsset',
      'triggerPrice',
      'twapInterval',
      'twapOriginalQuantity',
      'twapFilledQuantity',
      'twapFrequency',
      'twapRandomize',
    ];
    expect(inside('openOrders', ['orders', '0'], optionalOfOrder)).toHaveProperty(
      'orders.0.side',
      'Buy',
    );
    const fill = { fill: without(JSON.parse(orderEventData.fill).fill, ['pnl', 'is_adl']) };
    expect(protocol.decode(orderEvents([JSON.stringify(fill)]))).toMatchObject([
      { data: { eventData: { type: 'fill' } } },
    ]);
  });

  it('fields and values that are new are kept', () => {
    const order = JSON.parse(serverMessages.openOrders).OpenOrdersUpdate.orders[0];
    const changed = { ...order, orderType: 'Iceberg', side: 'Both', isHidden: true };
    expect(
      dataOf(altered('openOrders', () => ({ account, orders: [changed], height: 5 }))),
    ).toMatchObject({
      height: 5,
      orders: [{ orderType: 'Iceberg', side: 'Both', isHidden: true }],
    });
    const level = { price: '1', quantity: '2', orders: 3 };
    const orderbook = { bids: [level], asks: [], checksum: 4 };
    expect(dataOf(altered('orderbook', (content) => ({ ...content, orderbook })))).toMatchObject({
      orderbook,
    });
    expect(
      dataOf(
        altered('ticker', (content) =>
          deep(content, ['ticker'], (found) => ({ ...found, Z: '5' })),
        ),
      ),
    ).toHaveProperty('ticker.Z', '5');
  });
});
