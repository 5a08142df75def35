import { describe, expect, test } from 'vitest';

import { memoryCursor, type CursorStore } from '../src/index.ts';
import { book, prices, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

/** As if an earlier process had stopped there. */
function cursorAt(sequence: number): CursorStore {
  return memoryCursor([['test-venue:trades:a', { sequence, at: 0 }]]);
}

function sequences({ items }: Reader<unknown, unknown>): (number | undefined)[] {
  return items.flatMap((item) => (item.type === 'data' ? [item.sequence] : []));
}

describe('sharing', () => {
  test('promise 9: two consumers of the same thing share one subscription of the venue', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const readers = [1, 2].map(() => new Reader(client.read(trades, 'a')));
    await Promise.all(readers.map((reader) => reader.live()));
    venue.publish('trades', 'a', price(1));
    await Promise.all(readers.map((reader) => reader.until(({ data }) => data.length === 1)));
    expect(venue.asked).toEqual(['subscribe trades:a']);
    expect(venue.dials).toBe(1);
  });

  test('promise 9: a late joiner of a state starts with the state as it is now', async () => {
    await using venue = await TestVenue.start();
    venue.publish('book', 'a', { rows: { '10': { size: 1, orders: 1 } } });
    await using client = new TestClient(venue);
    const first = new Reader(client.read(book, 'a'));
    await first.live();
    await venue.until(() => venue.asked.includes('refresh book:a'));
    venue.publish('book', 'a', { rows: { '10': { size: 5 } } });
    venue.publish('book', 'a', { rows: { '11': { size: 2, orders: 3 } } });
    await client.hasRead(venue.only);
    const frames = venue.received.length;
    const late = new Reader(client.read(book, 'a'));
    await late.live();
    expect(late.story).toEqual(['snapshot', 'live']);
    expect(late.data).toEqual([
      { rows: { '10': { size: 5, orders: 1 }, '11': { size: 2, orders: 3 } } },
    ]);
    expect(venue.received).toHaveLength(frames);
  });

  test('promise 9: a late joiner of a whole value starts with the latest', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const first = new Reader(client.read(prices, 'a'));
    await first.live();
    venue.publish('prices', 'a', price(4));
    await client.hasRead(venue.only);
    const late = new Reader(client.read(prices, 'a'));
    await late.live();
    expect(late.data).toEqual([price(4)]);
  });

  test('promise 9: a joiner with a lower cursor gets what it lacks, and the others get nothing twice', async () => {
    await using venue = await TestVenue.start();
    for (const value of [1, 2, 3]) venue.publish('trades', 'a', price(value));
    await using client = new TestClient(venue);
    const first = new Reader(client.read(trades, 'a', { cursor: cursorAt(2) }));
    await first.until(({ data }) => data.length === 1);
    const late = new Reader(client.read(trades, 'a', { cursor: cursorAt(0) }));
    await late.until(({ data }) => data.length === 3);
    venue.publish('trades', 'a', price(4));
    await Promise.all([
      first.until(({ data }) => data.length === 2),
      late.until(({ data }) => data.length === 4),
    ]);
    expect(sequences(first)).toEqual([3, 4]);
    expect(sequences(late)).toEqual([1, 2, 3, 4]);
    expect(first.story).toEqual(['gap restart complete', 'live', 'replayed', 'data']);
    const resumes = venue.received
      .filter(({ message }) => message.do === 'subscribe')
      .map(({ message }) => message.after);
    expect(resumes).toEqual([2, 0]);
  });

  test('promise 9: a joiner whose cursor is not below needs no new subscribe', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const first = new Reader(client.read(trades, 'a', { cursor: cursorAt(0) }));
    await first.live();
    venue.publish('trades', 'a', price(1));
    await first.until(({ data }) => data.length === 1);
    const late = new Reader(client.read(trades, 'a', { cursor: cursorAt(1) }));
    await late.live();
    venue.publish('trades', 'a', price(2));
    await late.until(({ data }) => data.length === 1);
    expect(sequences(late)).toEqual([2]);
    expect(venue.asked).toEqual(['subscribe trades:a']);
  });

  test('promise 9: those who join in one turn cost one subscribe, from the lowest cursor', async () => {
    await using venue = await TestVenue.start();
    for (const value of [1, 2, 3, 4]) venue.publish('trades', 'a', price(value));
    await using client = new TestClient(venue);
    const first = new Reader(client.read(trades, 'a', { cursor: cursorAt(4) }));
    await first.live();
    venue.publish('trades', 'a', price(5));
    await first.until(({ data }) => data.length === 1);
    const late = [3, 1, 2].map(
      (sequence) => new Reader(client.read(trades, 'a', { cursor: cursorAt(sequence) })),
    );
    await Promise.all(
      late.map((reader) =>
        reader.until(
          ({ items }) => items.at(-1)?.type === 'data' && sequences(reader).at(-1) === 5,
        ),
      ),
    );
    expect(late.map(sequences)).toEqual([
      [4, 5],
      [2, 3, 4, 5],
      [3, 4, 5],
    ]);
    expect(sequences(first)).toEqual([5]);
    expect(venue.asked).toEqual([
      'subscribe trades:a',
      'unsubscribe trades:a',
      'subscribe trades:a',
    ]);
  });

  test('promise 9: a joiner without a cursor beside a replay gets only what is new', async () => {
    await using venue = await TestVenue.start();
    for (const value of [1, 2]) venue.publish('trades', 'a', price(value));
    await using client = new TestClient(venue);
    const [resumed, fresh] = [
      new Reader(client.read(trades, 'a', { cursor: cursorAt(0) })),
      new Reader(client.read(trades, 'a')),
    ];
    await Promise.all([resumed.until(({ data }) => data.length === 2), fresh.live()]);
    venue.publish('trades', 'a', price(3));
    await fresh.until(({ data }) => data.length > 0);
    expect(sequences(fresh)).toEqual([3]);
    expect(sequences(resumed)).toEqual([1, 2, 3]);
  });

  test('a subscription ends at the venue when its last reader leaves, not before', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const others = new Reader(client.read(trades, 'b'));
    const subscriptions = [client.read(trades, 'a'), client.read(trades, 'a')];
    const readers = subscriptions.map((subscription) => new Reader(subscription));
    await Promise.all([others, ...readers].map((reader) => reader.live()));
    await subscriptions[0]?.return();
    await client.hasRead(venue.only);
    expect(venue.only.subscriptions).toContain('trades:a');
    await subscriptions[1]?.return();
    await venue.until(() => !venue.only.subscriptions.has('trades:a'));
    expect(venue.asked.filter((one) => one.startsWith('unsubscribe'))).toEqual([
      'unsubscribe trades:a',
    ]);
    venue.publish('trades', 'b', price(1));
    await others.until(({ data }) => data.length === 1);
  });

  test('a connection is let go when nobody needs it, and dialled again when somebody does', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    await subscription.ready();
    await subscription.return();
    await venue.until(() => venue.connections.length === 0);
    expect(client.health().state).toBe('idle');
    await client.read(trades, 'b').ready();
    expect(venue.dials).toBe(2);
  });

  test('what is left before its turn to be asked for is never asked for', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('trades');
    await using client = new TestClient(venue, { limits: { requestsInFlight: 1 } });
    const first = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.asked.length === 1);
    const second = client.read(trades, 'b');
    const leaving = second.next();
    await client.hasRead(venue.only);
    await second.return();
    await leaving;
    const third = new Reader(client.read(trades, 'c'));
    venue.faults.unacknowledged.clear();
    venue.publish('trades', 'a', price(1));
    await Promise.all([first.live(), third.live()]);
    expect(venue.asked).toEqual(['subscribe trades:a', 'subscribe trades:c']);
  });

  test('promise 2: what an old subscription still sends is not taken for the new one’s', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const others = new Reader(client.read(trades, 'b'));
    const old = client.read(trades, 'a');
    await Promise.all([others.live(), old.ready()]);
    venue.faults.ignored.add('trades');
    await old.return();
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.asked.includes('unsubscribe trades:a'));
    venue.publish('trades', 'a', price(1));
    await client.hasRead(venue.only);
    expect(reader.items).toEqual([]);
  });
});
