/** The venue's hosts. Each has a port of its own here, so that every documented path is exact. */
export type OutpollHost =
  | 'orderBook'
  | 'chanceHistory'
  | 'orders'
  | 'balances'
  | 'history'
  | 'events';

export type OutpollEndpoint =
  | 'orderBook'
  | 'chanceHistory'
  | 'orderUpdates'
  | 'balanceUpdates'
  | 'orderFeed'
  | 'activityFeed'
  | 'lastTrades';

export interface EndpointAddress {
  readonly endpoint: OutpollEndpoint;
  readonly host: OutpollHost;
  /** Where the endpoint is private, also what a client signs. */
  readonly path: string;
  /** Whether it says nothing before AUTH. */
  readonly isPrivate: boolean;
}

export const endpoints: Readonly<Record<OutpollEndpoint, EndpointAddress>> = {
  orderBook: address('orderBook', 'orderBook', '/event/ws', 'public'),
  chanceHistory: address('chanceHistory', 'chanceHistory', '/ws', 'public'),
  orderUpdates: address('orderUpdates', 'orders', '/order/ws', 'private'),
  balanceUpdates: address('balanceUpdates', 'balances', '/balance/ws', 'private'),
  orderFeed: address('orderFeed', 'history', '/order/ws', 'private'),
  activityFeed: address('activityFeed', 'history', '/history/ws', 'public'),
  lastTrades: address('lastTrades', 'history', '/last-trades/ws', 'public'),
};

export function endpointAt(dialled: {
  readonly host: string;
  readonly path: string;
}): EndpointAddress | undefined {
  const path = dialled.path.split('?', 1)[0];
  return Object.values(endpoints).find((one) => one.host === dialled.host && one.path === path);
}

function address(
  endpoint: OutpollEndpoint,
  host: OutpollHost,
  path: string,
  access: 'public' | 'private',
): EndpointAddress {
  return { endpoint, host, path, isPrivate: access === 'private' };
}
