interface Waiter {
  readonly holds: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Lets a test wait for a state instead of a time. */
export class Watch {
  #waiters: Waiter[] = [];
  #stopped = false;

  /** To be called whenever something that a condition may look at has changed. */
  changed(): void {
    if (this.#waiters.length === 0) return;
    const waiting: Waiter[] = [];
    for (const waiter of this.#waiters) {
      if (waiter.holds()) waiter.resolve();
      else waiting.push(waiter);
    }
    this.#waiters = waiting;
  }

  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    if (this.#stopped) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      this.#waiters.push({ holds, resolve, reject });
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const waiter of this.#waiters) waiter.reject(closedError());
    this.#waiters = [];
  }
}

function closedError(): Error {
  return new Error('The simulator was closed before the awaited state came about.');
}
