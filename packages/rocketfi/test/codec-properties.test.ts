import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { orderEventId, restored } from '../src/events.ts';
import { protocol } from '../src/protocol.ts';
import { bySlot } from '../src/slots.ts';
import { account } from './fixtures/examples.ts';
import { frames } from './support/distorted.ts';

const types = new Set<string>(['pong', 'acknowledged', 'refused', 'data', 'unknown', 'invalid']);

describe('promise 12: the codec', () => {
  it('reads any frame without throwing, as something that the engine knows', () => {
    fc.assert(
      fc.property(frames, (text) => {
        const read = [protocol.decode(text)].flat().map(({ type }) => type);
        expect(read.filter((type) => !types.has(type))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('promise 11: shows nothing of any private frame but words that are ours', () => {
    const secret = fc.stringMatching(/^[a-z]{12}$/);
    const tags = [
      'OpenOrdersUpdate',
      'PositionUpdate',
      'SubmitTransaction',
      'TransactionResult',
      'New',
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...tags), fc.jsonValue(), (word, tag, value) => {
        const content = {
          account,
          value,
          deep: [{ positions: { [word]: word } }, word],
          [tag]: word,
        };
        expect(protocol.redact?.(JSON.stringify({ [tag]: content }))).not.toContain(word);
      }),
    );
  });
});

const event = fc.record({
  orderId: fc.nat(3).map(String),
  account: fc.constant(account),
  instrument: fc.constant('1'),
  eventData: fc.oneof(
    fc.record({ type: fc.constant('canceled' as const) }),
    fc.record({
      type: fc.constant('modified' as const),
      price: fc.nat(2).map(String),
      size: fc.nat(2).map(String),
      timestamp: fc.integer({ min: 1, max: 5 }),
    }),
  ),
});

describe('order events of REST', () => {
  const timeOf = (one: { eventData: object }): number | undefined =>
    'timestamp' in one.eventData ? Number(one.eventData.timestamp) : undefined;

  it('are put in order of time whichever end REST begins with, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(event), fc.boolean(), (events, isReversed) => {
        const ordered = events.toSorted((a, b) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0));
        const told = isReversed ? ordered.toReversed() : ordered;
        const result = restored({ rows: told, isCut: false }, orderEventId, timeOf);
        if (!('events' in result)) throw new TypeError('There are no events.');
        expect(result.events).toHaveLength(events.length);
        const times = result.events.flatMap(({ timeMs }) => timeMs ?? []);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  it('have one id for each thing that happens', () => {
    fc.assert(
      fc.property(event, event, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(orderEventId(one) === orderEventId(other)).toBe(isSame);
      }),
    );
  });
});

it('slots are ordered as the numbers that they are', () => {
  const slot = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(slot, slot, (one, other) => {
      const sign = Math.sign(bySlot({ slot: String(one) }, { slot: String(other) }));
      expect(sign).toBe(one < other ? -1 : Number(one > other));
    }),
  );
});
