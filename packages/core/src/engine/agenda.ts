import type { Clock } from './clock.ts';

export interface Appointment {
  cancel(): void;
}

interface Entry {
  readonly at: number;
  task: (() => void) | undefined;
}

/**
 * The engine's deadlines, in one binary heap: the world needs a single timer for all of them. A cancelled entry
 * stays until it surfaces.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  after(milliseconds: number, task: () => void): Appointment {
    const entry: Entry = { at: this.#clock.now + milliseconds, task };
    if (milliseconds !== Number.POSITIVE_INFINITY) this.#insert(entry);
    return {
      cancel() {
        entry.task = undefined;
      },
    };
  }

  /** When `run` should be called next, in the clock's `now`. */
  get next(): number | undefined {
    while (this.#heap[0] && !this.#heap[0].task) this.#shift();
    return this.#heap[0]?.at;
  }

  /** Does what is due. A task may make and cancel appointments. */
  run(): void {
    for (let at = this.next; at !== undefined && at <= this.#clock.now; at = this.next) {
      this.#shift()?.task?.();
    }
  }

  #insert(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.at <= entry.at) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  #shift(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1;
      if (heap[child]!.at >= last.at) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}
