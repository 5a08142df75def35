import { jsonAnswer } from '../http.ts';
import type { HttpAnswer } from '../http.ts';
import type { OutpollVariants } from './variants.ts';

/** Thrown by an endpoint, answered as an error body. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The body is illustrative: the venue documents only what the statuses mean. */
export function refusalAnswer(
  status: number,
  message: string,
  variants: OutpollVariants,
  retryAfterSeconds?: number,
): HttpAnswer {
  const seconds = retryAfterSeconds ?? (variants.retryAfter === 'sent' ? 5 : undefined);
  const isLate = status === 429 && seconds !== undefined;
  return jsonAnswer(status, { error: message }, isLate ? { 'Retry-After': String(seconds) } : {});
}
