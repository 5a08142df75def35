import { byRows, type Channel } from '@venuewire/core';

import type { AssetParams, CandleParams, InstrumentParams } from './params.ts';
import type { Rest } from './rest.ts';
import {
  candleIntervals,
  type AssetPriceFeed,
  type AuctionFills,
  type Candle,
  type Candles,
  type FundingRate,
  type InstrumentStats,
  type LastMatchPrice,
  type Orderbook,
  type PriceFeed,
  type Ticker,
} from './schemas/market.ts';
import { bySlot } from './slots.ts';
import { topicOf, type Kind, type Subject } from './topics.ts';

/** The name of the only endpoint. */
export const endpointName = 'ws';

/** Candles that are kept, of those that never end: as many as REST gives at once (documented). */
const mostCandles = 1000;

/** What all have in common: none promises to say something from time to time. */
export function named(kind: Kind) {
  return {
    name: kind,
    endpoint: endpointName,
    topic: (params: Subject) => topicOf(kind, params),
    cadence: 'none',
  } as const;
}

/** Each message is all that there is to say. Whether one comes with the subscribe is unknown. */
export function latest<Params extends Subject, Data>(kind: Kind): Channel<Params, Data> {
  return {
    ...named(kind),
    private: false,
    apply: { mode: 'replace' },
    recovery: { mode: 'snapshot', isOptional: true },
    policy: 'conflate',
  };
}

/** https://api.docs.rocketfi.io/guides/ws-public: the public kinds. */
export const orderbook = latest<InstrumentParams, Orderbook>('Orderbook');
export const assetPriceFeed = latest<AssetParams, AssetPriceFeed>('AssetPriceFeed');
export const fundingRate = latest<InstrumentParams, FundingRate>('FundingRate');
export const lastMatchPrice = latest<InstrumentParams, LastMatchPrice>('LastMatchPrice');
export const ticker = latest<InstrumentParams, Ticker>('Ticker');
export const instrumentStats = latest<InstrumentParams, InstrumentStats>('InstrumentStats');

/** Of mark prices and quotes, the latest of each. That both come here is inferred. */
export function priceFeed({
  instrumentId,
}: InstrumentParams): Channel<InstrumentParams, PriceFeed> {
  return {
    ...latest<InstrumentParams, PriceFeed>('PriceFeed'),
    apply: byRows<PriceFeed, Partial<PriceFeed>>(
      'upsert',
      ({ markPrice, quote }) => [
        ...(markPrice ? [['markPrice', { markPrice }] as const] : []),
        ...(quote ? [['quote', { quote }] as const] : []),
      ],
      (rows) => {
        const parts = new Map(rows);
        return { instrumentId, ...parts.get('markPrice'), ...parts.get('quote') };
      },
    ),
  };
}

/** REST tells those of a day unless it is told from when; `now` is the venue's time in epoch milliseconds. */
export function candles(rest: Rest, now: () => number): Channel<CandleParams, Candles> {
  return {
    ...latest<CandleParams, Candles>('Candle'),
    apply: byRows<Candles, Candle>(
      'upsert',
      ({ candles: changed }) => changed.map((candle) => [candle.slot, candle]),
      (rows) => ({ candles: rows.map(([, candle]) => candle).toSorted(bySlot) }),
      mostCandles,
    ),
    recovery: {
      mode: 'backfill',
      async fetch(params) {
        const age = (mostCandles - 1) * candleIntervals[params.interval];
        const query = { ...params, startTime: new Date(now() - age), limit: mostCandles };
        return { snapshot: { candles: await rest.candles(query) } };
      },
    },
  };
}

export const auctionFills: Channel<InstrumentParams, AuctionFills> = {
  ...latest<InstrumentParams, AuctionFills>('AuctionFills'),
  apply: { mode: 'append' },
  recovery: { mode: 'none' },
  policy: 'hold',
};
