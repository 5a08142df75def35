import type { HttpRequest } from '../http.ts';
import { strategyName } from './book.ts';
import { isAllowed } from './options.ts';
import { RestRefusal, invalidField } from './rest-body.ts';
import type { Page } from './rest-body.ts';
import type { RestQuery } from './rest-query.ts';
import type { World } from './world.ts';

interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly answer: (world: World, query: RestQuery, request: HttpRequest) => Page;
}

/** The one person whose keys the simulator accepts. */
const personId = 100_001;
const activeOrderStatuses = new Set<string | null>(['A', '0', '1', '6', 'E']);

/** By path in lower case. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  '/strategies/getstrategyactiveorders': {
    method: 'GET',
    answer({ book, settings }, query) {
      const ids = allowed(settings, query.requiredIds('StrategyIds'));
      const isActive = new Set(ids);
      return whole(
        book.orders.filter(
          (order) => isActive.has(order.StrategyId) && activeOrderStatuses.has(order.OrderStatus),
        ),
      );
    },
  },
  '/strategies/getstrategyhistoricalorders': {
    method: 'GET',
    answer({ book, settings }, query) {
      const [strategyId, signalId] = [query.id('StrategyId'), query.id('SignalId')];
      if (strategyId === undefined && signalId === undefined) {
        throw invalidField('StrategyId', 'StrategyId or SignalId is required');
      }
      if (strategyId !== undefined) allowed(settings, [strategyId]);
      const status = query.text('OrderStatus');
      const [start, end] = [
        query.time('StartDate') ?? -Infinity,
        query.time('EndDate') ?? Infinity,
      ];
      const orders = book.orders.filter((order) => {
        const posted = Date.parse(order.PostedDate);
        return (
          (strategyId === undefined || order.StrategyId === strategyId) &&
          (signalId === undefined || order.SignalId === signalId) &&
          (status === undefined || order.OrderStatus === status) &&
          posted >= start &&
          posted <= end &&
          isAllowed(settings, order.StrategyId)
        );
      });
      return query.page(orders);
    },
  },
  '/strategies/getstrategyhistoricalclosedtrades': {
    method: 'GET',
    answer({ book, settings }, query) {
      const ids = allowed(settings, query.requiredIds('StrategyId'));
      return whole(book.trades.filter((trade) => ids.includes(trade.StrategyId)));
    },
  },
  '/strategies/getstrategyopenpositions': {
    method: 'GET',
    answer({ book, settings }, query) {
      const ids = allowed(settings, query.requiredIds('StrategyIds'));
      return whole(ids.flatMap((id) => book.positionsOf(id)));
    },
  },
  '/general/getsubscribedstrategies': {
    method: 'GET',
    answer({ book, settings }, query) {
      const [person] = query.requiredIds('PersonId');
      query.flag('ActiveOnly', false);
      const ids = settings.strategies === 'any' ? book.strategyIds : settings.strategies;
      const own = person === personId ? ids.filter((id) => isAllowed(settings, id)) : [];
      return query.page(own.map((id) => subscribedStrategy(id)));
    },
  },
  '/general/getprofile': {
    method: 'GET',
    answer: () => whole([{ Id: personId }]),
  },
  '/general/hello': {
    method: 'POST',
    answer: (_world, _query, request) => whole([`Hello, ${nameIn(request.body)}!`]),
  },
};

function subscribedStrategy(strategyId: number): object {
  return {
    Id: strategyId,
    PersonId: personId,
    StrategyId: strategyId,
    StrategyName: strategyName(strategyId),
    IsSimulation: true,
    IsPaperTrade: false,
    IsAlive: true,
    StartDate: '2024-01-01T00:00:00Z',
    EndDate: null,
    MonthlyCost: 0,
  };
}

function nameIn(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) {
      const name = Object.entries(value).find(([key]) => key.toLowerCase() === 'name')?.[1];
      if (typeof name === 'string') return name;
    }
  } catch {
    // The same error as for JSON without a name.
  }
  throw invalidField('Name', 'Name is required');
}

/** @throws RestRefusal (403) when one of the strategies is out of reach. */
function allowed(settings: World['settings'], ids: readonly number[]): readonly number[] {
  if (ids.every((id) => isAllowed(settings, id))) return ids;
  throw new RestRefusal(403, 'Forbidden');
}

function whole(rows: Page['rows']): Page {
  return { rows, previousCursor: null, nextCursor: null };
}
