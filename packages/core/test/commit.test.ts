import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ConfigError } from '../src/index.ts';
import { fileCursor } from '../src/node/index.ts';
import { prices, trades } from './support/channels.ts';
import { Reader, take, takeData } from './support/reader.ts';
import { SpyStore } from './support/stores.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

/** A venue with three events, a client, and a store as if nothing of them had been handled. */
async function threeEvents(): Promise<{
  venue: TestVenue;
  client: TestClient;
  cursor: SpyStore;
  [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const venue = await TestVenue.start();
  for (const value of [1, 2, 3]) venue.publish('trades', 'a', price(value));
  const client = new TestClient(venue);
  const cursor = new SpyStore();
  await cursor.save('test-venue:trades:a', { sequence: 0, at: 0 });
  cursor.saved.length = 0;
  return {
    venue,
    client,
    cursor,
    [Symbol.asyncDispose]: async () => {
      await client.client.close();
      await venue[Symbol.asyncDispose]();
    },
  };
}

describe('committing', () => {
  test('promise 4: the cursor moves when the next item is asked for, and not before', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const subscription = client.read(trades, 'a', { cursor });
    expect((await takeData(subscription)).sequence).toBe(1);
    // All three have come, and wait.
    await client.hasRead(given.venue.only);
    expect(cursor.saved).toEqual([]);
    expect((await takeData(subscription)).sequence).toBe(2);
    expect(cursor.saved).toEqual([1]);
    expect((await takeData(subscription)).sequence).toBe(3);
    expect(cursor.saved).toEqual([1, 2]);
  });

  test('promise 4: the next item is handed over when the save is done', async () => {
    await using given = await threeEvents();
    const { client, cursor, venue } = given;
    const subscription = client.read(trades, 'a', { cursor });
    await takeData(subscription);
    const gate = Promise.withResolvers<void>();
    cursor.gate = gate.promise;
    let isHandedOver = false;
    const second = takeData(subscription).then((item) => {
      isHandedOver = true;
      return item;
    });
    await client.hasRead(venue.only);
    expect(isHandedOver).toBe(false);
    gate.resolve();
    expect((await second).sequence).toBe(2);
    expect(cursor.saved).toEqual([1]);
  });

  test('promise 4: leaving the loop does not commit the item that it was left with', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const subscription = client.read(trades, 'a', { cursor });
    for await (const item of subscription) {
      if (item.type === 'data' && item.sequence === 2) break;
    }
    expect(cursor.saved).toEqual([1]);
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
    expect(cursor.saved).toEqual([1]);
  });

  test('promise 4: an item whose handler fails comes again to the next reader', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const handled: (number | undefined)[] = [];
    const failing = client.read(trades, 'a', { cursor }).forEach((item) => {
      if (item.type !== 'data') return;
      if (item.sequence === 2) throw new RangeError('not today');
      handled.push(item.sequence);
    });
    await expect(failing).rejects.toThrow('not today');
    expect(cursor.saved).toEqual([1]);
    const again = new Reader(client.read(trades, 'a', { cursor }));
    await again.until(({ data }) => data.length === 2);
    expect([
      ...handled,
      ...again.items.flatMap((item) => (item.type === 'data' ? [item.sequence] : [])),
    ]).toEqual([1, 2, 3]);
  });

  test('promise 4: forEach commits each item when its handler has resolved', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const seen: [sequence: number | undefined, savedBefore: number[]][] = [];
    const abort = new AbortController();
    const running = client.read(trades, 'a', { cursor }).forEach(
      async (item) => {
        if (item.type !== 'data') return;
        await new Promise(setImmediate);
        seen.push([item.sequence, [...cursor.saved]]);
        if (item.sequence === 3) abort.abort();
      },
      { signal: abort.signal },
    );
    expect(await running.catch((reason: unknown) => reason)).toBe(abort.signal.reason);
    expect(seen).toEqual([
      [1, []],
      [2, [1]],
      [3, [1, 2]],
    ]);
    // It was handled to its end.
    expect(cursor.saved).toEqual([1, 2, 3]);
  });

  test('promise 4: commit() moves the cursor at once, and asking for the next item does not do it again', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const subscription = client.read(trades, 'a', { cursor });
    await takeData(subscription);
    await subscription.commit();
    expect(cursor.saved).toEqual([1]);
    await takeData(subscription);
    expect(cursor.saved).toEqual([1]);
    await subscription.commit();
    await subscription.return();
    expect(cursor.saved).toEqual([1, 2]);
  });

  test('promise 4: with commit() before anything was taken nothing is saved', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    await client.read(trades, 'a', { cursor }).commit();
    expect(cursor.saved).toEqual([]);
  });

  test('promise 4: an item that the caller’s own check throws at was not handled', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const refine = (): never => {
      throw new RangeError('not today');
    };
    const subscription = client.client.subscribe(trades, { topic: 'a' }, { cursor, refine });
    await expect(takeData(subscription)).rejects.toThrow('not today');
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
    expect(cursor.saved).toEqual([]);
  });

  test('promise 4: an item that is handled while the client is closed is committed when the loop asks on', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const subscription = client.read(trades, 'a', { cursor });
    const handled: (number | undefined)[] = [];
    for await (const item of subscription) {
      if (item.type !== 'data') continue;
      await client.client.close();
      handled.push(item.sequence);
    }
    expect(handled).toEqual([1]);
    expect(cursor.saved).toEqual([1]);
  });

  test('what has no number moves no cursor', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    const subscription = client.read(prices, 'a', { cursor });
    await takeData(subscription);
    await take(subscription);
    expect(cursor.saved).toEqual([]);
  });

  test('promise 4: a file keeps the cursor from one client to the next', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'venuewire-commit-'));
    try {
      await using venue = await TestVenue.start();
      const handled: (number | undefined)[] = [];
      for (let run = 0; run < 3; run += 1) {
        await using client = new TestClient(venue);
        const cursor = fileCursor(join(directory, 'cursor.json'));
        const subscription = client.read(trades, 'a', { cursor });
        await subscription.ready();
        venue.publish('trades', 'a', price(run));
        handled.push((await takeData(subscription)).sequence);
        await subscription.commit();
        await client.client.close();
        // Published while nobody listens.
        venue.publish('trades', 'a', price(run));
      }
      expect(handled).toEqual([1, 2, 3]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('a store that fails', () => {
  test('to load ends the subscription before it begins: without its cursor it could lose items', async () => {
    await using given = await threeEvents();
    const { client, cursor, venue } = given;
    cursor.loadError = new Error('the disk is gone');
    const error: unknown = await client
      .read(trades, 'a', { cursor })
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ cause: cursor.loadError, venue: 'test-venue' });
    expect(venue.dials).toBe(0);
  });

  test('to load is told by ready(), once', async () => {
    await using given = await threeEvents();
    const { client, cursor } = given;
    cursor.loadError = new Error('the disk is gone');
    const subscription = client.read(trades, 'a', { cursor });
    await expect(subscription.ready()).rejects.toBeInstanceOf(ConfigError);
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
  });

  test('promise 4: to save ends the subscription, and the item comes again', async () => {
    await using given = await threeEvents();
    const { client, cursor, venue } = given;
    cursor.saveError = new Error('the disk is full');
    const reader = new Reader(client.read(trades, 'a', { cursor }));
    const error = await reader.ended;
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ cause: cursor.saveError });
    expect(reader.data).toEqual([price(1)]);
    await venue.until(() => venue.connections.length === 0);
    cursor.saveError = undefined;
    const again = await takeData(client.read(trades, 'a', { cursor }));
    expect(again.sequence).toBe(1);
  });

  test('to save has no say over the other readers', async () => {
    await using given = await threeEvents();
    const { client, cursor, venue } = given;
    const other = new Reader(client.read(trades, 'a'));
    await other.live();
    cursor.saveError = new Error('the disk is full');
    const failing = new Reader(client.read(trades, 'a', { cursor }));
    await failing.ended;
    venue.publish('trades', 'a', price(4));
    await other.until(({ data }) => data.length === 1);
    expect(other.data).toEqual([price(4)]);
  });
});
