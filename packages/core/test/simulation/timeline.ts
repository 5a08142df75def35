interface Entry {
  readonly at: number;
  readonly order: number;
  task: (() => void) | undefined;
}

/** Virtual time: what is planned happens in order, and what is planned for one moment in the order of planning. */
export class Timeline {
  now = 0;
  readonly #heap: Entry[] = [];
  #planned = 0;

  /** The answer cancels it. */
  at(at: number, task: () => void): () => void {
    const entry: Entry = { at: Math.max(at, this.now), order: (this.#planned += 1), task };
    this.#insert(entry);
    return () => {
      entry.task = undefined;
    };
  }

  after(milliseconds: number, task: () => void): () => void {
    return this.at(this.now + milliseconds, task);
  }

  get next(): number | undefined {
    while (this.#heap[0] && !this.#heap[0].task) this.#shift();
    return this.#heap[0]?.at;
  }

  /** Lets the next thing happen. */
  step(): void {
    if (this.next === undefined) return;
    const entry = this.#shift();
    if (!entry) return;
    this.now = entry.at;
    entry.task?.();
  }

  #insert(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || isBefore(above, entry)) break;
      heap[index] = above;
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
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (!left) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
