import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { ClosedError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { start } from './support/start.ts';

const timers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('promise 10: after close()', () => {
  it('subscriptions end without an error, connections are gone, and nothing is delivered', async () => {
    await using world = await start();
    await using signals = new Reader(world.c2.signals({ strategyId: 1 }));
    await using positions = new Reader(world.c2.positions({ strategyId: 1 }));
    await Promise.all([signals.live(), positions.live()]);
    await world.c2.close();
    const before = [signals.items.length, positions.items.length];
    expect([await signals.over(), await positions.over()]).toEqual([undefined, undefined]);
    await world.venue.until(({ connections }) => connections.length === 0);
    world.venue.publishSignal(1);
    await tick();
    expect([signals.items.length, positions.items.length]).toEqual(before);
    expect(world.c2.health()).toMatchObject({ state: 'closed', connections: [] });
  });

  it('no timer is left, whatever the client was doing', async () => {
    await using world = await start({ client: { timing: { request: 60_000 } } });
    const before = timers();
    const doings = {
      nothing: () => world.client(),
      'being live': async () => {
        const c2 = world.client();
        await c2.signals({ strategyId: 1 }).ready();
        return c2;
      },
      'waiting for the next dial': async () => {
        const refusals = world.venue.faults.tooManyRequests(1, 3600);
        const c2 = world.client();
        const reader = new Reader(c2.signals({ strategyId: 1 }));
        await reader.until(({ statuses }) => statuses.some(({ status }) => status === 'waiting'));
        refusals();
        return c2;
      },
      'asking REST': async () => {
        const answer = world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
        const c2 = world.client();
        const asked = world.venue.requests.length;
        void new Reader(c2.positions({ strategyId: 1 }));
        await world.venue.until(({ requests }) => requests.length > asked);
        answer();
        return c2;
      },
      'waiting for an ack': async () => {
        const acknowledge = world.venue.faults.noAck();
        const c2 = world.client();
        const asked = world.venue.received.length;
        void new Reader(c2.signals({ strategyId: 1 }));
        await world.venue.until(({ received }) => received.length > asked);
        acknowledge();
        return c2;
      },
      dialling: async () => {
        const upgrade = world.venue.faults.acceptWithoutUpgrade();
        const c2 = world.client();
        const dials = world.venue.dials.length;
        void new Reader(c2.signals({ strategyId: 1 }));
        await world.venue.until((venue) => venue.dials.length > dials);
        upgrade();
        return c2;
      },
    };
    for (const [doing, make] of Object.entries(doings)) {
      const c2 = await make();
      await c2.close();
      await world.venue.until(({ connections }) => connections.length === 0);
      expect(timers(), doing).toBeLessThanOrEqual(before);
    }
  });

  it('the process ends by itself', { timeout: 20_000 }, async () => {
    await using world = await start();
    const { url, restUrl, key } = world.venue;
    const program = `
      import { collective2 } from '@venuewire/collective2';
      const c2 = collective2(${JSON.stringify({ url, restUrl, apiKey: key })});
      await c2.signals({ strategyId: 1 }).ready();
      await c2.positions({ strategyId: 1 }).ready();
      await c2.close();`;
    const child = spawn(
      process.execPath,
      ['--conditions=@venuewire/source', '--input-type=module', '--eval', program],
      { cwd: import.meta.dirname, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(world.venue.dials).toHaveLength(1);
  });

  it('what is asked for then is refused, and close() may be called again', async () => {
    await using world = await start();
    await world.c2.close();
    await world.c2.close();
    const subscription = world.c2.signals({ strategyId: 1 });
    await expect(subscription.ready()).rejects.toBeInstanceOf(ClosedError);
    expect(world.venue.dials).toEqual([]);
  });

  it('promise 7: whoever waits is told: next(), ready()', async () => {
    await using world = await start();
    const live = world.c2.signals({ strategyId: 1 });
    await live.ready();
    expect(await live.next()).toMatchObject({ value: { type: 'status' } });
    const waiting = live.next();
    world.venue.faults.noAck();
    const pending = world.c2.signals({ strategyId: 2 }).ready();
    await Promise.all([
      expect(pending).rejects.toBeInstanceOf(ClosedError),
      expect(waiting).resolves.toEqual({ done: true, value: undefined }),
      world.c2.close(),
    ]);
  });
});

describe('a subscription ends', () => {
  it('with the loop, and unsubscribes', async () => {
    await using world = await start();
    await using other = new Reader(world.c2.signals({ strategyId: 2 }));
    await other.live();
    const subscription = world.c2.signals({ strategyId: 1 });
    for await (const item of subscription) if (item.type === 'status') break;
    await world.venue.until(
      ({ connections }) => connections[0]?.subscriptions.join() === 'strategy.signal:2',
    );
    expect(other.isLive).toBe(true);
  });

  it('with its signal, and throws the reason', async () => {
    await using world = await start();
    const abort = new AbortController();
    const { signal } = abort;
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { signal }));
    await reader.live();
    const reason = new Error('enough');
    abort.abort(reason);
    expect(await reader.over()).toBe(reason);
    await world.venue.until(({ connections }) => connections.length === 0);
  });

  it('before it began, if its signal has fired', async () => {
    await using world = await start();
    const signal = AbortSignal.abort(new Error('never'));
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { signal }));
    expect(await reader.over()).toBe(signal.reason);
    expect(world.venue.dials).toEqual([]);
  });
});

describe('promise 5: a consumer that stops for a while', () => {
  const limits = { items: 50, bytes: 1024 * 1024 };

  it('holds a bounded queue, and gets everything once it goes on', async () => {
    await using world = await start();
    const pause = Promise.withResolvers<void>();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { limits }), (item) =>
      item.type === 'data' ? pause.promise : undefined,
    );
    await reader.live();
    let most = 0;
    let mostBytes = 0;
    for (let burst = 0; burst < 20; burst += 1) {
      world.venue.faults.flood(50, [1]);
      await tick();
      for (const { consumers } of world.c2.health().subscriptions) {
        for (const { queuedItems, queuedBytes } of consumers) {
          most = Math.max(most, queuedItems);
          mostBytes = Math.max(mostBytes, queuedBytes);
        }
      }
    }
    pause.resolve();
    await reader.until(({ events }) => events.length === 1000);
    expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1));
    // A paused socket still delivers what was read from it: 64 KiB at a time.
    expect(most).toBeGreaterThan(0);
    expect(mostBytes).toBeLessThanOrEqual((mostBytes / most) * limits.items + 2 * 65_536);
  });

  it('leaves its neighbours alone', async () => {
    await using world = await start();
    const pause = Promise.withResolvers<void>();
    await using slow = new Reader(world.c2.signals({ strategyId: 1 }, { limits }), (item) =>
      item.type === 'data' ? pause.promise : undefined,
    );
    await using quick = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([slow.live(), quick.live()]);
    world.venue.faults.flood(600, [1, 2]);
    await quick.until(({ events }) => events.length === 300);
    expect(quick.gaps).toEqual([]);
    pause.resolve();
    await slow.until(({ events }) => events.length === 300);
    expect(handledIds(slow)).toEqual(publishedIds(world.venue.published, 1));
    expect(slow.gaps.map(({ recovery }) => recovery)).not.toContain('none');
    expect(slow.statuses).toContainEqual(
      expect.objectContaining({ status: 'waiting', cause: 'consumer' }),
    );
  });

  it('that chose `drop-oldest` is told how many it lost, at their place', async () => {
    await using world = await start();
    const pause = Promise.withResolvers<void>();
    const options = { limits, policy: 'drop-oldest' } as const;
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, options), (item) =>
      item.type === 'data' ? pause.promise : undefined,
    );
    await reader.live();
    world.venue.faults.flood(200, [1]);
    const received = (): number => world.c2.health().counters.frames;
    while (received() < 202) await tick();
    pause.resolve();
    await reader.until(
      ({ events }) => events.at(-1)?.sequence === world.venue.published.at(-1)?.seqId,
    );
    expect(new Set(reader.gaps.map(({ reason, recovery }) => `${reason} ${recovery}`))).toEqual(
      new Set(['overflow none']),
    );
    // Each gap stands exactly where the items are missing that it counts.
    const told = reader.items.flatMap((item) => {
      if (item.type === 'gap') return Array.from({ length: item.dropped ?? 0 }, () => undefined);
      return item.type === 'data' ? item.id : [];
    });
    const ids = publishedIds(world.venue.published, 1);
    expect(told).toHaveLength(200);
    expect(told.map((id, place) => id ?? ids[place])).toEqual(ids);
  });

  it('that chose `fail` fails', async () => {
    await using world = await start();
    const pause = Promise.withResolvers<void>();
    const options = { limits, policy: 'fail' } as const;
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, options), (item) =>
      item.type === 'data' ? pause.promise : undefined,
    );
    await reader.live();
    world.venue.faults.flood(200, [1]);
    const received = (): number => world.c2.health().counters.frames;
    while (received() < 202) await tick();
    pause.resolve();
    expect(await reader.over()).toMatchObject({ code: 'LIMIT', retryable: false });
    await world.venue.until(({ connections }) => connections.length === 0);
  });

  it('cannot choose `conflate`: signals are a log', async () => {
    await using world = await start();
    expect(() => world.c2.signals({ strategyId: 1 }, { policy: 'conflate' })).toThrow(/log/);
    expect(() => world.c2.positions({ strategyId: 1 }, { policy: 'conflate' })).toThrow(/log/);
  });
});
