/** Where a simulator gets its time from. Times are epoch milliseconds. */
export interface SimulatorClock {
  now(): number;
  /** Calls back once, `milliseconds` from now; the returned function cancels. */
  setTimer(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: SimulatorClock = {
  now: () => Date.now(),
  setTimer(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

export interface ManualClock extends SimulatorClock {
  /**
   * Moves the time forward and runs, in the order of their times, all timers that fall due, those
   * that they arm included. Sockets do not move meanwhile: what a timer sends arrives afterwards.
   */
  advance(milliseconds: number): void;
}

/**
 * A clock that stands still until it is told to move.
 *
 * It starts now by default, so that a client on the real clock passes a venue's clock check; give
 * `start` (epoch milliseconds) where frames have to be the same in every run.
 */
export function manualClock(start: number = Date.now()): ManualClock {
  let now = start;
  const timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    setTimer(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      const later = timers.findIndex((other) => other.at > timer.at);
      timers.splice(later === -1 ? timers.length : later, 0, timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index !== -1) timers.splice(index, 1);
      };
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (let next = timers[0]; next !== undefined && next.at <= end; next = timers[0]) {
        timers.shift();
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
  };
}

/** A venue's clock: the given one, off by `skewMs`, whose timers end with the venue. */
export class VenueClock implements SimulatorClock {
  readonly #clock: SimulatorClock;
  readonly #cancels = new Set<() => void>();
  #stopped = false;
  skewMs = 0;

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  setTimer(milliseconds: number, callback: () => void): () => void {
    if (this.#stopped) return () => undefined;
    const cancelTimer = this.#clock.setTimer(milliseconds, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    const cancel = (): void => {
      this.#cancels.delete(cancel);
      cancelTimer();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  /** Cancels all timers, those that are still to be armed included. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
  }
}
