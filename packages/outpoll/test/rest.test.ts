import { createHmac } from 'node:crypto';

import { AuthError, ConfigError, HttpError, ProtocolError, TimeoutError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import type { Outpoll } from '../src/index.ts';
import { examples } from './fixtures/examples.ts';
import { ok, type Answer } from './support/scripted-venue.ts';
import { startScripted } from './support/start-scripted.ts';
import { start, type World } from './support/start.ts';

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** A working order, a filled one and a cancelled one, in this order. */
function trade({ venue, outcomeId, otherOutcomeId }: World): string[] {
  const order = { outcomeId, side: 'BUY', price: 0.5, quantity: 10 } as const;
  const working = venue.placeOrder(order);
  const filled = venue.placeOrder({ ...order, quantity: 20 });
  venue.fillOrder(filled.id);
  const cancelled = venue.placeOrder({ ...order, outcomeId: otherOutcomeId });
  venue.cancelOrder(cancelled.id);
  return [working.id, filled.id, cancelled.id];
}

/** Every call that is signed. */
const signed: Record<string, (client: Outpoll) => Promise<unknown>> = {
  activeOrders: ({ rest }) => collect(rest.activeOrders()),
  orderHistory: ({ rest }) => collect(rest.orderHistory()),
  balances: ({ rest }) => collect(rest.balances()),
  openPositions: ({ rest }) => collect(rest.openPositions()),
  orders: ({ rest }) => rest.orders(),
  check: ({ rest }) => rest.check(),
};
const signedCalls = Object.entries(signed);
const all = [
  ...signedCalls,
  ['searchEvents', ({ rest }: Outpoll) => collect(rest.searchEvents({ text: 'x' }))] as const,
];

describe('each call of the table', () => {
  it('activeOrders', async () => {
    await using world = await start();
    const [working] = trade(world);
    expect(await collect(world.client.rest.activeOrders())).toMatchObject([
      { id: working, side: 'BUY', price: 0.5, quantity: 10, status: expect.any(String) },
    ]);
    expect(world.venue.requests[0]).toMatchObject({
      method: 'GET',
      host: 'history',
      target: '/api/history/deals/active-orders?page=0&size=100',
    });
  });

  it('orderHistory, newest first, of all or of an outcome, with names for its letters', async () => {
    await using world = await start();
    const [working, filled, cancelled] = trade(world);
    const { rest } = world.client;
    const rows = await collect(rest.orderHistory());
    expect(rows.map(({ orderId }) => orderId)).toEqual([cancelled, filled, working]);
    expect(rows[2]).toMatchObject({
      userId: 'user-id',
      eventId: world.eventId,
      outcomeId: world.outcomeId,
      assetId: expect.any(String),
      originalQuantity: 10,
      side: 'BUY',
      type: 'LIMIT',
      price: 0.5,
      time: expect.any(Number),
      status: expect.any(String),
      quantity: expect.any(Number),
    });
    const ofOutcome = await collect(rest.orderHistory({ outcomeId: world.otherOutcomeId }));
    expect(ofOutcome.map(({ orderId }) => orderId)).toEqual([cancelled]);
    expect(world.venue.requests.map(({ target }) => target)).toEqual([
      '/api/history/orders?sort=desc&page=0&size=100',
      `/api/history/orders?eventOutcomeId=${world.otherOutcomeId}&sort=desc&page=0&size=100`,
    ]);
  });

  it('balances, with names for the letters that are explained elsewhere, and no others', async () => {
    await using world = await start();
    trade(world);
    const rows = await collect(world.client.rest.balances());
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toMatchObject({ userId: 'user-id' });
      expect(Object.keys(row)).toEqual(
        expect.arrayContaining(['i', 'et', 'v', 'tv', 'averageOpenPrice', 'cost']),
      );
    }
    expect(world.venue.requests[0]).toMatchObject({
      host: 'balances',
      target: '/api/user-balances?page=0&size=100',
    });
    await collect(world.client.rest.balances({ eventTokenIds: ['one', 'two'] }));
    expect(world.venue.requests[1]?.target).toBe(
      '/api/user-balances?eventTokenIds=one&eventTokenIds=two&page=0&size=100',
    );
  });

  it('openPositions, whose letters nobody explains', async () => {
    await using world = await start();
    trade(world);
    const rows = await collect(world.client.rest.openPositions());
    expect(rows).toHaveLength(1);
    const letters = 'oi ei eoi ai et es on tn ip tsc asc sp c cp v tpsl pv pp od'.split(' ');
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual(letters.toSorted());
    expect(world.venue.requests[0]).toMatchObject({
      host: 'history',
      target: '/api/history/deals/open-positions?page=0&size=100',
    });
  });

  it('searchEvents finds ids, without credentials', async () => {
    await using world = await start({ client: { credentials: undefined } });
    const found = await collect(world.client.rest.searchEvents({ text: 'bitcoin' }));
    expect(found).toMatchObject([
      { id: world.eventId, title: expect.any(String), outcomes: [{}, {}] },
    ]);
    const [request] = world.venue.requests;
    expect(request).toMatchObject({
      method: 'POST',
      host: 'events',
      target: '/api/events/search?page=0&size=100',
      body: examples.rest.search,
    });
    expect(Object.keys(request?.headers ?? {}).join()).not.toMatch(/outpoll|authorization/);
  });

  it('searchEvents in another order and another language', async () => {
    await using world = await start();
    const search = { text: 'x', sortBy: 'TITLE', ascending: true, language: 'de' };
    await collect(world.client.rest.searchEvents(search));
    expect(JSON.parse(world.venue.requests[0]?.body ?? '')).toEqual({
      sb: 'TITLE',
      sd: 'ASC',
      l: 'de',
      ss: 'x',
    });
  });

  it('orders: what is active, and the latest hundred', async () => {
    await using world = await start();
    const [working] = trade(world);
    expect(await world.client.rest.orders()).toMatchObject({
      activeOrders: [{ id: working }],
      recentOrders: [{}, {}, { orderId: working }],
    });
  });

  it('check: the cheapest signed call', async () => {
    await using world = await start();
    await world.client.rest.check();
    expect(world.venue.requests).toMatchObject([
      { target: '/api/user-balances?page=0&size=1', status: 200 },
    ]);
  });
});

describe('a signed call', () => {
  it.each(signedCalls)(
    '%s has the documented headers, and no others that authorize',
    async (_name, call) => {
      await using world = await start();
      await call(world.client);
      for (const { headers, target, method, body, host } of world.venue.requests) {
        const timestamp = headers['outpoll-api-timestamp'] ?? '';
        const path = new URL(target, `http://${host}`).pathname;
        const key = Buffer.from(world.venue.secret, 'base64url');
        const signature = createHmac('sha256', key)
          .update(`${timestamp}${method}${path}${body}`)
          .digest('base64url');
        expect(timestamp).toMatch(/^\d{10}$/);
        expect(headers).toMatchObject({
          accept: 'application/json',
          'outpoll-api-key': world.venue.key,
          'outpoll-api-signature': signature,
        });
        expect(headers).not.toHaveProperty('authorization');
        expect(target).not.toContain(world.venue.key);
      }
    },
  );

  it('signs the path of the address that is called, such as a gateway’s', async () => {
    await using world = await startScripted();
    const base = `${world.venue.restUrls.history}/gateway/`;
    const restUrls = { events: base, balances: base, history: base };
    await using other = await startScripted({}, { restUrls });
    await other.client.rest.check();
    const [asked] = world.venue.asked;
    expect(asked?.url.pathname).toBe('/gateway/api/user-balances');
    const timestamp = String(asked?.headers['outpoll-api-timestamp']);
    const signature = createHmac('sha256', Buffer.from('test_secret_12345678'))
      .update(`${timestamp}GET/gateway/api/user-balances`)
      .digest('base64url');
    expect(asked?.headers['outpoll-api-signature']).toBe(signature);
  });

  it.each(signedCalls)(
    '%s without credentials says what to do, and asks nothing',
    async (_name, call) => {
      await using world = await start({ client: { credentials: undefined } });
      await expect(call(world.client)).rejects.toThrow(/give outpoll\(\) credentials/);
      await expect(call(world.client)).rejects.toBeInstanceOf(ConfigError);
      expect(world.venue.requests).toEqual([]);
    },
  );

  it.each([40_000, -40_000, 300_000, -300_000])(
    'that is refused for a clock that is off by %d ms is sent once more, with the right time',
    async (skew) => {
      await using world = await start();
      world.venue.faults.clockSkew(skew);
      await world.client.rest.check();
      expect(world.venue.requests.map(({ status }) => status)).toEqual([401, 200]);
      await world.client.rest.check();
      expect(world.venue.requests).toHaveLength(3);
    },
  );

  it('that is refused by the right clock is not sent again', async () => {
    await using world = await start({
      client: { credentials: { apiKey: 'op_k_unknown', secret: 'dGVzdA' } },
    });
    await expect(world.client.rest.check()).rejects.toBeInstanceOf(AuthError);
    expect(world.venue.requests).toHaveLength(1);
  });

  it.each([
    [401, AuthError],
    [403, AuthError],
  ])('that is refused with %d is an AuthError with the venue’s words', async (status, type) => {
    await using world = await start();
    world.venue.faults.restFailure(status);
    const error = await world.client.rest.check().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain('Simulated failure');
  });
});

describe('pages', () => {
  const orders = (count: number, from = 0): object[] =>
    Array.from({ length: count }, (_, index) => ({ id: `order-${from + index}` }));
  const pageOf = (url: URL): number => Number(url.searchParams.get('page'));

  it('follow each other as one iterates', async () => {
    await using world = await start();
    for (let count = 0; count < 5; count += 1)
      world.venue.placeOrder({ outcomeId: world.outcomeId, side: 'BUY', price: 0.1, quantity: 1 });
    const rows = await collect(world.client.rest.activeOrders({ pageSize: 2 }));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5);
    expect(world.venue.requests.map(({ target }) => target.split('?')[1])).toEqual([
      'page=0&size=2',
      'page=1&size=2',
      'page=2&size=2',
    ]);
    for await (const _ of world.client.rest.activeOrders({ pageSize: 2 })) break;
    expect(world.venue.requests).toHaveLength(4);
  });

  it.each([
    ['the example, which is empty', [examples.rest.page], 0],
    ['a null list', ['{"i":null,"p":0,"s":100,"tp":0}'], 0],
    [
      'one that is short, with more to come',
      [
        { i: orders(1), tp: 2 },
        { i: orders(1, 1), tp: 2 },
      ],
      2,
    ],
    ['full ones without a number of pages', [{ i: orders(2) }, { i: orders(2, 2) }, { i: [] }], 4],
    ['a short one without a number of pages', [{ i: orders(2) }, { i: orders(1, 2) }], 3],
    [
      'an empty one before the last',
      [
        { i: orders(2), tp: 9 },
        { i: [], tp: 9 },
      ],
      2,
    ],
  ])('end where they do: %s', async (_what, bodies, count) => {
    await using world = await startScripted({
      rest: ({ url }) => {
        const body = bodies[pageOf(url)];
        return typeof body === 'string' ? { status: 200, body } : ok(body);
      },
    });
    expect(await collect(world.client.rest.activeOrders({ pageSize: 2 }))).toHaveLength(count);
    expect(world.venue.asked).toHaveLength(bodies.length);
  });

  it('that are the same again and again do not turn for ever', async () => {
    await using world = await startScripted({ rest: () => ok({ i: orders(2) }) });
    const rows = collect(world.client.rest.activeOrders({ pageSize: 2 }));
    await expect(rows).rejects.toBeInstanceOf(ProtocolError);
    const found = startScripted({ rest: () => ok({ content: [{ id: 'a' }, { id: 'b' }] }) });
    await using other = await found;
    const events = collect(other.client.rest.searchEvents({ text: 'x' }, { pageSize: 2 }));
    await expect(events).rejects.toBeInstanceOf(ProtocolError);
  });

  it('of a search end with a short one', async () => {
    await using world = await start();
    const rows = await collect(world.client.rest.searchEvents({ text: '' }, { pageSize: 2 }));
    expect(rows).toHaveLength(3);
    expect(world.venue.requests).toHaveLength(2);
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d rows are refused', async (pageSize) => {
    await using world = await start();
    const { rest } = world.client;
    expect(() => rest.activeOrders({ pageSize })).toThrow(ConfigError);
    expect(() => rest.searchEvents({ text: 'x' }, { pageSize })).toThrow(ConfigError);
    expect(world.venue.requests).toEqual([]);
  });
});

describe('every REST call', () => {
  it.each([
    [400, false],
    [404, false],
    [429, true],
    [500, true],
    [503, true],
  ])('that fails with %d: worth another try is %s', async (status, retryable) => {
    await using world = await start();
    world.venue.faults.restFailure(status);
    await expect(world.client.rest.check()).rejects.toMatchObject({
      code: 'HTTP',
      status,
      retryable,
    });
    await world.client.rest.check();
  });

  it('honours Retry-After', async () => {
    const answer: Answer = { status: 429, headers: { 'Retry-After': '7' }, body: '' };
    await using world = await startScripted({ rest: () => answer });
    await expect(world.client.rest.check()).rejects.toMatchObject({ retryAfter: 7000 });
  });

  it.each([
    ['{"error":"Wrong"}'],
    ['{"message":"Wrong"}'],
    ['{"r":"Wrong"}'],
    ['{"t":"error","d":{"error":"Wrong"}}'],
    ['{"error":null,"r":"Wrong"}'],
  ])('tells the venue’s words from %s', async (body) => {
    await using world = await startScripted({ rest: () => ({ status: 400, body }) });
    await expect(world.client.rest.check()).rejects.toThrow(/HTTP 400: Wrong\./);
  });

  it.each(['', '<html>', '[]', '"Wrong"', '{"error":{"deep":"Wrong"}}'])(
    'that fails with the body %j says at least the status',
    async (body) => {
      await using world = await startScripted({ rest: () => ({ status: 400, body }) });
      const error = await world.client.rest.check().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(HttpError);
      expect(String(error)).not.toContain('Wrong');
    },
  );

  it.each(all)(
    'promise 7: %s has a deadline, ends with its signal, and with the client',
    async (_name, call) => {
      await using world = await start({ client: { timing: { request: 50 } } });
      world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
      const error = await call(world.client).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TimeoutError);
      await using patient = await start();
      patient.venue.faults.restDelay(Number.POSITIVE_INFINITY);
      const waiting = call(patient.client);
      await patient.venue.until(({ requests }) => requests.length === 1);
      await Promise.all([
        expect(waiting).rejects.toMatchObject({ code: 'CLOSED' }),
        patient.client.close(),
      ]);
    },
  );

  it('promise 7: ends with its signal, and throws the reason', async () => {
    await using world = await start();
    world.venue.faults.restDelay(Number.POSITIVE_INFINITY);
    const { rest } = world.client;
    const reason = new Error('enough');
    const calls = [
      (signal: AbortSignal) => rest.check({ signal }),
      (signal: AbortSignal) => rest.orders({ signal }),
      (signal: AbortSignal) => collect(rest.activeOrders({ signal })),
      (signal: AbortSignal) => collect(rest.orderHistory({}, { signal })),
      (signal: AbortSignal) => collect(rest.searchEvents({ text: 'x' }, { signal })),
    ];
    for (const [index, call] of calls.entries()) {
      const abort = new AbortController();
      const waiting = call(abort.signal);
      await world.venue.until(({ requests }) => requests.length === index + 1);
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
    }
  });

  it.each([
    ['not JSON', '<html>'],
    ['an array', '[]'],
    ['rows that are no list', '{"i":{}}'],
    ['a row that is not as documented', '{"i":[{"id":{"secret":"content"}}]}'],
    ['nothing at all', ''],
    ['no rows', '{}'],
  ])('answered with %s is a ProtocolError that does not quote it', async (_what, body) => {
    await using world = await startScripted({ rest: () => ({ status: 200, body }) });
    const call = collect(world.client.rest.activeOrders());
    await expect(call).rejects.toBeInstanceOf(ProtocolError);
    await expect(call).rejects.not.toThrow(/content/);
  });

  it('keeps every digit, and fields that no page mentions', async () => {
    const body = '{"i":[{"i":"o1","m":9223372036854775807,"oq":"1.10","new":{"Deep":1}}],"tp":1}';
    await using world = await startScripted({ rest: () => ({ status: 200, body }) });
    expect(await collect(world.client.rest.orderHistory())).toEqual([
      { orderId: 'o1', time: '9223372036854775807', originalQuantity: '1.10', new: { Deep: 1 } },
    ]);
  });
});
