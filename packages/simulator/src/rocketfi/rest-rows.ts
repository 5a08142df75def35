import { writeDecimal } from './decimal.ts';
import type { JsonObject } from './exact-json.ts';
import type { Listing } from './listing.ts';
import type { Market } from './market.ts';
import type { RocketfiAsset } from './options.ts';
import { settlementAsset } from './order-events.ts';
import { priceScaleOf, quantityScale } from './scales.ts';

/** That the type has the name that it has in the views of accounts is illustrative. */
export function instrumentRow(listing: Listing, market: Market): JsonObject {
  const { instrument, lastMatchPrice } = listing;
  const { expiry, id, instrumentType, strike, ticker, underlyingAsset } = instrument;
  return {
    id,
    ticker,
    instrumentType,
    underlyingAsset: market.tickerOf(underlyingAsset),
    settlementAsset: market.tickerOf(settlementAsset),
    isTrading: true,
    expiry: expiry === undefined ? null : String(expiry),
    strike: strike ?? null,
    priceScale: priceScaleOf(instrument),
    quantityScale,
    lastMatchPrice: writeDecimal(lastMatchPrice),
  };
}

/** The haircut is illustrative. */
export function assetRow({ id, ticker }: RocketfiAsset, market: Market): JsonObject {
  const markPrice = writeDecimal(market.assetPrice(id).price);
  return { id, ticker, haircut: id === settlementAsset ? '0' : '0.1', markPrice };
}
