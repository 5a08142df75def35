import { backoffOf, type Backoff } from './backoff.ts';
import type { Context } from './context.ts';

/**
 * How long to wait before what could not be read is asked for again: not at all, then ever longer. It starts over when
 * all that came was readable for a while; one good message between two bad ones proves nothing.
 */
export class Patience {
  readonly #context: Context;
  readonly #endpoint: string;
  readonly #backoff: Backoff;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(context: Context, endpoint: string) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#backoff = backoffOf(context, endpoint);
  }

  /** Milliseconds. */
  next(): number {
    const { clock, timing } = this.#context;
    if (clock.now - this.#lastAt >= timing(this.#endpoint).stable) this.#backoff.reset();
    this.#lastAt = clock.now;
    return this.#backoff.next(true);
  }
}
