import type { HttpAnswer, HttpRequest } from '../http.ts';
import { writeDecimal } from './decimal.ts';
import { withExtraFields } from './envelope.ts';
import type { JsonObject } from './exact-json.ts';
import { candleRow, fundingRow } from './market-messages.ts';
import { orderEventRow } from './publish-updates.ts';
import { RestRefusal, exactAnswer, refusalAnswer } from './rest-answers.ts';
import { historyPageOf, pageOf } from './rest-pages.ts';
import { RestQuery } from './rest-query.ts';
import { assetRow, instrumentRow } from './rest-rows.ts';
import { answerPost } from './rest-submit.ts';
import { trades } from './rest-trades.ts';
import type { Transactions } from './transactions.ts';
import type { World } from './world.ts';

type Endpoint = (query: RestQuery, world: World) => JsonObject;

const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/open-orders', openOrders],
  ['/position', positions],
  ['/collateral', collaterals],
  ['/order-events', orderEvents],
  ['/trades', trades],
  ['/position-funding-events', positionFundings],
  ['/funding-rate-events', fundingRates],
  ['/candles', candles],
  ['/instruments', instruments],
  ['/assets', assets],
  ['/account-nonce', accountNonce],
]);

export function answerRest(
  world: World,
  transactions: Transactions,
  request: HttpRequest,
): HttpAnswer {
  const { variants } = world.settings;
  try {
    if (request.method === 'POST') return answerPost(world, transactions, request);
    const endpoint = request.method === 'GET' ? endpoints.get(request.path) : undefined;
    if (endpoint === undefined) throw new RestRefusal(404, 'Not found');
    const body = endpoint(new RestQuery(request.query, world), world);
    return exactAnswer(200, withExtraFields(body, variants));
  } catch (error) {
    if (error instanceof RestRefusal) return refusalAnswer(error.status, error.message, variants);
    throw error;
  }
}

function openOrders(query: RestQuery, world: World): JsonObject {
  const orders = [...query.account.orders.values()].map((order) => world.messages.order(order));
  const { rows, page } = pageOf(orders, query, world);
  return { orders: rows, ...page };
}

function positions(query: RestQuery, { messages, settings }: World): JsonObject {
  const { account, instrumentId } = query;
  const ids = [...account.positions.keys()].filter((id) => [undefined, id].includes(instrumentId));
  const isNull = ids.length === 0 && settings.variants.emptyLists === 'null';
  return { positions: isNull ? null : messages.positionsById(account, ids) };
}

function collaterals(query: RestQuery): JsonObject {
  const wanted = query.integer('assetId');
  const amounts = query.account.collaterals
    .filter(([assetId]) => wanted === undefined || wanted === BigInt(assetId))
    .map(([assetId, amount]) => [assetId, writeDecimal(amount)] as const);
  return { collaterals: Object.fromEntries(amounts) };
}

function orderEvents(query: RestQuery, world: World): JsonObject {
  const events = query.account.events.map((event) => orderEventRow(event, world));
  const { rows, page } = historyPageOf(events, query, world);
  return { orderEvents: rows, ...page };
}

function positionFundings(query: RestQuery, world: World): JsonObject {
  const { address, fundings } = query.account;
  const events = fundings.map((funding) => world.messages.positionFundingRow(address, funding));
  const { rows, page } = historyPageOf(events, query, world);
  return { events: rows, ...page };
}

/** An answer without any is empty, never null. */
function fundingRates(query: RestQuery, world: World): JsonObject {
  const { fundings } = query.listing;
  const [first, last] = [query.integer('startRound') ?? 0n, query.integer('endRound')];
  const events = fundings
    .filter(({ round }) => round >= first && (last === undefined || round <= last))
    .map(fundingRow);
  const { rows, page } = historyPageOf(events, query, world);
  return { events: rows ?? [], ...page };
}

const defaultCandles = 500;
const mostCandles = 1000;

/** Of more than the limit, the latest; oldest first (illustrative). */
function candles(query: RestQuery): JsonObject {
  const limit = query.number('limit', defaultCandles, 1, mostCandles);
  const found = query.listing.candles
    .of(query.interval)
    .filter(({ timestamp }) => query.isInTime(timestamp));
  return { candles: found.slice(-limit).map(candleRow) };
}

function instruments(_query: RestQuery, { market }: World): JsonObject {
  const rows = market.listings.map((listing) => [listing.id, instrumentRow(listing, market)]);
  return { instruments: Object.fromEntries(rows) };
}

function assets(_query: RestQuery, { market }: World): JsonObject {
  return {
    assets: Object.fromEntries(market.assets.map((asset) => [asset.id, assetRow(asset, market)])),
  };
}

function accountNonce({ account }: RestQuery, { settings }: World): JsonObject {
  const { nonce, deferredNonce } = account;
  return settings.variants.deferredNonce === 'sent' ? { nonce, deferredNonce } : { nonce };
}
