import type { RocketfiSimulator } from '../../src/index.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A GET, or with a body a POST. */
export async function call(
  venue: RocketfiSimulator,
  target: string,
  body?: string,
): Promise<RestAnswer> {
  const response = await fetch(
    venue.restUrl + target,
    body === undefined ? {} : { method: 'POST', body },
  );
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, body: JSON.parse(text) as RestAnswer['body'] };
}
