import { SubscriptionError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { account, instrument, serverMessages } from './fixtures/examples.ts';
import { Reader } from './support/reader.ts';
import { start, startScripted } from './support/start.ts';

const about = { instrumentId: instrument };

describe('{"Error":"text"}, which has no code and no reference', () => {
  it('is about the only request under way, which is made again', async () => {
    let requests = 0;
    await using world = await startScripted({
      receive(peer, text) {
        requests += 1;
        if (requests === 1) peer.send(serverMessages.error);
        else peer.answer(text);
      },
    });
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    const [waiting] = reader.statuses;
    expect(waiting).toMatchObject({ status: 'waiting' });
    expect(waiting?.cause).toBeInstanceOf(SubscriptionError);
    expect(waiting?.cause).toMatchObject({
      retryable: true,
      venueCodes: ['Error'],
      message: expect.stringContaining('Orderbook instrumentId=0x0100000000000000 (Error: text)'),
    });
    expect(world.venue.peers).toHaveLength(1);
  });

  it('of several requests shows which one it is about: they are made one at a time', async () => {
    let isRefused = true;
    await using world = await startScripted(
      {
        receive(peer, text) {
          if (text.includes('"2"') && text.startsWith('{"Sub') && isRefused)
            peer.send(serverMessages.error);
          else peer.answer(text);
        },
      },
      { timing: { acknowledge: 60_000 } },
    );
    const readers = ['1', '2', '3'].map(
      (instrumentId) => new Reader(world.client.orderbook({ instrumentId })),
    );
    const [one, two, three] = readers;
    await one?.live();
    await three?.live();
    await two?.until(({ statuses }) => statuses.some(({ status }) => status === 'waiting'));
    expect(one?.statuses.some(({ status }) => status === 'waiting')).toBe(false);
    isRefused = false;
    await two?.live();
    expect(world.venue.peers).toHaveLength(1);
  });

  it('about nothing is told, and changes nothing', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    world.venue.peer.send(serverMessages.error);
    await world.seen(({ type }) => type === 'refused');
    world.venue.peer.send(serverMessages.orderbook);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
    expect(world.client.health().counters).toMatchObject({ invalid: 0, unknown: 0 });
  });

  it('before a close costs the connection, and not the subscription', async () => {
    let connections = 0;
    await using world = await startScripted({
      receive(peer, text) {
        connections += 1;
        if (connections > 1) return peer.answer(text);
        peer.send(serverMessages.error);
        peer.socket.close(1011, 'text');
      },
    });
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    expect(world.venue.peers).toHaveLength(2);
    expect(reader.gaps).toEqual([]);
  });

  it('before a close of what was live is a gap', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.auctionFills(about));
    await reader.live();
    world.venue.peer.send(serverMessages.error);
    world.venue.peer.socket.close(4000);
    await reader.recovered();
    expect(reader.story).toEqual(['live', 'gap disconnect none', 'live']);
  });

  it('promise 11: is repeated without what it may say of an account', async () => {
    const words = `no ${account} with 123.45 in 0xdeadbeef`;
    await using world = await startScripted({
      receive: (peer) => peer.send({ Error: words }),
    });
    await using reader = new Reader(world.client.orderbook(about));
    await reader.until(({ statuses }) => statuses.length > 0);
    expect(reader.statuses[0]?.cause).toMatchObject({
      message: expect.stringContaining('(Error: no … with … in …)'),
    });
  });
});

describe('an instrument that does not exist', () => {
  const unknown = { instrumentId: '0x99' };

  it('is asked for again and again, and its neighbours go on', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.auctionFills(about));
    await reader.live();
    await using wrong = new Reader(world.client.auctionFills(unknown));
    await wrong.until(({ statuses }) => statuses.length > 0);
    expect(wrong.statuses[0]?.cause).toMatchObject({ code: 'SUBSCRIPTION', retryable: true });
    world.venue.publishTrade(instrument, { size: '1' });
    await reader.until(({ events }) => events.length > 0);
    expect(reader.gaps).toEqual([]);
    expect(world.venue.dials).toHaveLength(1);
  });

  it('costs its neighbours the connection where the venue closes it', async () => {
    await using world = await start({ venue: { variants: { afterError: 'closed' } } });
    await using reader = new Reader(world.client.auctionFills(about));
    await reader.live();
    const wrong = new Reader(world.client.auctionFills(unknown));
    await reader.until(({ gaps }) => gaps.length > 0);
    await wrong[Symbol.asyncDispose]();
    const told = reader.events.length;
    const trade = { every: 10, do: () => world.venue.publishTrade(instrument, { size: '0.01' }) };
    const stop = new AbortController();
    const played = world.venue.play([trade], { signal: stop.signal });
    await reader.until(({ events }) => events.length > told);
    stop.abort();
    await played;
    expect(wrong.error).toBeUndefined();
  });
});

describe('promise 12: a message that cannot be read', () => {
  it('of one instrument is a gap of that one alone', async () => {
    await using world = await startScripted();
    await using one = new Reader(world.client.auctionFills({ instrumentId: '1' }));
    await using two = new Reader(world.client.auctionFills({ instrumentId: '2' }));
    await Promise.all([one.live(), two.live()]);
    world.venue.peer.send({ AuctionFillUpdate: { instrumentId: '2', price: 5, fills: [] } });
    await two.until(({ gaps }) => gaps.length === 1);
    expect(two.gaps).toMatchObject([{ reason: 'invalid-frame', recovery: 'none' }]);
    expect(one.gaps).toEqual([]);
  });

  it('of an account is made good by REST', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.openOrders({ account }));
    await reader.live();
    world.venue.peer.send({ OpenOrdersUpdate: { account, orders: [{ orderId: 1 }] } });
    await reader.recovered();
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'gap invalid-frame complete',
      'snapshot',
      'live',
    ]);
    expect(world.venue.targets).toHaveLength(2);
  });

  it('of a state is made good by its next', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    world.venue.peer.send({ OrderbookUpdate: { ...about, orderbook: { bids: [{}], asks: [] } } });
    await world.seen(({ type }) => type === 'interrupted');
    world.venue.peer.send(serverMessages.orderbook);
    await reader.recovered();
    expect(reader.story).toEqual(['live', 'gap invalid-frame complete', 'data', 'live']);
    expect(world.venue.peer.received).toHaveLength(1);
  });

  it('of a variant that is new is counted, told, and no gap', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    world.venue.peer.send({ WeatherUpdate: { sun: true } });
    await world.seen((event) => event.type === 'unknown' && event.tag === 'WeatherUpdate');
    world.venue.peer.send(serverMessages.orderbook);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.gaps).toEqual([]);
    expect(world.client.health().counters.unknown).toBe(1);
  });
});
