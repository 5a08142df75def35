import { writeDecimal } from './decimal.ts';
import type { JsonObject } from './exact-json.ts';
import { settlementAsset } from './order-events.ts';
import type { OrderEvent } from './order.ts';
import { RestRefusal } from './rest-answers.ts';
import type { RestQuery } from './rest-query.ts';
import type { World } from './world.ts';

type FillEvent = Extract<OrderEvent, { readonly type: 'fill' }>;

const defaultLimit = 500;
const highestLimit = 1000;
const highestCount = 100;

/**
 * Fills of an account, of an instrument, or of one in the other: with `count` the latest, otherwise
 * those of a time, by default of the last day. A cursor is the place of the next row (illustrative).
 */
export function trades(query: RestQuery, world: World): JsonObject {
  const { historyOrder, tradeCursors } = world.settings.variants;
  const isCounted = query.has('count');
  const limit = isCounted
    ? query.number('count', highestCount, 1, highestCount)
    : query.number('limit', defaultLimit, 1, highestLimit);
  const start = query.number('cursor', 0, 0);
  const rows = fillsOf(query, world)
    .filter(({ fill }) => isCounted || query.isInTime(fill.timestamp))
    .map((event, index) => tradeRow(event, index, world));
  const isReversed = isCounted || historyOrder === 'newest-first';
  const ordered = isReversed ? rows.toReversed() : rows;
  const end = start + limit;
  const hasCursor = end < rows.length && (isCounted || tradeCursors === 'always');
  return {
    trades: ordered.slice(start, end),
    ...(isCounted ? { count: limit } : {}),
    ...(hasCursor ? { nextCursor: String(end) } : {}),
  };
}

function fillsOf(query: RestQuery, { ledger }: World): readonly FillEvent[] {
  const { instrument } = query;
  if (!query.has('account') && instrument === undefined) {
    throw new RestRefusal(400, 'Missing account or instrument');
  }
  const accounts = query.has('account') ? [query.account] : ledger.accounts;
  return accounts
    .flatMap(({ events }) => events)
    .filter((event) => event.type === 'fill')
    .filter(({ order }) => instrument === undefined || order.instrumentId === instrument)
    .toSorted((one, other) => Number(one.fill.round - other.fill.round));
}

/** Each round has one transaction here, and `eventIndex` counts the rows. */
function tradeRow({ fill, order }: FillEvent, eventIndex: number, world: World): JsonObject {
  const { market, messages } = world;
  return {
    timestamp: fill.timestamp,
    round: fill.round,
    txIndex: 0,
    eventIndex,
    account: messages.address(order.trader),
    instrument: order.instrumentId,
    ticker: market.listing(order.instrumentId).instrument.ticker,
    orderId: order.orderId,
    price: writeDecimal(fill.price),
    size: writeDecimal(fill.size),
    settlementAsset,
    pnl: writeDecimal(fill.pnl ?? 0n),
    feeAmount: writeDecimal(fill.feeAmount),
    feeRate: writeDecimal(fill.feeRate),
    isPassive: fill.isPassive,
    isLiquidation: false,
    isAdl: false,
  };
}
