import type { RocketfiKind, RocketfiSimulator } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { account, instrument } from './fixtures/examples.ts';
import { allKinds } from './support/all-kinds.ts';
import { day, orderIdsAt, saidTo } from './support/published.ts';
import { Reader } from './support/reader.ts';
import { start } from './support/start.ts';
import { isSame, ordersAt, ordersOf, positionsAt, positionsOf } from './support/states.ts';

const about = { instrumentId: instrument };
const limit = { ...about, side: 'Buy', price: '50000', quantity: '0.1' } as const;

/** How each closes a break in which something happened. */
const verdicts: Readonly<Record<RocketfiKind, string>> = {
  Orderbook: 'complete',
  PriceFeed: 'partial',
  AssetPriceFeed: 'complete',
  FundingRate: 'complete',
  Candle: 'complete',
  LastMatchPrice: 'complete',
  AuctionFills: 'none',
  Ticker: 'complete',
  InstrumentStats: 'complete',
  OrderEvents: 'complete',
  OpenOrders: 'complete',
  Collateral: 'complete',
  Position: 'complete',
  AccountRisk: 'complete',
  PositionFunding: 'complete',
};

/** Until the venue has heard everything again. */
function subscribed(venue: RocketfiSimulator): Promise<void> {
  return venue.until(({ connections }) => connections[0]?.subscriptions.length === 1);
}

describe.each(Object.entries(verdicts) as [RocketfiKind, string][])('%s', (kind, verdict) => {
  it(`promise 2: after a break in which something happened: ${verdict}`, async () => {
    await using world = await start();
    await using reader = allKinds[kind](world.client);
    await reader.live();
    day(world.venue);
    await reader.until(({ data }) => data.length > 0);
    world.venue.faults.drop();
    day(world.venue);
    await subscribed(world.venue);
    day(world.venue);
    await reader.recovered();
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: verdict }]);
  });

  it('promise 2: the gap is in its place, and told once', async () => {
    await using world = await start({ client: { timing: { snapshot: 20 } } });
    await using reader = allKinds[kind](world.client);
    await reader.live();
    const before = reader.items.length;
    world.venue.faults.drop();
    await reader.recovered();
    const kinds = reader.items.slice(before).map(({ type }) => type);
    expect(kinds.filter((type) => type === 'gap')).toHaveLength(1);
    expect(kinds.indexOf('gap')).toBeLessThan(kinds.lastIndexOf('status'));
    expect(reader.items.slice(before).findIndex(({ type }) => type === 'data')).not.toBe(0);
  });
});

describe('a venue that sends the state with the subscribe', () => {
  it.each([
    'Orderbook',
    'PriceFeed',
    'AssetPriceFeed',
    'FundingRate',
    'LastMatchPrice',
    'Ticker',
    'InstrumentStats',
    'AccountRisk',
  ] as const)('closes a break of %s by itself', async (kind) => {
    await using world = await start({ venue: { variants: { snapshot: 'sent' } } });
    day(world.venue);
    await using reader = allKinds[kind](world.client);
    await reader.live();
    await reader.until(({ data }) => data.length > 0);
    world.venue.faults.drop();
    await reader.recovered();
    expect(reader.gaps[0]?.recovery).not.toBe('none');
  });
});

describe('promises 1–3: events of an account', () => {
  it.each(['OrderEvents', 'PositionFunding'] as const)(
    '%s: those of a break come from REST, in their place, each once',
    async (kind) => {
      await using world = await start();
      await using reader = allKinds[kind](world.client);
      await reader.live();
      for (let breaks = 0; breaks < 3; breaks += 1) {
        day(world.venue);
        world.venue.faults.drop();
        day(world.venue);
        await subscribed(world.venue);
        await reader.recovered(breaks + 1);
      }
      const said = saidTo(world.venue, kind);
      await reader.until(({ data }) => data.length >= said.length);
      // REST tells more of a funding.
      expect(reader.data.map(({ data }) => data)).toMatchObject(said);
      expect(reader.gaps.map(({ recovery }) => recovery)).toEqual([
        'complete',
        'complete',
        'complete',
      ]);
      expect(new Set(reader.data.map(({ id }) => id)).size).toBe(said.length);
    },
  );

  it.each(['oldest-first', 'newest-first'] as const)(
    'of several pages, the %s',
    { timeout: 20_000 },
    async (historyOrder) => {
      await using world = await start({
        venue: { variants: { historyOrder, historyPages: 'always' } },
      });
      const { venue, client } = world;
      const place = (): void => {
        const { orderId } = venue.placeOrder(account, limit);
        venue.cancelOrder(account, orderId);
      };
      for (let count = 0; count < 120; count += 1) place();
      await using reader = new Reader(client.orderEvents({ account }));
      await reader.live();
      place();
      await reader.until(({ data }) => data.length === 2);
      venue.faults.drop();
      for (let count = 0; count < 120; count += 1) place();
      await reader.recovered();
      expect(reader.data.map(({ data }) => data.orderId)).toEqual(orderIdsAt(venue).slice(240));
      expect(reader.gaps).toMatchObject([{ recovery: 'complete' }]);
    },
  );

  it('that REST and the wire both tell come once', async () => {
    await using world = await start();
    await using reader = allKinds.OrderEvents(world.client);
    await reader.live();
    world.venue.faults.drop();
    const answer = world.venue.faults.restDelay(50);
    await subscribed(world.venue);
    day(world.venue);
    await reader.recovered();
    answer();
    const said = saidTo(world.venue, 'OrderEvents');
    await reader.until(({ data }) => data.length >= said.length);
    expect(reader.data.map(({ data }) => data)).toEqual(said);
  });

  it('of everybody come once, whichever subscription they came for', async () => {
    await using world = await start();
    const [one = '', two = ''] = world.venue.accounts;
    const { client, venue } = world;
    await using all = new Reader(client.orderEvents());
    await using ofOne = new Reader(client.orderEvents({ account: one }));
    await using ofTwo = new Reader(client.orderEvents({ account: two, ...about }));
    await Promise.all([all.live(), ofOne.live(), ofTwo.live()]);
    venue.placeOrder(one, limit);
    venue.placeOrder(two, limit);
    venue.placeOrder(two, { ...limit, instrumentId: '0x0100000000000001', price: '1000' });
    await all.until(({ data }) => data.length === 3);
    await ofOne.until(({ data }) => data.length === 1);
    await ofTwo.until(({ data }) => data.length === 1);
    const orders = (reader: typeof all): string[] => reader.data.map(({ data }) => data.orderId);
    expect(ofOne.data[0]?.data.account).toBe(one);
    expect(orders(ofTwo)).toEqual([orders(all)[1]]);
  });
});

describe('what ends without a word', () => {
  it.each(['absent', 'zero'] as const)(
    'an order is gone with the next comparison (its last push: %s)',
    async (closedOrders) => {
      await using world = await start({
        venue: { variants: { closedOrders } },
        client: { compareEvery: 20 },
      });
      await using reader = new Reader(world.client.openOrders({ account }));
      await reader.live();
      const { orderId } = world.venue.placeOrder(account, limit);
      const { orderId: staying } = world.venue.placeOrder(account, { ...limit, price: '40000' });
      await reader.until(() => isSame(ordersOf(reader), ordersAt(world.venue)));
      world.venue.cancelOrder(account, orderId);
      await reader.until(() => isSame(ordersOf(reader), ordersAt(world.venue)));
      const last = reader.data.at(-1);
      expect(last).toMatchObject({
        snapshot: true,
        data: { orders: [{ orderId: String(staying) }] },
      });
      expect(reader.gaps).toEqual([]);
    },
  );

  it.each(['absent', 'zero'] as const)(
    'a position is gone with the next comparison (its last push: %s)',
    async (closedPositions) => {
      await using world = await start({
        venue: { variants: { closedPositions } },
        client: { compareEvery: 20 },
      });
      await using reader = new Reader(world.client.positions({ account }));
      await reader.live();
      world.venue.placeOrder(account, { ...about, side: 'Buy', quantity: '0.1' });
      await reader.until(() => reader.subscription.state()?.positions[instrument] !== undefined);
      world.venue.placeOrder(account, {
        ...about,
        side: 'Sell',
        quantity: '0.1',
        reduceOnly: true,
      });
      expect(world.venue.positions(account)).toEqual([]);
      await reader.until(() => isSame(positionsOf(reader), positionsAt(world.venue)));
      expect(reader.data.at(-1)).toMatchObject({
        snapshot: true,
        data: { account, positions: {} },
      });
    },
  );

  it('nothing is said where REST agrees', async () => {
    await using world = await start({ client: { compareEvery: 5 } });
    world.venue.placeOrder(account, limit);
    await using reader = new Reader(world.client.openOrders({ account }));
    await reader.live();
    world.venue.placeOrder(account, { ...limit, price: '40000' });
    await reader.until(({ events }) => events.length === 1);
    const asked = world.venue.requests.length;
    await world.venue.until(({ requests }) => requests.length > asked + 5);
    expect(reader.story).toEqual(['snapshot', 'live', 'data']);
  });

  it('is compared every minute unless it is said otherwise', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.openOrders({ account }));
    await reader.live();
    expect(world.venue.requests).toHaveLength(1);
  });
});

describe('a break of a state that REST tells', () => {
  it('promise 2: what happened meanwhile is in the snapshot behind the gap', async () => {
    await using world = await start();
    await using orders = new Reader(world.client.openOrders({ account }));
    await using positions = new Reader(world.client.positions({ account }));
    await using collateral = new Reader(world.client.collateral({ account, assetId: 0 }));
    await Promise.all([orders, positions, collateral].map((reader) => reader.live()));
    const { orderId } = world.venue.placeOrder(account, limit);
    await orders.until(({ events }) => events.length > 0);
    world.venue.faults.drop();
    expect(orders.subscription.state()).toBeDefined();
    world.venue.cancelOrder(account, orderId);
    world.venue.placeOrder(account, { ...limit, price: '45000' });
    world.venue.placeOrder(account, { ...about, side: 'Sell', quantity: '0.3' });
    world.venue.deposit(account, '9.75');
    for (const reader of [orders, positions, collateral]) await reader.recovered();
    expect(ordersOf(orders)).toEqual(ordersAt(world.venue));
    expect(positionsOf(positions)).toEqual(positionsAt(world.venue));
    expect(collateral.subscription.state()?.collateral).toBe(world.venue.collateral(account));
    expect(orders.story.slice(-3)).toEqual(['gap disconnect complete', 'snapshot', 'live']);
  });

  it('promise 8: waits for REST, and says so where it does not answer', async () => {
    await using world = await start({ client: { timing: { recovery: 100 } } });
    await using reader = new Reader(world.client.openOrders({ account }));
    await reader.live();
    world.venue.faults.restFailure(500, 1000);
    world.venue.faults.drop();
    await reader.recovered();
    expect(reader.gaps).toMatchObject([{ recovery: 'none', cause: { code: 'TIMEOUT' } }]);
    expect(reader.subscription.state()).toBeUndefined();
  });

  it('more pages than one are one state', async () => {
    await using world = await start();
    for (let count = 0; count < 250; count += 1)
      world.venue.placeOrder(account, {
        ...limit,
        quantity: '0.001',
        price: String(10_000 + count),
      });
    await using reader = new Reader(world.client.openOrders({ account }));
    await reader.live();
    expect(ordersOf(reader)).toEqual(ordersAt(world.venue));
    expect(world.venue.requests.length).toBeGreaterThan(1);
  });
});
