import {
  AuthError,
  documented,
  HttpError,
  jsonOf,
  parseJson,
  ProtocolError,
  restUrl,
  type Http,
  type Query,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import { errorBody, fieldNames, responseBody } from './schemas.ts';

const venue = 'collective2';

export interface RestAccess {
  readonly http: Http;
  readonly url: string;
  readonly apiKey: () => Promise<string>;
  /** Takes secrets out of what the venue says. */
  readonly clean: (text: string) => string;
}

/** One GET endpoint, asked. */
export interface Read<Row> {
  readonly path: string;
  readonly query: Query;
  readonly row: z.ZodType<Row>;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: Query;
  readonly body?: string;
  readonly signal: AbortSignal | undefined;
}

export async function* pages<Row>(
  access: RestAccess,
  read: Read<Row>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Row, void, undefined> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await readPage(
      access,
      { ...read, query: { ...read.query, Cursor: cursor } },
      signal,
    );
    yield* page.rows;
    cursor = page.next;
    // A cursor that comes again would turn for ever.
    if (cursor !== undefined && seen.has(cursor)) {
      throw new ProtocolError(`GET ${read.path} answered the same page cursor twice.`, { venue });
    }
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
}

export async function readPage<Row>(
  access: RestAccess,
  { path, query, row }: Read<Row>,
  signal: AbortSignal | undefined,
): Promise<{ rows: Row[]; next: string | undefined }> {
  const body = await send(access, { method: 'GET', path, query, signal });
  const rows = (body.Results ?? []).map((value) =>
    documented(row, value, `A row of GET ${path}`, venue),
  );
  const next = body.Pagination?.next_cursor;
  return { rows, next: next ? decoded(next, path) : undefined };
}

/** It is URL-encoded in the body (documented), and will be encoded again in the query. */
function decoded(cursor: string, path: string): string {
  try {
    return decodeURIComponent(cursor);
  } catch {
    throw new ProtocolError(`GET ${path} answered a page cursor that is not URL-encoded.`, {
      venue,
    });
  }
}

export async function send(
  { http, url, apiKey, clean }: RestAccess,
  call: Call,
): Promise<z.infer<typeof responseBody>> {
  const { method, path, query, body, signal } = call;
  const { text } = await http.request({
    method,
    url: restUrl(url, path, query),
    headers: {
      Authorization: `Bearer ${await apiKey()}`,
      // Without it the venue answers 406.
      Accept: 'application/json',
      'Content-Type': 'application/json',
    },
    signal,
    ...(body === undefined ? {} : { body }),
  });
  const what = `${method} ${path}`;
  const answer = documented(responseBody, canonical(jsonOf(text, what, venue)), what, venue);
  const { ResponseStatus: responseStatus } = answer;
  const code = Number(responseStatus?.ErrorCode ?? 200);
  if (code >= 400) {
    const message = `${what} failed with ${code}: ${clean(messagesOf(responseStatus))}.`;
    if (code === 401 || code === 403) throw new AuthError(message, { venue });
    // Beyond HTTP's numbers stand the venue's own, such as 1121: the request can never be right.
    throw new HttpError(message, { venue, status: code < 600 ? code : 400 });
  }
  return answer;
}

/** What of an error body, bare or wrapped, tells the user something: the venue's messages. */
export function explainBody(text: string): string | undefined {
  let body: unknown;
  try {
    body = canonical(parseJson(text));
  } catch {
    return undefined;
  }
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return undefined;
  return messagesOf(parsed.data.ResponseStatus ?? parsed.data) || undefined;
}

function messagesOf(status: z.infer<typeof errorBody>['ResponseStatus']): string {
  const details = status?.Errors?.map(({ Message }) => Message) ?? [];
  return [status?.Message, ...details].filter(Boolean).join('; ');
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
