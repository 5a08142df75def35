import { positive } from './exchange.ts';
import type { RocketfiSide } from './order.ts';
import type { OrderRequest } from './trading.ts';

/** An order as a test states it. Amounts are decimal strings. */
export interface NewRocketfiOrder {
  readonly instrumentId: string;
  readonly side: RocketfiSide;
  /** Without one it is a market order. */
  readonly price?: string;
  readonly quantity: string;
  readonly reduceOnly?: boolean;
  /** It waits for this mark price. */
  readonly triggerPrice?: string;
  /** Whether the trigger is for a profit, rather than to stop a loss. */
  readonly takeProfit?: boolean;
}

/** @throws RangeError for an amount that is none. */
export function requestOf(trader: string, order: NewRocketfiOrder): OrderRequest {
  const { instrumentId, price, reduceOnly = false, side, takeProfit, triggerPrice } = order;
  const type = takeProfit === true ? 'TakeProfit' : 'StopLoss';
  return {
    trader,
    instrumentId,
    side,
    orderType: price === undefined ? 'Market' : 'Limit',
    price: price === undefined ? undefined : positive(price),
    quantity: positive(order.quantity),
    reduceOnly,
    trigger: triggerPrice === undefined ? undefined : { type, price: positive(triggerPrice) },
  };
}
