import type { RocketfiKind } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { account, instrument } from './fixtures/examples.ts';
import { allKinds } from './support/all-kinds.ts';
import { day, saidTo } from './support/published.ts';
import { Reader } from './support/reader.ts';
import { start } from './support/start.ts';
import { isSame, ordersAt, ordersOf, positionsAt, positionsOf } from './support/states.ts';

const kinds = Object.keys(allKinds) as RocketfiKind[];
const about = { instrumentId: instrument };

describe.each(kinds)('%s', (kind) => {
  it('promise 1: arrives as it was said, to the last message, in order', async () => {
    await using world = await start({ venue: { variants: { quotes: 'sent' } } });
    // Nothing is to become one with what came before.
    await using reader = allKinds[kind](world.client, { policy: 'hold' });
    await reader.live();
    for (let days = 0; days < 5; days += 1) day(world.venue);
    const said = saidTo(world.venue, kind);
    expect(said.length).toBeGreaterThanOrEqual(5);
    await reader.until(({ events }) => events.length >= said.length);
    expect(reader.events.map(({ data }) => data)).toEqual(said);
    expect(reader.gaps).toEqual([]);
    expect(world.client.health().counters).toMatchObject({ invalid: 0, unknown: 0, duplicates: 0 });
  });

  it('promise 9: of two readers is one subscription', async () => {
    await using world = await start();
    await using first = allKinds[kind](world.client, { policy: 'hold' });
    await using second = allKinds[kind](world.client, { policy: 'hold' });
    await Promise.all([first.live(), second.live()]);
    day(world.venue);
    const said = saidTo(world.venue, kind);
    for (const reader of [first, second])
      await reader.until(({ events }) => events.length >= said.length);
    expect(second.events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id));
    expect(world.venue.received).toHaveLength(1);
  });
});

describe('the venue’s own state', () => {
  it('is the order book’s, the last price’s and the mark price’s', async () => {
    await using world = await start();
    await using book = new Reader(world.client.orderbook(about));
    await using last = new Reader(world.client.lastMatchPrice(about));
    await using price = new Reader(world.client.priceFeed(about));
    await Promise.all([book, last, price].map((reader) => reader.live()));
    day(world.venue);
    const { venue } = world;
    await book.until(() => isSame(book.subscription.state()?.orderbook, venue.book(instrument)));
    await last.until(
      () => last.subscription.state()?.lastMatchPrice === venue.lastMatchPrice(instrument),
    );
    await price.until(({ data }) => {
      const { markPrice } = data.at(-1)?.data ?? {};
      return markPrice?.type === 'Price' && markPrice.price === venue.markPrice(instrument);
    });
    expect(price.gaps).toEqual([]);
  });

  it('of a price feed has the latest mark price and the latest quote', async () => {
    await using world = await start({ venue: { variants: { quotes: 'sent' } } });
    await using reader = new Reader(world.client.priceFeed(about));
    await reader.live();
    day(world.venue);
    await reader.until(() => {
      const { markPrice, quote } = reader.subscription.state() ?? {};
      return markPrice !== undefined && quote !== undefined;
    });
    await using late = new Reader(world.client.priceFeed(about));
    await late.live();
    expect(late.data[0]?.data).toEqual(reader.subscription.state());
  });

  it('of an option has its volatility and its greeks', async () => {
    await using world = await start();
    const option = world.venue.instruments.find(({ iv }) => iv !== undefined)?.id ?? '';
    await using price = new Reader(world.client.priceFeed({ instrumentId: option }));
    await using ticker = new Reader(world.client.ticker({ instrumentId: option }));
    await Promise.all([price.live(), ticker.live()]);
    world.venue.publishMarkPrice(option, '4321', '0.71');
    await price.until(({ data }) => data.length > 0);
    await ticker.until(({ data }) => data.length > 0);
    expect(price.data.at(-1)?.data.markPrice).toMatchObject({
      type: 'PriceIV',
      price: '4321',
      iv: '0.71',
    });
    expect(ticker.data.at(-1)?.data.ticker).toMatchObject({
      iv: '0.71',
      delta: expect.any(String),
    });
  });

  it('of candles begins with those of REST, oldest first, and goes on with what changes', async () => {
    await using world = await start();
    world.venue.publishTrade(instrument, { size: '0.5' });
    await using reader = new Reader(world.client.candles({ ...about, interval: '1m' }));
    await reader.live();
    world.venue.publishTrade(instrument, { size: '0.25', price: '96000' });
    await reader.until(({ events }) => events.length > 0);
    const told = reader.subscription.state()?.candles ?? [];
    const known = world.venue.candles(instrument, '1m');
    expect(told.map(({ slot, low, volume }) => [slot, low, volume])).toEqual(
      known.map(({ slot, low, volume }) => [String(slot), Number(low), Number(volume)]),
    );
    expect(reader.story.slice(0, 2)).toEqual(['snapshot', 'live']);
  });

  it('of an account is its orders’, positions’ and collateral’s, from before and from after', async () => {
    await using world = await start();
    day(world.venue);
    await using orders = new Reader(world.client.openOrders({ account }));
    await using positions = new Reader(world.client.positions({ account }));
    await using collateral = new Reader(world.client.collateral({ account, assetId: 0 }));
    await Promise.all([orders, positions, collateral].map((reader) => reader.live()));
    expect(orders.story).toEqual(['snapshot', 'live']);
    expect(ordersOf(orders)).toEqual(ordersAt(world.venue));
    expect(positionsOf(positions)).toEqual(positionsAt(world.venue));
    expect(collateral.data[0]?.data.collateral).toBe(world.venue.collateral(account));
    world.venue.placeOrder(account, { ...about, side: 'Sell', price: '150000', quantity: '1' });
    world.venue.placeOrder(account, { ...about, side: 'Buy', quantity: '0.2' });
    world.venue.deposit(account, '7.25');
    await orders.until(() => isSame(ordersOf(orders), ordersAt(world.venue)));
    await positions.until(() => isSame(positionsOf(positions), positionsAt(world.venue)));
    const last = (): string | undefined => collateral.subscription.state()?.collateral;
    await collateral.until(() => last() === world.venue.collateral(account));
  });
});
