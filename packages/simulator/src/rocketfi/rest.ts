import type { HttpAnswer, HttpRequest } from '../http.ts';
import { writeDecimal } from './decimal.ts';
import { withExtraFields } from './envelope.ts';
import { isList, readJson } from './exact-json.ts';
import type { Json, JsonObject } from './exact-json.ts';
import { candleRow, fundingRateOf } from './market-messages.ts';
import { orderEventRow } from './publish-updates.ts';
import { RestRefusal, exactAnswer, refusalAnswer } from './rest-answers.ts';
import { RestQuery } from './rest-query.ts';
import { assetRow, instrumentRow, tradeRow } from './rest-rows.ts';
import type { Transactions } from './transactions.ts';
import type { World } from './world.ts';

type Endpoint = (query: RestQuery, world: World) => JsonObject;

/** That more than this is refused, rather than cut, is illustrative; so is how many come by default. */
const mostRows = 1000;
const defaultRows = 100;

const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/open-orders', openOrders],
  ['/position', positions],
  ['/collateral', collaterals],
  [
    '/order-events',
    ({ account }, world) => ({
      orderEvents: listOf(
        account.events.map((event) => orderEventRow(event, world)),
        world,
      ),
    }),
  ],
  ['/trades', trades],
  [
    '/position-funding-events',
    ({ account }, world) => {
      const { address, fundings } = account;
      const rows = fundings.map((one) => world.messages.positionFunding(address, one));
      return { events: listOf(rows, world) };
    },
  ],
  ['/funding-rate-events', fundingRates],
  ['/candles', candles],
  [
    '/instruments',
    (_query, { settings }) => ({
      instruments: Object.fromEntries(
        settings.instruments.map((instrument) => [instrument.id, instrumentRow(instrument)]),
      ),
    }),
  ],
  [
    '/assets',
    (_query, { settings }) => ({
      assets: Object.fromEntries(settings.assets.map((asset) => [asset.id, assetRow(asset)])),
    }),
  ],
  [
    '/account-nonce',
    ({ account: { nonce, deferredNonce } }, { settings }) =>
      settings.variants.deferredNonce === 'sent' ? { nonce, deferredNonce } : { nonce },
  ],
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

/**
 * Answers are the `response` of the socket; a batch has one for each transaction, and is well as a
 * whole (illustrative).
 */
function answerPost(world: World, transactions: Transactions, request: HttpRequest): HttpAnswer {
  const { orderFaults } = world;
  const content = readBody(request.body);
  const isBatch = request.path === '/batch_transactions';
  if (!isBatch && request.path !== '/transaction') throw new RestRefusal(404, 'Not found');
  if (isBatch && !isList(content)) throw new RestRefusal(400, 'Expected an array');
  const results = (isBatch && isList(content) ? content : [content]).map((transaction) =>
    transactions.submit(transaction),
  );
  if (orderFaults.resultsLost) throw new RestRefusal(500, 'Simulated loss of a result');
  if (isBatch)
    return exactAnswer(
      200,
      results.map(({ response }) => response),
    );
  const [result] = results;
  if (result === undefined) throw new RestRefusal(400, 'Expected a transaction');
  return exactAnswer(result.status, result.response);
}

function readBody(body: string): unknown {
  try {
    return readJson(body);
  } catch {
    throw new RestRefusal(400, 'Malformed JSON');
  }
}

/** That an answer has 100 orders by default is illustrative. */
function openOrders(query: RestQuery, world: World): JsonObject {
  const pageNumber = query.number('pageNumber', 0, 0);
  const pageSize = query.number('pageSize', defaultRows, 1);
  const start = pageNumber * pageSize;
  const orders = [...query.account.orders.values()].slice(start, start + pageSize);
  const rows = orders.map((order) => world.messages.order(order));
  return { orders: listOf(rows, world), pageNumber, pageSize };
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

/** Oldest first, and a cursor is the place of the next one (illustrative). */
function trades(query: RestQuery, world: World): JsonObject {
  const limit = query.number('limit', defaultRows, 1, mostRows);
  const start = query.number('cursor', 0, 0);
  const rows = query.account.events.flatMap((event, index) =>
    event.type === 'fill' && query.isInTime(event.fill.timestamp)
      ? [tradeRow(event, index, world)]
      : [],
  );
  const end = start + limit;
  const page = rows.slice(start, end);
  return { trades: page, ...(end < rows.length ? { nextCursor: String(end) } : {}) };
}

function fundingRates(query: RestQuery): JsonObject {
  const { fundings, id } = query.listing;
  const [first, last] = [query.integer('startRound') ?? 0n, query.integer('endRound')];
  const events = fundings
    .filter(({ round }) => round >= first && (last === undefined || round <= last))
    .map((funding) => fundingRateOf(id, funding));
  return { events };
}

/** Of more than the limit, the latest; oldest first (illustrative). */
function candles(query: RestQuery): JsonObject {
  const limit = query.number('limit', mostRows, 1, mostRows);
  const found = query.listing.candles
    .of(query.interval)
    .filter(({ timestamp }) => query.isInTime(timestamp));
  return { candles: found.slice(-limit).map(candleRow) };
}

function listOf(rows: readonly Json[], { settings }: World): Json {
  return rows.length === 0 && settings.variants.emptyLists === 'null' ? null : rows;
}
