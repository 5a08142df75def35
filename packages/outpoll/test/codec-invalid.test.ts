import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eventId, examples, outcomeId } from './fixtures/examples.ts';
import { channelNames, codecs, read, type ChannelName } from './support/codecs.ts';

const withoutTypes = ['orderBook', 'chanceHistory', 'orderUpdates'] as const;

describe('promise 12: what cannot be read is named without its content', () => {
  it.each(['', '{"t":', 'PING', 'undefined'])('%j is not JSON', (text) => {
    for (const name of channelNames)
      expect(read(name, text)).toEqual([{ type: 'invalid', issue: 'not JSON' }]);
  });

  it.each(['null', '4', '"PING"', 'true'])('%s is no message', (text) => {
    for (const name of channelNames)
      expect(read(name, text)).toEqual([{ type: 'invalid', issue: 'not an object' }]);
  });

  it.each(['{}', '[]', '{"t":4}', '{"t":null}', '{"t":{"t":"PING"}}'])(
    '%s has no type where each message has one',
    (text) => {
      for (const name of withoutTypes)
        expect(read(name, text)).toEqual([{ type: 'invalid', issue: 'no t' }]);
    },
  );

  it('a type that no page mentions is told as it was sent, and cut', () => {
    for (const name of withoutTypes) {
      expect(read(name, { t: 'New_Thing' })).toEqual([{ type: 'unknown', tag: 'New_Thing' }]);
      expect(read(name, { t: 'x'.repeat(1000) })).toEqual([
        { type: 'unknown', tag: 'x'.repeat(64) },
      ]);
    }
    expect(read('balances', { t: 'New_Thing', d: {} })).toEqual([
      { type: 'unknown', tag: 'New_Thing' },
    ]);
  });

  it('names that every object has are no types, no letters and no ids', () => {
    for (const t of ['__proto__', 'constructor', 'toString'])
      expect(read('orderBook', { t })).toEqual([{ type: 'unknown', tag: t }]);
    const row = { o: 'one', constructor: 1 };
    expect(read('orderBook', { t: 'PRICES_DATA', e: eventId, d: [row] })).toMatchObject([
      { data: { outcomes: [{ outcomeId: 'one', constructor: 1 }] } },
    ]);
  });

  it.each<[ChannelName, object, string]>([
    ['orderBook', { t: 'PRICES_DATA', e: eventId, d: [{ o: 'one', b: 'content' }] }, eventId],
    ['orderBook', { t: 'PRICES_DATA', e: eventId }, eventId],
    ['orderBook', { t: 'PRICES_DATA_DELTA', e: eventId, d: [{ b: 1 }] }, eventId],
    ['chanceHistory', { t: 'probability', o: [outcomeId], d: { p: 'content' } }, outcomeId],
    ['chanceHistory', { t: 'UPDATE_HISTORY', o: outcomeId, d: null }, outcomeId],
  ])('%s: %j tells at least whose it is', (channel, message, topic) => {
    const [invalid] = read(channel, message);
    expect(invalid).toMatchObject({ type: 'invalid', channel, topic });
    expect(JSON.stringify(invalid)).not.toContain('content');
  });

  it.each<[ChannelName, object]>([
    ['orderBook', { t: 'PRICES_DATA', d: [] }],
    ['chanceHistory', { t: 'probability', e: eventId, d: { t: 1, p: 0.5 } }],
    ['chanceHistory', { t: 'probability', o: [], d: { t: 1, p: 0.5 } }],
    ['orderUpdates', { t: 'ORDER_UPDATE', d: { s: 'SUCCESS' } }],
    ['orderUpdates', { t: 'ORDER_UPDATE', d: null }],
    ['orderUpdates', { t: 'TPSL_UPDATE' }],
    ['balances', { a: 'asset-id', b: '5', f: 5 }],
    ['balances', { a: null, b: 5, f: 5 }],
    ['balances', { b: 5, f: 5 }],
    ['balances', []],
    ['balances', {}],
  ])('%s: %j may be of anything on its connection', (channel, message) => {
    expect(read(channel, message)).toMatchObject([{ type: 'invalid' }]);
    expect(read(channel, message)[0]).not.toHaveProperty('topic', expect.anything());
  });
});

const anyMessage = fc.oneof(
  fc.json(),
  fc.string(),
  fc.record(
    {
      t: fc.oneof(
        fc.constantFrom(
          ...['PING', 'success', 'ERROR', 'PRICES_DATA', 'PRICES_DATA_DELTA', 'probability'],
          ...['UPDATE_HISTORY', 'ORDER_UPDATE', 'TPSL_UPDATE', 'SUBSCRIBED', 'TRADE', ''],
        ),
        fc.jsonValue(),
      ),
      e: fc.oneof(fc.constant(eventId), fc.jsonValue()),
      o: fc.oneof(fc.constant(outcomeId), fc.array(fc.constant(outcomeId)), fc.jsonValue()),
      d: fc.oneof(
        fc.jsonValue(),
        fc.array(fc.record({ o: fc.string(), b: fc.jsonValue() })),
        fc.record({ l: fc.jsonValue() }),
        fc.record({ a: fc.string(), b: fc.jsonValue(), f: fc.jsonValue() }),
      ),
      r: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);

describe('promise 12: whatever comes', () => {
  it('is read without an exception, and as something that the engine knows', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(...channelNames), (message, channel) => {
        for (const one of read(channel, message)) expect(one.type).toMatch(/^[a-z-]+$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is shown in a recording without an exception, in a form that can be read again', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(...channelNames), (message, channel) => {
        const text = typeof message === 'string' ? message : JSON.stringify(message);
        const shown = codecs[channel].redact?.(text) ?? '';
        expect(shown === '[redacted]' || typeof JSON.parse(shown) === 'object').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('one of several rows that cannot be read costs the message, never a row in silence', () => {
    const { prices } = examples.orderBook;
    const message = JSON.parse(prices) as { d: object[] };
    expect(read('orderBook', { ...message, d: [...message.d, { c: 1 }] })).toMatchObject([
      { type: 'invalid' },
    ]);
  });
});
