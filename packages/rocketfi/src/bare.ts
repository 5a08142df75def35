/** The same package without any default of a platform: nothing here touches a socket, a timer or a global. */

export { createRocketFi as rocketfi } from './client.ts';
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
