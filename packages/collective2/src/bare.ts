/** The same package without any default of a platform: nothing here touches a socket, a timer or a global. */

export { createCollective2 as collective2 } from './client.ts';
export type { Collective2, Collective2Options, SignalOptions, StrategyOptions } from './client.ts';
export type { StrategyEvent, StrategyParams } from './channels.ts';
export type { CallOptions, HistoricalOrdersQuery, Rest } from './rest.ts';
export type {
  HistoricalTrade,
  OrderStatus,
  Position,
  Profile,
  SubscribedStrategy,
} from './schemas.ts';
