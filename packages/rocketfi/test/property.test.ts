import { setImmediate } from 'node:timers/promises';

import type { RocketfiSimulator } from '@venuewire/simulator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account, instrument } from './fixtures/examples.ts';
import { orderIdsAt } from './support/published.ts';
import { Reader } from './support/reader.ts';
import { start } from './support/start.ts';
import { isSame, ordersAt, ordersOf, positionsAt, positionsOf } from './support/states.ts';

const about = { instrumentId: instrument };
const other = { instrumentId: '0x0100000000000001' };

type Action = (venue: RocketfiSimulator) => void;

const order = fc.record({
  market: fc.constantFrom(about, other),
  side: fc.constantFrom('Buy' as const, 'Sell' as const),
  price: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  quantity: fc.integer({ min: 1, max: 9 }),
});

const place = order.map<Action>(({ market, side, price, quantity }) => (venue) => {
  const away = side === 'Buy' ? 1 : 150_000;
  const limit = price === undefined ? {} : { price: String(away * price) };
  venue.placeOrder(account, { ...market, side, quantity: `0.0${quantity}`, ...limit });
});

const ofOne = (act: (venue: RocketfiSimulator, orderId: bigint) => void) =>
  fc.nat(20).map<Action>((index) => (venue) => {
    const open = venue.openOrders(account);
    const chosen = open[index % Math.max(1, open.length)];
    if (chosen) act(venue, chosen.orderId);
  });

const cancel = ofOne((venue, orderId) => venue.cancelOrder(account, orderId));
// Two that are alike, and in one block, nobody can tell apart.
let prices = 10;
const modify = ofOne((venue, orderId) => {
  prices += 1;
  venue.modifyOrder(account, orderId, { price: String(prices), quantity: '0.5' });
});
const fund = fc.constant<Action>((venue) => venue.publishFunding(instrument, { rate: '0.0002' }));
const move = fc.constant<Action>((venue) => venue.step());
const close = fc.constant<Action>((venue) => {
  for (const { instrumentId, quantity } of venue.positions(account)) {
    const side = quantity.startsWith('-') ? 'Buy' : 'Sell';
    const size = quantity.replace('-', '');
    venue.placeOrder(account, { instrumentId, side, quantity: size, reduceOnly: true });
  }
});

/** What the connection goes through. Those with an end last until the schedule is over. */
const drop = fc.constant<Action>(({ faults }) => faults.drop());
const double = fc.constant<Action>(({ faults }) => void faults.duplicate());
const cut = fc.constant<Action>(({ faults }) => void faults.truncateFrame());
const nonsense = fc.constant<Action>(({ faults }) => faults.invalidFrame());
/** What is said meanwhile is lost, and nobody can know it. */
const mute = fc.constant<Action>(({ faults }) => void faults.mute());

const happenings = [place, place, cancel, modify, fund, move, close] as const;
const pause = fc.nat(3);

function schedule(...trouble: readonly fc.Arbitrary<Action>[]) {
  const step = fc.tuple(fc.oneof(...happenings, ...trouble), pause);
  return fc.array(step, { minLength: 5, maxLength: 25 });
}

async function perform(
  venue: RocketfiSimulator,
  steps: readonly (readonly [Action, number])[],
): Promise<void> {
  for (const [act, turns] of steps) {
    act(venue);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  }
}

const timing = { acknowledge: 100, unsubscribe: 50, snapshot: 50 };

describe('whatever happens, and whatever the connection goes through', () => {
  it('open orders and positions are the venue’s own', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(schedule(drop, double, cut, nonsense, mute), async (steps) => {
        await using world = await start({ client: { compareEvery: 25, timing } });
        const { venue, client } = world;
        await using orders = new Reader(client.openOrders({ account }));
        await using positions = new Reader(client.positions({ account }));
        await Promise.all([orders.live(), positions.live()]);
        await perform(venue, steps);
        await orders.until(() => isSame(ordersOf(orders), ordersAt(venue)));
        await positions.until(() => isSame(positionsOf(positions), positionsAt(venue)));
        expect(orders.error).toBeUndefined();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('promises 1–3: order events come once each, in order', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(schedule(drop, double, cut, nonsense), async (steps) => {
        await using world = await start({ client: { timing } });
        const { venue, client } = world;
        await using reader = new Reader(client.orderEvents({ account }));
        await reader.live();
        await perform(venue, steps);
        // What is cut must not be the end of all.
        venue.placeOrder(account, { ...about, side: 'Buy', price: '1', quantity: '0.1' });
        venue.placeOrder(account, { ...about, side: 'Buy', price: '1', quantity: '0.1' });
        await reader.until(({ data }) => data.length >= orderIdsAt(venue).length);
        expect(reader.data.map(({ data }) => data.orderId)).toEqual(orderIdsAt(venue));
        expect(reader.error).toBeUndefined();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
