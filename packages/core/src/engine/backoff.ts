import type { Timing } from '../timing.ts';
import type { Context } from './context.ts';

/** Full jitter: a random wait below a bound that doubles with each failure up to the cap, and stays there. */
export class Backoff {
  readonly #timing: Timing;
  readonly #random: () => number;
  #failures = 0;

  constructor(timing: Timing, random: () => number) {
    this.#timing = timing;
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds until the next attempt; the first comes at once if `immediate`, and none before the venue's own wish. */
  next(immediate: boolean, atLeast = 0): number {
    const failures = this.#failures;
    this.#failures += 1;
    if (failures === 0 && immediate && atLeast === 0) return 0;
    const { backoffBase, backoffCap } = this.#timing;
    const bound = Math.min(backoffCap, backoffBase * 2 ** Math.min(Math.max(0, failures - 1), 30));
    // A venue that asks for a year must not silence us for one.
    return Math.min(atLeast, this.#timing.maximumAge) + this.#random() * bound;
  }

  reset(): void {
    this.#failures = 0;
  }
}

/** With the waits of an endpoint. */
export function backoffOf({ timing, effects }: Context, endpoint: string): Backoff {
  return new Backoff(timing(endpoint), () => effects.random());
}
