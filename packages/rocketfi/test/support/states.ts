import { isDeepStrictEqual } from 'node:util';

import type { RocketfiSimulator } from '@venuewire/simulator';

import type { OpenOrders, Positions } from '../../src/index.ts';
import { account } from '../fixtures/examples.ts';
import type { Reader } from './reader.ts';

/** What tells whether the client and the venue mean the same orders and positions. */

export function ordersOf({ subscription }: Reader<OpenOrders>): unknown {
  const orders = subscription.state()?.orders.map((order) => [
    order.orderId,
    {
      side: order.side,
      price: order.price,
      quantity: order.quantity,
      filled: order.filledQuantity,
    },
  ]);
  return orders && Object.fromEntries(orders);
}

export function ordersAt(venue: RocketfiSimulator): unknown {
  return Object.fromEntries(
    venue
      .openOrders(account)
      .map(({ orderId, side, price, quantity, filledQuantity }) => [
        String(orderId),
        { side, price, quantity, filled: filledQuantity },
      ]),
  );
}

export function positionsOf({ subscription }: Reader<Positions>): unknown {
  const state = subscription.state();
  return (
    state &&
    Object.fromEntries(
      Object.entries(state.positions).map(([id, { quantity, averagePrice, unrealizedPnl }]) => [
        id,
        { quantity, averagePrice, unrealizedPnl },
      ]),
    )
  );
}

export function positionsAt(venue: RocketfiSimulator): unknown {
  return Object.fromEntries(
    venue
      .positions(account)
      .map(({ instrumentId, quantity, averagePrice, unrealizedPnl }) => [
        instrumentId,
        { quantity, averagePrice, unrealizedPnl },
      ]),
  );
}

export const isSame = isDeepStrictEqual;
