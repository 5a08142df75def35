import { memoryCursor } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { requests } from './support/scripted-venue.ts';
import { start, startScripted, type World } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const strategyIds = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

async function readersOf(world: World, count: number): Promise<Reader[]> {
  const readers = strategyIds(count).map(
    (strategyId) => new Reader(world.c2.signals({ strategyId })),
  );
  await Promise.all(readers.map((reader) => reader.live()));
  return readers;
}

describe('strategy.signal', () => {
  it('the payload is passed through untouched', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const payload = { strategy_id: 1, deep: [{ a: null }], text: '“ü”', price: '1.10' };
    world.venue.publishSignal(1, payload);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data).toEqual({ strategyId: 1, payload });
  });

  it('promise 1: two strategies on one connection each get their own, in order', async () => {
    await using world = await start();
    const [one, two] = await readersOf(world, 2);
    for (let turn = 0; turn < 50; turn += 1) world.venue.publishSignal(1 + (turn % 2));
    await one?.until(({ events }) => events.length === 25);
    await two?.until(({ events }) => events.length === 25);
    expect(one && handledIds(one)).toEqual(publishedIds(world.venue.published, 1));
    expect(two && handledIds(two)).toEqual(publishedIds(world.venue.published, 2));
    expect(world.venue.dials).toHaveLength(1);
  });

  it.each(['strategy_id', 'StrategyId'] as const)(
    'a payload that names its strategy as %s finds its subscription',
    async (strategyField) => {
      await using world = await start({ venue: { variants: { strategyField } } });
      const [one, two] = await readersOf(world, 2);
      world.venue.publishSignal(2);
      world.venue.publishSignal(1);
      await one?.until(({ events }) => events.length === 1);
      expect(one?.events[0]?.data).toMatchObject({ strategyId: 1 });
      expect(two?.events[0]?.data).toMatchObject({ strategyId: 2 });
      expect(world.c2.health().isolated).toEqual([]);
    },
  );

  it('the caller’s own `strategyOf` finds it elsewhere', async () => {
    const strategyOf = (payload: unknown): number =>
      (payload as { strategy: { number: number } }).strategy.number;
    await using world = await start({ client: { strategyOf } });
    const [one, two] = await readersOf(world, 2);
    world.venue.publishSignal(1, { strategy: { number: 1 } });
    world.venue.publishSignal(2, { strategy: { number: 2 } });
    await two?.until(({ events }) => events.length === 1);
    expect(one && handledIds(one)).toEqual(publishedIds(world.venue.published, 1));
    expect(two && handledIds(two)).toEqual(publishedIds(world.venue.published, 2));
  });

  it('promise 12: a `strategyOf` that throws costs the message and nothing else', async () => {
    const strategyOf = (payload: unknown): number => {
      const { strategy_id: id } = payload as { strategy_id: number };
      if (id === 13) throw new Error('unlucky');
      return id;
    };
    await using world = await start({ client: { strategyOf } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.publishSignal(1, { strategy_id: 13 });
    await reader.until(({ gaps }) => gaps.length === 1);
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame' }]);
    expect(world.c2.health().counters.invalid).toBe(1);
  });

  it('data of a strategy that nobody here subscribed is counted, and disturbs nobody', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.peer.send({ msg_type: 'strategy.signal', seq_id: 1, payload: { strategy_id: 9 } });
    world.venue.peer.send({ msg_type: 'strategy.signal', seq_id: 2, payload: { strategy_id: 1 } });
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', '2']);
    expect(world.c2.health().counters.unrouted).toBe(1);
  });
});

describe('signals that do not name their strategy', () => {
  const venue = { variants: { strategyField: 'absent' } } as const;

  it('are those of the only strategy of their connection', async () => {
    await using world = await start({ venue });
    await using signals = new Reader(world.c2.signals({ strategyId: 1 }));
    await using positions = new Reader(world.c2.positions({ strategyId: 1 }));
    await Promise.all([signals.live(), positions.live()]);
    world.venue.publishSignal(1);
    world.venue.publishPositions(1);
    await signals.until(({ events }) => events.length === 1);
    await positions.until(({ events }) => events.length === 1);
    expect(signals.events[0]?.data).toMatchObject({ strategyId: 1 });
    expect(positions.events[0]?.data).toMatchObject({ strategyId: 1 });
    expect(handledIds(signals)).toEqual(publishedIds(world.venue.published, 1));
    expect(world.c2.health().counters.unidentified).toBe(0);
  });

  it('go to every subscription of the channel, named undefined; then each strategy gets a connection', async () => {
    await using world = await start({ venue });
    const [one, two, three] = await readersOf(world, 3);
    const doubtful = world.venue.publishSignal(2);
    for (const reader of [one, two, three]) {
      await reader?.until(({ events }) => events.length === 1);
      expect(reader?.events[0]).toMatchObject({
        data: { strategyId: undefined, payload: doubtful.payload },
        sequence: undefined,
        id: `collective2:strategy.signal:?:${doubtful.id}`,
      });
    }
    await world.venue.until(
      ({ connections }) =>
        connections.length === 3 &&
        connections.every(({ subscriptions }) => subscriptions.length === 1),
    );
    for (const reader of [one, two, three]) await reader?.live();
    world.venue.publishSignal(2);
    await two?.until(({ events }) => events.length === 2);
    expect(two?.events[1]).toMatchObject({
      data: { strategyId: 2 },
      sequence: world.venue.published[1]?.seqId,
    });
    expect([one?.events.length, three?.events.length]).toEqual([1, 1]);
    expect(world.c2.health()).toMatchObject({
      isolated: ['general'],
      counters: { unidentified: 1 },
    });
    expect(world.events.find(({ type }) => type === 'unidentified')).toMatchObject({
      exhausted: false,
    });
  });

  it('move no cursor while they are doubtful', async () => {
    const cursor = memoryCursor();
    await using world = await start({ venue });
    await using one = new Reader(world.c2.signals({ strategyId: 1 }, { cursor }));
    await using two = new Reader(world.c2.signals({ strategyId: 2 }, { cursor }));
    await Promise.all([one.live(), two.live()]);
    world.venue.publishSignal(1);
    await one.until(({ events }) => events.length === 1);
    await world.venue.until(({ connections }) => connections.length === 2);
    await Promise.all([one.live(), two.live()]);
    expect(await cursor.load('collective2:strategy.signal:1')).toBeUndefined();
    const asked = sentTo(world.venue, 'subscribe').map(({ payload }) => payload?.resume_from);
    expect(asked).toEqual([undefined, undefined, undefined]);
  });

  it('are not deduplicated while they are doubtful', async () => {
    await using world = await startScripted({}, { timing: { unsubscribe: 10_000 } });
    await using one = new Reader(world.c2.signals({ strategyId: 1 }));
    await using two = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([one.live(), two.live()]);
    const signal = { msg_type: 'strategy.signal', id: 'msg_1', seq_id: 5, payload: {} };
    const { peer } = world.venue;
    peer.send(signal);
    peer.send(signal);
    await one.until(({ events }) => events.length === 2);
    expect(one.events.map(({ id }) => id)).toEqual([
      'collective2:strategy.signal:?:msg_1',
      'collective2:strategy.signal:?:msg_1',
    ]);
  });

  it('are never taken for a neighbour’s while the venue has not let go of another strategy', async () => {
    await using world = await startScripted(
      {
        receive(peer, message) {
          if (!JSON.stringify(message).includes('unsubscribe')) peer.acknowledge(message);
        },
      },
      { timing: { unsubscribe: 10_000 } },
    );
    await using staying = new Reader(world.c2.signals({ strategyId: 1 }));
    await using leaving = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([staying.live(), leaving.live()]);
    await leaving[Symbol.asyncDispose]();
    const { peer } = world.venue;
    await world.venue.until(() => requests(peer, 'unsubscribe').length === 1);
    peer.send({ msg_type: 'strategy.signal', seq_id: 5, payload: {} });
    peer.acknowledge(requests(peer, 'unsubscribe')[0]);
    peer.send({ msg_type: 'strategy.signal', seq_id: 6, payload: {} });
    await staying.until(({ events }) => events.length === 2);
    expect(staying.events.map(({ data }) => data)).toMatchObject([
      { strategyId: undefined },
      { strategyId: 1 },
    ]);
  });

  it('beyond ten strategies cannot all be told apart, and the client says so', async () => {
    await using world = await start({ venue });
    const readers = await readersOf(world, 11);
    world.venue.publishSignal(1);
    await world.venue.until(({ connections }) => connections.length === 10);
    for (const reader of readers) await reader.live();
    const exhausted = (): number =>
      world.events.filter((event) => event.type === 'unidentified' && event.exhausted).length;
    expect(exhausted()).toBe(1);
    await using late = new Reader(world.c2.signals({ strategyId: 12 }));
    await late.live();
    expect(exhausted()).toBe(2);
    const perConnection = world.venue.connections.map(({ subscriptions }) => subscriptions.length);
    expect(perConnection.toSorted((a, b) => b - a)).toEqual([2, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(world.venue.peakConnections).toBe(10);
  });
});

describe('strategy.positions', () => {
  it('begin with the open positions by REST, before any update', async () => {
    await using world = await start();
    world.venue.publishPositions(1, [{ symbol: 'AAPL', quantity: -5, averagePrice: 10 }]);
    await using reader = new Reader(world.c2.positions({ strategyId: 1 }));
    await reader.live();
    world.venue.publishPositions(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.items.map((item) => (item.type === 'data' ? item.snapshot : item.type))).toEqual([
      true,
      'status',
      false,
    ]);
    expect(reader.data[0]?.data).toMatchObject([{ StrategyId: 1, Quantity: -5, AvgPx: 10 }]);
    expect(world.venue.requests.map(({ target }) => target)).toEqual([
      '/Strategies/GetStrategyOpenPositions?StrategyIds=1',
    ]);
  });

  it.each(['absent', 'null', 'number'] as const)(
    'updates whose seq_id is %s come unmerged, payload untouched',
    async (positionsSeqId) => {
      await using world = await start({ venue: { variants: { positionsSeqId } } });
      await using reader = new Reader(world.c2.positions({ strategyId: 1 }));
      await reader.live();
      const update = world.venue.publishPositions(1, [
        { symbol: 'AAPL', quantity: 5, averagePrice: 10 },
      ]);
      await reader.until(({ events }) => events.length === 1);
      expect(reader.events[0]).toMatchObject({
        data: { strategyId: 1, payload: update.payload },
        snapshot: false,
        sequence: positionsSeqId === 'number' ? update.seqId : undefined,
      });
    },
  );

  it('that the venue sends of its own accord at the beginning are an update after the snapshot', async () => {
    await using world = await start({ venue: { variants: { initialPositions: 'sent' } } });
    world.venue.publishPositions(1, [{ symbol: 'AAPL', quantity: 5, averagePrice: 10 }]);
    await using reader = new Reader(world.c2.positions({ strategyId: 1 }));
    await reader.until(({ events }) => events.length === 1);
    expect(reader.data.map(({ snapshot }) => snapshot)).toEqual([true, false]);
  });

  it('promise 2: after a break come the gap, `partial`, and the positions as they are now', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.positions({ strategyId: 1 }));
    await reader.live();
    world.venue.faults.drop();
    world.venue.publishPositions(1, [{ symbol: 'AAPL', quantity: 7, averagePrice: 10 }]);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    world.venue.publishPositions(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story.slice(0, -1)).toEqual([
      'snapshot',
      'live',
      'gap disconnect partial',
      'snapshot',
      'live',
    ]);
    expect(reader.data[1]?.data).toMatchObject([{ Quantity: 7 }]);
  });

  it('updates that come while REST is asked wait for the snapshot', async () => {
    await using world = await start();
    const answer = world.venue.faults.restDelay(50);
    await using reader = new Reader(world.c2.positions({ strategyId: 1 }));
    await world.venue.until((venue) => venue.requests.length === 1);
    const update = world.venue.publishPositions(1, [
      { symbol: 'AAPL', quantity: 5, averagePrice: 10 },
    ]);
    await reader.until(({ events }) => events.length === 1);
    answer();
    expect(reader.data.map(({ snapshot }) => snapshot)).toEqual([true, false]);
    expect(reader.events[0]?.data).toMatchObject({ payload: update.payload });
  });

  it('promise 9: two readers of the same strategy share one subscription', async () => {
    await using world = await start();
    await using first = new Reader(world.c2.positions({ strategyId: 1 }));
    await first.live();
    await using second = new Reader(world.c2.positions({ strategyId: 1 }));
    await second.live();
    world.venue.publishPositions(1);
    await first.until(({ events }) => events.length === 1);
    await second.until(({ events }) => events.length === 1);
    expect(second.data.map(({ snapshot }) => snapshot)).toEqual([true, false]);
    expect(sentTo(world.venue, 'subscribe')).toHaveLength(1);
  });
});
