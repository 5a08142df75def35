/** The time that the engine is told: read once a turn by whoever drives it, never by the engine. */
export interface Clock {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Epoch milliseconds, local. */
  readonly epoch: number;
}

const kept = 8;
/** Milliseconds by which no message is late: one of the clocks has been set, and older samples are of no use. */
const jump = 60_000;
/** The same for an HTTP answer, which has a deadline: so a clock that is off is known before signatures are too old. */
export const httpJump = 20_000;

/**
 * Estimates how far the venue's clock is from ours. A message is older when it arrives than when it was sent, so of
 * the latest samples the greatest difference has the least network delay in it.
 */
export class VenueClock {
  readonly #clock: Clock;
  readonly #samples: number[] = [];
  #offset: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Only for what is surely stamped when it is sent; a replayed message may bear its first time. */
  observe(sentAt: number | undefined, latest = jump): void {
    if (sentAt === undefined || Number.isNaN(sentAt)) return;
    const sample = sentAt - this.#clock.epoch;
    if (Math.abs(sample - (this.#offset ?? sample)) > latest) this.#samples.length = 0;
    this.#samples.push(sample);
    if (this.#samples.length > kept) this.#samples.shift();
    this.#offset = Math.max(...this.#samples);
  }

  /** Milliseconds to add to local time; undefined before the first sample. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** The whole second that it is at the venue; undefined before the first sample. */
  get second(): number | undefined {
    return this.#offset === undefined ? undefined : Math.floor(this.now / 1000) * 1000;
  }

  /** Epoch milliseconds at the venue. */
  get now(): number {
    return this.#clock.epoch + (this.#offset ?? 0);
  }
}
