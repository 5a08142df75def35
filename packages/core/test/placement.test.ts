import { describe, expect, test } from 'vitest';

import { LimitError } from '../src/index.ts';
import { prices, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const topics = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `t${index + 1}`);

describe('connections', () => {
  test('promise 9: one is filled before another is opened', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const readers = topics(7).map((topic) => new Reader(client.read(trades, topic)));
    await Promise.all(readers.map((reader) => reader.live()));
    expect(venue.connections.map(({ subscriptions }) => subscriptions.size)).toEqual([3, 3, 1]);
  });

  test('promise 9: a place that became free is taken before another connection is opened', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscriptions = topics(3).map((topic) => client.read(trades, topic));
    await Promise.all(subscriptions.map((subscription) => subscription.ready()));
    await subscriptions[0]?.return();
    await client.read(trades, 'late').ready();
    expect(venue.dials).toBe(1);
  });

  test('promise 9: a subscription beyond the venue’s limits fails at once, and no dial is wasted on it', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      limits: { connections: 2, subscriptionsPerConnection: 2 },
    });
    const readers = topics(4).map((topic) => new Reader(client.read(trades, topic)));
    await Promise.all(readers.map((reader) => reader.live()));
    const error: unknown = await client
      .read(trades, 'one-too-many')
      .ready()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ retryable: false });
    expect(String(error)).toContain('trades:one-too-many');
    expect(venue.peakConnections).toBe(2);
    expect(readers.every(({ isOver }) => !isOver)).toBe(true);
  });

  test('promise 9: who shares what is there needs no place', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      limits: { connections: 1, subscriptionsPerConnection: 1 },
    });
    await client.read(trades, 'a').ready();
    await client.read(trades, 'a').ready();
    expect(venue.asked).toEqual(['subscribe trades:a']);
  });

  test('promise 9: subscribes wait for one another as the venue’s limit says', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('trades');
    await using client = new TestClient(venue, {
      limits: { subscriptionsPerConnection: 10, requestsInFlight: 2 },
    });
    const readers = topics(6).map((topic) => new Reader(client.read(trades, topic)));
    await venue.until(() => venue.asked.length === 2);
    await client.hasRead(venue.only);
    expect(venue.asked).toEqual(['subscribe trades:t1', 'subscribe trades:t2']);
    for (const { message } of [...venue.received]) {
      if (message.request) venue.only.send({ kind: 'ok', request: message.request });
    }
    await venue.until(() => venue.asked.length === 4);
    await client.hasRead(venue.only);
    expect(venue.asked).toHaveLength(4);
    expect(readers.map(({ story }) => story)).toEqual([['live'], ['live'], [], [], [], []]);
  });

  test('promise 9: after a loss what is private is asked for first', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      limits: { subscriptionsPerConnection: 4, requestsInFlight: 1 },
    });
    const readers = [
      new Reader(client.read(prices, 'a')),
      new Reader(client.read(prices, 'b')),
      new Reader(client.read(trades, 'a')),
      new Reader(client.read(trades, 'b')),
    ];
    await Promise.all(readers.map((reader) => reader.live()));
    const before = venue.asked.length;
    venue.drop();
    await Promise.all(readers.map((reader) => reader.live(2)));
    const asked = venue.asked.slice(before).filter((one) => one.startsWith('subscribe'));
    expect(asked).toEqual([
      'subscribe trades:a',
      'subscribe trades:b',
      'subscribe prices:a',
      'subscribe prices:b',
    ]);
  });

  test('promise 9: an abandoned socket that is still counted is a reason to wait, not to fail', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.faults.refuse = { status: 429, retryAfter: '0' };
    venue.drop();
    await client.until(() => client.told('waiting').length >= 3);
    venue.faults.refuse = undefined;
    await reader.live(2);
    expect(client.told('waiting').at(-1)?.error).toMatchObject({ code: 'LIMIT', retryable: true });
  });
});
