import type { Platform } from '@venuewire/core';

import { platform } from '#platform';

import { createRocketFi, type RocketFi, type RocketFiOptions } from './client.ts';

export type { Environment, RocketFi, RocketFiOptions } from './client.ts';
export type {
  AccountParams,
  AssetParams,
  CandleParams,
  CollateralParams,
  InstrumentParams,
  OrderEventParams,
} from './params.ts';
export type {
  CallOptions,
  FundingRateQuery,
  PageOptions,
  Rest,
  TimeRange,
  TradeQuery,
} from './rest.ts';
export type {
  AccountRisk,
  Collateral,
  OpenOrder,
  OpenOrders,
  OrderEvent,
  Position,
  PositionFunding,
  Positions,
} from './schemas/account.ts';
export type {
  AssetPriceFeed,
  AuctionFills,
  Candle,
  CandleInterval,
  Candles,
  FundingRate,
  InstrumentStats,
  LastMatchPrice,
  Level,
  MarkPrice,
  Orderbook,
  PriceFeed,
  Quote,
  Ticker,
} from './schemas/market.ts';
export type { Asset, FundingRateEvent, Instrument, Trade } from './schemas/rest.ts';

/** A client of RocketFi's streams, on the platform's own sockets, timers and fetch unless others are given. */
export function rocketfi(options: RocketFiOptions & { readonly platform?: Platform }): RocketFi {
  return createRocketFi({ ...options, platform: options.platform ?? platform() });
}
