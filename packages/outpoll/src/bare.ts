/** The same package without any default of a platform: nothing here touches a socket, a timer or a global. */

export { createOutpoll as outpoll } from './client.ts';
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
