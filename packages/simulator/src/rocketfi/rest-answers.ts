import type { HttpAnswer } from '../http.ts';
import { writeJson } from './exact-json.ts';
import type { Json } from './exact-json.ts';
import type { RocketfiVariants } from './variants.ts';

/** Thrown by an endpoint, answered as an error body. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function exactAnswer(
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: writeJson(body),
  };
}

/** The venue documents that bodies of errors vary. */
export function refusalAnswer(
  status: number,
  message: string,
  { restError, retryAfter }: RocketfiVariants,
  retryAfterSeconds?: number,
): HttpAnswer {
  const seconds = retryAfterSeconds ?? (retryAfter === 'sent' ? 5 : undefined);
  const headers = status === 429 && seconds !== undefined ? { 'Retry-After': String(seconds) } : {};
  const bodies = { error: { error: message }, message: { message, code: status }, string: message };
  return exactAnswer(status, bodies[restError], headers);
}
