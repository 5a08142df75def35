import { AuthError, ConfigError, HttpError, ProtocolError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import type { RocketFi } from '../src/index.ts';
import { account, instrument, orderEventData, serverMessages } from './fixtures/examples.ts';
import { noon, orderId, round } from './fixtures/readings.ts';
import { ok, type Answer } from './support/scripted-venue.ts';
import { startScripted } from './support/start.ts';

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const collected: Row[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

/** What a call answers where REST answers so, and which paths it asked for. */
async function ask<Result>(
  call: (client: RocketFi) => Promise<Result>,
  ...answers: readonly Answer[]
): Promise<{ result: Result; targets: readonly string[] }> {
  let asked = 0;
  await using world = await startScripted({
    rest() {
      asked += 1;
      return answers[asked - 1] ?? { status: 500, body: '' };
    },
  });
  return { result: await call(world.client), targets: world.venue.targets };
}

/** A JSON text as a body, so that it can have integers beyond 2^53. */
const text = (body: string): Answer => ({ status: 200, body });
const whose = `account=${account}`;
const order = /\{"orderId".*\}(?=\]\}\})/.exec(serverMessages.openOrders)?.[0] ?? '';
const firstPage = '&pageNumber=0&pageSize=100';
const numbered = (id: number): string => order.replace(orderId, String(id));

describe('every row of the table of REST calls', () => {
  it('GET /open-orders, of which orders may be null', async () => {
    const page = (orders: string): Answer =>
      text(`{"orders":${orders},"pageNumber":0,"pageSize":50}`);
    const call = ({ rest }: RocketFi) => collect(rest.openOrders({ account }));
    const { result, targets } = await ask(call, page(`[${order}]`));
    expect(result).toMatchObject([{ orderId, trader: account, quantity: '2.5' }]);
    expect(targets).toEqual([`/open-orders?${whose}${firstPage}`]);
    expect((await ask(call, page('null'))).result).toEqual([]);
  });

  it('GET /position, of which positions may be null', async () => {
    const { positions } = JSON.parse(serverMessages.positions).PositionUpdate;
    const call = ({ rest }: RocketFi) => rest.positions({ account, instrumentId: instrument });
    const { result, targets } = await ask(call, ok({ positions }));
    expect(result).toEqual(positions);
    expect(targets).toEqual([`/position?${whose}&instrumentId=${instrument}`]);
    expect((await ask(call, ok({ positions: null }))).result).toEqual({});
  });

  it('GET /collateral', async () => {
    const { result, targets } = await ask(
      ({ rest }) => rest.collaterals({ account, assetId: 0 }),
      text('{"collaterals":{"0":"123.4"}}'),
    );
    expect(result).toEqual({ '0': '123.4' });
    expect(targets).toEqual([`/collateral?${whose}&assetId=0`]);
  });

  it('GET /order-events, of which orderEvents may be null', async () => {
    const event = { orderId: 5, account, instrument, eventData: JSON.parse(orderEventData.fill) };
    const call = ({ rest }: RocketFi) => collect(rest.orderEvents({ account }));
    const { result, targets } = await ask(call, ok({ orderEvents: [event] }));
    expect(result).toMatchObject([{ orderId: '5', eventData: { type: 'fill', size: '0.5' } }]);
    expect(targets).toEqual([`/order-events?${whose}${firstPage}`]);
    expect((await ask(call, ok({ orderEvents: null }))).result).toEqual([]);
  });

  it('GET /trades, page after page', async () => {
    const row = `{"timestamp":${noon},"round":${round},"txIndex":1,"eventIndex":2,"account":"${account}","instrument":"${instrument}","ticker":"BTC-PERP","orderId":${orderId},"price":"1","size":"2","settlementAsset":0,"pnl":null,"feeAmount":"3","feeRate":"4","isPassive":true,"isLiquidation":false,"isAdl":false}`;
    const startTime = new Date(noon);
    const { result, targets } = await ask(
      ({ rest }) => collect(rest.trades({ account, startTime, limit: 1, count: 1 })),
      text(`{"trades":[${row}],"nextCursor":"a/b"}`),
      text(`{"trades":[${row}],"nextCursor":null}`),
    );
    expect(result).toHaveLength(2);
    expect(result[0]).toEqual({
      timestamp: noon,
      round,
      txIndex: '1',
      eventIndex: '2',
      account,
      instrument,
      ticker: 'BTC-PERP',
      orderId,
      price: '1',
      size: '2',
      settlementAsset: 0,
      pnl: null,
      feeAmount: '3',
      feeRate: '4',
      isPassive: true,
      isLiquidation: false,
      isAdl: false,
    });
    const first = `/trades?${whose}&startTime=${noon}&limit=1&count=1`;
    expect(targets).toEqual([first, `${first}&cursor=a%2Fb`]);
  });

  it('GET /position-funding-events, of which events may be null', async () => {
    const event = JSON.parse(serverMessages.positionFunding).PositionFundingUpdate;
    const { account: _, ...anonymous } = { ...event, round: 5 };
    const call = ({ rest }: RocketFi) => collect(rest.positionFundingEvents({ account }));
    const { result, targets } = await ask(call, ok({ events: [anonymous] }));
    expect(result).toEqual([{ ...event, round: '5' }]);
    expect(targets).toEqual([`/position-funding-events?${whose}${firstPage}`]);
    expect((await ask(call, ok({ events: null }))).result).toEqual([]);
  });

  it('GET /funding-rate-events', async () => {
    const { result, targets } = await ask(
      ({ rest }) =>
        collect(
          rest.fundingRateEvents({ instrumentId: instrument, startRound: round, endRound: round }),
        ),
      text(`{"events":[{"fundingRate":"0.1","round":${round},"other":1}]}`),
    );
    expect(result).toEqual([{ fundingRate: '0.1', round, other: 1 }]);
    expect(targets).toEqual([
      `/funding-rate-events?instrumentId=${instrument}&startRound=${round}&endRound=${round}${firstPage}`,
    ]);
  });

  it('GET /candles, oldest first', async () => {
    const candle = { timestamp: noon, open: 1, high: 2, low: 0.5, close: 1.5, volume: 3 };
    const { result, targets } = await ask(
      ({ rest }) =>
        rest.candles({
          instrumentId: instrument,
          interval: '1h',
          endTime: new Date(noon),
          limit: 1000,
        }),
      text(
        `{"candles":[${JSON.stringify({ ...candle, slot: 10 })},${JSON.stringify({ ...candle, slot: 9 })}]}`,
      ),
    );
    const known = { ...candle, instrumentId: instrument, interval: '1h' };
    expect(result).toEqual([
      { ...known, slot: '9' },
      { ...known, slot: '10' },
    ]);
    expect(targets).toEqual([
      `/candles?instrumentId=${instrument}&interval=1h&endTime=${noon}&limit=1000`,
    ]);
  });

  it('GET /instruments', async () => {
    const perpetual = { id: 7, ticker: 'BTC-PERP', isTrading: true, priceScale: 2, more: null };
    const { result, targets } = await ask(
      ({ rest }) => rest.instruments(),
      ok({ instruments: { '7': perpetual } }),
    );
    expect(result).toEqual({ '7': { ...perpetual, id: '7' } });
    expect(targets).toEqual(['/instruments?pageNumber=0&pageSize=100']);
  });

  it('GET /assets', async () => {
    const usdc = { id: 0, ticker: 'USDC', haircut: '0', markPrice: '1', more: [1] };
    const { result, targets } = await ask(
      ({ rest }) => rest.assets(),
      ok({ assets: { '0': usdc } }),
    );
    expect(result).toEqual({ '0': usdc });
    expect(targets).toEqual(['/assets?pageNumber=0&pageSize=100']);
  });

  it('GET /instruments of more than one page', async () => {
    const page = (from: number, count: number): Answer => {
      const ids = Array.from({ length: count }, (_, index) => String(from + index));
      return ok({ instruments: Object.fromEntries(ids.map((id) => [id, { id }])) });
    };
    const { result, targets } = await ask(
      ({ rest }) => rest.instruments(),
      page(0, 100),
      page(100, 7),
    );
    expect(Object.keys(result)).toHaveLength(107);
    expect(targets).toHaveLength(2);
  });
});

describe('open orders come page after page', () => {
  const page = (size: number | undefined, ...ids: number[]): Answer =>
    text(`{"orders":[${ids.map(numbered).join(',')}],"pageSize":${size ?? null}}`);

  it.each<[string, number | undefined, readonly Answer[], readonly string[]]>([
    ['until one is not full', 2, [page(2, 1, 2), page(2, 3)], ['1', '2', '3']],
    ['until one is empty', 2, [page(2, 1, 2), page(2)], ['1', '2']],
    [
      'of the size that was asked for',
      2,
      [page(undefined, 1, 2), page(undefined, 3)],
      ['1', '2', '3'],
    ],
    ['of the size that the venue tells', undefined, [page(2, 1, 2), page(2, 3)], ['1', '2', '3']],
    ['until one brings nothing new', 2, [page(2, 1, 2), page(2, 1, 2)], ['1', '2']],
    [
      'which overlap where one was added meanwhile',
      2,
      [page(2, 1, 2), page(2, 2, 3), page(2)],
      ['1', '2', '3'],
    ],
  ])('%s', async (_until, pageSize, answers, ids) => {
    const { result, targets } = await ask(
      ({ rest }) => collect(rest.openOrders({ account, pageSize })),
      ...answers,
    );
    expect(result.map((row) => row.orderId)).toEqual(ids);
    expect(targets).toEqual(
      answers.map(
        (_, number) => `/open-orders?${whose}&pageNumber=${number}&pageSize=${pageSize ?? 100}`,
      ),
    );
  });
});

describe('every REST call', () => {
  const instruments = ({ rest }: RocketFi) => rest.instruments();

  it('needs no key, and says nothing of itself', async () => {
    let headers: object = {};
    await using world = await startScripted({
      rest(request) {
        ({ headers } = request);
        return ok({ instruments: {} });
      },
    });
    await world.client.rest.instruments();
    expect(Object.keys(headers)).not.toContain('authorization');
    expect(Object.keys(headers)).not.toContain('cookie');
  });

  it.each([
    [400, false],
    [404, false],
    [409, false],
    [422, false],
    [429, true],
    [500, true],
  ])('that fails with %d: worth another try is %s', async (status, retryable) => {
    const error = await ask(instruments, { status, body: '{"error":"Simulated"}' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status, retryable });
    expect(String(error)).toContain(`was answered with HTTP ${status}: Simulated.`);
  });

  it.each([401, 403])('that fails with %d is an AuthError', async (status) => {
    await expect(ask(instruments, { status, body: '' })).rejects.toBeInstanceOf(AuthError);
  });

  it('honours Retry-After', async () => {
    const answer = { status: 429, headers: { 'Retry-After': '7' }, body: '' };
    await expect(ask(instruments, answer)).rejects.toMatchObject({ retryAfter: 7000 });
  });

  it.each([
    ['{"message":"Bad request"}', 'Bad request'],
    ['{"error":{"message":"Bad request"}}', 'Bad request'],
    ['{"Err":"Bad request"}', 'Bad request'],
    ['{"errors":[{"detail":"Bad request"}]}', 'Bad request'],
    ['"Bad request"', 'Bad request'],
    ['{"code":"BAD_REQUEST"}', 'BAD_REQUEST'],
    [`{"message":"${account} has 123.45"}`, '… has …'],
  ])('tells the venue’s own words of an error such as %s', async (body, words) => {
    const answer = { status: 400, body };
    await expect(ask(instruments, answer)).rejects.toThrow(`HTTP 400: ${words}.`);
  });

  it.each(['<html>secret</html>', '{"orders":[{"secret":1}]}', '', '[]', 'null', '5'])(
    'tells nothing of an error that has no words: %s',
    async (body) => {
      await expect(ask(instruments, { status: 400, body })).rejects.toThrow(/HTTP 400\.$/);
    },
  );

  it.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['no object', '[]'],
    ['without its rows', '{}'],
    ['rows that are a list', '{"instruments":[]}'],
    ['a row that is none', '{"instruments":{"0x123456":{"isTrading":"secret"}}}'],
  ])('answered with %s is a ProtocolError that does not quote it', async (_what, body) => {
    const error = await ask(instruments, text(body)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(String(error)).not.toMatch(/secret|0x123456/);
  });

  it('that cannot be right is not sent', async () => {
    await using world = await startScripted();
    const { rest } = world.client;
    const interval = { instrumentId: instrument, interval: '1m' } as const;
    for (const wrong of [0, 1001, 1.5, Number.NaN]) {
      await expect(rest.candles({ ...interval, limit: wrong })).rejects.toBeInstanceOf(ConfigError);
      expect(() => rest.trades({ account, limit: wrong })).toThrow(ConfigError);
      expect(() => rest.trades({ account, count: wrong })).toThrow(ConfigError);
    }
    expect(() => rest.orderEvents({ account, pageSize: 0 })).toThrow(ConfigError);
    await expect(rest.positions({ account: 'me' })).rejects.toBeInstanceOf(ConfigError);
    expect(() => rest.openOrders({ account: 'me' })).toThrow(ConfigError);
    expect(() => rest.fundingRateEvents({ instrumentId: '' })).toThrow(ConfigError);
    expect(world.venue.targets).toEqual([]);
  });

  it('does not turn for ever over a cursor that comes again', async () => {
    const answer = ok({ trades: [], nextCursor: 5 });
    const call = ({ rest }: RocketFi) => collect(rest.trades({ account }));
    await expect(ask(call, answer, answer)).rejects.toBeInstanceOf(ProtocolError);
  });

  it('promise 7: ends with its signal, and throws the reason', async () => {
    const reason = new Error('enough');
    const call = ({ rest }: RocketFi) => rest.instruments({ signal: AbortSignal.abort(reason) });
    await expect(ask(call)).rejects.toBe(reason);
  });
});
