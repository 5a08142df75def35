import { describe, expect, test } from 'vitest';

import { rocketfiSimulator } from '../../src/index.ts';
import { limit, submit } from './signing.ts';
import { RocketfiClient, alice, bitcoin, bob } from './test-client.ts';
import type { Message } from './test-client.ts';

describe('rejections', () => {
  test.for([
    {
      reason: 'notEnoughLiquidity',
      order: { side: 'Buy', quantity: '0.1' },
      asks: [],
    },
    {
      reason: 'marginViolated',
      order: { side: 'Buy', price: '90000', quantity: '1000' },
      asks: [],
    },
  ] as const)('$reason is an event, and nothing else', async ({ reason, order, asks }) => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(
      venue,
      { OpenOrders: { account: alice } },
      { OrderEvents: { account: alice } },
    );
    venue.publishOrderbook(bitcoin, { bids: [], asks });
    expect(venue.placeOrder(alice, { instrumentId: bitcoin, ...order })).toMatchObject({
      status: 'rejected',
      reason,
    });
    expect(await client.take('OrderEventUpdate')).toMatchObject({
      orderEvents: [{ eventData: { rejected: { reason } } }],
    });
    expect(await client.flushed()).toHaveLength(3);
  });

  test('tooMuchSlippage: nobody is within the bound', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [{ price: '98000', quantity: '1' }] });
    const market = (slippage: string): string =>
      `{"PlaceOrder":[{"Market":{"instrumentId":"${bitcoin}","side":"Buy","quantity":"0.3","trader":"${alice}","triggerPrice":null,"reduceOnly":false,"takeProfit":false,"maxSlippage":"${slippage}"}}]}`;
    expect(await submit(venue, market('1'))).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: rejected('tooMuchSlippage') } }] },
    });
    expect(await submit(venue, market('2'), { nonce: 1n })).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: { placed: { is_filled: true } } } }] },
    });
  });

  test('selfTradePrevention: an account does not meet itself', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [] });
    const order = { instrumentId: bitcoin, price: '96000', quantity: '0.1' };
    venue.placeOrder(alice, { ...order, side: 'Buy' });
    expect(venue.placeOrder(alice, { ...order, side: 'Sell' })).toMatchObject({
      reason: 'selfTradePrevention',
    });
    expect(venue.placeOrder(bob, { ...order, side: 'Sell' })).toMatchObject({ status: 'filled' });
    venue.placeOrder(alice, { ...order, side: 'Buy' });
    venue.publishOrderbook(bitcoin, { bids: [{ price: '96001', quantity: '0.1' }], asks: [] });
    const { price: _price, ...market } = order;
    expect(venue.placeOrder(alice, { ...market, side: 'Sell' })).toMatchObject({
      status: 'filled',
    });
  });

  test('a change that is rejected leaves the order as it was, in its place', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [] });
    const order = { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '0.1' } as const;
    const { orderId } = venue.placeOrder(alice, order);
    venue.placeOrder(bob, order);
    const tooMuch = { price: '96001', quantity: '1000' };
    expect(venue.modifyOrder(alice, orderId, tooMuch)).toMatchObject({
      status: 'rejected',
      reason: 'marginViolated',
    });
    expect(venue.openOrders(alice)).toMatchObject([{ price: '96000', quantity: '0.1' }]);
    venue.publishTrade(bitcoin, { side: 'Sell', size: '0.1' });
    expect(venue.openOrders(alice)).toEqual([]);
    expect(venue.openOrders(bob)).toHaveLength(1);
  });

  test('an order that wakes and would meet its own account is canceled', async () => {
    await using venue = await rocketfiSimulator();
    const order = { instrumentId: bitcoin, quantity: '0.1' } as const;
    venue.placeOrder(alice, { ...order, side: 'Buy', price: '96998' });
    const trigger = { price: '96990', triggerPrice: '96999' };
    const { orderId } = venue.placeOrder(alice, { ...order, ...trigger, side: 'Sell' });
    venue.publishOrderbook(bitcoin, { bids: [], asks: [] });
    expect(venue.openOrders(alice)).toHaveLength(2);
    // The best bid of others is then below that of the account.
    venue.publishMarkPrice(bitcoin, '96998');
    expect(venue.orderEvents(alice).at(-1)).toMatchObject({ orderId, eventData: 'canceled' });
    expect(venue.openOrders(alice)).toMatchObject([{ side: 'Buy' }]);
  });

  test('a fault can ask for any of them', async () => {
    await using venue = await rocketfiSimulator();
    venue.faults.rejectOrders('marketMakerProtection', 2);
    expect(await submit(venue, `{"PlaceOrder":[${limit},${limit},${limit}]}`)).toMatchObject({
      PlaceOrder: {
        results: [
          { Success: { eventData: rejected('marketMakerProtection') } },
          { Success: { eventData: rejected('marketMakerProtection') } },
          { Success: { eventData: { placed: {} } } },
        ],
      },
    });
  });
});

function rejected(reason: string): Message {
  return { rejected: { reason } };
}
