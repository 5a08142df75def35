import { Violation } from './violation.ts';

/** What is still to settle, and what went wrong where nobody waits. */
export class Promises {
  violation: Error | undefined;
  readonly #pending = new Map<Promise<unknown>, string>();

  track(what: string, promise: Promise<unknown>): void {
    this.#pending.set(promise, what);
    const settled = (): void => {
      this.#pending.delete(promise);
    };
    promise.then(settled, settled);
  }

  /** Whoever asked is gone with its process. */
  forget(): void {
    this.#pending.clear();
  }

  fail(rule: string): void {
    this.violation ??= new Violation(rule);
  }

  attempt(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.violation ??= error instanceof Error ? error : new Violation(String(error));
    }
  }

  expectSettled(): void {
    const [what] = this.#pending.values();
    if (what) this.fail(`a promise does not settle: ${what}`);
  }
}
