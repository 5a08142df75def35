import { ConfigError, ProtocolError, type Query } from '@venuewire/core';

import { pages, readPage, send, type Read, type RestAccess } from './rest-exchange.ts';
import {
  historicalTrade,
  orderStatus,
  position,
  profile,
  subscribedStrategy,
  type HistoricalTrade,
  type OrderStatus,
  type Position,
  type Profile,
  type SubscribedStrategy,
} from './schemas.ts';

const venue = 'collective2';

export interface HistoricalOrdersQuery {
  readonly strategyId?: number;
  readonly signalId?: number | string;
  /** The venue's one-letter code. */
  readonly orderStatus?: string;
  readonly startDate?: Date;
  readonly endDate?: Date;
  /** Oldest first, the venue's default. */
  readonly ascending?: boolean;
  /** Rows a page; the venue's default is 1000. */
  readonly pageSize?: number;
}

export interface CallOptions {
  /** Aborts the call, which throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The venue's REST reads, https://api4-general.collective2.com. Every call throws `AuthError`, `HttpError`,
 * `TimeoutError` or `ProtocolError`. Those that answer a generator fetch page after page as it is iterated.
 */
export interface Rest {
  activeOrders(
    query: { readonly strategyIds: readonly number[] },
    options?: CallOptions,
  ): Promise<OrderStatus[]>;
  historicalOrders(
    query: HistoricalOrdersQuery,
    options?: CallOptions,
  ): AsyncGenerator<OrderStatus, void, undefined>;
  historicalClosedTrades(
    query: { readonly strategyId: number; readonly commissionPlan?: number },
    options?: CallOptions,
  ): Promise<HistoricalTrade[]>;
  openPositions(
    query: { readonly strategyIds: readonly number[] },
    options?: CallOptions,
  ): Promise<Position[]>;
  subscribedStrategies(
    query: {
      readonly personId: number | string;
      readonly activeOnly?: boolean;
      readonly pageSize?: number;
    },
    options?: CallOptions,
  ): AsyncGenerator<SubscribedStrategy, void, undefined>;
  /** Whose key it is. */
  profile(options?: CallOptions): Promise<Profile>;
  /** Tests the key, and costs the venue nothing. */
  hello(name: string, options?: CallOptions): Promise<string>;
}

export function createRest(access: RestAccess): Rest {
  const rows = async <Row>(read: Read<Row>, options?: CallOptions): Promise<Row[]> =>
    (await readPage(access, read, options?.signal)).rows;
  return {
    activeOrders: ({ strategyIds }, options) =>
      rows(
        {
          path: '/Strategies/GetStrategyActiveOrders',
          query: { StrategyIds: some(strategyIds) },
          row: orderStatus,
        },
        options,
      ),
    historicalOrders: (query, options) =>
      pages(
        access,
        {
          path: '/Strategies/GetStrategyHistoricalOrders',
          query: historicalOrdersQuery(query),
          row: orderStatus,
        },
        options?.signal,
      ),
    historicalClosedTrades: ({ strategyId, commissionPlan = 0 }, options) =>
      rows(
        {
          path: '/Strategies/GetStrategyHistoricalClosedTrades',
          query: { StrategyId: strategyId, CommissionPlan: commissionPlan },
          row: historicalTrade,
        },
        options,
      ),
    openPositions: ({ strategyIds }, options) =>
      rows(
        {
          path: '/Strategies/GetStrategyOpenPositions',
          query: { StrategyIds: some(strategyIds) },
          row: position,
        },
        options,
      ),
    subscribedStrategies: ({ personId, activeOnly, pageSize }, options) =>
      pages(
        access,
        {
          path: '/General/GetSubscribedStrategies',
          query: { PersonId: personId, ActiveOnly: activeOnly, Limit: pageSize },
          row: subscribedStrategy,
        },
        options?.signal,
      ),
    profile: async (options) => {
      const [first] = await rows({ path: '/General/GetProfile', query: {}, row: profile }, options);
      if (!first)
        throw new ProtocolError('GET /General/GetProfile answered no profile.', { venue });
      return first;
    },
    hello: async (name, options) => {
      const body = JSON.stringify({ Name: name });
      const answer = await send(access, {
        method: 'POST',
        path: '/General/Hello',
        query: {},
        body,
        signal: options?.signal,
      });
      const [greeting] = answer.Results ?? [];
      return typeof greeting === 'string' ? greeting : '';
    },
  };
}

function historicalOrdersQuery(query: HistoricalOrdersQuery): Query {
  if (query.strategyId === undefined && query.signalId === undefined) {
    throw new ConfigError('historicalOrders needs a strategyId or a signalId.', { venue });
  }
  return {
    StrategyId: query.strategyId,
    SignalId: query.signalId,
    OrderStatus: query.orderStatus,
    StartDate: query.startDate,
    EndDate: query.endDate,
    AscendingOrder: query.ascending,
    Limit: query.pageSize,
  };
}

function some(strategyIds: readonly number[]): readonly number[] {
  if (strategyIds.length === 0)
    throw new ConfigError('strategyIds must name at least one strategy.', { venue });
  return strategyIds;
}
