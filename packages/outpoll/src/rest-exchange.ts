import {
  AuthError,
  ConfigError,
  documented,
  jsonOf,
  ProtocolError,
  restUrl,
  type Http,
  type Query,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import { masked } from './answers.ts';
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

interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many there are, where the answer tells. */
  readonly pages: number | undefined;
  /** As it was answered. */
  readonly text: string;
}

/** One page, each row checked for itself. */
export async function readPage<Schema extends z.ZodType>(
  access: RestAccess,
  call: Call,
  row: Schema,
): Promise<Page<z.output<Schema>>> {
  const what = `${call.method} ${call.path}`;
  const answer = await send(access, call);
  const { i, content, tp } = documented(page, answer, what, venue);
  const rows = (i ?? content ?? []).map((value) =>
    documented(row, value, `A row of ${what}`, venue),
  );
  return { rows, pages: tp ?? undefined, text: JSON.stringify(answer) };
}

/** Page after page as it is iterated. Where the answer does not tell their number, a short one is the last. */
export async function* pages<Schema extends z.ZodType>(
  access: RestAccess,
  call: Call,
  row: Schema,
  size: number,
): AsyncGenerator<z.output<Schema>, void, undefined> {
  let before = '';
  for (let number = 0; ; number += 1) {
    const query = { ...call.query, page: number, size };
    const { rows, pages: total, text } = await readPage(access, { ...call, query }, row);
    // A venue that does not heed the number would be asked for ever.
    if (rows.length > 0 && text === before)
      throw new ProtocolError(`${call.method} ${call.path} answered the same page twice.`, {
        venue,
      });
    yield* rows;
    before = text;
    const isLast = total === undefined ? rows.length < size : number + 1 >= total;
    if (isLast || rows.length === 0) return;
  }
}

/** What of an error body tells the user something: the form of errors is not documented for REST. */
export function explainBody(text: string): string | undefined {
  try {
    const { message, error, r, d } = errorBody.parse(jsonOf(text, '', venue));
    const words = message ?? error ?? r ?? d?.error;
    return words ? masked(words) : undefined;
  } catch {
    return undefined;
  }
}
