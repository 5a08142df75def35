import type { OutpollSimulator } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import type { OrderBook } from '../src/index.ts';
import { eventId, outcomeId } from './fixtures/examples.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

/** The book as it is at the venue, in the package's words. */
function truth(venue: OutpollSimulator, id: string = eventId): OrderBook {
  const rows = venue.books(id);
  return {
    eventId: id,
    outcomes: rows.map(({ o, b, a, c }) => ({ outcomeId: o, bid: b, ask: a, chance: c })),
  };
}

const bid = (book: OrderBook | undefined): unknown => book?.outcomes[0]?.bid;

describe('an order book', () => {
  it('begins with all outcomes, asked for after the acknowledgement', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    expect(reader.items).toMatchObject([
      { type: 'data', snapshot: true, data: truth(world.venue) },
      { type: 'status', status: 'live' },
    ]);
    expect(sentTo(world.venue)).toEqual([
      { t: 'SUBSCRIBE', e: eventId },
      { t: 'REQUEST_DATA', e: eventId },
    ]);
  });

  it('needs no credentials', async () => {
    await using world = await start({ client: { credentials: undefined } });
    await world.client.orderBook({ eventId }).ready();
    expect(world.venue.requests).toEqual([]);
  });

  it('goes on with the outcomes that change, and its state has all', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    world.venue.publishPrices(eventId, [{ o: outcomeId, b: 0.51 }]);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data).toMatchObject({ eventId, outcomes: [{ outcomeId, bid: 0.51 }] });
    expect(reader.state()).toEqual(truth(world.venue));
    expect(reader.state()?.outcomes).toHaveLength(2);
  });

  it.each(['complete', 'partial'] as const)(
    'is right where the rows of a delta are %s: absent is unchanged, null is none',
    async (deltaRows) => {
      await using world = await start({ venue: { variants: { deltaRows } } });
      await using reader = new Reader(world.client.orderBook({ eventId }));
      await reader.live();
      for (const change of [{ b: 0.5 }, { a: 0.6 }, { c: 0.55 }, { b: null }, { a: null }]) {
        world.venue.publishPrices(eventId, [{ o: outcomeId, ...change }]);
      }
      world.venue.publishPrices(eventId, [{ o: outcomeId, a: 0.61 }]);
      await reader.until((one) => one.state()?.outcomes[0]?.ask === 0.61);
      expect(reader.state()).toEqual(truth(world.venue));
      expect(reader.state()?.outcomes[0]).toMatchObject({ bid: null, ask: 0.61 });
    },
  );

  it.each(['null', 'absent'] as const)(
    'may begin with a side that nobody is on: %s',
    async (emptySide) => {
      await using world = await start({ venue: { variants: { emptySide } } });
      world.venue.publishPrices(eventId, [{ o: outcomeId, b: null }]);
      await using reader = new Reader(world.client.orderBook({ eventId }));
      await reader.live();
      expect(bid(reader.state()) ?? null).toBeNull();
      world.venue.publishPrices(eventId, [{ o: outcomeId, b: 0.4 }]);
      await reader.until((one) => bid(one.state()) === 0.4);
      expect(reader.state()).toEqual(truth(world.venue));
    },
  );

  it('is not harmed by a snapshot that comes by itself as well', async () => {
    await using world = await start({ venue: { variants: { snapshot: 'subscribed' } } });
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.until(({ data }) => data.length === 2);
    expect(reader.data.map(({ snapshot }) => snapshot)).toEqual([true, true]);
    expect(reader.gaps).toEqual([]);
    expect(reader.state()).toEqual(truth(world.venue));
  });

  it('keeps deltas to itself until the first snapshot has come', async () => {
    await using world = await startScripted({
      receive(peer, message) {
        if (message['t'] !== 'REQUEST_DATA') return peer.answer(message);
        peer.send({ t: 'PRICES_DATA_DELTA', e: eventId, d: [{ o: 'one', b: 0.1 }] });
        peer.send({ t: 'PRICES_DATA', e: eventId, d: [{ o: 'one', b: 0.2, a: 0.3 }] });
        peer.send({ t: 'PRICES_DATA_DELTA', e: eventId, d: [{ o: 'one', b: 0.4 }] });
      },
    });
    await using reader = new Reader(world.client.orderBook({ eventId }, { policy: 'hold' }));
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['snapshot', 'live', 'undefined']);
    expect(reader.state()?.outcomes).toEqual([{ outcomeId: 'one', bid: 0.4, ask: 0.3 }]);
  });

  it('is asked for anew where a snapshot does not come', async () => {
    let requests = 0;
    await using world = await startScripted(
      {
        receive(peer, message) {
          if (message['t'] === 'REQUEST_DATA' && (requests += 1) === 1) return;
          peer.answer(message);
        },
      },
      { timing: { snapshot: 100 } },
    );
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    expect(world.venue.peers).toHaveLength(2);
  });

  it('is recovered after a break: the new snapshot replaces what was', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    world.venue.faults.drop();
    world.venue.publishPrices(eventId, [{ o: outcomeId, b: 0.33, a: null }]);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'gap disconnect complete',
      'snapshot',
      'live',
    ]);
    expect(reader.data.at(-1)?.data).toEqual(truth(world.venue));
    expect(sentTo(world.venue, 'REQUEST_DATA')).toHaveLength(2);
  });

  it('is requested again on the same connection where a message could not be read', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    world.venue.faults.invalidFrame();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story.slice(2)).toEqual(['gap invalid-frame complete', 'snapshot', 'live']);
    expect(sentTo(world.venue).map(({ t }) => t)).toEqual([
      'SUBSCRIBE',
      'REQUEST_DATA',
      'REQUEST_DATA',
    ]);
  });

  it('of which a row cannot be read is repaired, and its neighbours are left alone', async () => {
    await using world = await startScripted();
    await using one = new Reader(world.client.orderBook({ eventId: 'one' }));
    await using two = new Reader(world.client.orderBook({ eventId: 'two' }));
    await Promise.all([one.live(), two.live()]);
    world.venue.peer.send({ t: 'PRICES_DATA_DELTA', e: 'one', d: [{ o: 'x', b: 'high' }] });
    await one.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(two.gaps).toEqual([]);
    expect(world.venue.peers).toHaveLength(1);
  });
});

describe('several order books', () => {
  it('share a connection, and each gets its own', async () => {
    await using world = await start();
    const { venue, client } = world;
    const ids = venue.events.map(({ id }) => id);
    const readers = ids.map((id) => new Reader(client.orderBook({ eventId: id })));
    await Promise.all(readers.map((reader) => reader.live()));
    for (let steps = 0; steps < 20; steps += 1) venue.step();
    for (const [index, id] of ids.entries()) {
      const expected = JSON.stringify(truth(venue, id));
      await readers[index]?.until((one) => JSON.stringify(one.state()) === expected);
    }
    expect(venue.dials.map(({ host, path }) => [host, path])).toEqual([['orderBook', '/event/ws']]);
  });

  it('do not end with one of them', async () => {
    await using world = await start();
    const [first, second] = world.venue.events;
    await using one = new Reader(world.client.orderBook({ eventId: first?.id ?? '' }));
    await using two = new Reader(world.client.orderBook({ eventId: second?.id ?? '' }));
    await Promise.all([one.live(), two.live()]);
    await one[Symbol.asyncDispose]();
    await world.venue.until(({ connections }) => connections[0]?.subscriptions.length === 1);
    expect(sentTo(world.venue, 'UNSUBSCRIBE')).toEqual([{ t: 'UNSUBSCRIBE', e: first?.id }]);
    const [outcome] = second?.outcomes ?? [];
    world.venue.publishPrices(second?.id ?? '', [{ o: outcome?.id ?? '', b: 0.123 }]);
    await two.until(({ events }) => events.length === 1);
    expect(two.gaps).toEqual([]);
  });

  it('of the same event are one subscription; who comes later begins with the state as it is', async () => {
    await using world = await start();
    await using first = new Reader(world.client.orderBook({ eventId }));
    await first.live();
    world.venue.publishPrices(eventId, [{ o: outcomeId, b: 0.42 }]);
    await first.until(({ events }) => events.length === 1);
    await using second = new Reader(world.client.orderBook({ eventId }));
    await second.live();
    expect(second.data).toMatchObject([{ snapshot: true, data: truth(world.venue) }]);
    expect(sentTo(world.venue)).toHaveLength(2);
  });
});

describe('SUBSCRIBED', () => {
  it('that never comes is made up for by data', async () => {
    await using world = await start({ venue: { variants: { subscribeAck: 'absent' } } });
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await world.venue.until(() => sentTo(world.venue).length === 1);
    await tick();
    world.venue.publishPrices(eventId, [{ o: outcomeId, b: 0.42 }]);
    await reader.live();
    expect(reader.state()).toEqual(truth(world.venue));
  });

  it('that never comes, like any data, costs the connection: REQUEST_DATA alone proves nothing', async () => {
    await using world = await start({ client: { timing: { acknowledge: 100 } } });
    const acknowledge = world.venue.faults.noAck('ignored');
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await world.venue.until(({ dials }) => dials.length === 2);
    acknowledge();
    await reader.live();
    expect(reader.state()).toEqual(truth(world.venue));
  });

  it('is about its event, in whatever order several come', async () => {
    const held: (() => void)[] = [];
    await using world = await startScripted({
      receive(peer, message) {
        if (message['t'] !== 'SUBSCRIBE') return peer.answer(message);
        held.push(() => peer.answer(message));
        if (held.length === 2) for (const answer of held.toReversed()) answer();
      },
    });
    await using one = new Reader(world.client.orderBook({ eventId: 'one' }));
    await using two = new Reader(world.client.orderBook({ eventId: 'two' }));
    await Promise.all([one.live(), two.live()]);
    expect(one.state()?.eventId).toBe('one');
    expect(two.state()?.eventId).toBe('two');
  });
});

describe('a slow reader of an order book', () => {
  it('gets what came meanwhile as one merged message, without a gap', async () => {
    await using world = await start();
    const pause = Promise.withResolvers<void>();
    await using reader = new Reader(world.client.orderBook({ eventId }), (item) =>
      item.type === 'status' ? pause.promise : undefined,
    );
    await using witness = new Reader(world.client.orderBook({ eventId }));
    await witness.live();
    for (let turn = 1; turn <= 50; turn += 1)
      world.venue.publishPrices(eventId, [{ o: outcomeId, b: turn / 1000 }]);
    await witness.until((one) => bid(one.state()) === 0.05);
    pause.resolve();
    await reader.until(({ events }) => bid(events.at(-1)?.data) === 0.05);
    expect(reader.events.length).toBeLessThan(5);
    expect(reader.gaps).toEqual([]);
  });
});
