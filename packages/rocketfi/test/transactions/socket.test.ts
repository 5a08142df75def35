import { ClosedError, ConfigError, TimeoutError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { rocketfi } from '../../src/index.ts';
import { transactionsOf, type Instruction } from '../../src/transactions/index.ts';
import { instrument } from '../fixtures/examples.ts';
import { Reader } from '../support/reader.ts';
import { signer } from './support/key.ts';
import { accept, openDesk, outlasted, resultOf, type Arrival } from './support/socket-venue.ts';

const claim: Instruction = { type: 'FaucetClaim' };

/** Nobody answers. */
const silence = (): void => undefined;

describe('a transaction by the socket', () => {
  it('goes as the text that was signed, with the nonce that the venue told', async () => {
    await using desk = await openDesk();
    desk.nonces.nonce = '18446744073709551614';
    const outcome = await desk.transactions.submit(claim);
    expect(outcome).toMatchObject({ outcome: 'accepted', response: { type: 'Ok' } });
    if (outcome.outcome !== 'accepted') return;
    expect(desk.arrivals).toMatchObject([
      { kind: 'SubmitTransaction', transaction: outcome.transaction.text(), nonce: 2n ** 64n - 2n },
    ]);
  });

  it('shares the one connection with the streams', async () => {
    await using desk = await openDesk();
    await using reader = new Reader(desk.client.orderbook({ instrumentId: instrument }));
    await reader.live();
    await desk.transactions.submit(claim);
    expect(desk.venue.peers).toHaveLength(1);
    expect(desk.venue.peer.received).toHaveLength(2);
  });

  it('has its answer found by the signature, whatever the order and the letter case', async () => {
    const arrivals: Arrival[] = [];
    await using desk = await openDesk({
      receive(arrival) {
        arrivals.push(arrival);
        if (arrivals.length < 3) return;
        for (const { peer, signature, nonce } of arrivals.toReversed())
          peer.send(resultOf(`0x${signature.slice(2).toUpperCase()}`, { Err: `no ${nonce}` }));
      },
    });
    const outcomes = await Promise.all([0, 1, 2].map(() => desk.transactions.submit(claim)));
    expect(outcomes).toMatchObject(
      ['no 0', 'no 1', 'no 2'].map((reason) => ({ outcome: 'rejected', reason })),
    );
  });

  it('leaves in the order of the calls, and so of the nonces', async () => {
    await using desk = await openDesk({ transactions: { inFlight: 7 } });
    await Promise.all(Array.from({ length: 50 }, () => desk.transactions.submit(claim)));
    expect(desk.arrivals.map(({ nonce }) => nonce)).toEqual(
      Array.from({ length: 50 }, (_, index) => BigInt(index)),
    );
    expect(desk.asked()).toBe(1);
  });

  it('has a result for each of its orders', async () => {
    const eventData = { placed: { price: 100, size: 1 } };
    const results = [
      { Success: { orderId: 7, account: '0x1', instrument, eventData } },
      { Err: 'not enough collateral' },
    ];
    await using desk = await openDesk({
      receive: ({ peer, signature }) => peer.send(resultOf(signature, { PlaceOrder: { results } })),
    });
    const orders = [{ type: 'Cancel', orderId: 7 }] as const;
    expect(await desk.transactions.submit({ type: 'PlaceOrder', orders })).toMatchObject({
      outcome: 'accepted',
      response: {
        type: 'PlaceOrder',
        results: [
          { type: 'Success', event: { orderId: '7', eventData: { type: 'placed', price: 100 } } },
          { type: 'Err', reason: 'not enough collateral' },
        ],
      },
    });
  });

  it('is unknown where the answer says nothing that is known, and shows it', async () => {
    await using desk = await openDesk({
      receive: ({ peer, signature }) => peer.send(resultOf(signature, { Queued: { place: 3 } })),
    });
    expect(await desk.transactions.submit(claim)).toMatchObject({
      outcome: 'unknown',
      answer: { Queued: { place: 3 } },
    });
  });

  it('asks for the nonce again after a rejection', async () => {
    let isRefused = false;
    await using desk = await openDesk({
      receive(arrival) {
        if (isRefused) return accept(arrival);
        isRefused = true;
        arrival.peer.send(resultOf(arrival.signature, { Err: 'invalid nonce' }));
      },
    });
    const first = await desk.transactions.submit(claim);
    expect(first).toMatchObject({ outcome: 'rejected', reason: 'invalid nonce' });
    desk.nonces.nonce = '41';
    await desk.transactions.submit(claim);
    expect(desk.arrivals.map(({ nonce }) => nonce)).toEqual([0n, 41n]);
  });
});

describe('a batch', () => {
  it('goes by REST when nothing is under way on the socket, and nothing goes before it is answered', async () => {
    const story: string[] = [];
    await using desk = await openDesk({
      receive(arrival) {
        story.push(`socket ${arrival.nonce}`);
        accept(arrival);
      },
      post() {
        story.push('batch');
        return { status: 200, body: '"Batch submitted"' };
      },
    });
    const { transactions } = desk;
    const outcomes = await Promise.all([
      transactions.submit(claim),
      transactions.submit(claim),
      transactions.submitBatch([claim, claim, claim]),
      transactions.submit(claim),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'received',
      'accepted',
    ]);
    expect(story).toEqual(['socket 0', 'socket 1', 'batch', 'socket 5']);
  });
});

describe('where no answer comes', () => {
  it('all that is under way is unknown as soon as the connection breaks, and nothing is sent again', async () => {
    let count = 0;
    await using desk = await openDesk({
      receive: (arrival) => (count++ < 2 ? undefined : accept(arrival)),
    });
    const outcomes = [desk.transactions.submit(claim), desk.transactions.submit(claim)];
    await desk.arrived(2);
    desk.venue.peer.socket.terminate();
    for (const outcome of await Promise.all(outcomes))
      expect(outcome).toMatchObject({ outcome: 'unknown', error: expect.any(ClosedError) });
    desk.nonces.nonce = '1';
    expect(await desk.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
    expect(desk.venue.peers).toHaveLength(2);
    expect(desk.arrivals.map(({ nonce }) => nonce)).toEqual([0n, 1n, 1n]);
    expect(desk.asked()).toBe(2);
  });

  it('a transaction is unknown after its deadline, and an answer that comes later is not the next one’s', async () => {
    const late: Arrival[] = [];
    await using desk = await openDesk({
      receive(arrival) {
        if (late.push(arrival) === 1) return;
        for (const { peer, signature, nonce } of late)
          peer.send(resultOf(signature, { Err: `no ${nonce}` }));
      },
    });
    const first = desk.transactions.submit(claim);
    await desk.arrived(1);
    desk.pass('answer');
    expect(await first).toMatchObject({ outcome: 'unknown', error: expect.any(TimeoutError) });
    desk.nonces.nonce = '5';
    expect(await desk.transactions.submit(claim)).toMatchObject({ reason: 'no 5' });
  });

  it('an outcome says how to find out', async () => {
    await using desk = await openDesk({ receive: silence });
    const submitted = desk.transactions.submit(claim);
    await desk.arrived(1);
    desk.pass('answer');
    const outcome = await submitted;
    if (outcome.outcome !== 'unknown') throw new Error(outcome.outcome);
    expect(outcome.howToFindOut).toContain('isUsed');
    expect(await desk.transactions.isUsed(outcome.transaction)).toBe(false);
    desk.nonces.nonce = '1';
    expect(await desk.transactions.isUsed(outcome.transaction)).toBe(true);
  });

  it('a transaction is unknown to whoever gives up, and may be done all the same', async () => {
    await using desk = await openDesk({ receive: silence });
    const abort = new AbortController();
    const outcome = desk.transactions.submit(claim, { signal: abort.signal });
    await desk.arrived(1);
    abort.abort(new Error('enough'));
    expect(await outcome).toMatchObject({ outcome: 'unknown', error: { message: 'enough' } });
  });

  it('a transaction is unknown when the client is closed, and nothing is sent afterwards', async () => {
    await using desk = await openDesk({ receive: silence });
    const outcome = desk.transactions.submit(claim);
    await desk.arrived(1);
    await desk.client.close();
    expect(await outcome).toMatchObject({ outcome: 'unknown', error: { code: 'CLOSED' } });
    expect(await desk.transactions.submit(claim)).toMatchObject({
      outcome: 'notSent',
      error: { code: 'CLOSED' },
    });
    expect(desk.arrivals).toHaveLength(1);
  });

  it('a message that cannot be read may be another one’s: the answer is still waited for', async () => {
    await using desk = await openDesk({
      receive(arrival) {
        arrival.peer.send('{');
        accept(arrival);
      },
    });
    expect(await desk.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('where there is no connection', () => {
  it('nothing is sent, and the nonce is given to the next one', async () => {
    await using desk = await openDesk();
    const { peers } = desk.venue;
    expect(await desk.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
    desk.venue.refuses = true;
    peers[0]?.socket.terminate();
    await desk.seen(({ type }) => type === 'waiting');
    const submitted = [desk.transactions.submit(claim), desk.transactions.submit(claim)];
    for (const outcome of await outlasted(desk, 'connect', Promise.all(submitted)))
      expect(outcome).toMatchObject({
        outcome: 'notSent',
        error: { code: 'TIMEOUT', cause: expect.anything() },
      });
    desk.venue.refuses = false;
    await desk.connected(2);
    expect(await desk.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
    expect(desk.arrivals.map(({ nonce }) => nonce)).toEqual([0n, 1n]);
    expect(desk.asked()).toBe(1);
  });

  it('who gives up while waiting for it has sent nothing', async () => {
    await using desk = await openDesk();
    const signal = AbortSignal.abort(new Error('changed my mind'));
    expect(await desk.transactions.submit(claim, { signal })).toMatchObject({
      outcome: 'notSent',
      error: { message: 'changed my mind' },
    });
    expect(desk.arrivals).toEqual([]);
  });

  it('transactions go by REST where that is asked for', async () => {
    await using desk = await openDesk({ transactions: { via: 'rest' } });
    expect(await desk.transactions.submit(claim)).toMatchObject({ outcome: 'accepted' });
    expect(desk.venue.peers).toEqual([]);
    expect(desk.venue.targets).toEqual([expect.stringContaining('/account-nonce'), '/transaction']);
  });
});

describe('the options', () => {
  it.each([{ via: 'pigeon' as 'rest' }, { connectWithin: 0 }, { answerWithin: Number.NaN }])(
    '%j are refused',
    (options) => {
      const nowhere = { url: 'ws://127.0.0.1:1/ws', restUrl: 'http://127.0.0.1:1' };
      expect(() => transactionsOf(rocketfi(nowhere), { signer, ...options })).toThrow(ConfigError);
    },
  );
});
