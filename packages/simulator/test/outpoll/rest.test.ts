import { describe, expect, test } from 'vitest';

import { manualClock, outpollSimulator } from '../../src/index.ts';
import { exampleEvent, exampleOutcome, examples, otherOutcome } from './examples.ts';
import { call } from './rest-client.ts';
import { sign, unixSeconds } from './test-client.ts';

const history = '/api/history/orders';
const buy = { outcomeId: exampleOutcome, side: 'BUY', price: 0.5, quantity: 100 } as const;

describe('REST authentication', () => {
  test('headers that sign the request are accepted, whatever its query', async () => {
    await using venue = await outpollSimulator();
    expect(await call(venue, 'history', `${history}?page=0&size=5`)).toMatchObject({
      status: 200,
      body: { i: [], p: 0, s: 5, tp: 0 },
    });
    expect(venue.requests).toMatchObject([
      { host: 'history', method: 'GET', target: `${history}?page=0&size=5`, body: '', status: 200 },
    ]);
  });

  const timestamp = unixSeconds();
  test.for([
    { what: 'an unknown key', request: { apiKey: 'op_k_other' } },
    { what: 'another secret', request: { secret: 'b3RoZXI' } },
    { what: 'a stale time', request: { timestamp: String(Number(timestamp) - 31) } },
    { what: 'no signature', request: { headers: { 'OUTPOLL-API-SIGNATURE': '' } } },
    {
      what: 'a signature that has the query',
      request: {
        timestamp,
        headers: {
          'OUTPOLL-API-SIGNATURE': sign(
            'dGVzdF9zZWNyZXRfMTIzNDU2Nzg',
            `${timestamp}GET${history}?page=0`,
          ),
        },
      },
    },
  ])('$what is refused with 401', async ({ request }) => {
    await using venue = await outpollSimulator();
    const answer = await call(venue, 'history', `${history}?page=0`, request);
    expect(answer).toMatchObject({ status: 401, body: { error: expect.any(String) } });
  });

  test('a bearer token together with it is refused with 400', async () => {
    await using venue = await outpollSimulator();
    const headers = { Authorization: 'Bearer token' };
    expect(await call(venue, 'history', history, { headers })).toMatchObject({ status: 400 });
  });

  test('a blocked key is refused with 403, a revoked one with 401', async () => {
    await using venue = await outpollSimulator();
    const undo = venue.faults.blockKey(venue.key);
    expect(await call(venue, 'history', history)).toMatchObject({ status: 403 });
    expect(await call(venue, 'history', history, { secret: 'b3RoZXI' })).toMatchObject({
      status: 401,
    });
    undo();
    venue.faults.revokeKey(venue.key);
    expect(await call(venue, 'history', history)).toMatchObject({ status: 401 });
  });

  test('every answer tells the time of the venue', async () => {
    const clock = manualClock(Date.UTC(2024, 3, 7, 14, 26, 40));
    await using venue = await outpollSimulator({ clock });
    venue.faults.clockSkew(-3000);
    const dates = [
      await call(venue, 'history', history, { timestamp: unixSeconds(clock.now()) }),
      await call(venue, 'history', history),
      await call(venue, 'events', '/nowhere'),
    ].map(({ status, headers }) => [status, headers.get('date')]);
    const date = 'Sun, 07 Apr 2024 14:26:37 GMT';
    expect(dates).toEqual([
      [200, date],
      [401, date],
      [404, date],
    ]);
  });
});

describe('REST requests', () => {
  test.for([
    { host: 'history', target: '/api/history/nothing', status: 404 },
    { host: 'balances', target: history, status: 404 },
    { host: 'history', target: history, method: 'POST', status: 405 },
    { host: 'history', target: `${history}?page=-1`, status: 400 },
    { host: 'history', target: `${history}?size=0`, status: 400 },
    { host: 'events', target: '/api/events/search', method: 'POST', body: '', status: 400 },
    { host: 'events', target: '/api/events/search', method: 'POST', body: '7', status: 400 },
  ] as const)('$target at $host is answered with $status', async ({ host, target, ...rest }) => {
    await using venue = await outpollSimulator();
    const { status, ...request } = rest;
    expect(await call(venue, host, target, request)).toMatchObject({ status });
  });

  test('active orders are those that are open', async () => {
    await using venue = await outpollSimulator();
    const [open, filled] = [venue.placeOrder(buy), venue.placeOrder(buy)];
    venue.fillOrder(filled.id);
    venue.fillOrder(open.id, { quantity: 1 });
    const { rows } = await call(venue, 'history', '/api/history/deals/active-orders');
    expect(rows).toMatchObject([
      { id: open.id, status: 'OPEN', side: 'BUY', price: 0.5, quantity: 100, filledQuantity: 1 },
    ]);
  });

  test('the order history has every order, with what became of it', async () => {
    await using venue = await outpollSimulator();
    const [first, second] = [venue.placeOrder(buy), venue.placeOrder(buy)];
    venue.fillOrder(first.id);
    const { rows } = await call(venue, 'history', history);
    expect(rows[0]).toEqual({
      i: first.id,
      u: 'user-id',
      e: exampleEvent,
      o: exampleOutcome,
      a: first.assetId,
      oq: 100,
      si: 'BUY',
      t: 'LIMIT',
      p: 0.5,
      m: first.placedAt,
      ex: null,
      st: 'FILLED',
      q: 100,
    });
    expect(rows[1]).toMatchObject({ i: second.id, st: 'OPEN', q: 0 });
    const latestFirst = await call(venue, 'history', `${history}?sort=desc`);
    expect(latestFirst.rows).toEqual(rows.toReversed());
    const none = await call(venue, 'history', `${history}?eventOutcomeId=${otherOutcome}`);
    expect(none.rows).toEqual([]);
  });

  test('pages are counted from 0', async () => {
    await using venue = await outpollSimulator();
    const ids = Array.from({ length: 5 }, () => venue.placeOrder({ ...buy, quantity: 1 }).id);
    const pages = [];
    for (const page of [0, 1, 2, 3]) {
      pages.push(await call(venue, 'history', `${history}?page=${page}&size=2`));
    }
    expect(pages.map(({ rows }) => rows.map(({ i }) => i))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
      [],
    ]);
    expect(pages[1]?.body).toMatchObject({ p: 1, s: 2, tp: 3 });
  });

  test('balances are those of the stream, all or those that are asked for', async () => {
    await using venue = await outpollSimulator();
    const { id, assetId } = venue.placeOrder(buy);
    venue.fillOrder(id);
    const { rows } = await call(venue, 'balances', '/api/user-balances');
    expect(rows).toMatchObject([
      { u: 'user-id', tv: 1200.5, v: 1200.5 },
      { i: assetId, et: assetId, aop: 0.5, c: 50, tv: 100 },
    ]);
    const target = `/api/user-balances?eventTokenIds=${assetId},other`;
    expect((await call(venue, 'balances', target)).rows).toEqual(rows.slice(1));
  });

  test('positions are the outcomes that the user holds', async () => {
    await using venue = await outpollSimulator();
    venue.fillOrder(venue.placeOrder(buy).id);
    venue.publishChance(exampleOutcome, 0.75);
    const { rows } = await call(venue, 'history', '/api/history/deals/open-positions');
    expect(rows).toMatchObject([
      { ei: exampleEvent, eoi: exampleOutcome, tsc: 100, sp: 0.5, c: 50, cp: 0.75, v: 75 },
    ]);
  });

  test('the search for events needs no key', async () => {
    await using venue = await outpollSimulator();
    const url = `${venue.restUrls.events}/api/events/search?page=0&size=2`;
    const found = await fetch(url, { method: 'POST', body: '{"sb":"VOLUME_24H"}' });
    expect(await found.json()).toMatchObject({
      content: venue.events.slice(0, 2).map(({ id, title, outcomes }) => ({
        id,
        title,
        outcomes: outcomes.map((one) => ({ id: one.id })),
      })),
    });
    const none = await fetch(url, { method: 'POST', body: examples.search.replace('bit', 'bot') });
    expect(await none.json()).toMatchObject({ content: [] });
    expect(venue.requests[1]?.body).toContain('botcoin');
  });
});
