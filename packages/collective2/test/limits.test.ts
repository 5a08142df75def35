import { LimitError } from '@venuewire/core';
import { expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const strategies = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

it('promise 9: 100 subscriptions fill a connection before another is opened', async () => {
  await using world = await start();
  await Promise.all(strategies(1, 100).map((id) => world.c2.signals({ strategyId: id }).ready()));
  expect(world.venue.connections.map(({ subscriptions }) => subscriptions.length)).toEqual([100]);
  await world.c2.positions({ strategyId: 1 }).ready();
  expect(world.venue.connections.map(({ subscriptions }) => subscriptions.length)).toEqual([
    100, 1,
  ]);
});

it(
  'promise 9: 1000 subscriptions go over 10 connections, and the 1001st is told why it cannot',
  { timeout: 30_000 },
  async () => {
    await using world = await start();
    const subscriptions = strategies(1, 500).flatMap((strategyId) => [
      world.c2.signals({ strategyId }),
      world.c2.positions({ strategyId }),
    ]);
    const readers = subscriptions.map((subscription) => new Reader<unknown>(subscription));
    await Promise.all(readers.map((reader) => reader.live()));
    const sizes = world.venue.connections.map(({ subscriptions: names }) => names.length);
    expect(sizes).toEqual(Array.from({ length: 10 }, () => 100));
    await using beyond = new Reader(world.c2.signals({ strategyId: 501 }));
    const error = await beyond.over();
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({
      retryable: false,
      message: expect.stringMatching(/10 connections with 100 subscriptions each \(1000\)/),
    });
    // A place that is free again is used again.
    await readers[0]?.[Symbol.asyncDispose]();
    await using next = new Reader(world.c2.signals({ strategyId: 501 }));
    await next.live();
    // All are restored on the ten connections, whatever order they come back in.
    world.venue.faults.drop();
    await Promise.all(
      readers
        .slice(1)
        .map((reader) => reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive)),
    );
    expect(world.venue.peakConnections).toBe(10);
    expect(world.events.filter(({ type }) => type === 'refused')).toEqual([]);
  },
);

it('promise 9: the same strategy twice is one subscription', async () => {
  await using world = await start();
  await using first = new Reader(world.c2.signals({ strategyId: 1 }));
  await using second = new Reader(world.c2.signals({ strategyId: 1 }));
  await Promise.all([first.live(), second.live()]);
  world.venue.publishSignal(1);
  await first.until(({ events }) => events.length === 1);
  await second.until(({ events }) => events.length === 1);
  expect(first.events).toEqual(second.events);
  expect(sentTo(world.venue)).toHaveLength(1);
  await first[Symbol.asyncDispose]();
  world.venue.publishSignal(1);
  await second.until(({ events }) => events.length === 2);
  expect(sentTo(world.venue)).toHaveLength(1);
});

it('promise 9: signals, which only a replay brings back, are restored before positions', async () => {
  await using world = await start();
  const both = strategies(1, 5).flatMap((strategyId) => [
    world.c2.positions({ strategyId }),
    world.c2.signals({ strategyId }),
  ]);
  const readers = both.map((subscription) => new Reader<unknown>(subscription));
  await Promise.all(readers.map((reader) => reader.live()));
  const before = sentTo(world.venue).length;
  world.venue.faults.drop();
  await world.venue.until(() => sentTo(world.venue).length === before + 10);
  const channels = sentTo(world.venue)
    .slice(before)
    .map(({ payload }) => payload?.channel);
  expect(channels).toEqual([
    ...Array.from({ length: 5 }, () => 'strategy.signal'),
    ...Array.from({ length: 5 }, () => 'strategy.positions'),
  ]);
});
