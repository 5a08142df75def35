import { describe, expect, it } from 'vitest';

import { rocketfi as bare } from '../src/bare.ts';
import { instrument, serverMessages } from './fixtures/examples.ts';
import { Reader } from './support/reader.ts';
import { standardPlatform } from './support/standard-platform.ts';
import { startScripted, type Make } from './support/start.ts';

const about = { instrumentId: instrument };
/** The standard WebSocket cannot ping: there the venue's own ping is all that there is. */
const make: Make = (options) => bare({ ...options, platform: standardPlatform });
const quick = { pingInterval: 20, pingTimeout: 20 };

describe('"Ping"', () => {
  it.each(['"Pong"', '{"Pong":null}'])('promise 6: answered with %s proves life', async (pong) => {
    await using world = await startScripted(
      { receive: (peer, text) => (text === '"Ping"' ? peer.send(pong) : peer.answer(text)) },
      { timing: quick },
      make,
    );
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    const pings = (): number =>
      world.venue.peer.received.filter((text) => text === '"Ping"').length;
    await world.venue.until(() => pings() === 5);
    expect(world.client.health()).toMatchObject({ liveness: 'proven', state: 'live' });
    expect(world.events.filter(({ type }) => type === 'pong').length).toBeGreaterThan(2);
    expect(world.venue.peers).toHaveLength(1);
  });

  it('promise 6: that is not answered ends the connection', async () => {
    await using world = await startScripted(
      { receive: (peer, text) => (text === '"Ping"' ? undefined : peer.answer(text)) },
      { timing: quick },
      make,
    );
    await using reader = new Reader(world.client.auctionFills(about));
    await reader.until(({ gaps }) => gaps.length > 0);
    expect(world.events.find(({ type }) => type === 'lost')).toMatchObject({
      error: { code: 'TIMEOUT', deadline: 'ping' },
    });
    expect(reader.gaps[0]).toMatchObject({ reason: 'disconnect', recovery: 'none' });
  });

  it.each(['"Ping"', '{"Ping":null}'])('of the server (%s) says nothing', async (ping) => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderbook(about));
    await reader.live();
    world.venue.peer.send(ping);
    world.venue.peer.send(serverMessages.orderbook);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
    expect(world.client.health().counters).toMatchObject({ unknown: 0, invalid: 0 });
    expect(world.venue.peer.received).toHaveLength(1);
  });
});
