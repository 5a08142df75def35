import {
  HttpError,
  parseJson,
  ProtocolError,
  restUrl as urlOf,
  type Http,
  type HttpResponse,
} from '@venuewire/core';

import { reasonOfBody } from './reason.ts';

const venue = 'rocketfi';

export interface RestAccess {
  readonly http: Http;
  /** Such as `https://testnet.rocket-cluster-1.com`. */
  readonly restUrl: string;
}

/** What became of a request that must not be made twice. */
export type Posted =
  | { readonly type: 'notSent'; readonly error: unknown }
  /** HTTP 2xx, and the JSON of its body; nothing where that is empty. */
  | { readonly type: 'answered'; readonly answer: unknown }
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly answer: unknown;
    }
  | { readonly type: 'unknown'; readonly error: unknown; readonly answer?: unknown };

/** Sends JSON once. */
export async function post(
  { http, restUrl }: RestAccess,
  path: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Posted> {
  if (signal?.aborted) return { type: 'notSent', error: signal.reason };
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  try {
    const response = await http.request({
      method: 'POST',
      url: urlOf(restUrl, path),
      headers,
      body,
      signal,
      acceptsAnyStatus: true,
    });
    return read(response, path);
  } catch (error) {
    return { type: neverLeft(error) ? 'notSent' : 'unknown', error };
  }
}

function read({ status, text }: HttpResponse, path: string): Posted {
  if (status >= 200 && status < 300) return readBody(text, path);
  const answer = text;
  if (isRefusal(status)) {
    return { type: 'refused', status, reason: reasonOfBody(text) ?? `HTTP ${status}`, answer };
  }
  const error = new HttpError(`POST ${path} was answered with HTTP ${status}.`, { venue, status });
  return { type: 'unknown', error, answer };
}

function readBody(text: string, path: string): Posted {
  if (text.trim() === '') return { type: 'answered', answer: undefined };
  try {
    return { type: 'answered', answer: parseJson(text) };
  } catch {
    const error = new ProtocolError(`POST ${path} did not answer JSON.`, { venue });
    return { type: 'unknown', error, answer: text };
  }
}

/**
 * Whether an answer says that nothing was done. 4xx do (429, too: a rate limit answers in place of what it protects), but
 * for two. 408 is also what a proxy says that lost patience with a venue which was at work. And 409 tells of a conflict with
 * what is there already, which may be this very transaction, if a proxy or a browser sent it twice. From 500 on nobody knows
 * how far it came: 503 is also what a proxy says whose connection broke.
 */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 409;
}

/** There was no connection: Node's fetch has such a code among the causes of its error, the fetch of browsers has none. */
const unconnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether nothing can have been sent. Most failures don't tell. */
function neverLeft(error: unknown, depth = 5): boolean {
  if (!(error instanceof Error) || depth === 0) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return (typeof code === 'string' && unconnected.has(code)) || neverLeft(error.cause, depth - 1);
}
