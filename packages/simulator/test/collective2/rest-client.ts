import type { Collective2Simulator } from '../../src/index.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Calls the simulator as its guides ask for; what `init` says is done instead. */
export async function call(
  venue: Collective2Simulator,
  target: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<RestAnswer> {
  const response = await fetch(`${venue.restUrl}${target}`, {
    ...init,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${venue.key}`,
      'content-type': 'application/json',
      ...init.headers,
    },
  });
  const body = (await response.json()) as RestAnswer['body'];
  const rows = (body['Results'] ?? body['results'] ?? []) as RestAnswer['rows'];
  return { status: response.status, headers: response.headers, body, rows };
}
