import { ProtocolError, type Query } from '@venuewire/core';

import { orderEventPages, positionFundingPages } from './history.ts';
import { rowsOfPages, type Paged } from './pages.ts';
import {
  accountParams,
  candleParams,
  instrumentParams,
  type AccountParams,
  type CandleParams,
  type InstrumentParams,
} from './params.ts';
import {
  checkedCount,
  completed,
  detail,
  get,
  rowsById,
  rowsOf,
  type RestAccess,
} from './rest-exchange.ts';
import {
  openOrder,
  position,
  type OpenOrder,
  type OrderEvent,
  type Position,
  type PositionFunding,
} from './schemas/account.ts';
import { candle, type Candle } from './schemas/market.ts';
import {
  asset,
  cursorDetail,
  fundingRateEvent,
  instrument,
  trade,
  type Asset,
  type FundingRateEvent,
  type Instrument,
  type Trade,
} from './schemas/rest.ts';
import { decimal } from './schemas/scalars.ts';
import { bySlot } from './slots.ts';

const venue = 'rocketfi';

export interface CallOptions {
  /** Aborts the call, which throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface TimeRange {
  /** 24 hours ago by default. */
  readonly startTime?: Date | undefined;
  /** Now by default. */
  readonly endTime?: Date | undefined;
  /** At most 1000; 500 by default. */
  readonly limit?: number | undefined;
}

export interface PageOptions {
  /** Rows a page; 100 by default. */
  readonly pageSize?: number | undefined;
}

export interface TradeQuery extends AccountParams, TimeRange {
  /** Instead of a time and a limit: the latest, so many a page, page after page. At most 100. */
  readonly count?: number | undefined;
}

export interface FundingRateQuery extends InstrumentParams, PageOptions {
  readonly startRound?: number | string | undefined;
  readonly endRound?: number | string | undefined;
}

type Rows<Row> = AsyncGenerator<Row, void, undefined>;

/**
 * The venue's REST reads, which need no key. Every call throws `HttpError`, `TimeoutError` or `ProtocolError`, and
 * `ConfigError` for what can never be right. Those that answer a generator fetch page after page as it is iterated, in the
 * venue's order, which is unknown.
 */
export interface Rest {
  openOrders(query: AccountParams & PageOptions, options?: CallOptions): Rows<OpenOrder>;
  /** By instrument id. */
  positions(
    query: AccountParams & Partial<InstrumentParams>,
    options?: CallOptions,
  ): Promise<Record<string, Position>>;
  /** Amounts by asset id. */
  collaterals(
    query: AccountParams & { readonly assetId?: number | undefined },
    options?: CallOptions,
  ): Promise<Record<string, string>>;
  orderEvents(query: AccountParams & PageOptions, options?: CallOptions): Rows<OrderEvent>;
  /** Fills. */
  trades(query: TradeQuery, options?: CallOptions): Rows<Trade>;
  positionFundingEvents(
    query: AccountParams & PageOptions,
    options?: CallOptions,
  ): Rows<PositionFunding>;
  fundingRateEvents(query: FundingRateQuery, options?: CallOptions): Rows<FundingRateEvent>;
  /** Oldest first. */
  candles(query: CandleParams & TimeRange, options?: CallOptions): Promise<Candle[]>;
  /** By id. */
  instruments(options?: CallOptions): Promise<Record<string, Instrument>>;
  /** By id. */
  assets(options?: CallOptions): Promise<Record<string, Asset>>;
}

export function createRest(access: RestAccess): Rest {
  return {
    openOrders: (query, options) =>
      rowsOfPages(access, openOrderPages(accountParams(query)), query.pageSize, options?.signal),
    async positions({ instrumentId, ...query }, options) {
      const { account } = accountParams(query);
      const answer = await get(access, '/position', { account, instrumentId }, options?.signal);
      return rowsById(answer, 'positions', position);
    },
    async collaterals({ assetId, ...query }, options) {
      const { account } = accountParams(query);
      const answer = await get(access, '/collateral', { account, assetId }, options?.signal);
      return rowsById(answer, 'collaterals', decimal);
    },
    orderEvents: (query, options) =>
      rowsOfPages(access, orderEventPages(accountParams(query)), query.pageSize, options?.signal),
    trades: (query, options) => tradePages(access, tradeQuery(query), options?.signal),
    positionFundingEvents: (query, options) =>
      rowsOfPages(
        access,
        positionFundingPages(accountParams(query)),
        query.pageSize,
        options?.signal,
      ),
    fundingRateEvents: (query, options) =>
      rowsOfPages(access, fundingRatePages(query), query.pageSize, options?.signal),
    async candles(query, options) {
      const params = candleParams(query);
      const answer = await get(access, '/candles', { ...params, ...range(query) }, options?.signal);
      return rowsOf(answer, 'candles', completed(params, candle)).toSorted(bySlot);
    },
    async instruments(options) {
      const pages: Paged<[string, Instrument]> = {
        path: '/instruments',
        query: {},
        rowsOf: (answer) => Object.entries(rowsById(answer, 'instruments', instrument)),
        keyOf: ([id]) => id,
      };
      return collected(rowsOfPages(access, pages, undefined, options?.signal));
    },
    async assets(options) {
      const pages: Paged<[string, Asset]> = {
        path: '/assets',
        query: {},
        rowsOf: (answer) => Object.entries(rowsById(answer, 'assets', asset)),
        keyOf: ([id]) => id,
      };
      return collected(rowsOfPages(access, pages, undefined, options?.signal));
    },
  };
}

async function collected<Row>(rows: Rows<[string, Row]>): Promise<Record<string, Row>> {
  const all: [string, Row][] = [];
  for await (const row of rows) all.push(row);
  return Object.fromEntries(all);
}

/** Times go as epoch milliseconds. */
function range({ startTime, endTime, limit }: TimeRange): Query {
  return {
    startTime: startTime?.getTime(),
    endTime: endTime?.getTime(),
    limit: checkedCount('limit', limit, 1000),
  };
}

function openOrderPages({ account }: AccountParams): Paged<OpenOrder> {
  return {
    path: '/open-orders',
    query: { account },
    rowsOf: (answer) => rowsOf(answer, 'orders', openOrder),
    keyOf: ({ orderId }) => orderId,
  };
}

function fundingRatePages({
  startRound,
  endRound,
  ...query
}: FundingRateQuery): Paged<FundingRateEvent> {
  return {
    path: '/funding-rate-events',
    query: { ...instrumentParams(query), startRound, endRound },
    rowsOf: (answer) => rowsOf(answer, 'events', fundingRateEvent),
    keyOf: ({ round, timestamp }) => `${round ?? timestamp}`,
  };
}

function tradeQuery({ count, ...query }: TradeQuery): Query {
  const { account } = accountParams(query);
  return { account, ...range(query), count: checkedCount('count', count, 100) };
}

/** The SDKs have the cursor with `count` alone; where one is told, it is followed. */
async function* tradePages(
  access: RestAccess,
  query: Query,
  signal: AbortSignal | undefined,
): Rows<Trade> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const answer = await get(access, '/trades', { ...query, cursor }, signal);
    yield* rowsOf(answer, 'trades', trade);
    cursor = detail(answer, cursorDetail).nextCursor?.toString() || undefined;
    // A cursor that comes again would turn for ever.
    if (cursor !== undefined && seen.has(cursor))
      throw new ProtocolError('GET /trades answered the same page cursor twice.', { venue });
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
}
