import type { RocketfiKind } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { rocketfi as bare } from '../src/bare.ts';
import { allKinds, readAll } from './support/all-kinds.ts';
import { day, saidTo } from './support/published.ts';
import { standardPlatform } from './support/standard-platform.ts';
import { start, type Make } from './support/start.ts';

const make: Make = (options) => bare({ ...options, platform: standardPlatform });

describe('the bare entry on the standard WebSocket', () => {
  it('reads every kind, message for message', async () => {
    await using world = await start({ make });
    const kinds = Object.keys(allKinds) as RocketfiKind[];
    const readers = kinds.map((kind) => allKinds[kind](world.client, { policy: 'hold' }));
    await Promise.all(readers.map((reader) => reader.live()));
    day(world.venue);
    for (const [index, reader] of readers.entries()) {
      const said = saidTo(world.venue, kinds[index] ?? 'Orderbook');
      await reader.until(({ events }) => events.length >= said.length);
      expect(reader.events.map(({ data }) => data)).toEqual(said);
      await reader[Symbol.asyncDispose]();
    }
    expect(world.venue.dials).toHaveLength(1);
  });

  it('promise 6: lives by the venue’s own pongs, and notices where there are none', async () => {
    await using world = await start({
      make,
      client: { timing: { pingInterval: 30, pingTimeout: 30, snapshot: 30 } },
    });
    const readers = await readAll(world.client);
    await world.venue.until(
      ({ received }) => received.filter(({ text }) => text === '"Ping"').length > 3,
    );
    expect(world.client.health()).toMatchObject({ liveness: 'proven', state: 'live' });
    expect(world.venue.dials).toHaveLength(1);
    const answering = world.venue.faults.noPong();
    await world.venue.until(({ dials }) => dials.length > 1);
    answering();
    for (const reader of readers) await reader.recovered();
    expect(world.events.find(({ type }) => type === 'lost')).toMatchObject({
      error: { deadline: 'ping' },
    });
    for (const reader of readers) await reader[Symbol.asyncDispose]();
  });

  it('promise 10: is silent after close()', async () => {
    await using world = await start({ make });
    const readers = await readAll(world.client);
    await world.client.close();
    await Promise.all(readers.map((reader) => reader.over()));
    await world.venue.until(({ connections }) => connections.length === 0);
    const before = readers.map(({ items }) => items.length);
    day(world.venue);
    expect(readers.map(({ items }) => items.length)).toEqual(before);
    expect(readers.map(({ error }) => error)).toEqual(readers.map(() => undefined));
    expect(world.client.health().state).toBe('closed');
  });
});
