import type { Platform } from '@venuewire/core';

import { platform } from '#platform';

import { createCollective2, type Collective2, type Collective2Options } from './client.ts';

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

/** A client of Collective2, on the platform's own sockets, timers and fetch unless others are given. */
export function collective2(
  options: Collective2Options & { readonly platform?: Platform },
): Collective2 {
  return createCollective2({ ...options, platform: options.platform ?? platform() });
}
