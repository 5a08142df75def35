import { ConfigError, HttpError, ProtocolError, TimeoutError, type Http } from '@venuewire/core';
import type { Signer } from '@venuewire/signing';
import { describe, expect, it } from 'vitest';

import {
  createTransactions,
  httpSubmitter,
  notSent,
  outcomeOf,
  signTransaction,
  type Deferred,
  type Instruction,
  type Submitter,
  type TransactionsOptions,
} from '../../src/transactions/index.ts';
import { instrumentId, sender, signer } from './support/key.ts';
import type { Fate } from './support/rest-venue.ts';
import { httpWith, start } from './support/start.ts';

const claim = { type: 'FaucetClaim' } as const;
const cancel = (orderId: number): Instruction => ({
  type: 'PlaceOrder',
  orders: [{ type: 'Cancel', orderId }],
});
const deferred: Deferred = {
  type: 'Deferred',
  expiresAtMs: 1_800_000_000_000,
  orders: [{ type: 'CancelAll' }],
};
const status = (code: number, body = ''): Fate => ({ status: code, body });

describe('a transaction', () => {
  it.each(['EIP191', 'EIP712'] as const)('is posted once, signed under %s', async (scheme) => {
    await using world = await start({ scheme });
    world.venue.nonce = 9_007_199_254_740_993n;
    const outcome = await world.transactions.submit(claim);
    expect(outcome).toMatchObject({
      outcome: 'accepted',
      transaction: { type: 'FaucetClaim', sender, nonce: '9007199254740993', scheme },
      response: { type: 'Ok' },
    });
    expect(world.venue.requests).toMatchObject([
      { method: 'GET', target: `/account-nonce?account=${sender}` },
      { method: 'POST', target: '/transaction', contentType: 'application/json' },
    ]);
    expect(world.venue.taken).toMatchObject([{ nonce: 9_007_199_254_740_993n }]);
  });

  it('that can never be right is not signed, and nothing is asked for it', async () => {
    await using world = await start();
    const unusable = { type: 'SetLeverage', instrumentId, leverage: -1 } as const;
    await expect(world.transactions.submit(unusable)).rejects.toBeInstanceOf(ConfigError);
    await expect(world.transactions.sign(unusable)).rejects.toBeInstanceOf(ConfigError);
    await expect(world.transactions.submitBatch([claim, unusable])).rejects.toBeInstanceOf(
      ConfigError,
    );
    expect(world.venue.requests).toEqual([]);
  });

  it('of many at once arrives in the order of the calls, each with its own nonce', async () => {
    await using world = await start();
    const orderIds = Array.from({ length: 20 }, (_, index) => index);
    const outcomes = await Promise.all(orderIds.map((id) => world.transactions.submit(cancel(id))));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(orderIds.map(() => 'accepted'));
    const taken = world.venue.taken.map(({ data }) => Number(/"orderId":(\d+)/.exec(data)?.[1]));
    expect(taken).toEqual(orderIds);
    expect(world.venue.taken.map(({ nonce }) => Number(nonce))).toEqual(orderIds);
    expect(world.venue.requests).toHaveLength(21);
  });

  it('Deferred counts by the deferred nonce, alone', async () => {
    await using world = await start();
    world.venue.deferredNonce = 40n;
    const outcomes = await Promise.all([
      world.transactions.submit(deferred),
      world.transactions.submit(claim),
      world.transactions.submit(deferred),
    ]);
    expect(outcomes).toMatchObject([
      { outcome: 'accepted', transaction: { nonce: '40' } },
      { outcome: 'accepted', transaction: { nonce: '0' } },
      { outcome: 'accepted', transaction: { nonce: '41' } },
    ]);
  });

  it('Deferred begins at 0 where the venue tells no deferred nonce', async () => {
    await using world = await start();
    world.venue.deferredNonce = undefined;
    expect(await world.transactions.submit(deferred)).toMatchObject({
      transaction: { nonce: '0' },
    });
  });

  it('can take another nonce than the one that is told', async () => {
    await using world = await start({ nextNonce: (told) => told + 1n });
    const signed = await world.transactions.sign(claim);
    expect(signed.nonce).toBe('1');
    expect(await world.transactions.isUsed(signed)).toBe(false);
    world.venue.nonce = 1n;
    expect(await world.transactions.isUsed(signed)).toBe(true);
  });
});

describe('what an answer proves', () => {
  it.each<[number, string, string]>([
    [400, '{"message":"malformed"}', 'malformed'],
    [400, 'Failed to deserialize the JSON body', 'Failed to deserialize the JSON body'],
    [401, '{"error":{"message":"bad signature"}}', 'bad signature'],
    [403, '{"errors":["not allowed"]}', 'not allowed'],
    [404, '<html>Not Found</html>', 'HTTP 404'],
    [413, '', 'HTTP 413'],
    [422, '{"Err":"insufficient margin: need 123.45"}', 'insufficient margin: need 123.45'],
    [422, '{"why":{"deep":{"er":1}}}', 'HTTP 422'],
    [429, '{"message":"slow down"}', 'slow down'],
  ])('HTTP %i with %s: it was rejected', async (code, body, reason) => {
    await using world = await start();
    world.venue.fates.set(0, status(code, body));
    expect(await world.transactions.submit(claim)).toMatchObject({
      outcome: 'rejected',
      reason,
      status: code,
      response: { type: 'unknown', content: body },
    });
    expect(world.venue.posts).toHaveLength(1);
  });

  it.each([408, 409, 500, 502, 503, 504])('HTTP %i: nothing', async (code) => {
    await using world = await start();
    world.venue.fates.set(0, status(code, '{"message":"oops"}'));
    const outcome = await world.transactions.submit(claim);
    expect(outcome).toMatchObject({
      outcome: 'unknown',
      answer: '{"message":"oops"}',
      error: { status: code },
    });
    expect(outcome).toHaveProperty('error', expect.any(HttpError));
    expect(world.venue.posts).toHaveLength(1);
  });

  it('HTTP 200 with what is no JSON: nothing', async () => {
    await using world = await start();
    world.venue.fates.set(0, status(200, '<html>maintenance</html>'));
    const outcome = await world.transactions.submit(claim);
    expect(outcome).toMatchObject({ outcome: 'unknown', answer: '<html>maintenance</html>' });
    expect(outcome).toHaveProperty('error', expect.any(ProtocolError));
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'accepted'],
    ['null', 'null', 'accepted'],
    ['a text', '"insufficient margin"', 'rejected'],
    ['a tagged error', '{"Err":"insufficient margin"}', 'rejected'],
    ['something new', '{"Queued":{}}', 'unknown'],
  ])('HTTP 200 with %s: %s is %s', async (_what, body, outcome) => {
    await using world = await start();
    world.venue.fates.set(0, status(200, body));
    expect(await world.transactions.submit(claim)).toMatchObject({ outcome });
  });
});

describe('where no answer comes', () => {
  it('after the request broke off nobody knows, and it is not sent again', async () => {
    await using world = await start();
    world.venue.fates.set(0, 'done and lost');
    const outcome = await world.transactions.submit(claim);
    expect(outcome).toMatchObject({ outcome: 'unknown', transaction: { nonce: '0' } });
    expect(outcome).toHaveProperty('error', expect.any(HttpError));
    expect(world.venue.posts).toHaveLength(1);
    expect(world.venue.taken).toHaveLength(1);
  });

  it('within the deadline nobody knows either', async () => {
    await using world = await start({}, 100);
    world.venue.fates.set(0, 'held');
    const outcome = await world.transactions.submit(claim);
    expect(outcome).toMatchObject({ outcome: 'unknown' });
    expect(outcome).toHaveProperty('error', expect.any(TimeoutError));
  });

  it('the nonce shows whether the venue has it, and is left alone if it has', async () => {
    await using world = await start();
    world.venue.fates.set(0, 'done and lost').set(1, 'lost');
    const first = await world.transactions.submit(cancel(1));
    if (first.outcome !== 'unknown') throw new TypeError(first.outcome);
    expect(first.howToFindOut).toContain('isUsed(transaction)');
    expect(await world.transactions.isUsed(first.transaction)).toBe(true);
    const second = await world.transactions.submit(cancel(2));
    if (second.outcome !== 'unknown') throw new TypeError(second.outcome);
    expect(await world.transactions.isUsed(second.transaction)).toBe(false);
    // The second nonce is still free, so the third transaction takes it: only one of the two can ever take effect.
    const third = await world.transactions.submit(cancel(3));
    expect(third).toMatchObject({ outcome: 'accepted', transaction: { nonce: '1' } });
    expect(world.venue.taken.map(({ data }) => /"orderId":(\d)/.exec(data)?.[1])).toEqual([
      '1',
      '3',
    ]);
  });

  it('because nobody listens, nothing was sent', async () => {
    await using world = await start();
    const transaction = await world.transactions.sign(claim);
    const { restUrl } = world.venue;
    await world.venue[Symbol.asyncDispose]();
    const submit = httpSubmitter({ http: httpWith(10_000), restUrl });
    const outcome = await submit(transaction, {});
    expect(outcome).toMatchObject({ outcome: 'notSent', error: { status: undefined } });
    expect(outcome).toHaveProperty('error', expect.any(HttpError));
    expect(await world.transactions.submit(claim)).toMatchObject({ outcome: 'notSent' });
  });

  it('and no reason is known, as in a browser, nobody knows', async () => {
    const error = new TypeError('Failed to fetch');
    const http: Http = { request: () => Promise.reject(error) };
    const submit = httpSubmitter({ http, restUrl: 'https://testnet.rocket-cluster-1.com' });
    const transaction = await signTransaction({ signer, instruction: claim, nonce: 1 });
    expect(await submit(transaction, {})).toMatchObject({ outcome: 'unknown', error });
  });
});

describe('a rejection', () => {
  it('of a nonce is told, and the venue is asked before the next', async () => {
    await using world = await start();
    await world.transactions.submit(cancel(1));
    // Somebody else has the same key.
    world.venue.nonce = 5n;
    expect(await world.transactions.submit(cancel(2))).toMatchObject({
      outcome: 'rejected',
      reason: 'invalid nonce: expected 5',
    });
    expect(await world.transactions.submit(cancel(3))).toMatchObject({
      outcome: 'accepted',
      transaction: { nonce: '5' },
    });
  });
});

describe('signing', () => {
  it('without submitting uses up no nonce', async () => {
    await using world = await start();
    const one = await world.transactions.sign(deferred);
    const two = await world.transactions.sign({ ...deferred, expiresAtMs: 1 });
    expect([one.nonce, two.nonce]).toEqual(['0', '0']);
    expect(world.venue.posts).toEqual([]);
  });

  it('that fails leaves the transaction unsent, and its nonce to the next', async () => {
    const error = new Error('User rejected the request.');
    let isRefusing = true;
    const moody: Signer = {
      ...signer,
      signMessage: (message) => (isRefusing ? Promise.reject(error) : signer.signMessage(message)),
    };
    await using world = await start({ signer: moody });
    expect(await world.transactions.submit(claim)).toEqual({ outcome: 'notSent', error });
    await expect(world.transactions.sign(claim)).rejects.toBe(error);
    isRefusing = false;
    expect(await world.transactions.submit(claim)).toMatchObject({
      outcome: 'accepted',
      transaction: { nonce: '0' },
    });
  });
});

describe('promise 7: a signal', () => {
  const reason = new Error('enough');

  it('that is aborted before leaves everything unsent', async () => {
    await using world = await start();
    const signal = AbortSignal.abort(reason);
    expect(await world.transactions.submit(claim, { signal })).toEqual(notSent(reason));
    expect(await world.transactions.submitBatch([claim], { signal })).toEqual(notSent(reason));
    await expect(world.transactions.sign(claim, { signal })).rejects.toBe(reason);
    expect(world.venue.requests).toEqual([]);
  });

  it('that is aborted once it was sent leaves it unknown', async () => {
    await using world = await start();
    world.venue.fates.set(0, 'held');
    const controller = new AbortController();
    const submitted = world.transactions.submit(claim, { signal: controller.signal });
    await world.venue.arrived(1);
    controller.abort(reason);
    expect(await submitted).toMatchObject({ outcome: 'unknown', error: reason });
  });
});

describe('a batch', () => {
  const batch = [cancel(1), cancel(2), cancel(3)];

  it('is one request with consecutive nonces, of which the venue says no more than that it has it', async () => {
    await using world = await start();
    expect(await world.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
    const outcome = await world.transactions.submitBatch(batch);
    expect(outcome).toMatchObject({
      outcome: 'received',
      transactions: [{ nonce: '1' }, { nonce: '2' }, { nonce: '3' }],
      response: 'Batch submitted',
    });
    expect(await world.transactions.submit(claim)).toMatchObject({ transaction: { nonce: '4' } });
    expect(world.venue.taken).toHaveLength(5);
    expect(world.venue.posts.map(({ target }) => target)).toEqual([
      '/transaction',
      '/batch_transactions',
      '/transaction',
    ]);
    expect(world.venue.requests).toHaveLength(4);
  });

  it.each<[Fate, object]>([
    [status(200, '{"Err":"no"}'), { outcome: 'rejected', reason: 'no', response: { Err: 'no' } }],
    [status(422, '{"message":"no"}'), { outcome: 'rejected', reason: 'no', status: 422 }],
    [status(500, 'oops'), { outcome: 'unknown', error: { status: 500 }, answer: 'oops' }],
    ['lost', { outcome: 'unknown', howToFindOut: expect.stringContaining('isUsed(transaction)') }],
  ])('whose fate is %j', async (fate, outcome) => {
    await using world = await start();
    world.venue.fates.set(0, fate);
    const transactions = [{ nonce: '0' }, { nonce: '1' }, { nonce: '2' }];
    expect(await world.transactions.submitBatch(batch)).toMatchObject({ ...outcome, transactions });
    expect(await world.transactions.submit(claim)).toMatchObject({
      outcome: 'accepted',
      transaction: { nonce: '0' },
    });
  });

  it('without an instruction, or with one that is Deferred, is refused', async () => {
    await using world = await start();
    await expect(world.transactions.submitBatch([])).rejects.toThrow(ConfigError);
    await expect(world.transactions.submitBatch([claim, deferred])).rejects.toThrow(
      'submit it alone',
    );
    expect(world.venue.requests).toEqual([]);
  });
});

describe('another way to the venue', () => {
  it('gets the signed text and says what came of it', async () => {
    const texts: string[] = [];
    const submitter: Submitter = async (transaction) => {
      texts.push(transaction.text());
      return outcomeOf(transaction, 'Ok');
    };
    await using world = await start({ submitter });
    expect(await world.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
    expect(texts).toEqual([expect.stringContaining('{"data":{"sender":')]);
    expect(world.venue.posts).toEqual([]);
  });

  it('that keeps the order can have several under way, which it gets in order', async () => {
    const nonces: string[] = [];
    const answers: (() => void)[] = [];
    const submitter: Submitter = async (transaction) => {
      nonces.push(transaction.nonce);
      const { promise, resolve } = Promise.withResolvers<void>();
      answers.push(resolve);
      if (answers.length === 3) for (const answer of answers.toReversed()) answer();
      await promise;
      return outcomeOf(transaction, 'Ok');
    };
    await using world = await start({ submitter, inFlight: 3 });
    const outcomes = await Promise.all(
      [1, 2, 3].map((id) => world.transactions.submit(cancel(id))),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(nonces).toEqual(['0', '1', '2']);
  });

  it('that throws may have sent it all the same', async () => {
    const error = new Error('broken');
    await using world = await start({ submitter: () => Promise.reject(error) });
    expect(await world.transactions.submit(claim)).toMatchObject({ outcome: 'unknown', error });
  });
});

it.each<[string, Partial<TransactionsOptions>]>([
  ['restUrl', { restUrl: 'testnet.rocket-cluster-1.com' }],
  ['restUrl', { restUrl: 'wss://testnet.rocket-cluster-1.com' }],
  ['scheme', { scheme: 'eip191' as 'EIP191' }],
  ['inFlight', { inFlight: 0 }],
  ['inFlight', { inFlight: 1.5 }],
  ['address', { signer: { ...signer, address: '0x' } }],
])('an unusable %s is refused at once', (name, options) => {
  const http: Http = { request: () => Promise.reject(new TypeError()) };
  const make = (): unknown =>
    createTransactions({
      signer,
      http,
      restUrl: 'https://testnet.rocket-cluster-1.com',
      ...options,
    });
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(name);
});
