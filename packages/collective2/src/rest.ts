import {
  ConfigError,
  describeIssues,
  HttpError,
  parseJson,
  ProtocolError,
  type Http,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import {
  errorBody,
  fieldNames,
  historicalTrade,
  orderStatus,
  position,
  profile,
  responseBody,
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

/**
 * The venue's REST reads, https://api4-general.collective2.com. Every call throws `AuthError`, `HttpError`,
 * `TimeoutError` or `ProtocolError`.
 */
export interface Rest {
  activeOrders(query: { readonly strategyIds: readonly number[] }): Promise<OrderStatus[]>;
  /** Page after page as it is iterated. */
  historicalOrders(query: HistoricalOrdersQuery): AsyncGenerator<OrderStatus, void, undefined>;
  historicalClosedTrades(query: {
    readonly strategyId: number;
    readonly commissionPlan?: number;
  }): Promise<HistoricalTrade[]>;
  openPositions(query: { readonly strategyIds: readonly number[] }): Promise<Position[]>;
  /** Page after page as it is iterated. */
  subscribedStrategies(query: {
    readonly personId: number | string;
    readonly activeOnly?: boolean;
    readonly pageSize?: number;
  }): AsyncGenerator<SubscribedStrategy, void, undefined>;
  /** Whose key it is. */
  profile(): Promise<Profile>;
  /** Tests the key, and costs the venue nothing. */
  hello(name: string): Promise<string>;
}

export interface RestOptions {
  readonly http: Http;
  readonly url: string;
  readonly apiKey: () => Promise<string>;
}

type Value = string | number | boolean | Date | undefined;
type Query = Readonly<Record<string, Value | readonly Value[]>>;

export function createRest(options: RestOptions): Rest {
  const rows = async <Row extends z.ZodType>(
    path: string,
    query: Query,
    row: Row,
  ): Promise<z.infer<Row>[]> => (await readPage(options, path, query, row)).rows;
  return {
    activeOrders: ({ strategyIds }) =>
      rows('/Strategies/GetStrategyActiveOrders', { StrategyIds: some(strategyIds) }, orderStatus),
    historicalOrders: (query) =>
      pages(
        options,
        '/Strategies/GetStrategyHistoricalOrders',
        historicalOrdersQuery(query),
        orderStatus,
      ),
    historicalClosedTrades: ({ strategyId, commissionPlan = 0 }) =>
      rows(
        '/Strategies/GetStrategyHistoricalClosedTrades',
        { StrategyId: strategyId, CommissionPlan: commissionPlan },
        historicalTrade,
      ),
    openPositions: ({ strategyIds }) =>
      rows('/Strategies/GetStrategyOpenPositions', { StrategyIds: some(strategyIds) }, position),
    subscribedStrategies: ({ personId, activeOnly, pageSize }) =>
      pages(
        options,
        '/General/GetSubscribedStrategies',
        { PersonId: personId, ActiveOnly: activeOnly, Limit: pageSize },
        subscribedStrategy,
      ),
    profile: async () => {
      const [first] = await rows('/General/GetProfile', {}, profile);
      if (!first)
        throw new ProtocolError('GET /General/GetProfile answered no profile.', { venue });
      return first;
    },
    hello: async (name) => {
      const body = await send(
        options,
        'POST',
        '/General/Hello',
        {},
        JSON.stringify({ Name: name }),
      );
      const [greeting] = body.Results ?? [];
      return typeof greeting === 'string' ? greeting : '';
    },
  };
}

/** What of an error body tells the user something: the venue's messages. */
export function explainBody(text: string): string | undefined {
  let parsed;
  try {
    parsed = errorBody.safeParse(canonical(parseJson(text)));
  } catch {
    return undefined;
  }
  if (!parsed.success) return undefined;
  const status =
    'ResponseStatus' in parsed.data
      ? errorBodyStatus(parsed.data.ResponseStatus)
      : errorBodyStatus(parsed.data);
  return status || undefined;
}

function errorBodyStatus(status: unknown): string {
  if (typeof status !== 'object' || status === null) return '';
  const message = 'Message' in status && typeof status.Message === 'string' ? status.Message : '';
  const errors = 'Errors' in status && Array.isArray(status.Errors) ? status.Errors : [];
  const details = errors.flatMap((error: unknown) =>
    typeof error === 'object' &&
    error !== null &&
    'Message' in error &&
    typeof error.Message === 'string'
      ? [error.Message]
      : [],
  );
  return [message, ...details].filter(Boolean).join('; ');
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

async function* pages<Row extends z.ZodType>(
  options: RestOptions,
  path: string,
  query: Query,
  row: Row,
): AsyncGenerator<z.infer<Row>, void, undefined> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await readPage(options, path, { ...query, Cursor: cursor }, row);
    yield* page.rows;
    cursor = page.next;
    // A cursor that comes again would turn for ever.
    if (cursor !== undefined && seen.has(cursor)) {
      throw new ProtocolError(`GET ${path} answered the same page cursor twice.`, { venue });
    }
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
}

async function readPage<Row extends z.ZodType>(
  options: RestOptions,
  path: string,
  query: Query,
  row: Row,
): Promise<{ rows: z.infer<Row>[]; next: string | undefined }> {
  const body = await send(options, 'GET', path, query);
  const rows = (body.Results ?? []).map((value) => {
    const parsed = row.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new ProtocolError(
      `A row of GET ${path} is not as documented: ${describeIssues(parsed.error.issues)}`,
      { venue },
    );
  });
  const next = body.Pagination?.next_cursor;
  // It is URL-encoded in the body (documented), and will be encoded again in the query.
  return { rows, next: next ? decodeURIComponent(next) : undefined };
}

async function send(
  { http, url, apiKey }: RestOptions,
  method: 'GET' | 'POST',
  path: string,
  query: Query,
  body?: string,
): Promise<z.infer<typeof responseBody>> {
  const target = new URL(path, url);
  for (const [name, value] of Object.entries(query)) {
    for (const single of [value].flat()) {
      if (single !== undefined)
        target.searchParams.append(
          name,
          single instanceof Date ? single.toISOString() : String(single),
        );
    }
  }
  const { text } = await http.request({
    method,
    url: target.href,
    headers: {
      Authorization: `Bearer ${await apiKey()}`,
      // Without it the venue answers 406.
      Accept: 'application/json',
      'Content-Type': 'application/json',
    },
    ...(body === undefined ? {} : { body }),
  });
  const parsed = responseBody.safeParse(canonical(asJson(text, method, path)));
  if (!parsed.success) {
    throw new ProtocolError(
      `${method} ${path} is not as documented: ${describeIssues(parsed.error.issues)}`,
      { venue },
    );
  }
  const { ResponseStatus: status } = parsed.data;
  const code = Number(status?.ErrorCode ?? 200);
  if (code >= 400) {
    throw new HttpError(
      `${method} ${path} failed with ${status?.ErrorCode}: ${errorBodyStatus(status)}.`,
      { venue, status: code },
    );
  }
  return parsed.data;
}

function asJson(text: string, method: string, path: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new ProtocolError(`${method} ${path} did not answer JSON.`, { venue });
  }
}

/** The OpenAPI file writes keys in camelCase, newer docs and live in PascalCase: known names get one form. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      fieldNames.get(key.toLowerCase()) ?? key,
      canonical(entry),
    ]),
  );
}
