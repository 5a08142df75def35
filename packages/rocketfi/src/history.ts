import { orderEventId, orderEventTime, positionFundingId } from './events.ts';
import { newestRows, type Newest, type Paged } from './pages.ts';
import type { AccountParams } from './params.ts';
import { completed, rowsOf, type RestAccess } from './rest-exchange.ts';
import {
  orderEvent,
  positionFunding,
  type OrderEvent,
  type PositionFunding,
} from './schemas/account.ts';

/** What happened to an account lately, as far as REST goes back. */
export interface History {
  orderEvents(params: AccountParams): Promise<Newest<OrderEvent>>;
  positionFunding(params: AccountParams): Promise<Newest<PositionFunding>>;
}

export function createHistory(access: RestAccess): History {
  return {
    orderEvents: (params) => newestRows(access, orderEventPages(params), orderEventTime),
    positionFunding: (params) =>
      newestRows(access, positionFundingPages(params), ({ timestamp }) => timestamp),
  };
}

export function orderEventPages({ account }: AccountParams): Paged<OrderEvent> {
  const row = completed({ account }, orderEvent);
  return {
    path: '/order-events',
    query: { account },
    rowsOf: (answer) => rowsOf(answer, 'orderEvents', row),
    keyOf: orderEventId,
  };
}

export function positionFundingPages({ account }: AccountParams): Paged<PositionFunding> {
  const row = completed({ account }, positionFunding);
  return {
    path: '/position-funding-events',
    query: { account },
    rowsOf: (answer) => rowsOf(answer, 'events', row),
    keyOf: positionFundingId,
  };
}
