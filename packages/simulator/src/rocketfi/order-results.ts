import type { Decimal } from './decimal.ts';
import { decimalPlaces } from './decimal.ts';
import type { Json } from './exact-json.ts';
import { settlementAsset } from './order-events.ts';
import type { OrderEvent } from './order.ts';
import { priceScaleOf, quantityScale } from './scales.ts';
import type { World } from './world.ts';

/** What a request makes of an order; fills come as order events only (inferred). */
export type AnsweredEvent = Exclude<OrderEvent, { readonly type: 'fill' }>;

/**
 * An order event in the answer to a transaction, where prices and sizes are integers of ticks
 * (rocket-sdk-rust, `types/transaction/response/order.rs`).
 */
export function orderResultOf(event: AnsweredEvent, { market, messages, settings }: World): Json {
  const { order } = event;
  const { instrument } = market.listing(order.instrumentId);
  const scales = { price_scale: priceScaleOf(instrument), quantity_scale: quantityScale };
  return {
    orderId: order.orderId,
    orderIx: order.orderId - settings.firstOrderId,
    account: messages.address(order.trader),
    instrument: order.instrumentId,
    eventData: eventDataOf(event, scales),
  };
}

interface Scales {
  readonly price_scale: number;
  readonly quantity_scale: number;
}

function eventDataOf(event: AnsweredEvent, scales: Scales): Json {
  const { order } = event;
  const price = ticks(order.price, scales.price_scale);
  const size = ticks(order.quantity, scales.quantity_scale);
  switch (event.type) {
    case 'canceled':
      return 'canceled';
    case 'rejected':
      return { rejected: { reason: event.reason } };
    case 'modified':
      return { modified: { price, size, ...scales, timestamp: event.timestamp } };
    default:
      return {
        placed: {
          price,
          size,
          ...scales,
          settlement_asset: settlementAsset,
          timestamp: order.timestamp,
          is_passive: event.isPassive,
          is_filled: event.isFilled,
          order_quantity: size,
        },
      };
  }
}

function ticks(value: Decimal, scale: number): bigint {
  return value / 10n ** BigInt(decimalPlaces - scale);
}
