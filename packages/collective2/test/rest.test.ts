import { AuthError, ConfigError, HttpError, ProtocolError, TimeoutError } from '@venuewire/core';
import type { Collective2Variants } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { examples } from './fixtures/examples.ts';
import { ok, type Answer } from './support/scripted-venue.ts';
import { start, startScripted, type World } from './support/start.ts';

const strategyId = 1;

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** A bought and sold position, a working order, and a strategy with an open position. */
function trade({ venue }: World): void {
  const order = { symbol: 'AAPL', order_type: '1', quantity: 10, order_status: '2' };
  venue.publishSignal(1, { ...order, signal_id: 11, side: '1', open_close: 'O', fill_price: 100 });
  venue.publishSignal(1, { ...order, signal_id: 12, side: '2', open_close: 'C', fill_price: 110 });
  venue.publishSignal(1, {
    ...order,
    signal_id: 13,
    side: '1',
    open_close: 'O',
    order_type: '2',
    limit: 90,
    order_status: '0',
  });
  venue.publishPositions(2, [
    { symbol: 'AAPL', quantity: -3, averagePrice: 12.5 },
    { symbol: 'MSFT', quantity: 4, averagePrice: 7 },
  ]);
}

const forms: Partial<Collective2Variants>[] = [
  {},
  { restKeys: 'camel' },
  { restNulls: 'absent' },
  { restKeys: 'camel', restNulls: 'absent', extraFields: 'sent' },
];

describe.each(forms)('REST with rows in the form %j', (variants) => {
  it('activeOrders', async () => {
    await using world = await start({ venue: { variants } });
    trade(world);
    const orders = await world.c2.rest.activeOrders({ strategyIds: [1, 2] });
    expect(orders).toMatchObject([
      {
        StrategyId: 1,
        SignalId: 13,
        OrderType: '2',
        Side: '1',
        OpenClose: 'O',
        OrderQuantity: 10,
        Limit: 90,
        TIF: '0',
        OrderStatus: '0',
        SignalType: 1,
        C2Symbol: { FullSymbol: 'AAPL', SymbolType: 'stock' },
        ExchangeSymbol: { Symbol: 'AAPL', SecurityType: 'CS' },
      },
    ]);
    expect(orders[0]?.RejectMessage ?? null).toBeNull();
    expect(world.venue.requests[0]?.target).toBe(
      '/Strategies/GetStrategyActiveOrders?StrategyIds=1&StrategyIds=2',
    );
  });

  it('historicalOrders, page after page', async () => {
    await using world = await start({ venue: { variants } });
    trade(world);
    const ids = async (query: Parameters<typeof world.c2.rest.historicalOrders>[0]) =>
      (await collect(world.c2.rest.historicalOrders(query))).map(({ SignalId: id }) => id);
    expect(await ids({ strategyId, pageSize: 1 })).toEqual([11, 12, 13]);
    expect(world.venue.requests).toHaveLength(3);
    expect(await ids({ strategyId, pageSize: 2, ascending: false })).toEqual([13, 12, 11]);
    expect(await ids({ strategyId, orderStatus: '2' })).toEqual([11, 12]);
    expect(await ids({ signalId: 12 })).toEqual([12]);
    expect(await ids({ strategyId, endDate: new Date('2024-01-01T00:00:00Z') })).toEqual([]);
    expect(await ids({ strategyId, startDate: new Date('2024-01-01T00:00:00Z') })).toEqual([
      11, 12, 13,
    ]);
  });

  it('historicalClosedTrades', async () => {
    await using world = await start({ venue: { variants } });
    trade(world);
    expect(await world.c2.rest.historicalClosedTrades({ strategyId })).toMatchObject([
      { StrategyId: 1, OpenedQuantity: 10, ClosedQuantity: 10, ProfitLoss: 100, OpenSide: '1' },
    ]);
    expect(world.venue.requests[0]?.target).toBe(
      '/Strategies/GetStrategyHistoricalClosedTrades?StrategyId=1&CommissionPlan=0',
    );
  });

  it('openPositions', async () => {
    await using world = await start({ venue: { variants } });
    trade(world);
    expect(await world.c2.rest.openPositions({ strategyIds: [2] })).toMatchObject([
      { StrategyId: 2, Quantity: -3, AvgPx: 12.5, C2Symbol: { FullSymbol: 'AAPL' } },
      { StrategyId: 2, Quantity: 4, AvgPx: 7, C2Symbol: { FullSymbol: 'MSFT' } },
    ]);
    expect(await world.c2.rest.openPositions({ strategyIds: [3] })).toEqual([]);
  });

  it('subscribedStrategies of the profile’s person', async () => {
    await using world = await start({ venue: { variants, strategies: [1, 2, 3] } });
    const { Id: id } = await world.c2.rest.profile();
    const rows = world.c2.rest.subscribedStrategies({ personId: id ?? 0, pageSize: 2 });
    expect(await collect(rows)).toMatchObject([
      { StrategyId: 1, IsAlive: true, MonthlyCost: 0 },
      { StrategyId: 2 },
      { StrategyId: 3 },
    ]);
    const other = world.c2.rest.subscribedStrategies({ personId: 1, activeOnly: true });
    expect(await collect(other)).toEqual([]);
  });

  it('hello', async () => {
    await using world = await start({ venue: { variants } });
    expect(await world.c2.rest.hello('x')).toBe('Hello, x!');
  });
});

describe('every REST call', () => {
  it('carries the documented headers, and the key in one of them only', async () => {
    await using world = await start();
    await world.c2.rest.hello('x');
    await world.c2.rest.openPositions({ strategyIds: [1] });
    expect(world.venue.requests).toHaveLength(2);
    for (const { target, headers } of world.venue.requests) {
      expect(headers).toMatchObject({
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Bearer ${world.venue.key}`,
      });
      expect(target).not.toContain(world.venue.key);
    }
  });

  it.each(['bare', 'wrapped'] as const)(
    'tells the venue’s own words from an error body that is %s, in either letter case',
    async (restError) => {
      for (const restKeys of ['pascal', 'camel'] as const) {
        await using world = await start({ venue: { variants: { restError, restKeys } } });
        world.venue.faults.restFailure(409);
        const error = await world.c2.rest.profile().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(HttpError);
        expect(error).toMatchObject({ status: 409, retryable: false });
        expect(String(error)).toContain('was answered with HTTP 409: Simulated failure.');
      }
    },
  );

  it('tells the single errors of a parameter', async () => {
    const body = examples.responseStatus.replace('"200"', '"400"').replace('…', 'Bad request');
    await using world = await startScripted({ rest: () => ({ status: 400, body }) });
    await expect(world.c2.rest.profile()).rejects.toThrow(
      'was answered with HTTP 400: Bad request; Invalid symbol.',
    );
  });

  it.each([
    [400, false],
    [404, false],
    [406, false],
    [409, false],
    [429, true],
    [500, true],
    [503, true],
  ])('that fails with %d: worth another try is %s', async (status, retryable) => {
    await using world = await start();
    world.venue.faults.restFailure(status);
    await expect(world.c2.rest.profile()).rejects.toMatchObject({
      code: 'HTTP',
      status,
      retryable,
    });
    expect(await world.c2.rest.profile()).toHaveProperty('Id');
  });

  it('with a bad key, or without the right, is an AuthError', async () => {
    await using world = await start({ venue: { forbidden: [666] } });
    const { rest } = world.client({ apiKey: 'wrong-key' });
    await expect(rest.profile()).rejects.toBeInstanceOf(AuthError);
    const forbidden = world.c2.rest.openPositions({ strategyIds: [666] });
    await expect(forbidden).rejects.toBeInstanceOf(AuthError);
  });

  it('honours Retry-After', async () => {
    const answer: Answer = { status: 429, headers: { 'Retry-After': '7' }, body: '' };
    await using world = await startScripted({ rest: () => answer });
    await expect(world.c2.rest.profile()).rejects.toMatchObject({ retryAfter: 7000 });
  });

  it('promise 7: has a deadline', async () => {
    await using world = await start({ client: { timing: { request: 50 } } });
    world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
    const error = await world.c2.rest.profile().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ deadline: 'request' });
  });

  it('promise 7: ends with its signal, and throws the reason', async () => {
    await using world = await start();
    world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
    const abort = new AbortController();
    const profile = world.c2.rest.profile({ signal: abort.signal });
    await world.venue.until(({ requests }) => requests.length === 1);
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(profile).rejects.toBe(reason);
  });

  it('promise 7: ends with the client', async () => {
    await using world = await start();
    world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
    const profile = world.c2.rest.profile();
    await world.venue.until(({ requests }) => requests.length === 1);
    await Promise.all([
      expect(profile).rejects.toMatchObject({ code: 'CLOSED' }),
      world.c2.close(),
    ]);
  });

  it('to a venue that is not there fails as what it is', async () => {
    await using world = await start();
    await world.venue.close();
    await expect(world.c2.rest.profile()).rejects.toMatchObject({
      code: 'HTTP',
      status: undefined,
      retryable: true,
    });
  });

  it.each([
    ['not JSON', ok('<html>')],
    ['an array', ok('[]')],
    ['rows that are no list', ok('{"Results":{}}')],
    ['a row that is not as documented', ok('{"Results":[{"Id":{}}]}')],
    ['nothing at all', ok('')],
  ])('answered with %s is a ProtocolError that does not quote it', async (_what, answer) => {
    await using world = await startScripted({ rest: () => answer });
    await expect(world.c2.rest.profile()).rejects.toBeInstanceOf(ProtocolError);
  });

  it.each([
    ['Results null', '{"Results":null}'],
    ['Results absent', '{}'],
    ['keys in capitals', '{"RESULTS":null,"RESPONSESTATUS":{"ERRORCODE":"200"}}'],
  ])('with %s has no rows', async (_what, body) => {
    await using world = await startScripted({ rest: () => ok(body) });
    expect(await world.c2.rest.openPositions({ strategyIds: [1] })).toEqual([]);
  });

  it('whose status says failure although HTTP says 200 fails', async () => {
    const body = `{"Results":null,"ResponseStatus":${examples.responseStatus.replace('"200"', '"500"')}}`;
    await using world = await startScripted({ rest: () => ok(body) });
    await expect(world.c2.rest.profile()).rejects.toMatchObject({ status: 500, retryable: true });
  });

  it('keeps every digit of an id, and fields that no guide mentions', async () => {
    const row = '{"Id":9223372036854775807,"New":{"Deep":1}}';
    await using world = await startScripted({ rest: () => ok(`{"Results":[${row}]}`) });
    expect(await world.c2.rest.profile()).toEqual({ Id: '9223372036854775807', New: { Deep: 1 } });
  });

  it('decodes a page’s cursor once before it sends it', async () => {
    const targets: string[] = [];
    await using world = await startScripted({
      rest(request) {
        targets.push(request.url ?? '');
        const pagination =
          targets.length === 1 ? '{"prev_cursor":null,"next_cursor":"a%2Fb%2Bc%3D%3D"}' : 'null';
        return ok(`{"Results":[{"Id":${targets.length}}],"Pagination":${pagination}}`);
      },
    });
    const rows = await collect(world.c2.rest.historicalOrders({ strategyId }));
    expect(rows.map(({ Id: id }) => id)).toEqual([1, 2]);
    expect(targets[1]).toBe(
      '/Strategies/GetStrategyHistoricalOrders?StrategyId=1&Cursor=a%2Fb%2Bc%3D%3D',
    );
  });

  it.each(['same', '%', '%E0%A4%A'])(
    'does not turn for ever, nor throw a stranger, over a cursor such as %s',
    async (cursor) => {
      const body = `{"Results":[],"Pagination":{"next_cursor":"${cursor}"}}`;
      await using world = await startScripted({ rest: () => ok(body) });
      const rows = collect(world.c2.rest.historicalOrders({ strategyId }));
      await expect(rows).rejects.toBeInstanceOf(ProtocolError);
    },
  );

  it('that cannot be right is not sent', async () => {
    await using world = await start();
    const { rest } = world.c2;
    expect(() => rest.openPositions({ strategyIds: [] })).toThrow(ConfigError);
    expect(() => rest.activeOrders({ strategyIds: [] })).toThrow(ConfigError);
    expect(() => rest.historicalOrders({})).toThrow(ConfigError);
    expect(world.venue.requests).toEqual([]);
  });
});
