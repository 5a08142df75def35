import { ConfigError, type StandardSchema } from '@venuewire/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/v4';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import type { StrategyEvent } from '../src/index.ts';
import { start } from './support/start.ts';

const order = z.object({ side: z.enum(['1', '2']), quantity: z.coerce.number() });

describe('a schema of the caller’s', () => {
  it('types the payload, and may change it', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { schema: order }));
    await reader.live();
    world.venue.publishSignal(1, { side: '1', quantity: '10' });
    await reader.until(({ events }) => events.length === 1);
    const [item] = reader.events;
    expect(item?.data).toEqual({ strategyId: 1, payload: { side: '1', quantity: 10 } });
    type Data = NonNullable<typeof item>['data'];
    expectTypeOf<Data>().toEqualTypeOf<StrategyEvent<z.infer<typeof order>>>();
  });

  it('types nothing where there is none', async () => {
    await using world = await start();
    const subscription = world.c2.signals({ strategyId: 1 });
    await subscription.ready();
    world.venue.publishSignal(1);
    for await (const data of subscription.data()) {
      expectTypeOf(data).toEqualTypeOf<StrategyEvent>();
      expectTypeOf(data.payload).toBeUnknown();
      expect(data.strategyId).toBe(1);
      break;
    }
  });

  it('promise 12: turns what does not fit into a gap at its place, without quoting it', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { schema: order }));
    await reader.live();
    const first = world.venue.publishSignal(1, { side: '1', quantity: 1 });
    world.venue.publishSignal(1, { side: 'private-side', quantity: 2 });
    const third = world.venue.publishSignal(1, { side: '2', quantity: 3 });
    await reader.until(({ events }) => events.length === 2);
    expect(reader.story).toEqual([
      'live',
      `${first.seqId}`,
      'gap invalid-frame none',
      `${third.seqId}`,
    ]);
    const [gap] = reader.gaps;
    expect(gap?.cause).toMatchObject({ code: 'PROTOCOL' });
    expect(gap?.cause?.message).toMatch(/^Data does not fit the schema: .*side: /);
    expect(String(gap?.cause)).not.toContain('private-side');
  });

  it('is for its consumer alone', async () => {
    await using world = await start();
    await using strict = new Reader(world.c2.signals({ strategyId: 1 }, { schema: order }));
    await using plain = new Reader(world.c2.signals({ strategyId: 1 }));
    await Promise.all([strict.live(), plain.live()]);
    world.venue.publishSignal(1, { side: '7' });
    await plain.until(({ events }) => events.length === 1);
    await strict.until(({ gaps }) => gaps.length === 1);
    expect(plain.gaps).toEqual([]);
    expect(strict.events).toEqual([]);
  });

  it('does not look at the snapshot of positions, which has a type of its own', async () => {
    await using world = await start();
    const never = z.never();
    await using reader = new Reader(world.c2.positions({ strategyId: 1 }, { schema: never }));
    world.venue.publishPositions(1, [{ symbol: 'AAPL', quantity: 1, averagePrice: 2 }]);
    await reader.live();
    expect(reader.data[0]).toMatchObject({ snapshot: true, data: [{ Quantity: 1 }] });
    world.venue.publishPositions(1);
    await reader.until(({ gaps }) => gaps.length === 1);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame' }]);
  });

  it('may come from any library that follows the standard', async () => {
    const schema: StandardSchema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: () => ({ value: 'always this' }) },
    };
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { schema }));
    await reader.live();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data.payload).toBe('always this');
  });

  it.each([
    ['that validates asynchronously', () => Promise.resolve({ value: 1 }), ConfigError],
    [
      'that throws',
      () => {
        throw new TypeError('a bug in the schema');
      },
      TypeError,
    ],
  ] as const)('%s ends the subscription with what is wrong', async (_how, validate, type) => {
    const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate } };
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { schema }));
    await reader.live();
    world.venue.publishSignal(1);
    expect(await reader.over()).toBeInstanceOf(type);
    // Nothing of it goes on behind the consumer's back.
    await world.venue.until(({ connections }) => connections.length === 0);
    expect(world.c2.health()).toMatchObject({ state: 'idle', subscriptions: [] });
  });

  it('a misfit that was handled counts as handled: the cursor moves past it', async () => {
    await using world = await start();
    const saved: number[] = [];
    const cursor = {
      load: () => Promise.resolve(undefined),
      save: (_key: string, { sequence }: { sequence: number }) => {
        saved.push(sequence);
        return Promise.resolve();
      },
    };
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { schema: order, cursor }));
    await reader.live();
    const misfit = world.venue.publishSignal(1, { side: '7' });
    const next = world.venue.publishSignal(1, { side: '1', quantity: 1 });
    await reader.until(({ events }) => events.length === 1);
    await reader[Symbol.asyncDispose]();
    expect(saved).toEqual([misfit.seqId, next.seqId]);
  });
});
