import { once } from 'node:events';

import { describe, expect, test } from 'vitest';

import { rocketfiSimulator } from '../../src/index.ts';
import type { RocketfiSimulator, RocketfiVariants } from '../../src/index.ts';
import { call } from './rest-client.ts';
import { signed } from './signing.ts';
import { RocketfiClient, alice, bitcoin, bob } from './test-client.ts';
import type { Message } from './test-client.ts';

const buy = { instrumentId: bitcoin, side: 'Buy', quantity: '0.01' } as const;
const limit = { ...buy, price: '96000' };
const claim = '{"FaucetClaim":{}}';

async function simulated(variants: Partial<RocketfiVariants>): Promise<RocketfiSimulator> {
  return rocketfiSimulator({ variants });
}

describe('variants of REST', () => {
  test('emptyLists: null', async () => {
    await using venue = await simulated({ emptyLists: 'null' });
    const of = async (path: string): Promise<unknown> =>
      (await call(venue, `${path}?account=${bob}`)).body;
    expect(await of('/open-orders')).toEqual({ orders: null, pageNumber: 0, pageSize: 100 });
    expect(await of('/position')).toEqual({ positions: null });
    expect(await of('/order-events')).toEqual({ orderEvents: null });
    expect(await of('/position-funding-events')).toEqual({ events: null });
  });

  test('deferredNonce: absent', async () => {
    await using venue = await simulated({ deferredNonce: 'absent' });
    const { body } = await call(venue, `/account-nonce?account=${alice}`);
    expect(body).toEqual({ nonce: 0 });
  });

  test('accountNonce: last, and a transaction has the one after it', async () => {
    await using venue = await simulated({ accountNonce: 'last' });
    expect(venue.nonce(alice)).toBe(1n);
    const post = async (nonce: bigint): Promise<number> =>
      (await call(venue, '/transaction', await signed(claim, { nonce }))).status;
    expect([await post(0n), await post(1n), await post(2n)]).toEqual([409, 200, 200]);
    const { body } = await call(venue, `/account-nonce?account=${alice}`);
    expect(body).toEqual({ nonce: 2, deferredNonce: 0 });
  });

  test.for([
    [{}, 'null', '{"results":[{"CancelAll":[]}]}'],
    [{ restOk: 'object' }, '{}', '{"results":[{"CancelAll":[]}]}'],
    [{ restOk: 'empty' }, '', '{"results":[{"CancelAll":[]}]}'],
    [{ restResults: 'tagged' }, '"Ok"', '{"PlaceOrder":{"results":[{"CancelAll":[]}]}}'],
  ] as const)('restResults and restOk: %j', async ([variants, ok, results]) => {
    await using venue = await simulated(variants);
    const cancel = `{"PlaceOrder":[{"CancelAll":{"instrumentId":null,"trader":"${alice}"}}]}`;
    const bodies = [await signed(claim), await signed(cancel, { nonce: 1n })];
    const answers = await Promise.all(
      bodies.map(async (body) => {
        const answer = await fetch(`${venue.restUrl}/transaction`, { method: 'POST', body });
        return [answer.status, await answer.text()];
      }),
    );
    expect(answers).toEqual([
      [200, ok],
      [200, results],
    ]);
  });

  test('restRefusals: string', async () => {
    await using venue = await simulated({ restRefusals: 'string' });
    expect(await call(venue, '/transaction', await signed(claim, { nonce: 7n }))).toMatchObject({
      status: 200,
      body: 'Invalid nonce: expected 0, got 7',
    });
  });

  test('historyPages: always, historyOrder: newest-first', async () => {
    const variants = { historyPages: 'always', historyOrder: 'newest-first' } as const;
    await using venue = await rocketfiSimulator({ firstOrderId: 1n, variants });
    for (let count = 0; count < 101; count += 1) venue.placeOrder(alice, limit);
    const { body } = await call(venue, `/order-events?account=${alice}`);
    expect(body).toMatchObject({ pageNumber: 0, pageSize: 100 });
    const events = body['orderEvents'] as readonly Message[];
    expect(events.map(({ orderId }) => orderId)).toEqual(
      Array.from({ length: 100 }, (_, index) => 101 - index),
    );
    const next = await call(venue, `/order-events?account=${alice}&pageNumber=1`);
    expect(next.body['orderEvents']).toHaveLength(1);
  });

  test('tradeCursors: counted', async () => {
    await using venue = await simulated({ tradeCursors: 'counted' });
    for (let count = 0; count < 3; count += 1) venue.placeOrder(alice, buy);
    const limited = await call(venue, `/trades?account=${alice}&limit=2`);
    expect(limited.body).not.toHaveProperty('nextCursor');
    const counted = await call(venue, `/trades?account=${alice}&count=2`);
    expect(counted.body).toMatchObject({ count: 2, nextCursor: '2' });
  });

  test.for([
    ['error', { error: 'Not found' }],
    ['message', { message: 'Not found', code: 404 }],
    ['string', 'Not found'],
  ] as const)('restError: %s', async ([restError, body]) => {
    await using venue = await simulated({ restError });
    expect(await call(venue, '/nothing')).toMatchObject({ status: 404, body });
  });

  test('retryAfter: sent', async () => {
    await using venue = await simulated({ retryAfter: 'sent' });
    venue.faults.restFailure(429);
    const { headers, status } = await call(venue, '/assets');
    expect([status, headers.get('Retry-After')]).toEqual([429, '5']);
    venue.faults.tooManyRequests(1);
    const client = new RocketfiClient(venue.url);
    const [, answer] = (await once(client.socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number; headers: Record<string, string> },
    ];
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '5']);
  });
});
