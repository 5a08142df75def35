import type { Candle } from './candles.ts';
import { numberOf, writeDecimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { JsonObject } from './exact-json.ts';
import type { Book, Funding, Level, Listing } from './listing.ts';
import { withOptional } from './optional-fields.ts';
import type { RocketfiVariants } from './variants.ts';

/** Contents of the public messages. */

export interface Match {
  readonly size: Decimal;
  readonly timestamp: number;
}

export function orderbookOf(instrumentId: string, book: Book): JsonObject {
  const bids = book.bids.map(levelRow);
  return { instrumentId, orderbook: { bids, asks: book.asks.map(levelRow) } };
}

/** Undefined where a side is empty: what the venue does then is not documented. */
export function quoteOf(
  { id, markedAt }: Listing,
  { bids: [bid], asks: [ask] }: Book,
  { quoteFields }: RocketfiVariants,
): JsonObject | undefined {
  if (bid === undefined || ask === undefined) return undefined;
  const [best, least] = [levelRow(bid), levelRow(ask)];
  const quote =
    quoteFields === 'snake'
      ? {
          timestamp: markedAt,
          bid_price: best.price,
          bid_size: best.quantity,
          ask_price: least.price,
          ask_size: least.quantity,
        }
      : {
          timestamp: markedAt,
          bidPrice: best.price,
          bidSize: best.quantity,
          askPrice: least.price,
          askSize: least.quantity,
        };
  return { instrumentId: id, quote };
}

/** The greeks are illustrative. */
export function tickerOf(listing: Listing, { bids: [bid], asks: [ask] }: Book): JsonObject {
  const mid = bid === undefined || ask === undefined ? null : (bid.price + ask.price) / 2n;
  const { delta, gamma, theta, vega, rho } = greeksOf(listing) ?? noGreeks;
  const ticker = {
    t: listing.markedAt,
    A: written(ask?.quantity),
    a: written(ask?.price),
    B: written(bid?.quantity),
    b: written(bid?.price),
    I: writeDecimal(listing.mark),
    M: written(mid),
    V: written(listing.iv),
    D: delta,
    G: gamma,
    H: theta,
    e: vega,
    R: rho,
  };
  return { instrumentId: listing.id, ticker };
}

export function markPriceOf(listing: Listing, variants: RocketfiVariants): JsonObject {
  const [price, timestamp] = [writeDecimal(listing.mark), listing.markedAt];
  if (listing.iv === undefined) {
    return { instrumentId: listing.id, markPrice: { Price: { price, timestamp } } };
  }
  const iv = writeDecimal(listing.iv);
  const greeks = withOptional(greeksOf(listing) ?? noGreeks, variants);
  const markPrice = { PriceIV: { price, iv, ...greeks, timestamp } };
  return { instrumentId: listing.id, markPrice };
}

export function assetMarkPriceOf(assetId: number, price: Decimal, timestamp: number): JsonObject {
  return { assetId, markPrice: { Price: { price: writeDecimal(price), timestamp } } };
}

export function lastMatchPriceOf({ id, lastMatchPrice }: Listing): JsonObject {
  return { instrumentId: id, lastMatchPrice: writeDecimal(lastMatchPrice) };
}

export function auctionFillOf(
  instrumentId: string,
  price: Decimal,
  matches: readonly Match[],
): JsonObject {
  const fills = matches.map(({ size, timestamp }) => ({ size: writeDecimal(size), timestamp }));
  return { instrumentId, price: writeDecimal(price), fills };
}

export function candleOf(instrumentId: string, candle: Candle): JsonObject {
  const { interval, isClosed } = candle;
  return { candle: { instrumentId, interval, ...candleRow(candle), isClosed } };
}

/** As REST has it. */
export function candleRow(candle: Candle): JsonObject {
  return {
    slot: candle.slot,
    timestamp: candle.timestamp,
    open: numberOf(candle.open),
    high: numberOf(candle.high),
    low: numberOf(candle.low),
    close: numberOf(candle.close),
    volume: numberOf(candle.volume),
  };
}

export function fundingRateOf(instrumentId: string, funding: Funding): JsonObject {
  return { instrumentId, ...fundingRow(funding) };
}

/** As REST has it. */
export function fundingRow(funding: Funding): JsonObject {
  return {
    fundingRate: writeDecimal(funding.rate),
    premiumIndex: writeDecimal(funding.premiumIndex),
    timestamp: funding.timestamp,
    round: funding.round,
  };
}

/** The forecast is the last rate (illustrative). */
export function statsOf(
  listing: Listing,
  openInterest: Decimal,
  now: number,
  variants: RocketfiVariants,
): JsonObject {
  const { priceChange, quoteVolume, volume } = listing.day.figures(now);
  const funding = listing.fundings.at(-1);
  const [rate, premiumIndex] = [written(funding?.rate), written(funding?.premiumIndex)];
  const isOlder = variants.statsFields === 'older';
  const stats = {
    openInterest: numberOf(openInterest),
    ...(isOlder
      ? { fundingRate1H: numberOf(funding?.rate ?? 0n), volume24H: numberOf(volume) }
      : withOptional({ forecastFundingRate: rate, premiumIndex }, variants)),
    ...(isOlder ? {} : { volume24h: writeDecimal(volume) }),
    quoteVolume24h: writeDecimal(quoteVolume),
    priceChange24h: writeDecimal(priceChange),
  };
  return { instrumentId: listing.id, [variants.statsKey]: stats };
}

type Greeks = Readonly<Record<'delta' | 'gamma' | 'theta' | 'vega' | 'rho', string | null>>;

const noGreeks: Greeks = { delta: null, gamma: null, theta: null, vega: null, rho: null };

export function greeksOf({ iv }: Listing): Greeks | undefined {
  if (iv === undefined) return undefined;
  return { delta: '0.42', gamma: '0.000011', theta: '-38.5', vega: '162.4', rho: '55.1' };
}

function levelRow({ price, quantity }: Level): {
  readonly price: string;
  readonly quantity: string;
} {
  return { price: writeDecimal(price), quantity: writeDecimal(quantity) };
}

function written(value: Decimal | null | undefined): string | null {
  return value === null || value === undefined ? null : writeDecimal(value);
}
