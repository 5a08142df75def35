import type { Consumer } from './consumer.ts';

/** The readers of one subscription on the wire. */
export class Readers {
  readonly #served = new Set<Consumer>();
  /** Wait for the next subscribe, because it will bring what they lack: until then they get nothing. */
  readonly #waiting = new Set<Consumer>();

  /** Those who get what comes. */
  get served(): ReadonlySet<Consumer> {
    return this.#served;
  }

  get all(): readonly Consumer[] {
    return [...this.#served, ...this.#waiting];
  }

  get areWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  serve(consumer: Consumer): void {
    this.#served.add(consumer);
  }

  postpone(consumers: Iterable<Consumer>): void {
    for (const consumer of consumers) {
      this.#served.delete(consumer);
      this.#waiting.add(consumer);
    }
  }

  serveAll(): void {
    for (const consumer of this.#waiting) this.#served.add(consumer);
    this.#waiting.clear();
  }

  remove(consumer: Consumer): void {
    this.#served.delete(consumer);
    this.#waiting.delete(consumer);
  }

  clear(): void {
    this.#served.clear();
    this.#waiting.clear();
  }

  /** The sequence number from which one resume serves them all. */
  get lowestPosition(): number | undefined {
    const positions = this.#positions;
    return positions.length === 0 ? undefined : Math.min(...positions);
  }

  get highestPosition(): number {
    return Math.max(0, ...this.#positions);
  }

  get #positions(): number[] {
    return this.all.flatMap(({ position }) => position ?? []);
  }
}
