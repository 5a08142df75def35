import { ProtocolError, type Query } from '@venuewire/core';

import {
  accountParams,
  candleParams,
  instrumentParams,
  type AccountParams,
  type CandleParams,
  type InstrumentParams,
} from './params.ts';
import {
  checkedLimit,
  completed,
  detail,
  get,
  rowsById,
  rowsOf,
  type RestAccess,
} from './rest-exchange.ts';
import {
  openOrder,
  orderEvent,
  position,
  positionFunding,
  type OpenOrder,
  type OrderEvent,
  type Position,
  type PositionFunding,
} from './schemas/account.ts';
import { candle, type Candle } from './schemas/market.ts';
import {
  cursor,
  fundingRateEvent,
  instrument,
  page,
  trade,
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

/** Sent as epoch milliseconds, which is inferred. */
export interface TimeRange {
  readonly startTime?: Date | undefined;
  readonly endTime?: Date | undefined;
  /** At most 1000. */
  readonly limit?: number | undefined;
}

/**
 * The venue's REST reads, which need no key. Every call throws `HttpError`, `TimeoutError` or `ProtocolError`, and
 * `ConfigError` for what can never be right. Those that answer a generator fetch page after page as it is iterated.
 */
export interface Rest {
  openOrders(
    query: AccountParams & { readonly pageSize?: number | undefined },
    options?: CallOptions,
  ): AsyncGenerator<OpenOrder, void, undefined>;
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
  orderEvents(query: AccountParams, options?: CallOptions): Promise<OrderEvent[]>;
  /** Fills. */
  trades(
    query: AccountParams & TimeRange,
    options?: CallOptions,
  ): AsyncGenerator<Trade, void, undefined>;
  positionFundingEvents(query: AccountParams, options?: CallOptions): Promise<PositionFunding[]>;
  fundingRateEvents(
    query: InstrumentParams & {
      readonly startRound?: number | string;
      readonly endRound?: number | string;
    },
    options?: CallOptions,
  ): Promise<FundingRateEvent[]>;
  /** Oldest first. */
  candles(query: CandleParams & TimeRange, options?: CallOptions): Promise<Candle[]>;
  /** By id. */
  instruments(options?: CallOptions): Promise<Record<string, Instrument>>;
  /** As the venue answers it: its form is not documented. */
  assets(options?: CallOptions): Promise<unknown>;
}

/** Of open orders: a server that never ends must not keep a call busy for ever. */
const mostPages = 10_000;

export function createRest(access: RestAccess): Rest {
  return {
    openOrders: (query, options) => openOrderPages(access, query, options?.signal),
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
    async orderEvents(query, options) {
      const { account } = accountParams(query);
      const answer = await get(access, '/order-events', { account }, options?.signal);
      return rowsOf(answer, 'orderEvents', completed({ account }, orderEvent));
    },
    trades: (query, options) => tradePages(access, query, options?.signal),
    async positionFundingEvents(query, options) {
      const { account } = accountParams(query);
      const answer = await get(access, '/position-funding-events', { account }, options?.signal);
      return rowsOf(answer, 'events', completed({ account }, positionFunding));
    },
    async fundingRateEvents({ startRound, endRound, ...query }, options) {
      const rounds = { ...instrumentParams(query), startRound, endRound };
      const answer = await get(access, '/funding-rate-events', rounds, options?.signal);
      return rowsOf(answer, 'events', fundingRateEvent);
    },
    async candles(query, options) {
      const params = candleParams(query);
      const answer = await get(access, '/candles', { ...params, ...range(query) }, options?.signal);
      return rowsOf(answer, 'candles', completed(params, candle)).toSorted(bySlot);
    },
    async instruments(options) {
      return rowsById(
        await get(access, '/instruments', {}, options?.signal),
        'instruments',
        instrument,
      );
    },
    assets: async (options) => (await get(access, '/assets', {}, options?.signal)).body,
  };
}

function range({ startTime, endTime, limit }: TimeRange): Query {
  return {
    startTime: startTime?.getTime(),
    endTime: endTime?.getTime(),
    limit: checkedLimit(limit),
  };
}

/**
 * Pages count from 0 (documented). There are no more where one is not full, or brings nothing new: a server may not
 * tell how large its pages are, and may leave the number of the page alone.
 */
async function* openOrderPages(
  access: RestAccess,
  { pageSize, ...query }: AccountParams & { readonly pageSize?: number | undefined },
  signal: AbortSignal | undefined,
): AsyncGenerator<OpenOrder, void, undefined> {
  const { account } = accountParams(query);
  const seen = new Set<string>();
  for (let pageNumber = 0; pageNumber < mostPages; pageNumber += 1) {
    const answer = await get(access, '/open-orders', { account, pageNumber, pageSize }, signal);
    const rows = rowsOf(answer, 'orders', openOrder);
    const fresh = rows.filter(({ orderId }) => !seen.has(orderId));
    for (const { orderId } of fresh) seen.add(orderId);
    yield* fresh;
    const size = detail(answer, page).pageSize ?? pageSize ?? 0;
    if (fresh.length === 0 || rows.length < size) return;
  }
  throw new ProtocolError(`GET /open-orders has more than ${mostPages} pages.`, { venue });
}

/** That the cursor goes back as `cursor` is inferred. */
async function* tradePages(
  access: RestAccess,
  query: AccountParams & TimeRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<Trade, void, undefined> {
  const params = { ...accountParams(query), ...range(query) };
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const answer = await get(access, '/trades', { ...params, cursor: next }, signal);
    yield* rowsOf(answer, 'trades', trade);
    next = detail(answer, cursor).nextCursor?.toString() || undefined;
    // A cursor that comes again would turn for ever.
    if (next !== undefined && seen.has(next))
      throw new ProtocolError('GET /trades answered the same page cursor twice.', { venue });
    if (next !== undefined) seen.add(next);
  } while (next !== undefined);
}
