import { describe, expect, it } from 'vitest';

import type { DisconnectGuard, GuardOutcome } from '../../src/transactions/index.ts';
import { accept, openDesk, outlasted, type Desk } from './support/socket-venue.ts';

const orders = [{ type: 'CancelAll' }] as const;
const wish = { orders, expiresAtMs: 1_800_000_000_000 };

/** Nobody answers. */
const silence = (): void => undefined;

function guardOf(outcome: GuardOutcome): DisconnectGuard {
  if (outcome.outcome === 'notSent')
    throw new Error('There is no guard.', { cause: outcome.error });
  return outcome.guard;
}

async function guarded(desk: Desk): Promise<DisconnectGuard> {
  const outcome = await desk.transactions.executeOnDisconnect(wish);
  expect(outcome).toMatchObject({ outcome: 'registered' });
  return guardOf(outcome);
}

describe('orders for a disconnect', () => {
  it('are registered as a signed `Deferred` with the deferred nonce that the venue tells', async () => {
    await using desk = await openDesk();
    desk.nonces.deferredNonce = '18446744073709551615';
    const { transaction, gone } = await guarded(desk);
    expect(gone.aborted).toBe(false);
    expect(transaction).toMatchObject({ type: 'Deferred', nonce: '18446744073709551615' });
    expect(desk.arrivals).toMatchObject([
      { kind: 'RegisterExecuteOnDisconnect', transaction: transaction.text() },
    ]);
    expect(transaction.text()).toContain(
      '"instruction":{"Deferred":{"expiresAtMs":1800000000000,"orders":[{"CancelAll":{"instrumentId":null,"trader":',
    );
  });

  it('are refused where they can never be right, before anything is asked', async () => {
    await using desk = await openDesk();
    await expect(
      desk.transactions.executeOnDisconnect({ ...wish, orders: [] }),
    ).rejects.toMatchObject({ code: 'CONFIG' });
    expect(desk.venue.targets).toEqual([]);
  });

  it('are said to be gone when the connection is, and are not registered again', async () => {
    await using desk = await openDesk();
    const { gone } = await guarded(desk);
    desk.venue.peer.socket.terminate();
    await desk.venue.until(({ peers }) => peers.length === 2);
    expect(gone.reason).toMatchObject({ code: 'CLOSED' });
    await desk.transactions.submit({ type: 'FaucetClaim' });
    expect(desk.arrivals.map(({ kind }) => kind)).toEqual([
      'RegisterExecuteOnDisconnect',
      'SubmitTransaction',
    ]);
  });

  it('are gone with the client, too', async () => {
    await using desk = await openDesk();
    const { gone } = await guarded(desk);
    await desk.client.close();
    expect(gone.aborted).toBe(true);
  });

  it('are signed with what the venue tells anew after each execution', async () => {
    await using desk = await openDesk();
    await guarded(desk);
    desk.nonces.deferredNonce = '1';
    desk.venue.peer.socket.terminate();
    await desk.venue.until(({ peers }) => peers.length === 2);
    const { transaction } = await guarded(desk);
    expect(transaction.nonce).toBe('1');
  });

  it('have one registration on a connection, until it is cleared', async () => {
    await using desk = await openDesk();
    const guard = await guarded(desk);
    expect(await desk.transactions.executeOnDisconnect(wish)).toMatchObject({
      outcome: 'notSent',
      error: { code: 'CONFIG' },
    });
    expect(await guard.clear()).toEqual({ outcome: 'cleared' });
    expect(desk.venue.peer.received.at(-1)).toBe('"ClearExecuteOnDisconnect"');
    await guarded(desk);
    expect(desk.arrivals).toHaveLength(2);
  });
});

describe('without an answer', () => {
  it('a registration is unknown, and can be cleared', async () => {
    await using desk = await openDesk({ receive: silence });
    const registering = desk.transactions.executeOnDisconnect(wish);
    await desk.arrived(1);
    desk.pass('answer');
    const outcome = await registering;
    expect(outcome).toMatchObject({
      outcome: 'unknown',
      error: { code: 'TIMEOUT' },
      howToFindOut: expect.stringContaining('clear'),
    });
    const guard = guardOf(outcome);
    expect(guard.gone.aborted).toBe(false);
    expect(await guard.clear()).toEqual({ outcome: 'cleared' });
  });

  it('a registration whose connection breaks is unknown at once, and gone', async () => {
    await using desk = await openDesk({ receive: ({ peer }) => peer.socket.terminate() });
    const outcome = await desk.transactions.executeOnDisconnect(wish);
    expect(outcome).toMatchObject({ outcome: 'unknown', error: { code: 'CLOSED' } });
    expect(guardOf(outcome).gone.aborted).toBe(true);
  });

  it('a clearing is unknown, and what is registered may stand', async () => {
    await using desk = await openDesk({ clear: silence });
    const guard = await guarded(desk);
    const clearing = guard.clear();
    desk.pass('answer');
    expect(await clearing).toMatchObject({ outcome: 'unknown', error: { code: 'TIMEOUT' } });
    expect(await desk.transactions.executeOnDisconnect(wish)).toMatchObject({ outcome: 'notSent' });
  });

  it('a clearing is unknown at once when the connection breaks', async () => {
    await using desk = await openDesk({ clear: ({ socket }) => socket.terminate() });
    const guard = await guarded(desk);
    expect(await guard.clear()).toMatchObject({ outcome: 'unknown', error: { code: 'CLOSED' } });
  });
});

describe('what is not sent', () => {
  it('cannot take back what another connection had', async () => {
    await using desk = await openDesk();
    const guard = await guarded(desk);
    desk.venue.peer.socket.terminate();
    await desk.venue.until(({ peers }) => peers.length === 2);
    await desk.transactions.submit({ type: 'FaucetClaim' });
    expect(await guard.clear()).toMatchObject({ outcome: 'notSent', error: { code: 'CLOSED' } });
    expect(desk.venue.peer.received).toHaveLength(1);
  });

  it('leaves room for the next registration', async () => {
    await using desk = await openDesk();
    desk.venue.refuses = true;
    const registering = desk.transactions.executeOnDisconnect(wish);
    expect(await outlasted(desk, 'connect', registering)).toMatchObject({
      outcome: 'notSent',
      error: { code: 'TIMEOUT' },
    });
    desk.venue.refuses = false;
    await guarded(desk);
  });

  it('is whatever the signer did not sign', async () => {
    await using desk = await openDesk({
      receive: accept,
      transactions: {
        signer: {
          address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
          signMessage: () => Promise.reject(new Error('the user said no')),
          signTypedData: () => Promise.reject(new Error('the user said no')),
        },
      },
    });
    expect(await desk.transactions.executeOnDisconnect(wish)).toMatchObject({
      outcome: 'notSent',
      error: { message: 'the user said no' },
    });
    expect(desk.arrivals).toEqual([]);
  });
});
