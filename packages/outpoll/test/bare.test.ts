import { AuthError } from '@venuewire/core';
import { platform } from '@venuewire/core/web';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { outpoll as bare } from '../src/bare.ts';
import { eventId } from './fixtures/examples.ts';
import { start, type Make } from './support/start.ts';

/** What somebody brings along who may not use `ws`. */
const make: Make = (options) => bare({ ...options, platform: platform() });

describe('the bare entry on the standard WebSocket', () => {
  it('streams, and cannot prove within a known time that a connection is alive', async () => {
    await using world = await start({ make });
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    world.venue.faults.drop();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
    expect(world.client.health()).toMatchObject({ liveness: 'unproven', state: 'live' });
  });

  it('promise 8: finds out that a key is bad, and that only the clock was off', async () => {
    await using world = await start({ make });
    const credentials = { apiKey: 'op_k_unknown', secret: 'dGVzdA' };
    await using refused = new Reader(world.another({ credentials }).balances());
    expect(await refused.over()).toBeInstanceOf(AuthError);
    world.venue.faults.clockSkew(300_000);
    await using reader = new Reader(world.client.balances());
    await reader.live();
    expect(reader.gaps).toEqual([]);
  });

  it('asks REST why a private stream cannot be dialled, and goes on', async () => {
    await using world = await start({ make });
    // A closed port would be dialled by a connection that fetch has left open.
    world.venue.faults.tooManyRequests(2);
    await using reader = new Reader(world.client.balances());
    await reader.live();
    expect(world.client.health().counters.probes).toBe(1);
  });
});
