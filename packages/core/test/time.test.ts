import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Agenda } from '../src/engine/agenda.ts';
import { Backoff } from '../src/engine/backoff.ts';
import { VenueClock } from '../src/engine/clock.ts';
import { defaultTiming } from '../src/index.ts';
import { retryAfterOf } from '../src/retry-after.ts';

function clockAt(now: number): { now: number; epoch: number } {
  return { now, epoch: now };
}

describe('the agenda', () => {
  test('does everything at its time, in the order of times', () => {
    const delays = fc.array(fc.nat(1000), { maxLength: 100 });
    fc.assert(
      fc.property(delays, (given) => {
        const clock = clockAt(0);
        const agenda = new Agenda(clock);
        const done: number[] = [];
        for (const delay of given) agenda.after(delay, () => done.push(delay));
        for (let at = agenda.next; at !== undefined; at = agenda.next) {
          expect(at).toBeGreaterThanOrEqual(clock.now);
          clock.now = at;
          agenda.run();
          expect(done.at(-1)).toBe(at);
        }
        expect(done).toEqual(given.toSorted((a, b) => a - b));
      }),
    );
  });

  test('does nothing that was cancelled, whenever that was', () => {
    const entry = fc.record({ delay: fc.nat(100), cancelAt: fc.option(fc.nat(100)) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const clock = clockAt(0);
        const agenda = new Agenda(clock);
        const done = new Set<number>();
        const made = entries.map(({ delay }, index) => agenda.after(delay, () => done.add(index)));
        for (clock.now = 0; clock.now <= 100; clock.now += 1) {
          for (const [index, { cancelAt }] of entries.entries())
            if (cancelAt === clock.now) made[index]?.cancel();
          agenda.run();
        }
        const expected = entries.flatMap(({ delay, cancelAt }, index) =>
          cancelAt === null || cancelAt > delay ? [index] : [],
        );
        expect([...done].toSorted((a, b) => a - b)).toEqual(expected);
        expect(agenda.next).toBeUndefined();
      }),
    );
  });

  test('never comes to what is infinitely far', () => {
    const agenda = new Agenda(clockAt(0));
    agenda.after(Number.POSITIVE_INFINITY, () => expect.unreachable());
    expect(agenda.next).toBeUndefined();
  });

  test('lets a task make and cancel appointments', () => {
    const clock = clockAt(10);
    const agenda = new Agenda(clock);
    const done: string[] = [];
    const doomed = agenda.after(0, () => done.push('doomed'));
    agenda.after(-1, () => {
      doomed.cancel();
      agenda.after(0, () => done.push('second'));
      done.push('first');
    });
    agenda.run();
    expect(done).toEqual(['first', 'second']);
  });
});

describe('the backoff', () => {
  const timing = { ...defaultTiming, backoffBase: 250, backoffCap: 10_000 };

  test('promise 8: waits at random below a bound that doubles up to the cap, and stays there', () => {
    const randoms = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(randoms, (given) => {
        let used = 0;
        const backoff = new Backoff(timing, () => given[used++] ?? 0);
        expect(backoff.next(true)).toBe(0);
        for (const [index, random] of given.entries()) {
          const bound = Math.min(10_000, 250 * 2 ** index);
          expect(backoff.next(true)).toBe(random * bound);
        }
      }),
    );
  });

  test('promise 8: the first is no exception where the venue wants to be waited for', () => {
    const backoff = new Backoff(timing, () => 0.5);
    expect(backoff.next(false)).toBe(125);
    expect(backoff.next(false)).toBe(125);
    expect(backoff.next(false)).toBe(250);
  });

  test('promise 8: is never shorter than the venue’s own wish', () => {
    const backoff = new Backoff(timing, () => 0.5);
    expect(backoff.next(true, 60_000)).toBeGreaterThanOrEqual(60_000);
  });

  test('promise 8: starts over when it is reset', () => {
    const backoff = new Backoff(timing, () => 0.5);
    for (let count = 0; count < 9; count += 1) backoff.next(true);
    expect(backoff.failures).toBe(9);
    backoff.reset();
    expect(backoff.next(true)).toBe(0);
  });

  test('promise 8: does not overflow, however long a venue is down', () => {
    const backoff = new Backoff(timing, () => 0.999);
    for (let count = 0; count < 5000; count += 1) backoff.next(true);
    expect(backoff.next(true)).toBe(9990);
  });
});

describe('the venue’s clock', () => {
  test('is ours until the venue tells its own', () => {
    const clock = new VenueClock(clockAt(1000));
    expect([clock.offset, clock.now]).toEqual([undefined, 1000]);
  });

  test('is known as well as the fastest of the latest messages allows', () => {
    const delays = fc.array(fc.nat(5000), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), delays, (skew, given) => {
        const local = clockAt(1_000_000);
        const clock = new VenueClock(local);
        for (const delay of given) {
          const sentAt = local.epoch + skew;
          local.epoch += delay;
          clock.observe(sentAt);
        }
        const fastest = Math.min(...given.slice(-8));
        expect(clock.offset).toBe(skew - fastest);
        expect(clock.now).toBe(local.epoch + skew - fastest);
      }),
    );
  });

  test('learns nothing from a message without a time', () => {
    const clock = new VenueClock(clockAt(1000));
    clock.observe(undefined);
    clock.observe(Number.NaN);
    expect(clock.offset).toBeUndefined();
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  test.each([
    { header: undefined, expected: undefined },
    { header: null, expected: undefined },
    { header: '', expected: undefined },
    { header: '0', expected: 0 },
    { header: '120', expected: 120_000 },
    { header: 'Sun, 01 Mar 2026 12:01:30 GMT', expected: 90_000 },
    { header: 'Sun, 01 Mar 2026 11:00:00 GMT', expected: 0 },
    { header: '-5', expected: 0 },
    { header: 'soon', expected: undefined },
  ])('$header means $expected ms', ({ header, expected }) => {
    expect(retryAfterOf(header, now)).toBe(expected);
  });

  test('promise 12: whatever a venue writes into it, it is a wait or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfterOf(header, now);
        expect(wait === undefined || wait >= 0).toBe(true);
      }),
    );
  });
});
