import type { Platform } from '@venuewire/core';

import { platform } from '#platform';

import { createOutpoll, type Outpoll, type OutpollOptions } from './client.ts';

export type { FeedOptions, Outpoll, OutpollOptions } from './client.ts';
export type { ActivityEvent, EventParams, FeedEvent, Orders, OutcomeParams } from './channels.ts';
export type { Credentials } from './credentials.ts';
export type { EndpointName, RestUrls, Urls } from './endpoints.ts';
export type { CallOptions, EventSearch, OrderHistoryQuery, PageOptions, Rest } from './rest.ts';
export type {
  ActiveOrder,
  BalanceRow,
  FoundEvent,
  HistoricalOrder,
  OpenPosition,
} from './rest-schemas.ts';
export type { Balance, Balances, BookRow, Chance, OrderBook, OrderUpdate } from './schemas.ts';

/** A client of Outpoll, on the platform's own sockets, timers and fetch unless others are given. */
export function outpoll(options: OutpollOptions & { readonly platform?: Platform } = {}): Outpoll {
  return createOutpoll({ ...options, platform: options.platform ?? platform() });
}
