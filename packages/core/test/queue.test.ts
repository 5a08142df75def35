import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Queue, type Conflation } from '../src/engine/queue.ts';
import type { AnyItem, DataItem, GapItem, GapReason, Policy, StatusItem } from '../src/index.ts';
import { isCollected } from './support/garbage.ts';

const roomy = { items: 1000, bytes: 1_000_000 };

function data(value: unknown, snapshot = false): DataItem<unknown> {
  const id = JSON.stringify(value);
  return { type: 'data', data: value, snapshot, replayed: false, late: false, receivedAt: 0, id };
}

function gap(reason: GapReason, since = 0): GapItem {
  return { type: 'gap', reason, since, until: since, recovery: 'complete' };
}

function status(word: StatusItem['status']): StatusItem {
  return { type: 'status', status: word, at: 0 };
}

function drain(queue: Queue): AnyItem[] {
  const items: AnyItem[] = [];
  for (let item = queue.take(); item; item = queue.take()) items.push(item);
  return items;
}

function words(items: readonly AnyItem[]): unknown[] {
  return items.map((item) => {
    if (item.type === 'data') return item.data;
    return item.type === 'gap' ? `gap ${item.reason}` : item.status;
  });
}

type Rows = Record<string, Record<string, number>>;

const merging: Conflation = {
  rows: (value) => Object.entries(value as Rows),
  merge: (older, newer) => ({ ...older, ...newer }),
  data: (rows) => Object.fromEntries(rows),
  most: Number.POSITIVE_INFINITY,
};

describe('a queue', () => {
  test('promise 1: gives what it was given, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (values) => {
        const queue = new Queue('hold', { items: Infinity, bytes: Infinity });
        for (const value of values) queue.pushData(data(value), 1, 0);
        expect(words(drain(queue))).toEqual(values);
      }),
    );
  });

  test('promise 5: counts what is in it, however it was filled and emptied', () => {
    const action = fc.oneof(
      fc.record({ what: fc.constant('push' as const), bytes: fc.nat(50) }),
      fc.record({ what: fc.constant('take' as const), bytes: fc.constant(0) }),
      fc.record({ what: fc.constant('mark' as const), bytes: fc.constant(0) }),
    );
    const policies = fc.constantFrom<Policy>('hold', 'drop-oldest', 'fail');
    fc.assert(
      fc.property(policies, fc.array(action, { maxLength: 200 }), (policy, actions) => {
        const limits = { items: 7, bytes: 120 };
        const queue = new Queue(policy, limits);
        for (const { what, bytes } of actions) {
          if (what === 'push') queue.pushData(data(bytes), bytes, 0);
          else if (what === 'take') queue.take();
          else {
            queue.pushStatus(status('recovering'));
            queue.pushGap(gap('disconnect'));
            queue.pushStatus(status('live'));
          }
          expect(queue.items).toBeLessThanOrEqual(limits.items);
          expect(queue.bytes).toBeLessThanOrEqual(limits.bytes + 50);
        }
        const rest = drain(queue);
        expect([queue.items, queue.bytes, queue.isEmpty]).toEqual([0, 0, true]);
        // Between two of its events, at most a gap for each reason, with a status on each side.
        const marks = rest.filter(({ type }) => type !== 'data').length;
        expect(marks).toBeLessThanOrEqual((limits.items + 1) * 5);
      }),
    );
  });

  test('promise 5: refuses when it is full, under hold and fail', () => {
    for (const policy of ['hold', 'fail'] as const) {
      const queue = new Queue(policy, { items: 2, bytes: 1000 });
      expect([1, 2, 3].map((value) => queue.pushData(data(value), 1, 0))).toEqual([
        true,
        true,
        false,
      ]);
      expect(queue.pushData(data(4), 1, 0, true)).toBe(true);
      expect(words(drain(queue))).toEqual([1, 2, 4]);
    }
  });

  test('promise 5: is half empty when there is room for half of it, in items and in bytes', () => {
    const queue = new Queue('hold', { items: 4, bytes: 100 });
    for (const bytes of [10, 10, 60]) queue.pushData(data(bytes), bytes, 0);
    expect(queue.isHalfEmpty).toBe(false);
    queue.take();
    expect(queue.isHalfEmpty).toBe(false);
    queue.take();
    queue.take();
    expect(queue.isHalfEmpty).toBe(true);
  });

  test('promise 5: holds nothing that was taken, while the rest waits', async () => {
    const queue = new Queue('hold', roomy);
    const pushSomething = (): WeakRef<object> => {
      const value = { large: true };
      queue.pushData(data(value), 1, 0);
      return new WeakRef(value);
    };
    const reference = pushSomething();
    queue.pushData(data('behind it'), 1, 0);
    queue.take();
    expect(await isCollected(reference)).toBe(true);
    expect(queue.items).toBe(1);
  });

  test('forgets everything when it is cleared', () => {
    const queue = new Queue('hold', roomy);
    queue.pushData(data(1), 5, 0);
    queue.pushGap(gap('disconnect'));
    queue.clear();
    expect([queue.items, queue.bytes, queue.isEmpty, queue.take()]).toEqual([
      0,
      0,
      true,
      undefined,
    ]);
  });
});

describe('marks', () => {
  test('promise 2: gaps of one reason with no event between them are one, as long and as bad as all', () => {
    const queue = new Queue('hold', roomy);
    queue.pushGap({ ...gap('disconnect', 5), recovery: 'none' });
    queue.pushStatus(status('live'));
    queue.pushGap({ ...gap('disconnect', 9), recovery: 'partial' });
    expect(drain(queue)).toMatchObject([
      { type: 'gap', since: 5, until: 9, recovery: 'none' },
      { status: 'live' },
    ]);
  });

  test('promise 2: an event keeps two gaps apart', () => {
    const queue = new Queue('hold', roomy);
    queue.pushGap(gap('disconnect', 5));
    queue.pushData(data('between'), 1, 0);
    queue.pushGap(gap('disconnect', 9));
    expect(words(drain(queue))).toEqual(['gap disconnect', 'between', 'gap disconnect']);
  });

  test('promise 2: gaps of different reasons stay two', () => {
    const queue = new Queue('hold', roomy);
    queue.pushGap(gap('disconnect'));
    queue.pushGap(gap('overflow'));
    expect(words(drain(queue))).toEqual(['gap disconnect', 'gap overflow']);
  });

  test('the newest of neighbouring statuses stays', () => {
    const queue = new Queue('hold', roomy);
    for (const word of ['live', 'recovering', 'waiting'] as const) queue.pushStatus(status(word));
    expect(words(drain(queue))).toEqual(['waiting']);
  });
});

describe('drop-oldest', () => {
  test('promise 2: each event is delivered or counted in the gap that stands for it, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 150 }),
        fc.integer({ min: 1, max: 9 }),
        (actions, items) => {
          const queue = new Queue('drop-oldest', { items, bytes: Infinity });
          const seen: AnyItem[] = [];
          let pushed = 0;
          for (const isPush of actions) {
            if (isPush) queue.pushData(data((pushed += 1)), 1, 0);
            else seen.push(...[queue.take() ?? []].flat());
          }
          seen.push(...drain(queue));
          let count = 0;
          const places = seen.flatMap((item) => {
            count += item.type === 'gap' ? (item.dropped ?? 0) : item.type === 'data' ? 1 : 0;
            return item.type === 'data' ? [{ value: item.data, place: count }] : [];
          });
          expect(count).toBe(pushed);
          expect(places.every(({ value, place }) => value === place)).toBe(true);
        },
      ),
    );
  });

  test('promise 2: the gap covers the time from the first event that it stands for', () => {
    const queue = new Queue('drop-oldest', { items: 1, bytes: Infinity });
    for (const receivedAt of [10, 20, 30])
      queue.pushData({ ...data(receivedAt), receivedAt }, 1, receivedAt);
    expect(drain(queue)).toMatchObject([
      { type: 'gap', reason: 'overflow', since: 10, until: 30, dropped: 2, recovery: 'none' },
      { data: 30 },
    ]);
  });

  test('promise 2: other gaps keep their place among the events', () => {
    const queue = new Queue('drop-oldest', { items: 2, bytes: Infinity });
    queue.pushData(data(1), 1, 0);
    queue.pushGap(gap('disconnect'));
    queue.pushData(data(2), 1, 0);
    queue.pushGap(gap('silence'));
    queue.pushData(data(3), 1, 0);
    expect(words(drain(queue))).toEqual(['gap overflow', 'gap disconnect', 2, 'gap silence', 3]);
  });
});

describe('conflate', () => {
  test('promise 5: a value takes the place of the one before', () => {
    const queue = new Queue('conflate', roomy);
    for (const value of [1, 2, 3]) queue.pushData(data(value), value * 10, 0);
    expect([queue.items, queue.bytes]).toEqual([1, 30]);
    expect(words(drain(queue))).toEqual([3]);
  });

  test('promise 5: whoever reads late ends with the same state as who reads each change', () => {
    const rows = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(9), { noNullPrototype: true }),
      { noNullPrototype: true },
    );
    const step = fc.record({ rows, snapshot: fc.boolean(), isTaken: fc.boolean() });
    const apply = (state: Rows, change: Rows, snapshot: boolean): Rows => {
      const next: Rows = snapshot ? {} : { ...state };
      for (const [key, row] of Object.entries(change)) next[key] = { ...next[key], ...row };
      return next;
    };
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = new Queue('conflate', roomy, merging);
        let truth: Rows = {};
        let read: Rows = {};
        const readOne = (): void => {
          const item = queue.take();
          if (item?.type === 'data') read = apply(read, item.data as Rows, item.snapshot);
        };
        for (const { rows: change, snapshot, isTaken } of steps) {
          truth = apply(truth, change, snapshot);
          queue.pushData(data(change, snapshot), 10, 0);
          if (isTaken) readOne();
        }
        readOne();
        expect(queue.isEmpty).toBe(true);
        expect(read).toEqual(truth);
      }),
    );
  });

  test('promise 2: nothing is merged across a gap', () => {
    const queue = new Queue('conflate', roomy, merging);
    queue.pushData(data({ a: { x: 1 } }), 10, 0);
    queue.pushGap(gap('disconnect'));
    queue.pushData(data({ a: { y: 2 } }), 10, 0);
    expect(words(drain(queue))).toEqual([{ a: { x: 1 } }, 'gap disconnect', { a: { y: 2 } }]);
  });

  test('promise 5: changes of the same rows do not make it larger', () => {
    const queue = new Queue('conflate', roomy, merging);
    for (let count = 0; count < 500; count += 1) queue.pushData(data({ a: { x: count } }), 40, 0);
    expect(queue.items).toBe(1);
    expect(queue.bytes).toBeLessThanOrEqual(80);
  });

  test('does not change what was delivered before', () => {
    const queue = new Queue('conflate', roomy, merging);
    const first = data({ a: { x: 1 } });
    queue.pushData(first, 10, 0);
    queue.pushData(data({ a: { x: 2 } }), 10, 0);
    drain(queue);
    expect(first.data).toEqual({ a: { x: 1 } });
  });
});
