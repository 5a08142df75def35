import { describe, expect, test } from 'vitest';

import { manualClock, rocketfiSimulator } from '../../src/index.ts';
import { placed, signed, submit } from './signing.ts';
import { RocketfiClient, alice, bitcoin } from './test-client.ts';

describe('a transaction for the case that the socket drops', () => {
  const deferred = (expiresAtMs: number): string =>
    `{"Deferred":{"expiresAtMs":${expiresAtMs},"orders":[{"CancelAll":{"instrumentId":null,"trader":"${alice}"}}]}}`;
  const register = (transaction: string): string =>
    `{"RegisterExecuteOnDisconnect":${transaction}}`;

  test('is registered, and executed when that socket drops', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock });
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    await using client = await RocketfiClient.open(venue);
    await using other = await RocketfiClient.subscribed(venue, { OrderEvents: { account: alice } });
    const transaction = await signed(deferred(clock.now() + 1000));
    client.send(register(transaction));
    const { signature, deferredNonce } = await client.take('ExecuteOnDisconnectRegistered');
    expect(transaction).toContain(signature);
    expect(deferredNonce).toBe(0);
    expect(venue.deferredNonce(alice)).toBe(0n);
    client.socket.terminate();
    expect(await other.take('OrderEventUpdate')).toMatchObject({
      orderEvents: [{ eventData: 'canceled' }],
    });
    expect([venue.nonce(alice), venue.deferredNonce(alice)]).toEqual([0n, 1n]);
  });

  test('is dropped by ClearExecuteOnDisconnect, and does nothing once it has expired', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock });
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    const transaction = await signed(deferred(clock.now() + 1000));
    await using cleared = await RocketfiClient.open(venue);
    cleared.send(register(transaction));
    await cleared.take('ExecuteOnDisconnectRegistered');
    cleared.send('"ClearExecuteOnDisconnect"');
    await cleared.flushed();
    expect(cleared.oddities).toEqual(['"ExecuteOnDisconnectCleared"']);
    await using expired = await RocketfiClient.open(venue);
    expired.send(register(transaction));
    await expired.take('ExecuteOnDisconnectRegistered');
    clock.advance(1001);
    venue.faults.drop();
    await Promise.all([cleared.closed, expired.closed]);
    expect(venue.openOrders(alice)).toHaveLength(1);
    expect(venue.deferredNonce(alice)).toBe(0n);
  });

  test('waits on a connection that is half open until the venue notices', async () => {
    await using venue = await rocketfiSimulator();
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    await using client = await RocketfiClient.open(venue);
    client.send(register(await signed(deferred(Date.now() + 60_000))));
    await client.take('ExecuteOnDisconnectRegistered');
    venue.faults.halfOpen();
    expect(venue.openOrders(alice)).toHaveLength(1);
    venue.faults.close(1001);
    expect(venue.openOrders(alice)).toEqual([]);
    expect(venue.deferredNonce(alice)).toBe(1n);
  });

  test('gives way to the next one that its socket registers', async () => {
    await using venue = await rocketfiSimulator();
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    await using client = await RocketfiClient.open(venue);
    client.send(register(await signed(deferred(Date.now() + 60_000))));
    await client.take('ExecuteOnDisconnectRegistered');
    const nothing = `{"Deferred":{"expiresAtMs":${Date.now() + 60_000},"orders":[]}}`;
    client.send(register(await signed(nothing)));
    await client.take('ExecuteOnDisconnectRegistered');
    venue.faults.drop();
    expect(venue.openOrders(alice)).toHaveLength(1);
    expect(venue.deferredNonce(alice)).toBe(1n);
  });

  test('can be submitted as well, and does nothing any more when the socket drops', async () => {
    await using venue = await rocketfiSimulator();
    const transaction = deferred(Date.now() + 60_000);
    await using client = await RocketfiClient.open(venue);
    client.send(register(await signed(transaction)));
    await client.take('ExecuteOnDisconnectRegistered');
    expect(await submit(venue, transaction)).toHaveProperty('PlaceOrder');
    expect([venue.nonce(alice), venue.deferredNonce(alice)]).toEqual([0n, 1n]);
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    venue.faults.drop();
    expect(venue.openOrders(alice)).toHaveLength(1);
    expect(venue.deferredNonce(alice)).toBe(1n);
  });

  test('is refused with a wrong nonce, and where it is none', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    client.send(register(await signed(deferred(Date.now() + 60_000), { nonce: 1n })));
    expect(await client.take('Error')).toBe('Invalid nonce: expected 0, got 1');
    client.send(register(await signed(placed)));
    expect(await client.take('Error')).toBe('Only a Deferred transaction can be registered');
    client.send(register('{}'));
    expect(await client.take('Error')).toBe('Invalid transaction: `data`');
  });
});
