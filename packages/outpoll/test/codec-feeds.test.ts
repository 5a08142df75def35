import { describe, expect, it } from 'vitest';

import { eventId, otherOutcomeId, outcomeId } from './fixtures/examples.ts';
import { read } from './support/codecs.ts';

const payload = { id: 7, price: '0.5', deep: [{ a: null }] };

describe('what the pages do not document is passed on as it came', () => {
  it.each(['orderFeed', 'activity', 'lastTrades'] as const)(
    '%s: an envelope’s type and payload',
    (channel) => {
      for (const d of [payload, [payload], null, 'text', 4])
        expect(read(channel, { t: 'TRADE', d })).toMatchObject([
          { type: 'data', channel, data: { type: 'TRADE', payload: d } },
        ]);
    },
  );

  it.each([
    ['an object', payload],
    ['a list', [payload, payload]],
    ['an empty list', []],
    ['a trade with a time and a direction', { t: 1_712_500_000, d: 'BUY', p: 0.5 }],
  ])('lastTrades: a message that is %s', (_what, message) => {
    expect(read('lastTrades', message)).toEqual([
      {
        type: 'data',
        channel: 'lastTrades',
        topic: '',
        data: { type: undefined, payload: message },
      },
    ]);
  });

  it('a message whose `d` is one of its fields, and not its payload, loses none of the others', () => {
    const trade = { t: 'BUY', d: '2024-04-07', p: 0.5, q: 3 };
    expect(read('lastTrades', trade)).toMatchObject([{ data: { type: 'BUY', payload: trade } }]);
    const bare = { t: 'FILLED', order: 'o1' };
    expect(read('orderFeed', bare)).toMatchObject([{ data: { type: 'FILLED', payload: bare } }]);
  });

  it('an integer beyond 2^53 keeps every digit', () => {
    expect(read('orderFeed', '{"t":"X","d":{"id":9007199254740993}}')).toMatchObject([
      { data: { payload: { id: '9007199254740993' } } },
    ]);
  });
});

describe('an activity', () => {
  it.each([outcomeId, [outcomeId]])('belongs to the outcome that its envelope names: %j', (o) => {
    expect(read('activity', { t: 'TRADE', e: eventId, o, d: payload })).toEqual([
      {
        type: 'data',
        channel: 'activity',
        topic: outcomeId,
        data: { type: 'TRADE', payload, eventId, outcomeId },
      },
    ]);
  });

  it('of several outcomes is for whoever subscribes one of them', () => {
    const o = [outcomeId, otherOutcomeId];
    expect(read('activity', { t: 'TRADE', e: eventId, o, d: payload })).toEqual([
      {
        type: 'data',
        channel: 'activity',
        topics: o,
        data: { type: 'TRADE', payload, eventId, outcomeId: undefined },
      },
    ]);
  });

  it.each([[{}], [{ o: null }], [{ o: [] }], [{ o: 5, e: {} }], [{ o: [5] }]])(
    'whose envelope names no outcome (%j) belongs to nobody in particular',
    (fields) => {
      expect(read('activity', { t: 'TRADE', d: payload, ...fields })).toEqual([
        {
          type: 'data',
          channel: 'activity',
          topic: undefined,
          data: { type: 'TRADE', payload, eventId: undefined, outcomeId: undefined },
        },
      ]);
    },
  );

  it('whose payload names an outcome is not looked into', () => {
    const message = { t: 'TRADE', d: { e: eventId, o: outcomeId } };
    expect(read('activity', message)).toMatchObject([{ topic: undefined }]);
  });

  it.each(['SUBSCRIBED', 'UNSUBSCRIBED'])('%s, if there is such an answer, is one', (t) => {
    expect(read('activity', { t, e: eventId, o: outcomeId })).toMatchObject([
      { type: 'acknowledged', topic: outcomeId },
    ]);
  });

  it('that is called success and says more than an answer does is an event as well', () => {
    const message = { t: 'success', o: outcomeId, d: { trade: 1 } };
    expect(read('activity', message)).toMatchObject([
      { type: 'acknowledged', topic: outcomeId },
      { type: 'data', topic: outcomeId, data: { type: 'success', payload: { trade: 1 } } },
    ]);
    expect(read('activity', { t: 'success', o: outcomeId, d: 'subscribed' })).toHaveLength(1);
    expect(read('activity', { t: 'success', d: { message: 'subscribed' } })).toHaveLength(1);
  });
});
