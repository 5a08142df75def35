import type { OutpollSimulator } from '@venuewire/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import type { Balances, OrderBook } from '../src/index.ts';
import { start } from './support/start.ts';

/** What happens at the venue, and to the connections. */
const turn = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('step' as const), times: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('price' as const), tenths: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('deposit' as const), cents: fc.nat(999) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('drop', 'close', 'duplicate', 'truncate', 'invalid', 'mute', 'pause'),
    }),
  },
);
type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

function happen(venue: OutpollSimulator, one: Turn): Promise<void> | void {
  const [event] = venue.events;
  const [outcome] = event?.outcomes ?? [];
  switch (one.kind) {
    case 'step':
      for (let times = 0; times <= one.times; times += 1) venue.step();
      return;
    case 'price': {
      const price = one.tenths / 10;
      const row = { o: outcome?.id ?? '', b: price === 0 ? null : price, a: price + 0.01 };
      return venue.publishPrices(event?.id ?? '', [row]);
    }
    case 'deposit':
      return venue.deposit(one.cents / 100);
    case 'drop':
      return venue.faults.drop();
    case 'close':
      return venue.faults.close(1011, 'going away');
    case 'duplicate':
      venue.faults.duplicate();
      return;
    case 'truncate':
      venue.faults.truncateFrame();
      return;
    case 'invalid':
      return venue.faults.invalidFrame();
    case 'mute': {
      // What is sent meanwhile is lost, and the connection with it.
      const speak = venue.faults.mute();
      for (let times = 0; times < 3; times += 1) venue.step();
      venue.faults.drop();
      return speak();
    }
    case 'pause':
      return tick();
  }
}

/** Rows in an order that says nothing. */
function written(rows: readonly (readonly unknown[])[] | undefined): string {
  return JSON.stringify(rows?.map((row) => JSON.stringify(row)).toSorted());
}

function bookOf(venue: OutpollSimulator, eventId: string): string {
  return written(venue.books(eventId).map(({ o, b, a, c }) => [o, b, a, c]));
}

function shownBook(state: OrderBook | undefined): string {
  return written(
    state?.outcomes.map(({ outcomeId, bid = null, ask = null, chance = null }) => [
      outcomeId,
      bid,
      ask,
      chance,
    ]),
  );
}

function balancesOf(venue: OutpollSimulator): string {
  return written(venue.balances.map(({ assetId, balance, free }) => [assetId, balance, free]));
}

function shownBalances(state: Balances | undefined): string {
  return written(state?.balances.map(({ assetId, balance, free }) => [assetId, balance, free]));
}

describe('promise 2: whatever is dropped, doubled, cut or lost', () => {
  it.each(['complete', 'partial'] as const)(
    'merged order books and balances end as they are at the venue, for every reader (deltas are %s)',
    { timeout: 60_000 },
    async (deltaRows) => {
      const schedules = fc.array(turn, { minLength: 3, maxLength: 15 });
      await fc.assert(
        fc.asyncProperty(schedules, fc.nat(1_000), async (schedule, seed) => {
          await using world = await start({ venue: { seed, variants: { deltaRows } } });
          const { venue, client, eventId } = world;
          const other = venue.events[1]?.id ?? '';
          await using book = new Reader(client.orderBook({ eventId }));
          await using second = new Reader(client.orderBook({ eventId: other }));
          await using balances = new Reader(client.balances());
          await Promise.all([book.live(), second.live(), balances.live()]);
          for (const one of schedule) await happen(venue, one);
          await using late = new Reader(client.orderBook({ eventId }));
          // A message that was to be cut may still be due: it is the last that harms.
          venue.deposit(0.01);
          venue.step();
          for (const reader of [book, late])
            await reader.until(
              (one) => one.isLive && shownBook(one.state()) === bookOf(venue, eventId),
              {
                what: 'the book',
              },
            );
          await second.until(
            (one) => one.isLive && shownBook(one.state()) === bookOf(venue, other),
            {
              what: 'the other book',
            },
          );
          await balances.until(
            (one) => one.isLive && shownBalances(one.state()) === balancesOf(venue),
            {
              what: 'the balances',
            },
          );
          for (const { gaps } of [book, second, balances])
            expect(gaps.every(({ recovery }) => recovery === 'complete')).toBe(true);
          expect(balances.isOver).toBe(false);
        }),
        { numRuns: 25 },
      );
    },
  );
});
