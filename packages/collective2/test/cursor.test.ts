import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { memoryCursor, type CursorStore } from '@venuewire/core';
import { fileCursor } from '@venuewire/core/node';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { handledIds, itemId, publishedIds } from './support/published.ts';
import { start, type World } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const params = { strategyId: 1 };

interface Place extends AsyncDisposable {
  /** The store as the next process finds it. */
  readonly open: () => CursorStore;
}

async function onDisk(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'venuewire-'));
  return {
    open: () => fileCursor(join(folder, 'cursor.json')),
    // A save that was under way when its client was closed may still write.
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, maxRetries: 10 }),
  };
}

function inMemory(): Promise<Place> {
  const store = memoryCursor();
  return Promise.resolve({ open: () => store, [Symbol.asyncDispose]: () => Promise.resolve() });
}

/** Handles so many signals in a client of its own, which then stops as a process does that is told to. */
async function runUntil(world: World, cursor: CursorStore, signals: number): Promise<Reader> {
  const c2 = world.client();
  const reader = new Reader(c2.signals(params, { cursor }));
  await reader.live();
  if (signals > reader.events.length) await reader.until(({ events }) => events.length >= signals);
  await c2.close();
  return reader;
}

describe.each([
  ['in memory', inMemory],
  ['in a file', onDisk],
])('a cursor %s', (_where, place) => {
  it('promises 3 and 4: a restart replays exactly what is missing', async () => {
    await using world = await start();
    await using cursors = await place();
    const first = new Reader(world.c2.signals(params, { cursor: cursors.open() }));
    await first.live();
    for (let count = 0; count < 3; count += 1) world.venue.publishSignal(1);
    await first.until(({ events }) => events.length === 3);
    // The third was handled when the fourth was asked for.
    await world.c2.close();
    for (let count = 0; count < 3; count += 1) world.venue.publishSignal(1);
    const second = await runUntil(world, cursors.open(), 3);
    expect([...handledIds(first), ...handledIds(second)]).toEqual(
      publishedIds(world.venue.published, 1),
    );
    expect(second.gaps).toMatchObject([{ reason: 'restart', recovery: 'complete' }]);
    const third = await runUntil(world, cursors.open(), 0);
    expect(third.events).toEqual([]);
  });

  it('promise 4: a crash between two items replays the one that was in hand, with the same id', async () => {
    await using world = await start();
    await using cursors = await place();
    const subscription = world.c2.signals(params, { cursor: cursors.open() });
    const handled: string[] = [];
    await subscription.ready();
    for (let count = 0; count < 3; count += 1) world.venue.publishSignal(1);
    for await (const item of subscription) {
      if (item.type !== 'data') continue;
      handled.push(item.id);
      // Leaving does not commit, just as a crash would not.
      if (handled.length === 2) break;
    }
    await world.c2.close();
    const again = await runUntil(world, cursors.open(), 2);
    const ids = world.venue.published.map(itemId);
    expect(handled).toEqual(ids.slice(0, 2));
    expect(handledIds(again)).toEqual(ids.slice(1));
    expect(again.events[0]).toMatchObject({ id: handled[1], replayed: true });
  });

  it('promise 4: `commit()` says that the item in hand is done', async () => {
    await using world = await start();
    await using cursors = await place();
    const subscription = world.c2.signals(params, { cursor: cursors.open() });
    await subscription.ready();
    world.venue.publishSignal(1);
    world.venue.publishSignal(1);
    for await (const item of subscription) {
      if (item.type !== 'data') continue;
      await subscription.commit();
      break;
    }
    await world.c2.close();
    const again = await runUntil(world, cursors.open(), 1);
    expect(handledIds(again)).toEqual(world.venue.published.slice(1).map(itemId));
  });

  it('promise 4: a handler that fails leaves its item undone', async () => {
    await using world = await start();
    await using cursors = await place();
    const subscription = world.c2.signals(params, { cursor: cursors.open() });
    await subscription.ready();
    for (let count = 0; count < 3; count += 1) world.venue.publishSignal(1);
    const handled: string[] = [];
    const broken = subscription.forEach((item) => {
      if (item.type !== 'data') return;
      if (handled.length === 1) throw new Error('The broker is away.');
      handled.push(item.id);
    });
    await expect(broken).rejects.toThrow('The broker is away.');
    const again = await runUntil(world, cursors.open(), 2);
    expect([...handled, ...handledIds(again)]).toEqual(world.venue.published.map(itemId));
  });

  it('promise 2: a restart before anything was ever handled has nothing to resume from', async () => {
    await using world = await start();
    await using cursors = await place();
    await runUntil(world, cursors.open(), 0);
    world.venue.publishSignal(1);
    const second = await runUntil(world, cursors.open(), 0);
    expect(second.story).toEqual(['live']);
    expect(sentTo(world.venue).filter(({ payload }) => payload?.resume_from)).toEqual([]);
  });
});

describe('cursors', () => {
  it('of two strategies do not mix', async () => {
    await using world = await start();
    await using place = await onDisk();
    const cursor = place.open();
    await using one = new Reader(world.c2.signals({ strategyId: 1 }, { cursor }));
    await using two = new Reader(world.c2.signals({ strategyId: 2 }, { cursor }));
    await Promise.all([one.live(), two.live()]);
    const first = world.venue.publishSignal(1);
    const second = world.venue.publishSignal(2);
    await one.until(({ events }) => events.length === 1);
    await two.until(({ events }) => events.length === 1);
    await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
    const loaded = await Promise.all(
      [1, 2].map((strategyId) => cursor.load(`collective2:strategy.signal:${strategyId}`)),
    );
    expect(loaded).toMatchObject([{ sequence: first.seqId }, { sequence: second.seqId }]);
  });

  it('that cannot be saved end the subscription: going on would break promise 4', async () => {
    await using world = await start();
    const cursor: CursorStore = {
      load: () => Promise.resolve(undefined),
      save: () => Promise.reject(new Error('The disk is full.')),
    };
    await using reader = new Reader(world.c2.signals(params, { cursor }));
    await reader.live();
    world.venue.publishSignal(1);
    expect(await reader.over()).toMatchObject({
      code: 'CONFIG',
      cause: { message: 'The disk is full.' },
    });
    expect(reader.events).toHaveLength(1);
  });

  it('promise 9: a second reader with an older cursor gets what it lacks, the first one nothing twice', async () => {
    await using world = await start();
    await using first = new Reader(world.c2.signals(params));
    await first.live();
    for (let count = 0; count < 4; count += 1) world.venue.publishSignal(1);
    await first.until(({ events }) => events.length === 4);
    const [, oldest] = world.venue.published;
    const key = 'collective2:strategy.signal:1';
    const cursor = memoryCursor([[key, { sequence: oldest?.seqId ?? 0, at: Date.now() }]]);
    await using second = new Reader(world.c2.signals(params, { cursor }));
    await second.until(({ events }) => events.length === 2);
    world.venue.publishSignal(1);
    await first.until(({ events }) => events.length === 5);
    await second.until(({ events }) => events.length === 3);
    const ids = publishedIds(world.venue.published, 1);
    expect(handledIds(first)).toEqual(ids);
    expect(handledIds(second)).toEqual(ids.slice(2));
    expect(world.venue.dials).toHaveLength(1);
  });

  it('in a file hold no payload', async () => {
    await using world = await start();
    const folder = await mkdtemp(join(tmpdir(), 'venuewire-'));
    const file = join(folder, 'cursor.json');
    await using reader = new Reader(world.c2.signals(params, { cursor: fileCursor(file) }));
    await reader.live();
    const { seqId } = world.venue.publishSignal(1, { secret: 'buy' });
    await reader.until(({ events }) => events.length === 1);
    await reader[Symbol.asyncDispose]();
    const text = await readFile(file, 'utf8');
    await rm(folder, { recursive: true, maxRetries: 10 });
    expect(JSON.parse(text)).toEqual({
      'collective2:strategy.signal:1': { sequence: seqId, at: reader.events[0]?.receivedAt },
    });
  });
});
