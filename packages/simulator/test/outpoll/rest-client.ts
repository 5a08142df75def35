import type { OutpollSimulator } from '../../src/index.ts';
import { sign, unixSeconds } from './test-client.ts';
import type { Signing } from './test-client.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

interface Call extends Signing {
  readonly method?: string;
  readonly body?: string;
  /** In place of those that sign the request, or beside them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the simulator as its pages ask for; what `call` says is done instead. */
export async function call(
  venue: OutpollSimulator,
  host: keyof OutpollSimulator['restUrls'],
  target: string,
  { method = 'GET', body, headers, ...signing }: Call = {},
): Promise<RestAnswer> {
  const { apiKey = venue.key, secret = venue.secret, timestamp = unixSeconds() } = signing;
  const url = new URL(target, venue.restUrls[host]);
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: {
      'OUTPOLL-API-KEY': apiKey,
      'OUTPOLL-API-SIGNATURE': sign(secret, timestamp + method + url.pathname + (body ?? '')),
      'OUTPOLL-API-TIMESTAMP': timestamp,
      ...headers,
    },
  });
  const answer = (await response.json()) as RestAnswer['body'];
  const rows = (answer['i'] ?? answer['content'] ?? []) as RestAnswer['rows'];
  return { status: response.status, headers: response.headers, body: answer, rows };
}
