import { describe, expect, test } from 'vitest';

import { defaultOutpollVariants, manualClock, outpollSimulator } from '../../src/index.ts';
import type { OutpollEndpoint, OutpollVariants } from '../../src/index.ts';
import { exampleEvent, exampleOutcome, examples, otherOutcome } from './examples.ts';
import { call } from './rest-client.ts';
import { OutpollClient, authentication } from './test-client.ts';

/** A client that has asked for this, on a venue with these variants. */
async function conversation(
  variants: Partial<OutpollVariants>,
  endpoint: OutpollEndpoint,
  request?: unknown,
) {
  const clock = manualClock();
  const venue = await outpollSimulator({ clock, variants });
  const client = await OutpollClient.open(venue, endpoint);
  if (request !== undefined)
    client.send(request === 'AUTH' ? authentication(venue, endpoint) : request);
  await client.flushed();
  return {
    clock,
    venue,
    client,
    async [Symbol.asyncDispose]() {
      await venue.close();
    },
  };
}

const both = ['absent', 'sent'] as const;
const unknownEvent = { t: 'SUBSCRIBE', e: 'event-id', o: 'outcome-id' };
const subscribeOne = { t: 'SUBSCRIBE', e: exampleEvent, o: [exampleOutcome] };

describe('variants of messages', () => {
  test.for([
    { typeCase: 'documented', types: ['SUBSCRIBED', 'PRICES_DATA', 'probability', 'success'] },
    { typeCase: 'lower', types: ['subscribed', 'prices_data', 'probability', 'success'] },
    { typeCase: 'upper', types: ['SUBSCRIBED', 'PRICES_DATA', 'PROBABILITY', 'SUCCESS'] },
  ] as const)('typeCase $typeCase', async ({ typeCase, types }) => {
    await using book = await conversation({ typeCase }, 'orderBook', examples.orderBook.subscribe);
    book.client.send({ t: 'REQUEST_DATA', e: exampleEvent });
    await using chance = await conversation({ typeCase }, 'chanceHistory', subscribeOne);
    expect([...(await book.client.types()), ...(await chance.client.types())]).toEqual(types);
  });

  test.for([
    { errorText: 'documented', book: 'r', others: 'd' },
    { errorText: 'r', book: 'r', others: 'r' },
    { errorText: 'd.error', book: 'd', others: 'd' },
  ] as const)('errorText $errorText', async ({ errorText, book, others }) => {
    const forms = { r: { r: expect.any(String) }, d: { d: { error: expect.any(String) } } };
    await using first = await conversation({ errorText }, 'orderBook', unknownEvent);
    expect(first.client.messages).toEqual([{ t: 'ERROR', e: 'event-id', ...forms[book] }]);
    await using second = await conversation({ errorText }, 'activityFeed', unknownEvent);
    expect(second.client.messages).toEqual([
      { t: 'error', e: 'event-id', o: ['outcome-id'], ...forms[others] },
    ]);
    await using third = await conversation({ errorText }, 'orderUpdates', examples.auth);
    expect(third.client.messages).toEqual([{ t: 'error', ...forms[others] }]);
  });

  test.for([
    { ackData: 'documented', updates: 'authorized', feed: { message: 'AUTH successful' } },
    { ackData: 'string', updates: 'authorized', feed: 'AUTH successful' },
    {
      ackData: 'object',
      updates: { message: 'authorized' },
      feed: { message: 'AUTH successful' },
    },
  ] as const)('ackData $ackData', async ({ ackData, updates, feed }) => {
    await using first = await conversation({ ackData }, 'orderUpdates', 'AUTH');
    expect(first.client.messages).toMatchObject([{ d: updates }]);
    await using second = await conversation({ ackData }, 'orderFeed', 'AUTH');
    expect(second.client.messages).toMatchObject([{ d: feed }]);
    await using third = await conversation({ ackData }, 'balanceUpdates', 'AUTH');
    expect(third.client.messages).toMatchObject([{ d: { l: [{ b: 1250.5 }] } }]);
  });

  test.for([
    {
      outcomes: 'documented',
      chances: [[exampleOutcome]],
      error: ['outcome-id'],
      activity: exampleOutcome,
    },
    {
      outcomes: 'array',
      chances: [[exampleOutcome]],
      error: ['outcome-id'],
      activity: [exampleOutcome],
    },
    {
      outcomes: 'string',
      chances: [exampleOutcome],
      error: 'outcome-id',
      activity: exampleOutcome,
    },
  ] as const)('outcomes $outcomes', async ({ outcomes, chances, error, activity }) => {
    await using chance = await conversation({ outcomes }, 'chanceHistory', subscribeOne);
    expect(chance.client.messages.map(({ o }) => o)).toEqual([...chances, ...chances]);
    await using feed = await conversation({ outcomes }, 'activityFeed', unknownEvent);
    feed.client.send(examples.activityFeed.subscribe);
    await feed.client.flushed();
    feed.venue.publishTrade({ outcomeId: exampleOutcome, quantity: 1 });
    await feed.client.flushed();
    expect(feed.client.messages.map(({ o }) => o)).toEqual([error, activity]);
  });

  test('outcomes string: an ack for several outcomes is an ack for each', async () => {
    const request = examples.chanceHistory.subscribe;
    await using talk = await conversation({ outcomes: 'string' }, 'chanceHistory', request);
    expect(talk.client.messages.slice(2)).toMatchObject([
      { t: 'success', o: exampleOutcome },
      { t: 'success', o: otherOutcome },
    ]);
  });

  test.for([
    { emptyFields: 'documented', ack: { r: null }, subscribed: {} },
    { emptyFields: 'absent', ack: {}, subscribed: {} },
    { emptyFields: 'null', ack: { r: null }, subscribed: { d: null, r: null } },
  ] as const)('emptyFields $emptyFields', async ({ emptyFields, ack, subscribed }) => {
    await using first = await conversation({ emptyFields }, 'orderUpdates', 'AUTH');
    expect(first.client.messages).toEqual([{ t: 'success', d: 'authorized', ...ack }]);
    const request = examples.orderBook.subscribe;
    await using second = await conversation({ emptyFields }, 'orderBook', request);
    expect(second.client.messages).toEqual([{ t: 'SUBSCRIBED', e: exampleEvent, ...subscribed }]);
  });

  test.for(both)('subscribeAck %s', async (subscribeAck) => {
    const request = examples.orderBook.subscribe;
    await using book = await conversation({ subscribeAck }, 'orderBook', request);
    await using chance = await conversation({ subscribeAck }, 'chanceHistory', subscribeOne);
    const acks = subscribeAck === 'sent' ? 1 : 0;
    expect(book.client.messages).toHaveLength(acks);
    expect(chance.client.messages).toHaveLength(1 + acks);
    expect(book.venue.connections).toMatchObject([{ subscriptions: [exampleEvent] }]);
  });

  test.for(both)('unsubscribeAck %s', async (unsubscribeAck) => {
    const request = { t: 'UNSUBSCRIBE', e: exampleEvent };
    await using book = await conversation({ unsubscribeAck }, 'orderBook', request);
    const { unsubscribe } = examples.chanceHistory;
    await using chance = await conversation({ unsubscribeAck }, 'chanceHistory', unsubscribe);
    const acks = unsubscribeAck === 'sent' ? 1 : 0;
    expect([book.client.messages.length, chance.client.messages.length]).toEqual([acks, acks]);
  });

  test.for(both)('activityAck %s', async (activityAck) => {
    const { subscribe, unsubscribe } = examples.activityFeed;
    await using talk = await conversation({ activityAck }, 'activityFeed', subscribe);
    talk.client.send(unsubscribe);
    const acks = activityAck === 'sent' ? ['success', 'success'] : [];
    expect(await talk.client.types()).toEqual(acks);
  });

  test.for([
    { snapshot: 'requested', types: ['SUBSCRIBED'] },
    { snapshot: 'subscribed', types: ['SUBSCRIBED', 'PRICES_DATA'] },
  ] as const)('snapshot $snapshot', async ({ snapshot, types }) => {
    const request = examples.orderBook.subscribe;
    await using talk = await conversation({ snapshot }, 'orderBook', request);
    expect(await talk.client.types()).toEqual(types);
  });

  test.for([
    { deltaRows: 'complete', row: { c: 0.55, b: 0.54, a: 0.6 } },
    { deltaRows: 'partial', row: { a: 0.6 } },
  ] as const)('deltaRows $deltaRows', async ({ deltaRows, row }) => {
    const request = examples.orderBook.subscribe;
    await using talk = await conversation({ deltaRows }, 'orderBook', request);
    talk.venue.publishPrices(exampleEvent, [{ o: exampleOutcome, a: 0.6, b: 0.54 }]);
    await talk.client.flushed();
    expect(talk.client.messages[1]?.['d']).toEqual([{ o: exampleOutcome, ...row }]);
  });

  test.for([
    { emptySide: 'null', side: { b: null } },
    { emptySide: 'absent', side: {} },
  ] as const)(
    'emptySide $emptySide: in a snapshot, never in a delta',
    async ({ emptySide, side }) => {
      const request = examples.orderBook.subscribe;
      await using talk = await conversation({ emptySide }, 'orderBook', request);
      talk.venue.publishPrices(exampleEvent, [{ o: exampleOutcome, b: null }]);
      talk.client.send({ t: 'REQUEST_DATA', e: exampleEvent });
      await talk.client.flushed();
      const rows = talk.client.messages.slice(1).map(({ d }) => (d as readonly unknown[])[0]);
      expect(rows).toEqual([
        { o: exampleOutcome, c: 0.55, b: null, a: 0.56 },
        { o: exampleOutcome, c: 0.55, ...side, a: 0.56 },
      ]);
    },
  );

  test.for([
    { chanceAck: 'after-probability', types: ['probability', 'success'] },
    { chanceAck: 'before-probability', types: ['success', 'probability'] },
  ] as const)('chanceAck $chanceAck', async ({ chanceAck, types }) => {
    await using talk = await conversation({ chanceAck }, 'chanceHistory', subscribeOne);
    expect(await talk.client.types()).toEqual(types);
  });

  test.for(['bare', 'wrapped'] as const)('balanceDelta %s', async (balanceDelta) => {
    await using talk = await conversation({ balanceDelta }, 'balanceUpdates', 'AUTH');
    talk.venue.deposit(10);
    await talk.client.flushed();
    const delta = talk.venue.published[0]?.data;
    const wrapped = { t: 'BALANCE_UPDATE', d: delta };
    expect(talk.client.messages[1]).toEqual(balanceDelta === 'bare' ? delta : wrapped);
    expect(delta).toMatchObject({ u: 'user-id', b: 1260.5, f: 1260.5 });
  });

  test.for([
    { cashCost: 'number', fields: { aop: 1, c: 1260.5 } },
    { cashCost: 'null', fields: { aop: null, c: null } },
  ] as const)('cashCost $cashCost', async ({ cashCost, fields }) => {
    await using talk = await conversation({ cashCost }, 'balanceUpdates', 'AUTH');
    talk.venue.deposit(10);
    await talk.client.flushed();
    expect(talk.client.messages[1]).toMatchObject(fields);
  });

  test.for([
    { tpslEmpty: 'null', prices: { tpp: null, slp: 0.1 } },
    { tpslEmpty: 'absent', prices: { slp: 0.1 } },
  ] as const)('tpslEmpty $tpslEmpty', async ({ tpslEmpty, prices }) => {
    await using talk = await conversation({ tpslEmpty }, 'orderUpdates', 'AUTH');
    const update = { orderId: 'order-id', assetId: 'asset-id', quantity: 1, status: 'ACTIVE' };
    talk.venue.publishTakeProfit({ ...update, takeProfit: null, stopLoss: 0.1 });
    await talk.client.flushed();
    expect(talk.client.messages[1]?.['d']).toEqual({
      i: 'order-id',
      u: 'user-id',
      a: 'asset-id',
      q: 1,
      s: 'ACTIVE',
      ...prices,
    });
  });

  test.for([
    { activityTopic: 'envelope', message: { e: exampleEvent, o: exampleOutcome, d: { own: 1 } } },
    { activityTopic: 'payload', message: { d: { own: 1, e: exampleEvent, o: exampleOutcome } } },
    { activityTopic: 'absent', message: { d: { own: 1 } } },
  ] as const)('activityTopic $activityTopic', async ({ activityTopic, message }) => {
    const request = examples.activityFeed.subscribe;
    await using talk = await conversation({ activityTopic }, 'activityFeed', request);
    talk.venue.publishActivity(exampleOutcome, 'TRADE', { own: 1 });
    await talk.client.flushed();
    expect(talk.client.messages).toEqual([{ t: 'TRADE', ...message }]);
  });

  test.for([
    { lastTradeEnvelope: 'sent', lastTradePayload: 'object', text: '{"t":"TRADE","d":{"own":1}}' },
    { lastTradeEnvelope: 'sent', lastTradePayload: 'array', text: '{"t":"TRADE","d":[{"own":1}]}' },
    { lastTradeEnvelope: 'absent', lastTradePayload: 'object', text: '{"own":1}' },
    { lastTradeEnvelope: 'absent', lastTradePayload: 'array', text: '[{"own":1}]' },
  ] as const)(
    'lastTradeEnvelope $lastTradeEnvelope, lastTradePayload $lastTradePayload',
    async ({ text, ...variants }) => {
      await using talk = await conversation(variants, 'lastTrades');
      talk.venue.publishLastTrade('TRADE', { own: 1 });
      const { messages, oddities } = talk.client;
      await talk.client.flushed();
      expect([...messages.map((message) => JSON.stringify(message)), ...oddities]).toEqual([text]);
    },
  );

  test.for([
    { pings: 'documented', count: 0 },
    { pings: 'everywhere', count: 1 },
  ] as const)('pings $pings', async ({ pings, count }) => {
    await using talk = await conversation({ pings }, 'lastTrades');
    talk.clock.advance(30_000);
    expect(await talk.client.flushed()).toHaveLength(count);
  });

  test('pong refused: no such type exists', async () => {
    await using talk = await conversation({ pong: 'refused' }, 'orderBook', { t: 'PONG' });
    expect(talk.client.messages).toEqual([{ t: 'ERROR', r: 'Unknown message type' }]);
  });

  test('pong ignored: it is taken, and nobody waits for it', async () => {
    await using talk = await conversation({ pong: 'ignored' }, 'orderBook', { t: 'pong' });
    expect(talk.client.messages).toEqual([]);
    talk.clock.advance(90_000);
    expect(await talk.client.types()).toEqual(['PING', 'PING', 'PING']);
  });

  test('pong required: who answers no PING is closed before the next', async () => {
    await using talk = await conversation({ pong: 'required' }, 'orderUpdates');
    talk.clock.advance(30_000);
    await talk.client.take('PING');
    talk.client.send({ t: 'PONG' });
    await talk.client.flushed();
    talk.clock.advance(30_000);
    await talk.client.take('PING');
    talk.clock.advance(30_000);
    expect(await talk.client.closed).toMatchObject({ code: 1008 });
  });

  test.for(both)(
    'extraFields %s: in the envelope, the payload and its rows',
    async (extraFields) => {
      const extra = extraFields === 'sent' ? { simulator_extra: true } : {};
      const request = { t: 'REQUEST_DATA', e: exampleEvent };
      await using book = await conversation({ extraFields }, 'orderBook', request);
      const [row] = book.venue.books(exampleEvent);
      const names = JSON.stringify(book.client.messages).match(/simulator_extra/g) ?? [];
      expect(names).toHaveLength(extraFields === 'sent' ? 3 : 0);
      expect(book.client.messages).toMatchObject([{ d: [{ ...row, ...extra }, extra] }]);
      await using balances = await conversation({ extraFields }, 'balanceUpdates', 'AUTH');
      const list = [expect.objectContaining({ b: 1250.5, ...extra })];
      expect(balances.client.messages[0]).toEqual({
        t: 'success',
        d: { l: list, ...extra },
        r: null,
        ...extra,
      });
      const { rows } = await call(balances.venue, 'balances', '/api/user-balances');
      expect('simulator_extra' in (rows[0] ?? {})).toBe(extraFields === 'sent');
    },
  );

  test.for(both)('unknownMessages %s: before live data', async (unknownMessages) => {
    await using talk = await conversation({ unknownMessages }, 'lastTrades');
    talk.venue.publishLastTrade('TRADE', {});
    const unknown = unknownMessages === 'sent' ? ['SIMULATOR_UNKNOWN'] : [];
    expect(await talk.client.types()).toEqual([...unknown, 'TRADE']);
  });

  test.for(both)('retryAfter %s: of a 429', async (retryAfter) => {
    await using venue = await outpollSimulator({ variants: { retryAfter } });
    venue.faults.restFailure(429);
    const { status, headers } = await call(venue, 'history', '/api/history/orders');
    expect([status, headers.get('retry-after')]).toEqual([429, retryAfter === 'sent' ? '5' : null]);
  });

  test.for([
    { restHosts: 'separate', status: 404 },
    { restHosts: 'gateway', status: 200 },
  ] as const)('restHosts $restHosts', async ({ restHosts, status }) => {
    await using venue = await outpollSimulator({ variants: { restHosts } });
    expect(await call(venue, 'orders', '/api/user-balances')).toMatchObject({ status });
  });

  test('the defaults are those that the examples show', async () => {
    const request = examples.orderBook.subscribe;
    await using talk = await conversation(defaultOutpollVariants, 'orderBook', request);
    expect(talk.client.messages).toEqual([JSON.parse(examples.orderBook.subscribed)]);
  });
});
