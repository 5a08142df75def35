/** https://docs.outpoll.com/api/rest-api/websockets: each stream has an endpoint of its own. */
export const defaultUrls = {
  orderBook: 'wss://order-book.outpoll.com/event/ws',
  chanceHistory: 'wss://chance-history-service.outpoll.com/ws',
  orderUpdates: 'wss://order-service.outpoll.com/order/ws',
  balanceUpdates: 'wss://wallet-mutator-view.outpoll.com/balance/ws',
  orderFeed: 'wss://history-service.outpoll.com/order/ws',
  activityFeed: 'wss://history-service.outpoll.com/history/ws',
  lastTrades: 'wss://history-service.outpoll.com/last-trades/ws',
} as const;

export type EndpointName = keyof typeof defaultUrls;
export type Urls = Readonly<Record<EndpointName, string>>;

/** Hosts of `…/private-endpoints` and `…/public-endpoints`; an older page names one gateway for all. */
export const defaultRestUrls = {
  events: 'https://event-service.outpoll.com',
  balances: 'https://wallet-mutator-view.outpoll.com',
  history: 'https://history-service.outpoll.com',
} as const;

export type RestUrls = Readonly<Record<keyof typeof defaultRestUrls, string>>;
