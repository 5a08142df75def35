import { describe, expect, it } from 'vitest';

import { orderUpdatesCodec } from '../src/protocol.ts';
import { eventId, examples, otherOutcomeId, outcomeId } from './fixtures/examples.ts';
import { channelNames, codecs, privateChannels, read, type ChannelName } from './support/codecs.ts';

/** An example with other fields in its envelope; `undefined` takes a field away. */
function altered(example: string, fields: Record<string, unknown>): object {
  return { ...(JSON.parse(example) as object), ...fields };
}

/** What each endpoint sends, as in the examples. */
const sent: readonly (readonly [ChannelName, string])[] = [
  ['orderBook', examples.orderBook.subscribed],
  ['orderBook', examples.orderBook.prices],
  ['chanceHistory', examples.chanceHistory.probability],
  ['chanceHistory', examples.chanceHistory.update],
  ['chanceHistory', examples.chanceHistory.success],
  ['orderUpdates', examples.orderUpdates.success],
  ['orderUpdates', examples.orderUpdates.error],
  ['orderUpdates', examples.orderUpdates.orderUpdate],
  ['orderUpdates', examples.orderUpdates.takeProfit],
  ['orderUpdates', examples.orderUpdates.ping],
  ['balances', examples.balances.success],
  ['orderFeed', examples.orderFeed.success],
  ['activity', examples.activity.error],
];

describe('on every endpoint', () => {
  it.each(sent)('%s tells types in either letter case: %s', (channel, example) => {
    const { t } = JSON.parse(example) as { t: string };
    for (const form of [t.toLowerCase(), t.toUpperCase()])
      expect(read(channel, altered(example, { t: form }))).toEqual(read(channel, example));
  });

  it.each(sent)('%s may send fields that no page mentions: %s', (channel, example) => {
    const changed = altered(example, { extra: { deep: [1] } });
    expect(read(channel, changed)).toEqual(read(channel, example));
  });

  it.each([
    [{ d: { error: 'Wrong' } }],
    [{ r: 'Wrong' }],
    [{ r: 'Wrong', d: null }],
    [{ r: null, d: { error: 'Wrong' } }],
    [{ r: '', d: 'Wrong' }],
    [{ d: { message: 'Wrong' } }],
  ])('the words of an error stand in %j', (fields) => {
    for (const name of channelNames) {
      for (const t of ['error', 'ERROR'])
        expect(read(name, { t, ...fields })).toMatchObject([
          { type: 'refused', channel: name, reasons: [{ message: 'Wrong' }] },
        ]);
    }
  });

  it.each([[{}], [{ d: {} }], [{ r: 4, d: [4] }]])('an error may say nothing: %j', (fields) => {
    for (const name of channelNames)
      expect(read(name, { t: 'error', ...fields })).toMatchObject([
        { type: 'refused', reasons: [{ message: 'no reason given' }] },
      ]);
  });

  it('the words of an error are cut, and what may be a signature is taken out', () => {
    const signature = 'Cn6oA9BE3cVxdIjkuFm3RotzukgbLGUqdA5KcC_L9Lw';
    const r = `Not ${signature}${' x'.repeat(1000)}`;
    const [refusal] = read('orderUpdates', { t: 'error', r });
    expect(JSON.stringify(refusal)).not.toContain(signature.slice(1, -1));
    expect(JSON.stringify(refusal).length).toBeLessThan(500);
  });

  it('PING is answered with nothing, or with what the caller says', () => {
    for (const codec of Object.values(codecs)) expect(codec).not.toHaveProperty('heartbeat');
    expect(orderUpdatesCodec('{"t":"PONG"}').heartbeat?.(0)).toBe('{"t":"PONG"}');
    let count = 0;
    const counting = orderUpdatesCodec(() => `pong ${(count += 1)}`);
    expect([counting.heartbeat?.(0), counting.heartbeat?.(0)]).toEqual(['pong 1', 'pong 2']);
  });
});

describe('an outcome', () => {
  it.each([
    [outcomeId, [outcomeId]],
    [[outcomeId], [outcomeId]],
    [
      [outcomeId, otherOutcomeId],
      [outcomeId, otherOutcomeId],
    ],
    [[], [undefined]],
    [null, [undefined]],
    [undefined, [undefined]],
  ])('of an answer may be %j: it is about %j', (o, topics) => {
    for (const name of ['chanceHistory', 'activity'] as const) {
      const type = { type: 'acknowledged', channel: name };
      expect(read(name, { t: 'success', o })).toEqual(
        topics.map((topic) => ({ ...type, action: undefined, topic })),
      );
      expect(read(name, { t: 'error', o })).toMatchObject(topics.map((topic) => ({ topic })));
    }
  });

  it('of a chance may be a text too, and several: each has the value', () => {
    const one = altered(examples.chanceHistory.update, { o: outcomeId });
    expect(read('chanceHistory', one)).toEqual(
      read('chanceHistory', examples.chanceHistory.update),
    );
    const two = altered(examples.chanceHistory.update, { o: [outcomeId, otherOutcomeId] });
    expect(read('chanceHistory', two)).toMatchObject([
      { topic: outcomeId, data: { outcomeId, probability: 0.67 } },
      { topic: otherOutcomeId, data: { outcomeId: otherOutcomeId, probability: 0.67 } },
    ]);
  });
});

describe('the order book', () => {
  const delta = (...d: readonly object[]): object => ({ t: 'PRICES_DATA_DELTA', e: eventId, d });

  it('tells of a delta what is in it: absent is unchanged, null is none', () => {
    const rows = [{ o: 'one', b: 0.5 }, { o: 'two', a: null, c: 0.1 }, { o: 'three' }];
    const [message] = read('orderBook', delta(...rows));
    expect(message).toMatchObject({ type: 'data', snapshot: false, topic: eventId });
    const { data } = message as { data: { outcomes: object[] } };
    expect(data.outcomes.map((row) => JSON.stringify(row))).toEqual([
      '{"outcomeId":"one","bid":0.5}',
      '{"outcomeId":"two","ask":null,"chance":0.1}',
      '{"outcomeId":"three"}',
    ]);
  });

  it('keeps fields of a row that no page mentions, under their own names', () => {
    expect(read('orderBook', delta({ o: 'one', z: [{ y: 1 }], volume: '1.10' }))).toMatchObject([
      { data: { outcomes: [{ outcomeId: 'one', z: [{ y: 1 }], volume: '1.10' }] } },
    ]);
  });

  it('has no rows where its list is null', () => {
    const prices = altered(examples.orderBook.prices, { d: null });
    expect(read('orderBook', prices)).toMatchObject([{ data: { eventId, outcomes: [] } }]);
  });

  it('acknowledges in its own words, with or without the event', () => {
    expect(read('orderBook', { t: 'UNSUBSCRIBED', e: eventId })).toMatchObject([
      { type: 'acknowledged', action: 'unsubscribe', topic: eventId },
    ]);
    expect(read('orderBook', { t: 'SUBSCRIBED', e: null, d: null, r: null })).toEqual([
      { type: 'acknowledged', action: 'subscribe', channel: 'orderBook', topic: undefined },
    ]);
  });

  it('refuses an event', () => {
    expect(read('orderBook', { t: 'ERROR', e: eventId, r: 'No such event' })).toMatchObject([
      { type: 'refused', topic: eventId, retryable: true },
    ]);
  });
});

describe('the chance history', () => {
  it('keeps fields of a point that no page mentions', () => {
    const update = altered(examples.chanceHistory.update, { d: { t: 1, p: 0.5, v: 9 } });
    expect(read('chanceHistory', update)).toMatchObject([
      { data: { time: 1, probability: 0.5, v: 9 } },
    ]);
  });

  it('may leave the event out', () => {
    const update = altered(examples.chanceHistory.update, { e: undefined });
    expect(read('chanceHistory', update)).toMatchObject([
      { topic: outcomeId, data: { eventId: undefined } },
    ]);
  });
});

describe('an error', () => {
  it.each([
    ['No outcome IDs provided', false],
    ['Unknown message type', false],
    ['UNKNOWN MESSAGE TYPE', false],
    ['Invalid or missing credentials', true],
    ['Anything else', true],
  ])('"%s" about an outcome: worth another try is %s', (error, retryable) => {
    const message = { t: 'error', e: eventId, o: [outcomeId], d: { error } };
    expect(read('activity', message)).toMatchObject([{ topic: outcomeId, retryable }]);
  });

  it('that names nothing ends nothing: it may be about an answer to a PING', () => {
    expect(read('activity', { t: 'error', d: { error: 'Unknown message type' } })).toMatchObject([
      { topic: undefined, retryable: true },
    ]);
  });

  it('of a private stream is about the stream where the authorization is gone, else about nothing', () => {
    for (const name of privateChannels) {
      expect(read(name, { t: 'error', r: 'invalid or missing credentials' })).toMatchObject([
        { channel: name, topic: '', retryable: 'probe' },
      ]);
      expect(read(name, { t: 'error', r: 'Unknown message type' })).toMatchObject([
        { channel: name, topic: undefined, retryable: 'probe' },
      ]);
    }
  });
});

describe('an acknowledgement of AUTH', () => {
  it.each([
    [{ d: 'authorized' }],
    [{ d: { message: 'AUTH successful' } }],
    [{ d: { message: 'AUTH successful', extra: true } }],
    [{ d: null }],
    [{}],
  ])('may have %j', (fields) => {
    for (const name of privateChannels)
      expect(read(name, { t: 'success', ...fields })).toEqual([{ type: 'ready' }]);
  });

  it.each([[{ l: null }], [{ l: [] }]])('with the balances %j has none', (d) => {
    expect(read('balances', { t: 'success', d })).toMatchObject([
      { type: 'ready' },
      { type: 'data', snapshot: true, data: { balances: [] } },
    ]);
  });

  it('is one, too, where the balances in it cannot be read', () => {
    expect(read('balances', { t: 'success', d: { l: [{ i: 5 }] } })).toMatchObject([
      { type: 'ready' },
      { type: 'invalid' },
    ]);
  });

  it.each([
    [{ orderId: 'o1' }],
    [{ message: 'Order filled', orderId: 'o1' }],
    ['Order filled'],
    [[{ i: 'o1' }]],
  ])('is not what an order’s own success says: %j is an event as well', (d) => {
    expect(read('orderFeed', { t: 'SUCCESS', d })).toMatchObject([
      { type: 'ready' },
      { type: 'data', channel: 'orderFeed', data: { type: 'SUCCESS', payload: d } },
    ]);
  });
});

describe('balances', () => {
  const delta = JSON.parse(examples.balances.delta) as object;

  it.each(['BALANCE_UPDATE', 'delta', ''])('come in an envelope of the type %j too', (t) => {
    expect(read('balances', { t, d: delta })).toEqual(read('balances', delta));
  });

  it('may have no average price and no cost', () => {
    expect(read('balances', { ...delta, aop: null, c: null })).toMatchObject([
      { data: { balances: [{ assetId: 'asset-id', averageOpenPrice: null, cost: null }] } },
    ]);
    const [message] = read('balances', { a: 'asset-id', b: 1, f: 1 });
    expect(JSON.stringify(message)).toContain(
      '"balances":[{"assetId":"asset-id","balance":1,"free":1}]',
    );
  });

  it('keep fields that no page mentions', () => {
    expect(read('balances', { ...delta, locked: 3 })).toMatchObject([
      { data: { balances: [{ locked: 3 }] } },
    ]);
  });
});

describe('order updates', () => {
  it.each([
    [
      { tpp: null, slp: null },
      { takeProfitPrice: null, stopLossPrice: null },
    ],
    [{}, {}],
  ])('may have no take-profit and no stop-loss price: %j', (prices, expected) => {
    const d = { i: 'order-id', u: 'user-id', a: 'asset-id', q: 100, s: 'CANCELED', ...prices };
    const [message] = read('orderUpdates', { t: 'TPSL_UPDATE', d });
    expect((message as { data: unknown }).data).toEqual({
      type: 'TPSL_UPDATE',
      orderId: 'order-id',
      userId: 'user-id',
      assetId: 'asset-id',
      quantity: 100,
      status: 'CANCELED',
      ...expected,
    });
  });

  it('keep fields and statuses that no page mentions', () => {
    const d = { i: 'order-id', s: 'PARTIAL', reason: 'later' };
    expect(read('orderUpdates', { t: 'ORDER_UPDATE', d })).toMatchObject([
      { data: { type: 'ORDER_UPDATE', status: 'PARTIAL', reason: 'later' } },
    ]);
  });
});
