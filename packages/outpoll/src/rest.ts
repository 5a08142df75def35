import { ConfigError, documented } from '@venuewire/core';
import type * as z from 'zod/v4';

import type { Orders } from './channels.ts';
import { pages, rowsOf, send, type Call, type RestAccess } from './rest-exchange.ts';
import {
  activeOrder,
  balanceRow,
  foundEvent,
  foundPage,
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
  /** Newest first by default. */
  readonly ascending?: boolean | undefined;
}

export interface EventSearch {
  /** Words to find. */
  readonly text: string;
  /** `VOLUME_24H` is documented; other columns are the venue's to know. */
  readonly sortBy?: string | undefined;
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

const usual = 100;

export function createRest(access: RestAccess): Rest {
  const list = <Schema extends z.ZodType>(
    call: Pick<Call, 'host' | 'path' | 'query'>,
    row: Schema,
    { pageSize = usual, signal }: PageOptions = {},
  ): AsyncGenerator<z.output<Schema>, void, undefined> =>
    pages(access, { method: 'GET', isSigned: true, ...call, signal }, row, checkedSize(pageSize));
  const rest: Rest = {
    activeOrders: (options) =>
      list({ host: 'history', path: '/api/history/deals/active-orders' }, activeOrder, options),
    orderHistory: ({ outcomeId, ascending = false } = {}, options) =>
      list(
        {
          host: 'history',
          path: '/api/history/orders',
          query: { eventOutcomeId: outcomeId, sort: ascending ? 'asc' : 'desc' },
        },
        historicalOrder,
        options,
      ),
    balances: ({ eventTokenIds } = {}, options) =>
      list(
        { host: 'balances', path: '/api/user-balances', query: { eventTokenIds } },
        balanceRow,
        options,
      ),
    openPositions: (options) =>
      list({ host: 'history', path: '/api/history/deals/open-positions' }, openPosition, options),
    searchEvents: (search, options) => found(access, search, options),
    async orders(options) {
      const activeOrders: ActiveOrder[] = [];
      for await (const order of rest.activeOrders(options)) activeOrders.push(order);
      const { rows } = await rowsOf(
        access,
        {
          method: 'GET',
          host: 'history',
          path: '/api/history/orders',
          query: { sort: 'desc', page: 0, size: usual },
          isSigned: true,
          signal: options?.signal,
        },
        historicalOrder,
      );
      return { activeOrders, recentOrders: rows };
    },
    async check(options) {
      await send(access, {
        method: 'GET',
        host: 'balances',
        path: '/api/user-balances',
        query: { page: 0, size: 1 },
        isSigned: true,
        signal: options?.signal,
      });
    },
  };
  return rest;
}

/** The answer has no number of pages: a short one is the last. */
async function* found(
  access: RestAccess,
  { text, sortBy = 'VOLUME_24H', ascending = false, language = 'en' }: EventSearch,
  { pageSize = usual, signal }: PageOptions = {},
): AsyncGenerator<FoundEvent, void, undefined> {
  const size = checkedSize(pageSize);
  const what = 'POST /api/events/search';
  const body = JSON.stringify({
    sb: sortBy,
    sd: ascending ? 'ASC' : 'DESC',
    l: language,
    ss: text,
  });
  for (let number = 0; ; number += 1) {
    const answer = await send(access, {
      method: 'POST',
      host: 'events',
      path: '/api/events/search',
      query: { page: number, size },
      body,
      isSigned: false,
      signal,
    });
    const { content } = documented(foundPage, answer, what, 'outpoll');
    for (const event of content ?? [])
      yield documented(foundEvent, event, `A row of ${what}`, 'outpoll');
    if ((content ?? []).length < size) return;
  }
}

function checkedSize(pageSize: number): number {
  if (Number.isSafeInteger(pageSize) && pageSize > 0) return pageSize;
  throw new ConfigError('pageSize must be a positive integer.', { venue: 'outpoll' });
}
