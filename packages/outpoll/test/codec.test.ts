import { describe, expect, it } from 'vitest';

import { eventId, examples, outcomeId } from './fixtures/examples.ts';
import { codecs, read, request } from './support/codecs.ts';

describe('every example of the pages is read', () => {
  it('PRICES_DATA as the full book of an event, with names for its letters', () => {
    expect(read('orderBook', examples.orderBook.prices)).toEqual([
      {
        type: 'data',
        channel: 'orderBook',
        topic: eventId,
        data: { eventId, outcomes: [{ outcomeId, chance: 0.55, bid: 0.54, ask: 0.56 }] },
        snapshot: true,
      },
    ]);
  });

  it('SUBSCRIBED as the acknowledgement of its event', () => {
    expect(read('orderBook', examples.orderBook.subscribed)).toEqual([
      { type: 'acknowledged', action: 'subscribe', channel: 'orderBook', topic: eventId },
    ]);
  });

  it.each([
    ['probability', examples.chanceHistory.probability, true],
    ['UPDATE_HISTORY', examples.chanceHistory.update, false],
  ])(
    '%s as a value of its outcome; whether it is the latest known: %s',
    (_type, text, snapshot) => {
      expect(read('chanceHistory', text)).toEqual([
        {
          type: 'data',
          channel: 'chanceHistory',
          topic: outcomeId,
          data: { eventId, outcomeId, time: 1_712_160_300, probability: 0.67 },
          time: 1_712_160_300,
          snapshot,
        },
      ]);
    },
  );

  it('success of the chance history as the acknowledgement of its outcome, whatever its words', () => {
    expect(read('chanceHistory', examples.chanceHistory.success)).toEqual([
      { type: 'acknowledged', action: undefined, channel: 'chanceHistory', topic: outcomeId },
    ]);
  });

  it('success and SUCCESS of private streams as their readiness', () => {
    expect(read('orderUpdates', examples.orderUpdates.success)).toEqual([{ type: 'ready' }]);
    expect(read('orderFeed', examples.orderFeed.success)).toEqual([{ type: 'ready' }]);
  });

  it('success of the balances as their readiness, and as the full state', () => {
    expect(read('balances', examples.balances.success)).toEqual([
      { type: 'ready' },
      {
        type: 'data',
        channel: 'balances',
        topic: '',
        data: {
          balances: [
            { assetId: '078dcd98-928d-479f-8110-ff6d27e44de2', balance: 1250.5, free: 1200 },
          ],
        },
        snapshot: true,
      },
    ]);
  });

  it('a balance without an envelope as a change of its asset', () => {
    expect(read('balances', examples.balances.delta)).toEqual([
      {
        type: 'data',
        channel: 'balances',
        topic: '',
        data: {
          balances: [
            {
              userId: 'user-id',
              assetId: 'asset-id',
              averageOpenPrice: 0.5,
              cost: 50,
              balance: 1200.5,
              free: 1150,
            },
          ],
        },
        snapshot: false,
      },
    ]);
  });

  it('ORDER_UPDATE and TPSL_UPDATE as notices that tell their type', () => {
    expect(read('orderUpdates', examples.orderUpdates.orderUpdate)).toEqual([
      {
        type: 'data',
        channel: 'orderUpdates',
        topic: '',
        data: {
          type: 'ORDER_UPDATE',
          orderId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
          userId: 'user-id',
          status: 'SUCCESS',
        },
      },
    ]);
    expect(read('orderUpdates', examples.orderUpdates.takeProfit)).toMatchObject([
      {
        type: 'data',
        data: {
          type: 'TPSL_UPDATE',
          orderId: 'order-id',
          userId: 'user-id',
          assetId: 'asset-id',
          quantity: 100,
          takeProfitPrice: 0.95,
          stopLossPrice: 0.1,
          status: 'ACTIVE',
        },
      },
    ]);
  });

  it('PING as a heartbeat, on every endpoint', () => {
    for (const codec of Object.values(codecs))
      expect(codec.decode(examples.orderUpdates.ping)).toEqual({ type: 'heartbeat' });
  });

  it('the refusal of AUTH as one of which only REST can tell the cause', () => {
    expect(read('orderUpdates', examples.orderUpdates.error)).toMatchObject([
      {
        type: 'refused',
        retryable: 'probe',
        reasons: [{ message: 'Invalid or missing credentials' }],
      },
    ]);
  });

  it('an error of the activity feed as one of its outcome', () => {
    expect(read('activity', examples.activity.error)).toEqual([
      {
        type: 'refused',
        channel: 'activity',
        topic: 'outcome-id',
        retryable: true,
        reasons: [{ code: 'error', message: 'Error description' }],
      },
    ]);
  });
});

describe('every example of the pages that a client sends is written, to the letter', () => {
  it('of the order book', () => {
    const book = request(eventId);
    const { subscribe } = examples.orderBook;
    expect(codecs.orderBook.subscribe(book)).toBe(subscribe);
    // Inferred: they have the form of SUBSCRIBE.
    expect(codecs.orderBook.unsubscribe(book)).toBe(subscribe.replace('SUB', 'UNSUB'));
    expect(codecs.orderBook.refresh?.(book)).toBe(subscribe.replace('SUBSCRIBE', 'REQUEST_DATA'));
  });

  it('of the chance history, one outcome a message', () => {
    const { subscribe, unsubscribe } = examples.chanceHistory;
    const two = JSON.parse(subscribe) as object;
    expect(codecs.chanceHistory.subscribe(request())).toBe(
      JSON.stringify({ ...two, o: [outcomeId] }),
    );
    expect(codecs.chanceHistory.unsubscribe(request())).toBe(unsubscribe);
  });

  it('of the activity feed', () => {
    expect(codecs.activity.subscribe(request())).toBe(examples.activity.subscribe);
    expect(codecs.activity.unsubscribe(request())).toBe(examples.activity.unsubscribe);
  });

  it('nothing where connecting is subscribing', () => {
    for (const name of ['orderUpdates', 'balances', 'orderFeed', 'lastTrades'] as const) {
      expect(codecs[name].subscribe(request())).toBeUndefined();
      expect(codecs[name].unsubscribe(request())).toBeUndefined();
    }
  });
});
