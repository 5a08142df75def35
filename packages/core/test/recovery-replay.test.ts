import { describe, expect, test } from 'vitest';

import { AuthError, memoryCursor } from '../src/index.ts';
import { trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

describe.each(platforms)('replay on $name', ({ platform }) => {
  test('promise 2: what was missed is replayed after its gap, and the verdict is complete', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.drop();
    venue.publish('trades', 'a', price(2));
    await reader.until(({ data }) => data.length === 2);
    venue.publish('trades', 'a', price(3));
    await reader.until(({ data }) => data.length === 3);
    expect(reader.story).toEqual([
      'live',
      'data',
      'recovering',
      'gap disconnect complete',
      'live',
      'replayed',
      'data',
    ]);
    expect(reader.data).toEqual([price(1), price(2), price(3)]);
  });

  test('promise 2: the gap comes also when nothing comes after it', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    const received = reader.items.find((item) => item.type === 'data');
    venue.drop();
    await reader.live(2);
    expect(reader.story.slice(2)).toEqual(['recovering', 'gap disconnect complete', 'live']);
    const [gap] = reader.gaps;
    expect(gap?.since).toBe(received?.receivedAt);
    expect(gap?.until).toBeGreaterThanOrEqual(gap?.since ?? Number.NaN);
  });

  test('promise 2: a break before the first event was seen has no cursor: its gap cannot be closed', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.drop();
    venue.publish('trades', 'a', price(1));
    await reader.live(2);
    venue.publish('trades', 'a', price(2));
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'recovering', 'gap disconnect none', 'live', 'data']);
    expect(reader.data).toEqual([price(2)]);
  });

  test('promise 2: a fatal error during an outage comes after the gap that it leaves', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.faults.refuse = { status: 401 };
    venue.keys.clear();
    venue.drop();
    const error = await reader.ended;
    expect(error).toBeInstanceOf(AuthError);
    expect(reader.story.filter((word) => word !== 'waiting')).toEqual([
      'live',
      'data',
      'recovering',
      'gap disconnect none',
    ]);
    expect(reader.gaps[0]?.cause).toBe(error);
  });
});

describe('replay', () => {
  test('promise 2: beyond the venue’s limit a second gap tells what no replay brings', async () => {
    await using venue = await TestVenue.start();
    venue.faults.replayLimit = 2;
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.drop();
    for (const value of [2, 3, 4, 5]) venue.publish('trades', 'a', price(value));
    await reader.until(({ gaps }) => gaps.length === 2);
    venue.publish('trades', 'a', price(6));
    await reader.until(({ data }) => data.length === 4);
    expect(reader.story.slice(2)).toEqual([
      'recovering',
      'gap disconnect complete',
      'live',
      'replayed',
      'replayed',
      'gap replay-limit partial',
      'data',
    ]);
    expect(reader.data).toEqual([price(1), price(2), price(3), price(6)]);
  });

  test('promise 3: a new process goes on after the last event that the old one handled', async () => {
    await using venue = await TestVenue.start();
    const cursor = memoryCursor();
    await using first = new TestClient(venue);
    const before = new Reader(first.read(trades, 'a', { cursor }));
    await before.live();
    venue.publish('trades', 'a', price(1));
    venue.publish('trades', 'a', price(2));
    await before.until(({ data }) => data.length === 2);
    await first.client.close();
    for (const value of [3, 4]) venue.publish('trades', 'a', price(value));
    await using second = new TestClient(venue);
    const after = new Reader(second.read(trades, 'a', { cursor }));
    await after.until(({ data }) => data.length === 2);
    expect(after.story).toEqual(['gap restart complete', 'live', 'replayed', 'replayed']);
    expect(after.data).toEqual([price(3), price(4)]);
  });

  test('promise 3: an event that a venue sends twice is delivered once', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    const first = venue.publish('trades', 'a', price(1));
    venue.send('trades', 'a', first);
    venue.publish('trades', 'a', price(2));
    await reader.until(({ data }) => data.length === 2);
    expect(reader.data).toEqual([price(1), price(2)]);
    expect(client.health().counters.duplicates).toBe(1);
  });

  test('promise 3: an event has the same id when it comes live, replayed, and to a new process', async () => {
    await using venue = await TestVenue.start();
    await using early = new TestClient(venue);
    const live = new Reader(early.read(trades, 'a'));
    await live.live();
    venue.publish('trades', 'a', price(1));
    await live.until(({ data }) => data.length === 1);
    const cursor = memoryCursor([['test-venue:trades:a', { sequence: 0, at: 0 }]]);
    await using late = new TestClient(venue);
    const replayed = new Reader(late.read(trades, 'a', { cursor }));
    await replayed.until(({ data }) => data.length === 1);
    const ids = [live, replayed].map(({ items }) =>
      items.flatMap((item) => (item.type === 'data' ? [item.id] : [])),
    );
    expect(ids).toEqual([['test-venue:trades:a:1'], ['test-venue:trades:a:1']]);
  });

  test('promise 3: a replay that is cut goes on where it was cut', async () => {
    await using venue = await TestVenue.start();
    const total = 500;
    for (let value = 1; value <= total; value += 1) venue.publish('trades', 'a', price(value));
    const cursor = memoryCursor([['test-venue:trades:a', { sequence: 0, at: 0 }]]);
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a', { cursor }));
    for (let cut = 1; cut <= 5; cut += 1) {
      await client.until(() => client.told('acknowledged').length === cut);
      // Somewhere in the replay: what the venue has written and the client has not read is gone.
      venue.drop();
    }
    await reader.until(({ data }) => data.length >= total);
    expect(reader.data).toEqual(Array.from({ length: total }, (_, index) => price(index + 1)));
  });

  test('promise 3: a restart in the middle of a replay brings nothing twice', async () => {
    await using venue = await TestVenue.start();
    for (let value = 1; value <= 60; value += 1) venue.publish('trades', 'a', price(value));
    const cursor = memoryCursor([['test-venue:trades:a', { sequence: 0, at: 0 }]]);
    const handled: unknown[] = [];
    for (let run = 1; run <= 3; run += 1) {
      await using client = new TestClient(venue);
      await client.client
        .subscribe(trades, { topic: 'a' }, { cursor })
        .forEach((item) => {
          if (item.type !== 'data') return;
          // Handled to its end, and only then does the process go away.
          if (handled.length === run * 20) throw new RangeError('killed');
          handled.push(item.data);
        })
        .catch((error: unknown) => error);
      venue.publish('trades', 'a', price(60 + run));
    }
    expect(handled).toEqual(Array.from({ length: 60 }, (_, index) => price(index + 1)));
  });

  test('promise 2: events that are numbered anew are delivered, behind a gap', async () => {
    await using venue = await TestVenue.start();
    const cursor = memoryCursor([['test-venue:trades:a', { sequence: 700, at: 0 }]]);
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a', { cursor }));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    venue.publish('trades', 'a', price(2));
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual([
      'gap restart complete',
      'live',
      'gap sequence-reset none',
      'data',
      'data',
    ]);
  });

  test('promise 1: all events come once and in order, however often the connection is cut', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    const total = 300;
    for (let value = 1; value <= total; value += 1) {
      venue.publish('trades', 'a', price(value));
      if (value % 30 !== 0) continue;
      // Cut in the middle of a burst: what is still in the socket is lost.
      if (value % 60 === 0) venue.drop();
      await reader.until(({ data }) => data.length >= value - 10 || reader.statuses.length > 0);
      await new Promise(setImmediate);
    }
    await reader.until(({ data }) => data.length >= total);
    const sequences = reader.items.flatMap((item) => (item.type === 'data' ? [item.sequence] : []));
    expect(sequences).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    expect(reader.gaps.every(({ recovery }) => recovery === 'complete')).toBe(true);
    expect(reader.gaps.length).toBeGreaterThan(0);
  });
});
