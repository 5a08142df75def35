import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

import {
  assetId,
  decimal,
  instrumentId,
  isObject,
  largeNumber,
  number,
  optionalDecimal,
  renamed,
  text,
  timestamp,
  u64,
  unknownVariant,
  variantOf,
} from './scalars.ts';

/** The public messages of https://api.docs.rocketfi.io/guides/ws-public; fields that are new are kept. */

export interface Level {
  readonly price: string;
  readonly quantity: string;
}

/** Checked by hand: as zod objects, the levels would be the one message that costs more to check than to parse. */
const levels = z.custom<readonly Level[]>((value) => Array.isArray(value) && value.every(isLevel));

function isLevel(value: unknown): value is Level {
  return (
    isObject(value) && typeof value['price'] === 'string' && typeof value['quantity'] === 'string'
  );
}

/** The whole book, best prices first. */
export const orderbook = compiled(
  z.looseObject({ instrumentId, orderbook: z.looseObject({ bids: levels, asks: levels }) }),
);
export type Orderbook = z.infer<typeof orderbook>;

const quote = z.preprocess(
  // Inferred: a guide writes them in camelCase.
  renamed({
    bidPrice: 'bid_price',
    bidSize: 'bid_size',
    askPrice: 'ask_price',
    askSize: 'ask_size',
  }),
  z.looseObject({
    timestamp,
    bid_price: decimal,
    bid_size: decimal,
    ask_price: decimal,
    ask_size: decimal,
  }),
);
export type Quote = z.infer<typeof quote>;

export const quoteUpdate = compiled(z.looseObject({ instrumentId, quote }));

const greeks = {
  delta: optionalDecimal,
  gamma: optionalDecimal,
  theta: optionalDecimal,
  vega: optionalDecimal,
  rho: optionalDecimal,
};

const markPrice = z.preprocess(
  variantOf(['Price', 'PriceIV']),
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('Price'), price: decimal, timestamp }),
    /** Of an option, with its implied volatility. */
    z.looseObject({
      type: z.literal('PriceIV'),
      price: decimal,
      iv: decimal,
      ...greeks,
      timestamp,
    }),
    unknownVariant,
  ]),
);
export type MarkPrice = z.infer<typeof markPrice>;

export const markPriceUpdate = compiled(z.looseObject({ instrumentId, markPrice }));

export const assetPriceFeed = compiled(z.looseObject({ assetId, markPrice }));
export type AssetPriceFeed = z.infer<typeof assetPriceFeed>;

/** That quotes come with mark prices is inferred: a message has one of the two, the state whatever has come. */
export interface PriceFeed {
  readonly instrumentId: string;
  readonly markPrice?: MarkPrice;
  readonly quote?: Quote;
}

/** The venue sends letters. What they mean is inferred, but for the time; a letter that is new is kept. */
const letters = z
  .looseObject({
    t: timestamp,
    A: optionalDecimal,
    a: optionalDecimal,
    B: optionalDecimal,
    b: optionalDecimal,
    I: optionalDecimal,
    M: optionalDecimal,
    V: optionalDecimal,
    D: optionalDecimal,
    G: optionalDecimal,
    H: optionalDecimal,
    e: optionalDecimal,
    R: optionalDecimal,
  })
  .transform(({ t, A, a, B, b, I, M, V, D, G, H, e, R, ...others }) => ({
    ...others,
    timestamp: t,
    askSize: A,
    askPrice: a,
    bidSize: B,
    bidPrice: b,
    markPrice: I,
    midPrice: M,
    iv: V,
    delta: D,
    gamma: G,
    theta: H,
    vega: e,
    rho: R,
  }));

export const ticker = compiled(z.looseObject({ instrumentId, ticker: letters }));
export type Ticker = z.infer<typeof ticker>;

export const lastMatchPrice = compiled(z.looseObject({ instrumentId, lastMatchPrice: decimal }));
export type LastMatchPrice = z.infer<typeof lastMatchPrice>;

/** One auction: what it filled, at its price. */
export const auctionFills = compiled(
  z.looseObject({
    instrumentId,
    price: decimal,
    fills: z.array(z.looseObject({ size: decimal, timestamp })),
  }),
);
export type AuctionFills = z.infer<typeof auctionFills>;

const minute = 60_000;

/** In milliseconds. */
export const candleIntervals = {
  '1m': minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '30m': 30 * minute,
  '1h': 60 * minute,
  '4h': 240 * minute,
  '1d': 1440 * minute,
} as const;
export type CandleInterval = keyof typeof candleIntervals;

export const candle = compiled(
  z.looseObject({
    instrumentId,
    interval: text<CandleInterval>(),
    slot: u64,
    /** When it begins. */
    timestamp,
    open: number,
    high: number,
    low: number,
    close: number,
    /** A string where it is an integer beyond 2^53. */
    volume: largeNumber,
    /** Absent from REST. */
    isClosed: z.boolean().nullish(),
  }),
);
export type Candle = z.infer<typeof candle>;

/** The candles that a message changed, or all that are known, oldest first. */
export interface Candles {
  readonly candles: readonly Candle[];
}

export const fundingRate = compiled(
  z.looseObject({
    instrumentId,
    fundingRate: decimal,
    premiumIndex: decimal,
    timestamp,
    round: u64,
  }),
);
export type FundingRate = z.infer<typeof fundingRate>;

const stats = z.preprocess(
  renamed({ volume24H: 'volume24h' }),
  z.looseObject({
    /** A string where it is an integer beyond 2^53. */
    openInterest: largeNumber,
    forecastFundingRate: optionalDecimal,
    premiumIndex: optionalDecimal,
    /** Older servers send a number. */
    volume24h: z.union([decimal, z.number().transform(String)]),
    // Whether older servers send these two is unknown.
    quoteVolume24h: optionalDecimal,
    priceChange24h: optionalDecimal,
    /** Of older servers. Whether it is what `forecastFundingRate` is now is unknown. */
    fundingRate1H: z.number().nullish(),
  }),
);

export const instrumentStats = compiled(
  z.preprocess(
    renamed({ stats: 'instrumentStats' }),
    z.looseObject({ instrumentId, instrumentStats: stats }),
  ),
);
export type InstrumentStats = z.infer<typeof instrumentStats>;
