import { AuthError, HttpError, LimitError, type StatusItem } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { examples } from './fixtures/examples.ts';
import { start, startScripted } from './support/start.ts';

const waits = (reader: Reader): StatusItem[] =>
  reader.statuses.filter(({ status }) => status === 'waiting');

/** How long a reader was told to wait for the next attempt. */
function told({ at, nextAttemptAt }: StatusItem): number {
  return (nextAttemptAt ?? 0) - at;
}

describe('an upgrade that is refused', () => {
  it('promise 8: with 401, as documented, is fatal', async () => {
    const headers = { 'X-WS-Error': 'Invalid API key' };
    const refusal = { status: 401, headers, body: examples.refusedUpgrade };
    await using world = await startScripted({ refuse: () => refusal });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    const error = await reader.over();
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: 'AUTH', retryable: false, venue: 'collective2' });
    expect(world.venue.credentials).toHaveLength(1);
  });

  it.each([
    ['tooManyRequests', 429, LimitError],
    ['unavailable', 503, HttpError],
  ] as const)(
    'promise 8: with %s (%d) is tried again after a wait',
    async (fault, status, type) => {
      await using world = await start();
      world.venue.faults[fault](3);
      await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
      await reader.live();
      expect(world.venue.dials.map((dial) => dial.status)).toEqual([status, status, status, 101]);
      // Statuses that follow each other at once become one; the waits themselves are told to the observer.
      const waiting = world.events.filter((event) => event.type === 'waiting');
      expect(waiting).toHaveLength(3);
      for (const { error } of waiting) {
        expect(error).toBeInstanceOf(type);
        expect(error).toMatchObject({ retryable: true });
      }
    },
  );

  it.each([
    [429, 'Retry-After'],
    [503, 'Retry-After'],
    [429, 'retry-after'],
  ])('with %d and %s is not tried before that', async (status, name) => {
    const headers = { [name]: '3600' };
    await using world = await startScripted({ refuse: () => ({ status, headers, body: '' }) });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.until(() => waits(reader).length === 1);
    const [wait] = waits(reader);
    expect(wait && told(wait)).toBeGreaterThanOrEqual(3_600_000);
    expect(wait && told(wait)).toBeLessThan(3_601_000);
    expect(world.venue.credentials).toHaveLength(1);
  });

  it('with a Retry-After that is a date is not tried before that', async () => {
    const headers = { 'Retry-After': new Date(Date.now() + 3_600_000).toUTCString() };
    await using world = await startScripted({ refuse: () => ({ status: 429, headers, body: '' }) });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.until(() => waits(reader).length === 1);
    const [wait] = waits(reader);
    // A date counts in whole seconds.
    expect(wait && told(wait)).toBeGreaterThan(3_590_000);
  });

  it('with 429 and no Retry-After waits within the backoff, the first time too', async () => {
    await using world = await startScripted(
      { refuse: () => ({ status: 429, body: '' }) },
      { timing: { backoffBase: 60_000, backoffCap: 60_000 } },
    );
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.until(() => waits(reader).length === 1);
    const [wait] = waits(reader);
    expect(wait && told(wait)).toBeGreaterThan(0);
    expect(wait && told(wait)).toBeLessThanOrEqual(60_000);
  });

  it.each([400, 404, 500, 502])('with %d, which no table names, is tried again', async (status) => {
    let refusals = 0;
    const refuse = () => ((refusals += 1) <= 2 ? { status, body: 'whatever' } : undefined);
    await using world = await startScripted({ refuse });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    expect(refusals).toBe(3);
  });
});

describe('two connections of a key at once', () => {
  it('may end in a close with 1008 and no error: a connection limit, waited for', async () => {
    await using world = await start();
    world.venue.faults.connectionRace(2);
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    expect(world.events.filter(({ type }) => type === 'waiting')).toHaveLength(2);
    expect(world.events.filter(({ type }) => type === 'lost')).toMatchObject([
      { error: { closeCode: 1008 } },
      { error: { closeCode: 1008 } },
    ]);
  });

  it('promise 8: the eleventh connection of a key waits until there is a place', async () => {
    await using world = await start({ venue: { connectionLimit: 1 } });
    await using first = new Reader(world.c2.signals({ strategyId: 1 }));
    await first.live();
    await using second = new Reader(world.client().signals({ strategyId: 2 }));
    await world.venue.until(({ dials }) => dials.filter(({ status }) => status === 429).length > 1);
    expect(second.isOver).toBe(false);
    await first[Symbol.asyncDispose]();
    await second.live();
    expect(world.venue.peakConnections).toBe(1);
  });

  it('promise 8: other losses are dialled at once, the first time', async () => {
    await using world = await start({
      client: { timing: { backoffBase: 60_000, backoffCap: 60_000 } },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.faults.close(1011, 'oops');
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(world.events.filter(({ type }) => type === 'waiting')).toEqual([]);
  });
});

describe('a dial that fails without a status', () => {
  it('asks REST why, and goes on', async () => {
    await using world = await start();
    const reopen = world.venue.faults.refuse();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.until(({ statuses }) => statuses.some(({ status }) => status === 'waiting'));
    await reopen();
    await reader.live();
    expect(world.c2.health().counters.probes).toBe(1);
  });
});
