import {
  AuthError,
  ConfigError,
  documented,
  jsonOf,
  restUrl,
  type Http,
  type Query,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import { signature, timestampAt, type IdentitySource } from './credentials.ts';
import type { RestUrls } from './endpoints.ts';
import { errorBody, page } from './rest-schemas.ts';

const venue = 'outpoll';

export interface RestAccess {
  readonly http: Http;
  readonly urls: RestUrls;
  /** Undefined without credentials. */
  readonly identity: IdentitySource | undefined;
  /** The venue's time and by how much it is ahead, as far as they are known. */
  readonly clock: { readonly venueTime: number; readonly clockOffset: number };
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly host: keyof RestUrls;
  readonly path: string;
  readonly query?: Query;
  readonly body?: string;
  readonly isSigned: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds of a clock that is off which may have cost a signature its window of 30 s. */
const noticeable = 25_000;

/** Sends, and sends once more where the answer has corrected a clock that was off: a key is not bad for that. */
export async function send(access: RestAccess, call: Call): Promise<unknown> {
  const { clock } = access;
  const offset = clock.clockOffset;
  try {
    return await attempt(access, call);
  } catch (error) {
    const wasOff = Math.abs(clock.clockOffset - offset) > noticeable;
    if (!call.isSigned || !wasOff || !(error instanceof AuthError)) throw error;
    return attempt(access, call);
  }
}

async function attempt(access: RestAccess, call: Call): Promise<unknown> {
  const { method, host, path, query, body, signal } = call;
  const url = restUrl(access.urls[host], path, query);
  const { text } = await access.http.request({
    method,
    url,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(call.isSigned ? await signedHeaders(access, method, url, body) : {}),
    },
    signal,
    ...(body === undefined ? {} : { body }),
  });
  return jsonOf(text, `${method} ${path}`, venue);
}

/** Never together with `Authorization: Bearer` (documented). */
async function signedHeaders(
  { identity, clock }: RestAccess,
  method: string,
  url: string,
  body: string | undefined,
): Promise<Record<string, string>> {
  if (!identity) throw withoutCredentials('This call');
  const key = await identity();
  const timestamp = timestampAt(clock.venueTime);
  return {
    'OUTPOLL-API-KEY': key.apiKey,
    'OUTPOLL-API-SIGNATURE': signature(key, timestamp, method, url, body),
    'OUTPOLL-API-TIMESTAMP': timestamp,
  };
}

export function withoutCredentials(what: string): ConfigError {
  return new ConfigError(
    `${what} is private: give outpoll() credentials, the apiKey and the secret of your Outpoll account.`,
    { venue },
  );
}

/** One page of rows, each checked for itself. */
export async function rowsOf<Schema extends z.ZodType>(
  access: RestAccess,
  call: Call,
  row: Schema,
): Promise<{ rows: z.output<Schema>[]; pages: number | undefined }> {
  const what = `${call.method} ${call.path}`;
  const { i, tp } = documented(page, await send(access, call), what, venue);
  const rows = (i ?? []).map((value) => documented(row, value, `A row of ${what}`, venue));
  return { rows, pages: tp ?? undefined };
}

/** Page after page as it is iterated; that `tp` is their number is inferred, and a short page is the last one too. */
export async function* pages<Schema extends z.ZodType>(
  access: RestAccess,
  call: Call,
  row: Schema,
  size: number,
): AsyncGenerator<z.output<Schema>, void, undefined> {
  for (let number = 0; ; number += 1) {
    const query = { ...call.query, page: number, size };
    const { rows, pages: total } = await rowsOf(access, { ...call, query }, row);
    yield* rows;
    const isLast = total === undefined ? rows.length < size : number + 1 >= total;
    if (isLast || rows.length === 0) return;
  }
}

/** What of an error body tells the user something: the form of errors is not documented for REST. */
export function explainBody(text: string): string | undefined {
  try {
    const { message, error, r, d } = errorBody.parse(jsonOf(text, '', venue));
    return message ?? error ?? r ?? d?.error ?? undefined;
  } catch {
    return undefined;
  }
}
