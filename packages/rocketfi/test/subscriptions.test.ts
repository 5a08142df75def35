import { describe, expect, it } from 'vitest';

import { account, instrument, kinds, serverMessages } from './fixtures/examples.ts';
import { allKinds, readAll } from './support/all-kinds.ts';
import { Reader } from './support/reader.ts';
import type { Script } from './support/scripted-venue.ts';
import { startScripted } from './support/start.ts';

const about = { instrumentId: instrument };
const mine = { account };
const privately = [
  'OrderEvents',
  'OpenOrders',
  'Collateral',
  'Position',
  'AccountRisk',
  'PositionFunding',
];

const subscribes = (texts: readonly string[]): string[] =>
  texts.filter((text) => text.startsWith('{"Subscribe"'));

/** A venue that does not confirm anything. */
const silent: Script = { receive: () => undefined };

describe('Subscribe', () => {
  it('each kind is asked for by itself, all on one connection', async () => {
    await using world = await startScripted();
    await readAll(world.client);
    expect(world.venue.peers).toHaveLength(1);
    expect(world.venue.peer.received.toSorted()).toEqual(
      Object.values(kinds)
        .map((kind) => `{"Subscribe":${kind}}`)
        .toSorted(),
    );
  });

  it('nothing but that is said, on the upgrade either', async () => {
    await using world = await startScripted();
    await world.client.orderbook(about).ready();
    expect(world.venue.peer.received).toHaveLength(1);
  });

  it('promise 9: private kinds go before public ones, and are restored so', async () => {
    await using world = await startScripted();
    await readAll(world.client);
    world.venue.peer.socket.terminate();
    await world.venue.until(({ peers }) => peers[1]?.received.length === 15);
    for (const { received } of world.venue.peers) {
      const order = received.map((text) => Object.keys(JSON.parse(text).Subscribe)[0] ?? '');
      expect(order.slice(0, 6).toSorted()).toEqual(privately.toSorted());
    }
  });

  it('promise 9: the same is asked for once, whatever the letter case of its address', async () => {
    await using world = await startScripted();
    await using first = new Reader(world.client.accountRisk(mine));
    await using second = new Reader(world.client.accountRisk({ account: account.toLowerCase() }));
    await Promise.all([first.live(), second.live()]);
    world.venue.peer.send(serverMessages.accountRisk);
    for (const reader of [first, second]) await reader.until(({ data }) => data.length === 1);
    expect(world.venue.peer.received).toHaveLength(1);
  });

  it('is repeated after a break, once for each', async () => {
    await using world = await startScripted();
    await using book = new Reader(world.client.orderbook(about));
    await using fills = new Reader(world.client.auctionFills(about));
    await Promise.all([book.live(), fills.live()]);
    world.venue.peer.socket.terminate();
    await fills.recovered();
    expect(world.venue.peer.received.toSorted()).toEqual([
      `{"Subscribe":${kinds.AuctionFills}}`,
      `{"Subscribe":${kinds.Orderbook}}`,
    ]);
  });
});

describe('SubscribeConfirmation', () => {
  it.each(Object.keys(allKinds) as (keyof typeof kinds)[])(
    'of %s makes it live, with its address in other letters',
    async (kind) => {
      await using world = await startScripted(
        {
          receive: (peer, text) => peer.answer(text.replace(account, account.toLowerCase())),
        },
        { timing: { acknowledge: 60_000 } },
      );
      await using reader = allKinds[kind](world.client);
      await reader.live();
      expect(reader.gaps).toEqual([]);
    },
  );

  it('that never comes is not waited for longer than its deadline', async () => {
    await using world = await startScripted(silent, { timing: { acknowledge: 20 } });
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    world.venue.peer.send(serverMessages.orderbook);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
    expect(world.venue.peers).toHaveLength(1);
  });

  it('is not needed where data comes', async () => {
    await using world = await startScripted(silent, { timing: { acknowledge: 60_000 } });
    await using reader = new Reader(world.client.orderbook(about));
    await world.venue.until(({ peers }) => peers[0]?.received.length === 1);
    world.venue.peer.send(serverMessages.orderbook);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
  });

  it.each(['{"SubscribeConfirmation":{"Weather":{}}}', '{"SubscribeConfirmation":null}'])(
    'of something else confirms nothing: %s',
    async (text) => {
      await using world = await startScripted(
        { receive: (peer) => peer.send(text) },
        { timing: { acknowledge: 60_000 } },
      );
      await using reader = new Reader(world.client.orderbook(about));
      await world.seen(({ type }) => type === 'unknown');
      expect(reader.isLive).toBe(false);
      expect(world.client.health().counters).toMatchObject({ unknown: 1, invalid: 0 });
    },
  );

  it('of another instrument is not taken for this one’s', async () => {
    await using world = await startScripted(silent, { timing: { acknowledge: 60_000 } });
    await using one = new Reader(world.client.orderbook({ instrumentId: '1' }));
    await using two = new Reader(world.client.orderbook({ instrumentId: '2' }));
    await world.venue.until(({ peers }) => peers[0]?.received.length === 2);
    world.venue.peer.answer('{"Subscribe":{"Orderbook":{"instrumentId":"2"}}}');
    await two.live();
    expect(one.isLive).toBe(false);
  });
});

describe('Unsubscribe', () => {
  it('matches its subscribe to the letter', async () => {
    await using world = await startScripted();
    await using staying = new Reader(world.client.orderbook(about));
    const readers = Object.entries(allKinds).filter(([kind]) => kind !== 'Orderbook');
    await staying.live();
    for (const [, read] of readers) {
      await using reader = read(world.client);
      await reader.live();
    }
    await world.venue.until(({ peers }) => peers[0]?.received.length === 29);
    const { received } = world.venue.peer;
    const [first, ...others] = subscribes(received);
    expect(first).toContain('Orderbook');
    expect(received.filter((text) => text.startsWith('{"Unsubscribe"'))).toEqual(
      others.map((text) => text.replace('Subscribe', 'Unsubscribe')),
    );
  });

  it('promise 10: of what nobody reads any more; what still comes disturbs nobody', async () => {
    await using world = await startScripted();
    await using book = new Reader(world.client.orderbook(about));
    await using fills = new Reader(world.client.auctionFills(about));
    await Promise.all([book.live(), fills.live()]);
    await fills[Symbol.asyncDispose]();
    await world.venue.until(({ peers }) => peers[0]?.received.length === 3);
    world.venue.peer.send(serverMessages.auctionFills);
    world.venue.peer.send(serverMessages.orderbook);
    await book.until(({ events }) => events.length === 1);
    expect(fills.story).toEqual(['live']);
    expect(world.client.health().counters.unrouted).toBe(1);
  });

  it('without a confirmation: the same can be had again', async () => {
    await using world = await startScripted(
      { receive: (peer, text) => (text.startsWith('{"Un') ? undefined : peer.answer(text)) },
      { timing: { unsubscribe: 20 } },
    );
    await using book = new Reader(world.client.orderbook(about));
    const fills = world.client.auctionFills(about);
    await Promise.all([book.live(), fills.ready()]);
    await fills.return();
    await using again = new Reader(world.client.auctionFills(about));
    await again.live();
    world.venue.peer.send(serverMessages.auctionFills);
    await again.until(({ events }) => events.length === 1);
    expect(world.venue.peers).toHaveLength(1);
  });
});
