import { describe, expect, test } from 'vitest';

import { bulletin, trades } from './support/channels.ts';
import { Reader, takeData } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

describe('health()', () => {
  test('is idle before anything is read, live when all is, closed at the end', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    expect(client.health()).toMatchObject({ venue: 'test-venue', state: 'idle', connections: [] });
    venue.faults.withholdWelcome = true;
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('opened').length === 1);
    expect(client.health()).toMatchObject({
      state: 'recovering',
      connections: [{ state: 'greeting', endpoint: 'main', subscriptions: 1, dials: 1 }],
    });
    await venue.until(() => venue.received.length === 1);
    venue.only.send({ kind: 'welcome', at: venue.now() });
    await reader.live();
    expect(client.health()).toMatchObject({ state: 'live', connections: [{ state: 'ready' }] });
    await client.client.close();
    expect(client.health().state).toBe('closed');
  });

  test('tells of each subscription and each of its consumers', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const fast = new Reader(client.read(trades, 'a'));
    await fast.live();
    const slow = client.read(trades, 'a');
    await slow.ready();
    for (const value of [1, 2, 3]) venue.publish('trades', 'a', price(value));
    await client.hasRead(venue.only);
    await takeData(slow);
    const { subscriptions } = client.health();
    expect(subscriptions).toMatchObject([
      {
        channel: 'trades',
        topic: 'a',
        state: 'live',
        consumers: [
          { state: 'live', queuedItems: 0, queuedBytes: 0, position: 3 },
          { state: 'live', queuedItems: 2, position: 3 },
        ],
      },
    ]);
    expect(subscriptions[0]?.consumers[1]?.queuedBytes).toBeGreaterThan(0);
    expect(subscriptions[0]?.lastDataAt).toBeLessThanOrEqual(Date.now());
  });

  test('tells why a connection was last lost', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.close(1012, 'Service restart');
    await reader.live(2);
    expect(client.health().connections[0]).toMatchObject({
      dials: 2,
      lastError: expect.stringContaining('1012 Service restart'),
    });
  });

  test('is plain data', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await client.read(trades, 'a').ready();
    const health = client.health();
    expect(structuredClone(health)).toEqual(health);
    expect(JSON.parse(JSON.stringify(health))).toMatchObject({ state: 'live' });
  });
});

describe('an endpoint where connecting is subscribing', () => {
  test('is live when it is open, and a break of it is a gap', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(bulletin, 'all'));
    await reader.live();
    venue.publish('bulletin', 'all', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.drop();
    await reader.live(2);
    venue.publish('bulletin', 'all', price(2));
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual([
      'live',
      'data',
      'recovering',
      'gap disconnect none',
      'live',
      'data',
    ]);
    expect(venue.received).toEqual([]);
  });
});

describe('a message that names no topic', () => {
  const unnamed = (n: number): object => ({ kind: 'data', channel: 'trades', n, data: price(n) });

  test('belongs to the only subscription that it can mean', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.send(unnamed(7));
    await reader.until(({ data }) => data.length === 1);
    expect(reader.items.at(-1)).toMatchObject({ sequence: 7, id: 'test-venue:trades:a:7' });
    expect(client.health().isolated).toEqual([]);
  });

  test('promise 2: goes to all that it may mean, moves no cursor, and from then on each has its own connection', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const readers = ['a', 'b'].map((topic) => new Reader(client.read(trades, topic)));
    await Promise.all(readers.map((reader) => reader.live()));
    venue.only.send(unnamed(7));
    await Promise.all(readers.map((reader) => reader.until(({ data }) => data.length === 1)));
    for (const reader of readers) {
      const item = reader.items.find(({ type }) => type === 'data');
      expect(item).toMatchObject({ data: price(7), sequence: undefined });
    }
    await venue.until(
      () =>
        venue.connections.length === 2 &&
        venue.connections.every(({ subscriptions }) => subscriptions.size === 1),
    );
    expect(client.health()).toMatchObject({ isolated: ['main'], counters: { unidentified: 1 } });
    expect(client.told('unidentified')).toMatchObject([{ channel: 'trades', exhausted: false }]);
  });
});
