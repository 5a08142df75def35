import { describe, expect, test } from 'vitest';

import { outpollSimulator } from '../../src/index.ts';
import type { OutpollEndpoint, OutpollSimulator } from '../../src/index.ts';
import { exampleOutcome } from './examples.ts';
import { OutpollClient } from './test-client.ts';

const buy = { outcomeId: exampleOutcome, side: 'BUY', price: 0.5, quantity: 100 } as const;
const asset = `asset-${exampleOutcome}`;

function publishedOf(venue: OutpollSimulator, endpoint: OutpollEndpoint): readonly unknown[] {
  return venue.published.filter((one) => one.endpoint === endpoint).map(({ data }) => data);
}

function cashOf(venue: OutpollSimulator) {
  const { balance, free } = venue.balances[0] ?? {};
  return { balance, free };
}

describe('orders of the user', () => {
  test('an order that is placed ties up what it costs', async () => {
    await using venue = await outpollSimulator();
    const order = venue.placeOrder(buy);
    expect(order).toMatchObject({ ...buy, type: 'LIMIT', status: 'OPEN', filled: 0 });
    expect(cashOf(venue)).toEqual({ balance: 1250.5, free: 1200.5 });
    expect(venue.orders).toEqual([order]);
  });

  test('an order that is filled is on every feed', async () => {
    await using venue = await outpollSimulator();
    const { id } = venue.placeOrder(buy);
    const [updates, balances, feed, trades] = await Promise.all([
      OutpollClient.enter(venue, 'orderUpdates'),
      OutpollClient.enter(venue, 'balanceUpdates'),
      OutpollClient.enter(venue, 'orderFeed'),
      OutpollClient.open(venue, 'lastTrades'),
    ]);
    const filled = venue.fillOrder(id, { price: 0.4 });
    expect(filled).toMatchObject({ status: 'FILLED', filled: 100 });
    expect(await updates.next()).toEqual({
      t: 'ORDER_UPDATE',
      d: { i: id, u: 'user-id', s: 'SUCCESS' },
    });
    const held = { u: 'user-id', a: asset, aop: 0.4, c: 40, b: 100, f: 100 };
    expect(await balances.next()).toEqual(held);
    expect(await balances.next()).toMatchObject({ b: 1210.5, f: 1210.5 });
    expect(await feed.next()).toMatchObject({ d: { i: id, st: 'FILLED', q: 100 } });
    expect(await trades.next()).toMatchObject({ d: { o: exampleOutcome, p: 0.4, q: 100 } });
    expect(venue.lastProbability(exampleOutcome).p).toBe(0.4);
    await Promise.all([updates, balances, feed, trades].map((one) => one[Symbol.asyncDispose]()));
  });

  test('an order can be filled in parts, and the rest canceled', async () => {
    await using venue = await outpollSimulator();
    const { id } = venue.placeOrder(buy);
    expect(venue.fillOrder(id, { quantity: 30 })).toMatchObject({ status: 'OPEN', filled: 30 });
    expect(cashOf(venue)).toEqual({ balance: 1235.5, free: 1200.5 });
    expect(venue.cancelOrder(id)).toMatchObject({ status: 'CANCELED', filled: 30 });
    expect(cashOf(venue)).toEqual({ balance: 1235.5, free: 1235.5 });
    expect(() => venue.fillOrder(id)).toThrow(RangeError);
    expect(() => venue.cancelOrder(id)).toThrow(RangeError);
  });

  test('parts need not be whole, and leave no binary noise', async () => {
    await using venue = await outpollSimulator();
    const { id } = venue.placeOrder({ ...buy, price: 0.7, quantity: 0.3 });
    venue.fillOrder(id, { quantity: 0.1 });
    expect(venue.fillOrder(id)).toMatchObject({ status: 'FILLED', filled: 0.3 });
    expect(venue.balances[1]).toMatchObject({ balance: 0.3, free: 0.3, cost: 0.21 });
    expect(cashOf(venue)).toEqual({ balance: 1250.29, free: 1250.29 });
  });

  test('more than is left cannot be filled', async () => {
    await using venue = await outpollSimulator();
    const { id } = venue.placeOrder(buy);
    for (const quantity of [101, 0, -1, Number.NaN]) {
      expect(() => venue.fillOrder(id, { quantity })).toThrow(RangeError);
    }
  });

  test('what is bought can be sold, at its average price', async () => {
    await using venue = await outpollSimulator();
    for (const price of [0.5, 0.3]) venue.fillOrder(venue.placeOrder({ ...buy, price }).id);
    const sell = venue.placeOrder({ ...buy, side: 'SELL', price: 0.6, quantity: 50 });
    expect(venue.balances[1]).toMatchObject({ balance: 200, free: 150, averageOpenPrice: 0.4 });
    venue.fillOrder(sell.id);
    expect(venue.balances[1]).toEqual({
      assetId: asset,
      balance: 150,
      free: 150,
      averageOpenPrice: 0.4,
      cost: 60,
    });
    expect(cashOf(venue)).toEqual({ balance: 1200.5, free: 1200.5 });
  });

  test('an order that is not covered fails, and ties up nothing', async () => {
    await using venue = await outpollSimulator();
    const failed = [
      venue.placeOrder({ ...buy, quantity: 10_000 }),
      venue.placeOrder({ ...buy, side: 'SELL' }),
    ];
    expect(failed).toMatchObject([{ status: 'FAILED' }, { status: 'FAILED' }]);
    expect(publishedOf(venue, 'orderUpdates')).toMatchObject([{ s: 'FAILED' }, { s: 'FAILED' }]);
    expect(venue.publishedCount('balanceUpdates')).toBe(0);
    expect(cashOf(venue)).toEqual({ balance: 1250.5, free: 1250.5 });
  });

  test('an id can be given, once', async () => {
    await using venue = await outpollSimulator();
    expect(venue.placeOrder({ ...buy, id: 'order-id' }).id).toBe('order-id');
    expect(() => venue.placeOrder({ ...buy, id: 'order-id' })).toThrow(RangeError);
    expect(venue.orders).toHaveLength(1);
  });

  test("a market order is filled at once, at the other side's best price", async () => {
    await using venue = await outpollSimulator();
    const market = { outcomeId: exampleOutcome, type: 'MARKET', quantity: 10 } as const;
    expect(venue.placeOrder({ ...market, side: 'BUY' })).toMatchObject({
      status: 'FILLED',
      price: 0.56,
    });
    venue.publishChance(exampleOutcome, 0.7);
    expect(venue.placeOrder({ ...market, side: 'SELL' })).toMatchObject({
      status: 'FILLED',
      price: 0.69,
    });
  });

  test('a deposit is a balance delta', async () => {
    await using venue = await outpollSimulator({ cash: 10 });
    await using client = await OutpollClient.enter(venue, 'balanceUpdates');
    venue.deposit(0.1);
    venue.deposit(-5);
    await client.flushed();
    expect(client.messages.slice(1)).toMatchObject([
      { b: 10.1, f: 10.1 },
      { b: 5.1, f: 5.1 },
    ]);
  });

  test('a message of the order feed can be any', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.enter(venue, 'orderFeed');
    venue.publishOrderFeed('ANYTHING', { own: 'payload' });
    expect(await client.next()).toEqual({ t: 'ANYTHING', d: { own: 'payload' } });
  });
});
