import { HttpError, TimeoutError } from '@venuewire/core';
import type { RocketfiSimulator } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { account, instrument } from './fixtures/examples.ts';
import { day, orderIdsAt } from './support/published.ts';
import { start, type World } from './support/start.ts';

const about = { instrumentId: instrument };

async function eventful(): Promise<World<RocketfiSimulator>> {
  const world = await start();
  for (let days = 0; days < 3; days += 1) day(world.venue);
  return world;
}

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const collected: Row[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

describe('the simulated venue’s REST', () => {
  it.each([undefined, 1, 2, 100])('openOrders, with %s a page', async (pageSize) => {
    await using world = await eventful();
    const rows = await collect(world.client.rest.openOrders({ account, pageSize }));
    const known = world.venue.openOrders(account);
    expect(known.length).toBeGreaterThanOrEqual(3);
    expect(rows.map(({ orderId, price, quantity }) => [orderId, price, quantity])).toEqual(
      known.map(({ orderId, price, quantity }) => [String(orderId), price, quantity]),
    );
  });

  it('positions, all and one', async () => {
    await using world = await eventful();
    const [known] = world.venue.positions(account);
    const all = await world.client.rest.positions({ account });
    expect(all[instrument]).toMatchObject({
      quantity: known?.quantity,
      averagePrice: known?.averagePrice,
    });
    expect(await world.client.rest.positions({ account, ...about })).toEqual(all);
    const none = { account, instrumentId: '0x0100000000000001' };
    expect(await world.client.rest.positions(none)).toEqual({});
  });

  it('collaterals', async () => {
    await using world = await eventful();
    const { rest } = world.client;
    const settled = world.venue.collateral(account);
    expect(await rest.collaterals({ account })).toMatchObject({ '0': settled });
    expect(await rest.collaterals({ account, assetId: 0 })).toEqual({ '0': settled });
  });

  it('orderEvents, with every digit of their ids', async () => {
    await using world = await eventful();
    const rows = await collect(world.client.rest.orderEvents({ account }));
    expect(rows.map(({ orderId }) => orderId)).toEqual(orderIdsAt(world.venue));
    expect(rows[0]?.orderId).toBe('9007199254740993');
    expect(new Set(rows.map(({ eventData }) => eventData.type))).toEqual(
      new Set(['placed', 'modified', 'canceled', 'fill', 'rejected']),
    );
  });

  it.each([{}, { limit: 1000 }, { count: 1 }, { count: 2 }, { count: 100 }])(
    'trades: %j',
    async (query) => {
      await using world = await eventful();
      const fills = (await collect(world.client.rest.orderEvents({ account }))).filter(
        ({ eventData }) => eventData.type === 'fill',
      );
      expect(fills.length).toBeGreaterThanOrEqual(3);
      const trades = await collect(world.client.rest.trades({ account, ...query }));
      const sizes = fills.map(({ orderId, eventData }) => `${orderId} ${Object(eventData).size}`);
      expect(trades.map(({ orderId, size }) => `${orderId} ${size}`).toSorted()).toEqual(
        sizes.toSorted(),
      );
      for (const { round } of trades) expect(round).toMatch(/^\d{16,}$/);
    },
  );

  it('trades of a time', async () => {
    await using world = await eventful();
    const query = { account, startTime: new Date(0), endTime: new Date(1) };
    expect(await collect(world.client.rest.trades(query))).toEqual([]);
  });

  it('positionFundingEvents, fundingRateEvents', async () => {
    await using world = await eventful();
    const { rest } = world.client;
    const fundings = await collect(rest.positionFundingEvents({ account }));
    expect(fundings).toHaveLength(3);
    expect(fundings[0]).toMatchObject({ account, ...about, fundingRate: '0.0001' });
    const rates = await collect(rest.fundingRateEvents(about));
    expect(rates).toHaveLength(3);
    const rounds = rates.map(({ round }) => round ?? '').toSorted();
    expect(rounds).toEqual(fundings.map(({ round }) => round).toSorted());
    const [first = ''] = rounds;
    const ofOne = rest.fundingRateEvents({ ...about, startRound: first, endRound: first });
    expect(await collect(ofOne)).toHaveLength(1);
  });

  it.each(['1m', '1h', '1d'] as const)('candles of %s', async (interval) => {
    await using world = await eventful();
    const rows = await world.client.rest.candles({ ...about, interval, limit: 10 });
    const known = world.venue.candles(instrument, interval);
    expect(rows).toMatchObject(
      known.map(({ slot, timestamp, open, high, low, close, volume }) => ({
        slot: String(slot),
        timestamp,
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        volume: Number(volume),
      })),
    );
    expect(rows[0]).toMatchObject({ ...about, interval });
  });

  it('instruments, assets', async () => {
    await using world = await start();
    const { rest } = world.client;
    const instruments = await rest.instruments();
    expect(Object.keys(instruments)).toEqual(world.venue.instruments.map(({ id }) => id));
    expect(instruments[instrument]).toMatchObject({ ticker: 'BTC-PERP' });
    const assets = await rest.assets();
    expect(Object.keys(assets)).toEqual(world.venue.assets.map(({ id }) => String(id)));
    expect(assets['1']).toMatchObject({ ticker: 'BTC' });
  });

  it.each(['error', 'message', 'string'] as const)(
    'an error as %s is told in the venue’s words',
    async (restError) => {
      await using world = await start({ venue: { variants: { restError } } });
      world.venue.faults.restFailure(422);
      const error = await world.client.rest.instruments().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(HttpError);
      expect(error).toMatchObject({ status: 422, retryable: false });
      expect(String(error)).toMatch(/HTTP 422: \w+/);
    },
  );

  it('promise 7: has a deadline', async () => {
    await using world = await start({ client: { timing: { request: 50 } } });
    world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
    await expect(world.client.rest.instruments()).rejects.toBeInstanceOf(TimeoutError);
  });
});
