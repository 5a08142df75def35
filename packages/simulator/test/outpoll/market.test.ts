import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { manualClock, outpollMarketScript, outpollSimulator } from '../../src/index.ts';
import type { OutpollBalance, OutpollBookRow, OutpollSimulator } from '../../src/index.ts';
import { OutpollClient } from './test-client.ts';
import type { Message } from './test-client.ts';

async function marketOf(seed: number): Promise<unknown> {
  const clock = manualClock(0);
  await using venue = await outpollSimulator({ clock, seed });
  const played = venue.play(outpollMarketScript({ intervalMs: 100, times: 100 }));
  clock.advance(10_000);
  await played;
  return { published: venue.published, orders: venue.orders, balances: venue.balances };
}

/** A client that knows only what came over its connections. */
class Follower {
  readonly books = new Map<string, Map<string, Message>>();
  readonly balances = new Map<string, { balance: unknown; free: unknown }>();
  readonly chances = new Map<string, unknown>();

  read({ t, e, d, ...bare }: Message): void {
    const type = String(t);
    if (type.startsWith('PRICES_DATA')) {
      const isWhole = type === 'PRICES_DATA';
      const book = isWhole ? new Map() : (this.books.get(String(e)) ?? new Map());
      for (const row of d as readonly Message[]) {
        book.set(row['o'], { ...book.get(row['o']), ...row });
      }
      this.books.set(String(e), book);
    } else if (type === 'probability' || type === 'UPDATE_HISTORY') {
      this.chances.set(String((bare['o'] as readonly unknown[])[0]), d);
    } else if (type === 'success' && typeof d === 'object' && d !== null && 'l' in d) {
      for (const { i, b, f } of d.l as readonly Message[]) {
        this.balances.set(String(i), { balance: b, free: f });
      }
    } else if (t === undefined) {
      this.balances.set(String(bare['a']), { balance: bare['b'], free: bare['f'] });
    }
  }
}

async function follow(venue: OutpollSimulator) {
  const [books, chances] = await Promise.all([
    OutpollClient.open(venue, 'orderBook'),
    OutpollClient.open(venue, 'chanceHistory'),
  ]);
  for (const { id: e, outcomes } of venue.events) {
    books.send({ t: 'SUBSCRIBE', e });
    books.send({ t: 'REQUEST_DATA', e });
    chances.send({ t: 'SUBSCRIBE', e, o: outcomes.map(({ id }) => id) });
  }
  const balances = await OutpollClient.enter(venue, 'balanceUpdates');
  await Promise.all([books.flushed(), chances.flushed()]);
  return async (): Promise<Follower> => {
    const follower = new Follower();
    for (const client of [books, chances, balances]) {
      for (const message of await client.flushed()) follower.read(message);
      await client[Symbol.asyncDispose]();
    }
    return follower;
  };
}

describe('the market', () => {
  test('the same seed makes the same market, another seed another', async () => {
    const [first, second, other] = [await marketOf(1), await marketOf(1), await marketOf(2)];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('every feed has something to say within a hundred steps', async () => {
    await using venue = await outpollSimulator();
    venue.faults.flood(100);
    const endpoints = new Set(venue.published.map(({ endpoint }) => endpoint));
    expect([...endpoints].toSorted()).toEqual(Object.keys(venue.urls).toSorted());
    const statuses = new Set(venue.orders.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual(['CANCELED', 'FILLED', 'OPEN']);
  });

  test.for(['complete', 'partial'] as const)(
    "what a client merges of %s rows is the venue's state, wherever it begins",
    async (deltaRows) => {
      const property = fc.asyncProperty(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.nat(30),
        fc.nat(60),
        async (seed, before, after) => {
          await using venue = await outpollSimulator({ seed, variants: { deltaRows } });
          venue.faults.flood(before);
          const followed = await follow(venue);
          venue.faults.flood(after);
          const follower = await followed();
          for (const { id, outcomes } of venue.events) {
            const rows: readonly OutpollBookRow[] = venue.books(id);
            expect([...(follower.books.get(id)?.values() ?? [])]).toEqual(rows);
            for (const outcome of outcomes) {
              const point = venue.lastProbability(outcome.id);
              expect(follower.chances.get(outcome.id)).toEqual(point);
              expect(rows.find(({ o }) => o === outcome.id)?.c).toBe(point.p);
            }
          }
          const own = venue.balances.map(({ assetId, balance, free }: OutpollBalance) => [
            assetId,
            { balance, free },
          ]);
          expect([...follower.balances]).toEqual(own);
        },
      );
      await fc.assert(property, { numRuns: 25 });
    },
  );

  test('nothing is ever owed, and what is free follows from the open orders', async () => {
    const property = fc.asyncProperty(fc.integer({ min: 0, max: 0xffff_ffff }), async (seed) => {
      await using venue = await outpollSimulator({ seed });
      for (let step = 0; step < 100; step += 1) {
        venue.step();
        for (const { assetId, balance, free } of venue.balances) {
          const tied = venue.orders
            .filter(({ status }) => status === 'OPEN')
            .map(({ side, price, quantity, filled, ...order }) => {
              const isTied = side === 'SELL' ? order.assetId === assetId : assetId === cash;
              return isTied ? (quantity - filled) * (side === 'SELL' ? 1 : price) : 0;
            });
          const expected = balance - tied.reduce((sum, one) => sum + one, 0);
          expect(free).toBeCloseTo(expected, 6);
          expect(free).toBeGreaterThanOrEqual(0);
        }
      }
    });
    const cash = '078dcd98-928d-479f-8110-ff6d27e44de2';
    await fc.assert(property, { numRuns: 20 });
  });
});
