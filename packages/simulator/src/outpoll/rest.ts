import { jsonAnswer } from '../http.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import type { OutpollHost } from './endpoints.ts';
import { withExtraFields } from './envelope.ts';
import { RestRefusal, refusalAnswer } from './rest-answers.ts';
import { pageOf } from './rest-pages.ts';
import { activeOrderRow, balanceRow, eventRow, historyRow, positionRow } from './rest-rows.ts';
import type { World } from './world.ts';

interface RestEndpoint {
  readonly method: 'GET' | 'POST';
  readonly host: OutpollHost;
  readonly isPublic?: true;
  readonly rows: (world: World, request: HttpRequest) => readonly object[];
}

const restEndpoints: ReadonlyMap<string, RestEndpoint> = new Map<string, RestEndpoint>([
  [
    '/api/history/deals/active-orders',
    {
      method: 'GET',
      host: 'history',
      rows: ({ account }) => account.openOrders.map(activeOrderRow),
    },
  ],
  ['/api/history/orders', { method: 'GET', host: 'history', rows: orderHistory }],
  ['/api/user-balances', { method: 'GET', host: 'balances', rows: balances }],
  ['/api/history/deals/open-positions', { method: 'GET', host: 'history', rows: positions }],
  ['/api/events/search', { method: 'POST', host: 'events', isPublic: true, rows: foundEvents }],
]);

export function answerRest(world: World, request: HttpRequest): HttpAnswer {
  const { variants } = world.settings;
  try {
    const endpoint = restEndpoints.get(request.path);
    const isHere = endpoint?.host === request.host || variants.restHosts === 'gateway';
    if (endpoint === undefined || !isHere) throw new RestRefusal(404, 'Not found');
    if (endpoint.method !== request.method) throw new RestRefusal(405, 'Method not allowed');
    if (endpoint.isPublic !== true) authenticate(world, request);
    const { rows: all, number, size, total } = pageOf(endpoint.rows(world, request), request.query);
    const rows = withExtraFields(all, variants);
    const body =
      endpoint.isPublic === true
        ? { content: rows, number, size, totalPages: total }
        : { i: rows, p: number, s: size, tp: total };
    return jsonAnswer(200, body);
  } catch (error) {
    if (error instanceof RestRefusal) return refusalAnswer(error.status, error.message, variants);
    throw error;
  }
}

/** @throws RestRefusal */
function authenticate(world: World, { method, path, headers, body }: HttpRequest): void {
  if (/^Bearer /i.test(headers['authorization'] ?? '')) {
    throw new RestRefusal(400, 'Use either an API key or a bearer token');
  }
  const claimed = {
    apiKey: headers['outpoll-api-key'],
    signature: headers['outpoll-api-signature'],
    timestamp: headers['outpoll-api-timestamp'],
  };
  const outcome = world.credentials.check(claimed, method + path + body, world.clock.now());
  if (outcome === 'blocked') throw new RestRefusal(403, 'API key is blocked');
  if (outcome === 'refused') throw new RestRefusal(401, 'Invalid or missing credentials');
}

/** Where no order is asked for, the oldest come first: which it is at the venue is not documented. */
function orderHistory({ account, settings }: World, { query }: HttpRequest): readonly object[] {
  const outcomeId = query.get('eventOutcomeId');
  const orders = account.orders.filter((order) => [null, order.outcomeId].includes(outcomeId));
  const rows = orders.map((order) => historyRow(order, settings.userId));
  return query.get('sort')?.toLowerCase() === 'desc' ? rows.toReversed() : rows;
}

/** Several ids are separated by commas, or come as several parameters (inferred). */
function balances({ account, settings }: World, { query }: HttpRequest): readonly object[] {
  const ids = query.getAll('eventTokenIds').flatMap((list) => list.split(','));
  return account.balances
    .filter(({ assetId }) => ids.length === 0 || ids.includes(assetId))
    .map((balance) => balanceRow(balance, settings.userId));
}

function positions({ account, market }: World): readonly object[] {
  return market.outcomes.flatMap((outcome) => {
    const held = account.balanceOf(outcome.assetId);
    return held.balance > 0 ? [positionRow(held, outcome, market)] : [];
  });
}

/** Of the body, only the text that is searched for is looked at. */
function foundEvents({ market }: World, { body }: HttpRequest): readonly object[] {
  const text = searchedText(body).toLowerCase();
  return market.events.filter(({ title }) => title.toLowerCase().includes(text)).map(eventRow);
}

function searchedText(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) {
      return 'ss' in value && typeof value.ss === 'string' ? value.ss : '';
    }
  } catch {
    // The same error as for JSON that is not an object.
  }
  throw new RestRefusal(400, 'Invalid body');
}
