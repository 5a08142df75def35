import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock, marketScript } from '../../src/index.ts';
import type { Collective2Simulator } from '../../src/index.ts';
import { exampleShape, examples, shapeOf } from './examples.ts';
import { call } from './rest-client.ts';

const order = { symbol: 'AAPL', order_type: '1', quantity: 10, order_status: '2' } as const;

/** Strategy 1 bought 10 and sold 4; strategy 2 has a limit order that works. */
async function tradingVenue(): Promise<Collective2Simulator> {
  const venue = await collective2Simulator({
    clock: manualClock(Date.UTC(2024, 0, 1, 12)),
    strategies: [1, 2, 3],
    forbidden: [3],
  });
  venue.publishSignal(1, { ...order, signal_id: 11, side: '1', open_close: 'O', fill_price: 100 });
  venue.publishSignal(1, {
    ...order,
    signal_id: 12,
    side: '2',
    open_close: 'C',
    quantity: 4,
    fill_price: 110,
  });
  venue.publishSignal(2, {
    ...order,
    signal_id: 21,
    side: '1',
    open_close: 'O',
    order_type: '2',
    order_status: '0',
    limit: 95,
  });
  return venue;
}

describe('a REST call', () => {
  test('Hello greets, in the body of the guides', async () => {
    await using venue = await collective2Simulator();
    const { status, body } = await call(venue, '/General/Hello', {
      method: 'POST',
      body: examples.hello,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      Results: ['Hello, x!'],
      Pagination: { prev_cursor: null, next_cursor: null },
      ResponseStatus: { ErrorCode: '200', Message: 'OK', Errors: [] },
    });
  });

  test.for([
    { body: '', what: 'nothing' },
    { body: '{', what: 'broken JSON' },
    { body: '{"Name":1}', what: 'no name' },
  ])('Hello with $what is a 400', async ({ body }) => {
    await using venue = await collective2Simulator();
    const answer = await call(venue, '/General/Hello', { method: 'POST', body });
    expect(answer.status).toBe(400);
  });

  test.for([
    { what: 'a wrong key', status: 401, headers: { authorization: 'Bearer wrong' } },
    { what: 'no key', status: 401, headers: { authorization: '' } },
    { what: 'another Accept', status: 406, headers: { accept: 'text/html' } },
    { what: 'an Accept of anything', status: 406, headers: { accept: '*/*' } },
  ])('$what is a $status with a ResponseStatus as its body', async ({ status, headers }) => {
    await using venue = await collective2Simulator();
    const answer = await call(venue, '/General/GetProfile', { headers });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      ErrorCode: String(status),
      Message: expect.any(String),
      Errors: [],
    });
  });

  test('an unknown endpoint is a 404, a wrong method a 405 that names the right one', async () => {
    await using venue = await collective2Simulator();
    expect((await call(venue, '/General/Nothing')).status).toBe(404);
    const { status, headers } = await call(venue, '/General/Hello');
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  test.for([
    '/Strategies/GetStrategyActiveOrders',
    '/Strategies/GetStrategyHistoricalOrders',
    '/Strategies/GetStrategyHistoricalClosedTrades',
    '/Strategies/GetStrategyOpenPositions',
    '/General/GetSubscribedStrategies',
    '/Strategies/GetStrategyActiveOrders?StrategyIds=x',
    '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&StartDate=x',
    '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&Limit=0',
    '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&AscendingOrder=x',
    '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&Cursor=x',
  ])('%s is a 400 with field errors in the form of the example', async (target) => {
    await using venue = await collective2Simulator();
    const { status, body } = await call(venue, target);
    expect(status).toBe(400);
    expect(shapeOf(body['Errors'])).toEqual([exampleShape('restError')]);
  });

  test.for([
    '/Strategies/GetStrategyActiveOrders?StrategyIds=1&StrategyIds=3',
    '/Strategies/GetStrategyHistoricalOrders?StrategyId=3',
    '/Strategies/GetStrategyHistoricalClosedTrades?StrategyId=3',
    '/Strategies/GetStrategyOpenPositions?StrategyIds=4',
  ])('%s is a 403 without a right to the strategy', async (target) => {
    await using venue = await tradingVenue();
    expect((await call(venue, target)).status).toBe(403);
  });
});

describe('the REST state', () => {
  test('active orders are those that work', async () => {
    await using venue = await tradingVenue();
    const { rows } = await call(
      venue,
      '/Strategies/GetStrategyActiveOrders?StrategyIds=1&StrategyIds=2',
    );
    expect(rows).toMatchObject([
      {
        StrategyId: 2,
        SignalId: 21,
        OrderType: '2',
        Side: '1',
        OpenClose: 'O',
        OrderQuantity: 10,
        Limit: 95,
        OrderStatus: '0',
        FilledQuantity: 0,
        PostedDate: '2024-01-01T12:00:00Z',
        SignalType: 1,
        C2Symbol: { FullSymbol: 'AAPL', SymbolType: 'stock' },
        ExchangeSymbol: { Symbol: 'AAPL', SecurityType: 'CS', Currency: 'USD' },
      },
    ]);
  });

  test('an order that is filled later leaves the active ones and opens a position', async () => {
    await using venue = await tradingVenue();
    venue.publishSignal(2, {
      ...order,
      signal_id: 21,
      side: '1',
      open_close: 'O',
      order_type: '2',
      fill_price: 95,
    });
    const active = await call(venue, '/Strategies/GetStrategyActiveOrders?StrategyIds=2');
    const historical = await call(venue, '/Strategies/GetStrategyHistoricalOrders?StrategyId=2');
    const positions = await call(venue, '/Strategies/GetStrategyOpenPositions?StrategyIds=2');
    expect(active.rows).toEqual([]);
    expect(historical.rows).toMatchObject([{ OrderStatus: '2', FilledQuantity: 10 }]);
    expect(positions.rows).toMatchObject([{ Quantity: 10, AvgPx: 95 }]);
  });

  test('an order that is reported as filled again is filled once', async () => {
    await using venue = await tradingVenue();
    const fill = { ...order, signal_id: 13, side: '1', open_close: 'O', fill_price: 100 };
    venue.publishSignal(1, fill);
    venue.publishSignal(1, fill);
    const { rows } = await call(venue, '/Strategies/GetStrategyOpenPositions?StrategyIds=1');
    expect(rows).toMatchObject([{ Quantity: 16 }]);
  });

  test('historical orders are found by strategy, signal, status and time', async () => {
    await using venue = await tradingVenue();
    const signalIds = async (query: string): Promise<unknown[]> => {
      const { rows } = await call(venue, `/Strategies/GetStrategyHistoricalOrders?${query}`);
      return rows.map((row) => row['SignalId']);
    };
    expect(await signalIds('StrategyId=1')).toEqual([11, 12]);
    expect(await signalIds('StrategyId=1&AscendingOrder=false')).toEqual([12, 11]);
    expect(await signalIds('SignalId=21')).toEqual([21]);
    expect(await signalIds('StrategyId=2&OrderStatus=2')).toEqual([]);
    expect(await signalIds('strategyid=1&StartDate=2024-01-01T12:00:01')).toEqual([]);
    expect(await signalIds('StrategyId=1&EndDate=2024-01-01T12:00:00Z')).toEqual([11, 12]);
  });

  test('positions follow from signals, and closed trades with them', async () => {
    await using venue = await tradingVenue();
    const positions = await call(venue, '/Strategies/GetStrategyOpenPositions?StrategyIds=1');
    expect(positions.rows).toEqual([
      {
        StrategyId: 1,
        StrategyName: 'Strategy 1',
        Quantity: 6,
        AvgPx: 100,
        Currency: 'USD',
        OpenedDate: '2024-01-01T12:00:00Z',
        C2Symbol: expect.objectContaining({ FullSymbol: 'AAPL' }),
        ExchangeSymbol: expect.objectContaining({ Symbol: 'AAPL' }),
      },
    ]);
    const trades = await call(
      venue,
      '/Strategies/GetStrategyHistoricalClosedTrades?StrategyId=1&CommissionPlan=0',
    );
    expect(trades.rows).toMatchObject([
      {
        StrategyId: 1,
        AvgOpenFillPrice: 100,
        AvgCloseFillPrice: 110,
        ClosedQuantity: 4,
        OpenSide: '1',
        CloseSide: '2',
        ProfitLoss: 40,
      },
    ]);
  });

  test('a position averages when it grows and turns when more is sold than held', async () => {
    await using venue = await tradingVenue();
    const quantityAndPrice = async (): Promise<unknown> => {
      const target = '/Strategies/GetStrategyOpenPositions?StrategyIds=1';
      return (await call(venue, target)).rows.map((row) => [row['Quantity'], row['AvgPx']]);
    };
    venue.publishSignal(1, { ...order, signal_id: 13, side: '1', quantity: 6, fill_price: 120 });
    expect(await quantityAndPrice()).toEqual([[12, 110]]);
    venue.publishSignal(1, { ...order, signal_id: 14, side: '2', quantity: 20, fill_price: 130 });
    expect(await quantityAndPrice()).toEqual([[-8, 130]]);
    venue.publishSignal(1, { ...order, signal_id: 15, side: '1', quantity: 8, fill_price: 120 });
    expect(await quantityAndPrice()).toEqual([]);
  });

  test('published positions replace those of the strategy', async () => {
    await using venue = await tradingVenue();
    venue.publishPositions(1, [{ symbol: 'EURUSD', quantity: -3, averagePrice: 1.09 }]);
    const { rows } = await call(venue, '/Strategies/GetStrategyOpenPositions?StrategyIds=1');
    expect(rows).toMatchObject([{ Quantity: -3, AvgPx: 1.09, C2Symbol: { SymbolType: 'forex' } }]);
  });

  test('a payload of another form is still an order, of which nothing is known', async () => {
    await using venue = await collective2Simulator();
    const { seqId } = venue.publishSignal(1, { text: 'buy' });
    const { rows } = await call(venue, '/Strategies/GetStrategyHistoricalOrders?StrategyId=1');
    expect(rows).toMatchObject([
      { Id: seqId, StrategyId: 1, C2Symbol: null, Side: null, OrderStatus: null },
    ]);
  });

  test('after a made-up market, positions by REST are the published ones', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const played = venue.play(marketScript({ strategyIds: [1, 2], intervalMs: 10, times: 400 }));
    clock.advance(4000);
    await played;
    for (const strategyId of [1, 2]) {
      const target = `/Strategies/GetStrategyOpenPositions?StrategyIds=${strategyId}`;
      const { rows } = await call(venue, target);
      const last = venue.publishedPositions.findLast((one) => one.strategyId === strategyId);
      const published = last?.payload['positions'] as { quantity: number }[];
      expect(rows.map((row) => row['Quantity'])).toEqual(published.map((one) => one.quantity));
    }
    const orders = await call(venue, '/Strategies/GetStrategyHistoricalOrders?StrategyId=1');
    const statuses = new Set(orders.rows.map((row) => row['OrderStatus']));
    for (const status of statuses) expect(['0', '2', '4']).toContain(status);
    expect(statuses.size).toBeGreaterThan(1);
  });

  test('the profile gives the person whose subscribed strategies can be asked for', async () => {
    await using venue = await tradingVenue();
    const [profile] = (await call(venue, '/General/GetProfile')).rows;
    const target = `/General/GetSubscribedStrategies?PersonId=${String(profile?.['Id'])}&ActiveOnly=true`;
    expect((await call(venue, target)).rows).toMatchObject([
      { StrategyId: 1, PersonId: profile?.['Id'], StrategyName: 'Strategy 1', IsAlive: true },
      { StrategyId: 2 },
    ]);
    const other = await call(venue, '/General/GetSubscribedStrategies?PersonId=5');
    expect(other.rows).toEqual([]);
  });
});

describe('paging', () => {
  test('next_cursor is URL-encoded in the body and leads through all rows', async () => {
    await using venue = await collective2Simulator();
    venue.faults.flood(2500, [1]);
    const all = await call(
      venue,
      '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&Limit=100000',
    );
    const found: unknown[] = [];
    const sizes: number[] = [];
    for (let cursor = ''; ;) {
      const query = new URLSearchParams({ StrategyId: '1' });
      if (cursor !== '') query.set('Cursor', cursor);
      const page = await call(venue, `/Strategies/GetStrategyHistoricalOrders?${query.toString()}`);
      found.push(...page.rows);
      sizes.push(page.rows.length);
      const next = (page.body['Pagination'] as { next_cursor: string | null }).next_cursor;
      if (next === null) break;
      expect(decodeURIComponent(next)).not.toBe(next);
      cursor = decodeURIComponent(next);
    }
    expect(found).toEqual(all.rows);
    expect(sizes.slice(0, -1).every((size) => size === 1000)).toBe(true);
  });

  test('prev_cursor leads back', async () => {
    await using venue = await tradingVenue();
    const target = '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&Limit=1';
    const cursor = async (from: string, name: 'next_cursor' | 'prev_cursor'): Promise<string> => {
      const { body } = await call(venue, from);
      return (body['Pagination'] as Record<typeof name, string>)[name];
    };
    const next = await cursor(target, 'next_cursor');
    const back = await cursor(`${target}&Cursor=${next}`, 'prev_cursor');
    expect((await call(venue, `${target}&Cursor=${back}`)).rows).toMatchObject([{ SignalId: 11 }]);
  });

  test('a cursor that was encoded twice is a 400', async () => {
    await using venue = await tradingVenue();
    const target = '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&Limit=1';
    const { body } = await call(venue, target);
    const next = (body['Pagination'] as { next_cursor: string }).next_cursor;
    const { status } = await call(venue, `${target}&Cursor=${encodeURIComponent(next)}`);
    expect(status).toBe(400);
  });
});

describe('variants of REST bodies', () => {
  test('restKeys camel: names as in the OpenAPI file', async () => {
    await using venue = await collective2Simulator({ variants: { restKeys: 'camel' } });
    venue.publishSignal(1);
    const { body, rows } = await call(
      venue,
      '/Strategies/GetStrategyHistoricalOrders?StrategyId=1',
    );
    expect(Object.keys(body)).toEqual(['results', 'pagination', 'responseStatus']);
    expect(body['pagination']).toHaveProperty('next_cursor');
    expect(rows[0]).toMatchObject({ strategyId: 1, tif: '0', doNotCreateOCAGroup: null });
    expect(rows[0]).toHaveProperty(['c2Symbol', 'fullSymbol']);
  });

  test('restNulls absent: what is null is left out', async () => {
    await using venue = await collective2Simulator({ variants: { restNulls: 'absent' } });
    venue.publishSignal(1, {});
    const target = '/Strategies/GetStrategyHistoricalOrders?StrategyId=1';
    const { body, rows } = await call(venue, target);
    expect(body['Pagination']).toEqual({});
    expect(Object.values(rows[0] ?? {})).not.toContain(null);
    expect(rows[0]).not.toHaveProperty('C2Symbol');
  });

  test('restError wrapped: a ResponseStatus within an object', async () => {
    await using venue = await collective2Simulator({ variants: { restError: 'wrapped' } });
    const { body } = await call(venue, '/Strategies/GetStrategyOpenPositions');
    expect(body).toMatchObject({ ResponseStatus: { ErrorCode: '400', Errors: [{}] } });
  });

  test('extraFields sent: rows have a field that no guide mentions', async () => {
    await using venue = await collective2Simulator({ variants: { extraFields: 'sent' } });
    const { rows } = await call(venue, '/General/GetProfile');
    expect(rows[0]).toHaveProperty('SimulatorExtra');
  });
});
