import { rocketfiSimulator, type RocketfiSimulator } from '@venuewire/simulator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  transactionsOf,
  type ClientTransactions,
  type ClientTransactionsOptions,
  type Instruction,
} from '../../src/transactions/index.ts';
import { worldOf, type World } from '../support/start.ts';
import { instruction } from './support/arbitraries.ts';
import { sender, signer } from './support/key.ts';

interface Desk extends World<RocketfiSimulator> {
  readonly transactions: ClientTransactions;
}

/** The simulator reads a transaction, writes it anew with code of its own, and recovers the sender from that. */
async function openDesk(options: Partial<ClientTransactionsOptions> = {}): Promise<Desk> {
  const world = worldOf(await rocketfiSimulator(), {});
  return {
    ...world,
    transactions: transactionsOf(world.client, { signer, ...options }),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const claim: Instruction = { type: 'FaucetClaim' };
const orders = [{ type: 'CancelAll' }] as const;

/** Far from the market, so that it stays open. */
function rest({ venue }: Desk): Instruction {
  const [instrument] = venue.instruments;
  const instrumentId = instrument?.id ?? '';
  const order = { type: 'Limit', side: 'Buy', price: '1', quantity: '0.1', instrumentId } as const;
  return { type: 'PlaceOrder', orders: [order] };
}

describe('whatever can be signed', () => {
  it.each([
    { via: 'rest', scheme: 'EIP191' },
    { via: 'socket', scheme: 'EIP712' },
  ] as const)('is signed as the venue writes it: $scheme by $via', async (options) => {
    await using desk = await openDesk(options);
    await fc.assert(
      fc.asyncProperty(instruction, async (given) => {
        const outcome = await desk.transactions.submit(given);
        // What cannot be done is refused for itself, and not for its form or its signature.
        const reason = outcome.outcome === 'rejected' ? outcome.reason : '';
        expect(reason).not.toMatch(/^Invalid|signature/);
        expect(outcome.outcome).not.toBe('notSent');
      }),
      { numRuns: 100 },
    );
  });
});

describe('the nonces', () => {
  it.each(['socket', 'rest'] as const)('of many at once by %s are all good', async (via) => {
    await using desk = await openDesk({ via });
    const before = desk.venue.nonce(sender);
    const submitted = Array.from({ length: 40 }, () => desk.transactions.submit(claim));
    for (const outcome of await Promise.all(submitted))
      expect(outcome).toMatchObject({ outcome: 'accepted' });
    expect(desk.venue.nonce(sender)).toBe(before + 40n);
  });

  it('are found again after another program has used them', async () => {
    await using desk = await openDesk();
    await desk.transactions.submit(claim);
    const rival = transactionsOf(desk.client, { signer });
    await rival.submit(claim);
    const [refused, next] = [
      await desk.transactions.submit(claim),
      await desk.transactions.submit(claim),
    ];
    expect(refused).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringContaining('nonce'),
    });
    expect(next).toMatchObject({ outcome: 'accepted' });
  });

  it('tell that what was executed without an answer was executed, and go on behind it', async () => {
    await using desk = await openDesk({ answerWithin: 100 });
    const undo = desk.venue.faults.loseResults();
    const outcome = await desk.transactions.submit(claim);
    if (outcome.outcome !== 'unknown') throw new Error(outcome.outcome);
    expect(await desk.transactions.isUsed(outcome.transaction)).toBe(true);
    undo();
    const patient = transactionsOf(desk.client, { signer });
    expect(await patient.submit(claim)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('a transaction under way', () => {
  it('is unknown when the connection is dropped, was executed once, and is not sent again', async () => {
    await using desk = await openDesk();
    const before = desk.venue.nonce(sender);
    desk.venue.faults.delayResults(60_000);
    const submitted = desk.transactions.submit(claim);
    await desk.venue.until((venue) => venue.nonce(sender) === before + 1n);
    desk.venue.faults.drop();
    expect(await submitted).toMatchObject({ outcome: 'unknown', error: { code: 'CLOSED' } });
    await desk.venue.until(({ dials }) => dials.length === 2);
    expect(desk.venue.nonce(sender)).toBe(before + 1n);
  });

  it('is rejected with the words of the venue', async () => {
    await using desk = await openDesk();
    desk.venue.faults.refuseTransactions('the exchange is closed');
    expect(await desk.transactions.submit(claim)).toMatchObject({
      outcome: 'rejected',
      reason: 'the exchange is closed',
    });
  });
});

describe('orders for a disconnect', () => {
  const soon = (): number => Date.now() + 3_600_000;

  it('are executed when the client is closed', async () => {
    await using desk = await openDesk();
    await desk.transactions.submit(rest(desk));
    expect(desk.venue.openOrders(sender)).toHaveLength(1);
    const outcome = await desk.transactions.executeOnDisconnect({ orders, expiresAtMs: soon() });
    expect(outcome).toMatchObject({ outcome: 'registered' });
    await desk.client.close();
    await desk.venue.until((venue) => venue.openOrders(sender).length === 0);
  });

  it('are executed when the connection is dropped, which the deferred nonce tells', async () => {
    await using desk = await openDesk();
    await desk.transactions.submit(rest(desk));
    const outcome = await desk.transactions.executeOnDisconnect({ orders, expiresAtMs: soon() });
    if (outcome.outcome !== 'registered') throw new Error(outcome.outcome);
    const { gone, transaction } = outcome.guard;
    expect(await desk.transactions.isUsed(transaction)).toBe(false);
    desk.venue.faults.drop();
    await desk.venue.until((venue) => venue.openOrders(sender).length === 0);
    await desk.seen(({ type }) => type === 'lost');
    expect(gone.aborted).toBe(true);
    expect(await desk.transactions.isUsed(transaction)).toBe(true);
  });

  it('are not executed when they were cleared', async () => {
    await using desk = await openDesk();
    await desk.transactions.submit(rest(desk));
    const outcome = await desk.transactions.executeOnDisconnect({ orders, expiresAtMs: soon() });
    if (outcome.outcome !== 'registered') throw new Error(outcome.outcome);
    expect(await outcome.guard.clear()).toEqual({ outcome: 'cleared' });
    await desk.client.close();
    await desk.venue.until(({ connections }) => connections.length === 0);
    expect(desk.venue.openOrders(sender)).toHaveLength(1);
  });
});
