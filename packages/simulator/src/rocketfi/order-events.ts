import { writeDecimal } from './decimal.ts';
import type { Json, JsonObject } from './exact-json.ts';
import { withOptional } from './optional-fields.ts';
import { leftOf } from './order.ts';
import type { Fill, Order, OrderEvent } from './order.ts';
import type { RocketfiVariants } from './variants.ts';

/** What all is settled in. */
export const settlementAsset = 0;

export function orderEventOf(
  event: OrderEvent,
  address: (account: string) => string,
  variants: RocketfiVariants,
): JsonObject {
  const { order } = event;
  return {
    orderId: order.orderId,
    account: address(order.trader),
    instrument: order.instrumentId,
    eventData: eventDataOf(event, variants),
  };
}

/** An order is passive when it meets nobody at once (inferred). */
function eventDataOf(event: OrderEvent, variants: RocketfiVariants): Json {
  const { order } = event;
  const [price, size] = [writeDecimal(order.price), writeDecimal(order.quantity)];
  switch (event.type) {
    case 'canceled':
      return 'canceled';
    case 'rejected':
      return { rejected: { reason: event.reason } };
    case 'modified':
      return { modified: { price, size, timestamp: event.timestamp } };
    case 'placed':
      return {
        placed: {
          price,
          size,
          remaining_size: size,
          original_size: size,
          settlement_asset: settlementAsset,
          timestamp: order.timestamp,
          is_passive: event.isPassive,
          is_filled: event.isFilled,
        },
      };
    default:
      return { fill: fillOf(order, event.fill, variants) };
  }
}

function fillOf(order: Order, fill: Fill, variants: RocketfiVariants): JsonObject {
  const pnl = fill.pnl === undefined ? null : writeDecimal(fill.pnl);
  return {
    price: writeDecimal(fill.price),
    size: writeDecimal(fill.size),
    remaining_size: writeDecimal(leftOf(order)),
    original_size: writeDecimal(order.quantity),
    settlement_asset: settlementAsset,
    ...withOptional({ pnl }, variants),
    timestamp: fill.timestamp,
    is_passive: fill.isPassive,
    is_filled: leftOf(order) === 0n,
    fee_rate: writeDecimal(fill.feeRate),
    fee_amount: writeDecimal(fill.feeAmount),
    is_liquidation: false,
    ...withOptional({ is_adl: false }, variants),
  };
}
