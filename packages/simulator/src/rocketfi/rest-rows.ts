import { decimal, writeDecimal } from './decimal.ts';
import type { JsonObject } from './exact-json.ts';
import type { RocketfiAsset, RocketfiInstrument } from './options.ts';
import { settlementAsset } from './order-events.ts';
import type { OrderEvent } from './order.ts';
import type { World } from './world.ts';

const quantityScale = 2;

/** What the scales mean is not documented; here they are places. */
export function instrumentRow(instrument: RocketfiInstrument): JsonObject {
  const { expiry, id, instrumentType, strike, ticker, tick, underlyingAsset } = instrument;
  return {
    id,
    ticker,
    instrumentType,
    underlyingAsset,
    settlementAsset,
    isTrading: true,
    expiry: expiry ?? null,
    strike: strike ?? null,
    priceScale: writeDecimal(decimal(tick)).split('.')[1]?.length ?? 0,
    quantityScale,
  };
}

/** Illustrative: the venue's fields are not documented here. */
export function assetRow({ id, ticker }: RocketfiAsset): JsonObject {
  return { id, ticker };
}

/** `eventIndex` counts the account's events (illustrative); each round has one transaction. */
export function tradeRow(
  event: Extract<OrderEvent, { readonly type: 'fill' }>,
  eventIndex: number,
  { market, messages }: World,
): JsonObject {
  const { fill, order } = event;
  return {
    timestamp: fill.timestamp,
    round: fill.round,
    txIndex: 0,
    eventIndex,
    account: messages.address(order.trader),
    instrument: order.instrumentId,
    ticker: market.listing(order.instrumentId).instrument.ticker,
    orderId: order.orderId,
    price: writeDecimal(fill.price),
    size: writeDecimal(fill.size),
    settlementAsset,
    pnl: fill.pnl === undefined ? null : writeDecimal(fill.pnl),
    feeAmount: writeDecimal(fill.feeAmount),
    feeRate: writeDecimal(fill.feeRate),
    isPassive: fill.isPassive,
    isLiquidation: false,
    isAdl: false,
  };
}
