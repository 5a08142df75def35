import { describe, expect, it } from 'vitest';

import { protocol } from '../src/protocol.ts';
import { account, orderEvents, serverMessages } from './fixtures/examples.ts';
import { accountTopic, instrumentTopic, orderId } from './fixtures/readings.ts';
import { altered, decoded } from './support/messages.ts';

describe('promise 12: what cannot be read is named without its content', () => {
  it.each([
    ['', 'not JSON'],
    ['{"OrderbookUpdate":', 'not JSON'],
    ['null', 'not an object'],
    ['5', 'not an object'],
    ['[]', 'not an object'],
    ['{}', 'not one variant'],
    ['{"Pong":null,"Ping":null}', 'not one variant'],
  ])('%s', (text, issue) => {
    expect(decoded(text)).toEqual({ type: 'invalid', issue });
  });

  it.each(['"Hello"', '{"Hello":{}}', '{"Hello":null}'])('%s is a variant that is new', (text) => {
    expect(decoded(text)).toEqual({ type: 'unknown', tag: 'Hello' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('%s is no variant that is known', (tag) => {
    expect(decoded(`{"${tag}":{}}`)).toEqual({ type: 'unknown', tag });
    expect(decoded(`{"SubscribeConfirmation":{"${tag}":{}}}`)).toMatchObject({ type: 'unknown' });
    expect(protocol.decode(orderEvents([`{"${tag}":{}}`]))).toMatchObject([
      { data: { eventData: { type: 'unknown', variant: tag } } },
    ]);
  });

  it.each([
    ['orderbook', 'Orderbook', instrumentTopic],
    ['markPrice', 'PriceFeed', instrumentTopic],
    ['assetMarkPrice', 'AssetPriceFeed', 'assetId=0'],
    ['collateral', 'Collateral', `assetId=0&${accountTopic}`],
    ['openOrders', 'OpenOrders', accountTopic],
    ['positionFunding', 'PositionFunding', accountTopic],
  ] as const)('%s, of a topic that it still tells', (message, channel, topic) => {
    const text = altered(message, ({ account: whose, assetId, instrumentId }) => ({
      account: whose,
      assetId,
      instrumentId,
      secret: '123.45',
    }));
    expect(decoded(text)).toMatchObject({ type: 'invalid', channel, topic });
    expect(JSON.stringify(decoded(text))).not.toContain('123.45');
  });

  it('a candle, of a topic that it still tells', () => {
    expect(decoded(serverMessages.candle.replace('1.75', '"1.75"'))).toEqual({
      type: 'invalid',
      issue: 'close: Invalid input: expected number, received string',
      channel: 'Candle',
      topic: `${instrumentTopic}&interval=1m`,
    });
  });

  it.each([null, 'text', [], { orders: [] }, { account: 5, orders: [] }])(
    'open orders of nobody: %j',
    (content) => {
      expect(decoded(JSON.stringify({ OpenOrdersUpdate: content }))).toMatchObject({
        type: 'invalid',
        channel: 'OpenOrders',
        topic: undefined,
      });
    },
  );

  it('one order event of several, which does not hide the others', () => {
    const text = orderEvents(['"canceled"', '{"fill":{"price":1}}', '5', '"canceled"']);
    const messages = [protocol.decode(text)].flat();
    expect(messages.map(({ type }) => type)).toEqual(['data', 'invalid', 'invalid', 'data']);
    expect(messages[1]).toMatchObject({ channel: 'OrderEvents' });
  });

  it('the instruments of an account are not named where one of its positions is wrong', () => {
    const text = serverMessages.positions.replace('"-1.5"', '-1.5');
    expect(decoded(text)).toMatchObject({
      type: 'invalid',
      issue: 'positions.….quantity: Invalid input: expected string, received number',
    });
  });

  it.each([
    [{ bids: [{ price: '1' }], asks: [] }],
    [{ bids: [['1', '2']], asks: [] }],
    [{ bids: [null], asks: [] }],
    [{ bids: [{ price: 1, quantity: 2 }], asks: [] }],
    [{ bids: [] }],
    [{ bids: {}, asks: [] }],
  ])('a book with a side that is none: %j', (orderbook) => {
    const text = altered('orderbook', (content) => ({ ...content, orderbook }));
    expect(decoded(text)).toMatchObject({ type: 'invalid', topic: instrumentTopic });
  });

  it.each([-1, 1.5, 'x', '', null])('an order id that is %j', (id) => {
    const text = serverMessages.openOrders.replace(orderId, JSON.stringify(id));
    expect(decoded(text)).toMatchObject({ type: 'invalid' });
  });

  it.each([
    ['{"Error":null}', 'no message'],
    ['"Error"', 'no message'],
    ['{"Error":{"code":5}}', 'no message'],
    ['{"Error":{"message":"Busy"}}', 'Busy'],
    ['{"Error":{"error":{"reason":"Busy"}}}', 'Busy'],
    ['{"Error":{"errors":["Busy","Other"]}}', 'Busy'],
    [`{"Error":"no ${account} with 123.45"}`, 'no … with …'],
  ])('an error in another form: %s', (text, message) => {
    expect(decoded(text)).toMatchObject({ type: 'refused', reasons: [{ message }] });
  });

  it('an error is not repeated at any length', () => {
    const words = decoded(JSON.stringify({ Error: 'x'.repeat(1000) }));
    expect(JSON.stringify(words).length).toBeLessThan(400);
  });

  it.each([
    'null',
    '{}',
    '"Orderbook"',
    '{"Orderbook":null}',
    '{"Orderbook":{}}',
    '{"Orderbook":{"instrumentId":null}}',
    '{"Collateral":{"assetId":0}}',
    '{"Weather":{"instrumentId":"1"}}',
  ])('a confirmation of %s confirms nothing, and hides nothing', (content) => {
    expect(decoded(`{"SubscribeConfirmation":${content}}`)).toEqual({
      type: 'unknown',
      tag: 'SubscribeConfirmation',
    });
  });
});
