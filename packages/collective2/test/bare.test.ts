import { AuthError, standardTransport, type Platform } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { collective2 as bare } from '../src/bare.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { start, type Make } from './support/start.ts';

/** What somebody brings along who may not use `ws`: the standard WebSocket, and a clock of their own. */
const platform: Platform = {
  transport: standardTransport(WebSocket),
  scheduler: {
    now: () => performance.now(),
    epoch: () => Date.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
  },
  fetch: (url, init) => fetch(url, init),
};

const make: Make = (options) => bare({ ...options, platform });

describe('the bare entry on the standard WebSocket', () => {
  it('promise 8: finds out by REST that the key is bad, where a dial does not say', async () => {
    await using world = await start({ make, client: { apiKey: 'wrong-key' } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    expect(await reader.over()).toBeInstanceOf(AuthError);
    expect(world.c2.health().counters.probes).toBe(1);
  });

  it('promise 6: counts as alive by the venue’s heartbeats alone', async () => {
    await using world = await start({ make });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    expect(world.c2.health()).toMatchObject({ liveness: 'proven', state: 'live' });
    await using careless = await start({
      make,
      client: { timing: { silence: Number.POSITIVE_INFINITY } },
    });
    await careless.c2.signals({ strategyId: 1 }).ready();
    expect(careless.c2.health()).toMatchObject({ liveness: 'unproven' });
  });

  it('promise 5: holds a queue without pausing what cannot be paused', async () => {
    await using world = await start({ make });
    const pause = Promise.withResolvers<void>();
    const limits = { items: 20 };
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { limits }), (item) =>
      item.type === 'data' ? pause.promise : undefined,
    );
    await reader.live();
    world.venue.faults.flood(100, [1]);
    await world.venue.until(({ connections }) => connections.length === 0);
    pause.resolve();
    await reader.until(({ events }) => events.length === 100);
    await tick();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 101);
    expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1));
    expect(reader.gaps.map(({ recovery }) => recovery)).not.toContain('none');
  });
});
