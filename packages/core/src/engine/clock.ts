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

  /** Only for messages that are surely stamped when they are sent; a replayed one may bear its first time. */
  observe(sentAt: number | undefined): void {
    if (sentAt === undefined || Number.isNaN(sentAt)) return;
    const sample = sentAt - this.#clock.epoch;
    if (Math.abs(sample - (this.#offset ?? sample)) > jump) this.#samples.length = 0;
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
