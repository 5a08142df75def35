import { ConfigError } from '@venuewire/core';
import type * as z from 'zod/v4';

import type { Orders } from './channels.ts';
import { pages, readPage, send, type Call, type RestAccess } from './rest-exchange.ts';
import {
  activeOrder,
  balanceRow,
  foundEvent,
  historicalOrder,
  openPosition,
  type ActiveOrder,
  type BalanceRow,
  type FoundEvent,
  type HistoricalOrder,
  type OpenPosition,
} from './rest-schemas.ts';

export interface CallOptions {
  /** Aborts the call, which throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface PageOptions extends CallOptions {
  /** Rows a page; 100 by default. */
  readonly pageSize?: number | undefined;
}

export interface OrderHistoryQuery {
  readonly outcomeId?: string | undefined;
  /** Newest first, as documented, unless this asks for `asc`, which is inferred. */
  readonly ascending?: boolean | undefined;
}

export interface EventSearch {
  /** Words to find. */
  readonly text: string;
  /** `VOLUME_24H`, as documented, by default; other columns are the venue's to know. */
  readonly sortBy?: string | undefined;
  /** `DESC`, as documented, unless this asks for `ASC`, which is inferred. */
  readonly ascending?: boolean | undefined;
  /** `en` by default. */
  readonly language?: string | undefined;
}

/**
 * The venue's REST reads. Every call throws `AuthError`, `HttpError`, `TimeoutError` or `ProtocolError`, and those of an
 * account `ConfigError` without credentials. They fetch page after page as they are iterated.
 */
export interface Rest {
  activeOrders(options?: PageOptions): AsyncGenerator<ActiveOrder, void, undefined>;
  orderHistory(
    query?: OrderHistoryQuery,
    options?: PageOptions,
  ): AsyncGenerator<HistoricalOrder, void, undefined>;
  balances(
    query?: { readonly eventTokenIds?: readonly string[] | undefined },
    options?: PageOptions,
  ): AsyncGenerator<BalanceRow, void, undefined>;
  openPositions(options?: PageOptions): AsyncGenerator<OpenPosition, void, undefined>;
  /** Finds the ids of events and their outcomes; needs no credentials. */
  searchEvents(
    search: EventSearch,
    options?: PageOptions,
  ): AsyncGenerator<FoundEvent, void, undefined>;
  /** The active orders, and the latest hundred of all. */
  orders(options?: CallOptions): Promise<Orders>;
  /** Tests the key, as cheaply as can be. */
  check(options?: CallOptions): Promise<void>;
}

/** Rows a page, as in the example of the pages. */
const usual = 100;

export function createRest(access: RestAccess): Rest {
  const list = <Schema extends z.ZodType>(
    call: Pick<Call, 'host' | 'path'> & Partial<Call>,
    row: Schema,
    { pageSize = usual, signal }: PageOptions = {},
  ): AsyncGenerator<z.output<Schema>, void, undefined> =>
    pages(access, { method: 'GET', isSigned: true, ...call, signal }, row, checkedSize(pageSize));
  const rest: Rest = {
    activeOrders: (options) =>
      list({ host: 'history', path: '/api/history/deals/active-orders' }, activeOrder, options),
    orderHistory: ({ outcomeId, ascending = false } = {}, options) =>
      list(
        { ...orderHistory, query: { eventOutcomeId: outcomeId, sort: ascending ? 'asc' : 'desc' } },
        historicalOrder,
        options,
      ),
    balances: ({ eventTokenIds } = {}, options) =>
      list({ ...userBalances, query: { eventTokenIds } }, balanceRow, options),
    openPositions: (options) =>
      list({ host: 'history', path: '/api/history/deals/open-positions' }, openPosition, options),
    searchEvents: (search, options) =>
      list(
        {
          method: 'POST',
          host: 'events',
          path: '/api/events/search',
          body: searchBody(search),
          isSigned: false,
        },
        foundEvent,
        options,
      ),
    async orders({ signal } = {}) {
      const activeOrders: ActiveOrder[] = [];
      for await (const order of rest.activeOrders({ signal })) activeOrders.push(order);
      const query = { sort: 'desc', page: 0, size: usual };
      const { rows: recentOrders } = await readPage(
        access,
        { ...orderHistory, method: 'GET', query, isSigned: true, signal },
        historicalOrder,
      );
      return { activeOrders, recentOrders };
    },
    async check({ signal } = {}) {
      const query = { page: 0, size: 1 };
      await send(access, { ...userBalances, method: 'GET', query, isSigned: true, signal });
    },
  };
  return rest;
}

const orderHistory = { host: 'history', path: '/api/history/orders' } as const;
const userBalances = { host: 'balances', path: '/api/user-balances' } as const;

/** In the order of the example. */
function searchBody(search: EventSearch): string {
  const { text, sortBy = 'VOLUME_24H', ascending = false, language = 'en' } = search;
  return JSON.stringify({ sb: sortBy, sd: ascending ? 'ASC' : 'DESC', l: language, ss: text });
}

function checkedSize(pageSize: number): number {
  if (Number.isSafeInteger(pageSize) && pageSize > 0) return pageSize;
  throw new ConfigError('pageSize must be a positive integer.', { venue: 'outpoll' });
}
