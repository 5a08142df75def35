import * as z from 'zod/v4';

import {
  address,
  anything,
  assetId,
  decimal,
  instrumentId,
  optionalDecimal,
  timestamp,
  u64,
} from './scalars.ts';

/** Rows that only REST has; the others are those of the streams, as in the SDKs. */

export const trade = z.looseObject({
  timestamp,
  round: u64.nullish(),
  txIndex: u64.nullish(),
  eventIndex: u64.nullish(),
  account: address,
  instrument: instrumentId,
  ticker: anything,
  orderId: u64,
  price: decimal,
  size: decimal,
  settlementAsset: assetId.nullish(),
  pnl: optionalDecimal,
  feeAmount: optionalDecimal,
  feeRate: optionalDecimal,
  isPassive: z.boolean().nullish(),
  isLiquidation: z.boolean().nullish(),
  isAdl: z.boolean().nullish(),
});
export type Trade = z.infer<typeof trade>;

export const fundingRateEvent = z.looseObject({
  fundingRate: optionalDecimal,
  premiumIndex: optionalDecimal,
  timestamp: timestamp.nullish(),
  round: u64.nullish(),
});
export type FundingRateEvent = z.infer<typeof fundingRateEvent>;

export const instrument = z.looseObject({
  id: instrumentId.nullish(),
  ticker: anything,
  instrumentType: anything,
  underlyingAsset: anything,
  settlementAsset: anything,
  isTrading: z.boolean().nullish(),
  expiry: anything,
  strike: anything,
  priceScale: anything,
  quantityScale: anything,
});
export type Instrument = z.infer<typeof instrument>;

export const asset = z.looseObject({
  id: assetId.nullish(),
  ticker: anything,
  haircut: optionalDecimal,
  markPrice: optionalDecimal,
});
export type Asset = z.infer<typeof asset>;

/** Of which name a body is made is documented; what is null is empty. */
export const list = z.array(z.unknown()).nullable();
export const dictionary = z.record(z.string(), z.unknown()).nullable();

export const pageDetail = z.looseObject({ pageSize: z.number().nullish() });
export const cursorDetail = z.looseObject({
  nextCursor: z.union([z.string(), z.number()]).nullish(),
});
