import type { SimulatorClock } from './clock.ts';
import type { SeededRandom } from './random.ts';

/** How many items a reordering fault collects before it lets them go, and for how long at most. */
export interface ReorderWindow {
  readonly items: number;
  readonly milliseconds: number;
}

/** Holds items back and lets them go in another order; items of one key keep theirs. */
export class ReorderBuffer<Item> {
  readonly #parts: {
    readonly clock: SimulatorClock;
    readonly random: SeededRandom;
    readonly keyOf: (item: Item) => unknown;
    readonly emit: (item: Item) => void;
  };
  #held: Item[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(parts: {
    readonly clock: SimulatorClock;
    readonly random: SeededRandom;
    readonly keyOf: (item: Item) => unknown;
    readonly emit: (item: Item) => void;
  }) {
    this.#parts = parts;
  }

  hold(item: Item, window: ReorderWindow): void {
    this.#held.push(item);
    if (this.#held.length >= window.items) this.release();
    else
      this.#cancelTimer ??= this.#parts.clock.setTimer(window.milliseconds, () => this.release());
  }

  release(): void {
    const items = this.#held;
    this.discard();
    for (const item of shuffledAcrossKeys(items, this.#parts.keyOf, this.#parts.random)) {
      this.#parts.emit(item);
    }
  }

  discard(): void {
    this.#held = [];
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

/** Begins with another key than the first item's, so that two keys never come out as they were. */
function shuffledAcrossKeys<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
  random: SeededRandom,
): Item[] {
  const byKey = new Map<unknown, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  const queues = [...byKey.values()];
  const shuffled: Item[] = [];
  while (queues.length > 0) {
    const first = shuffled.length === 0 && queues.length > 1 ? 1 : 0;
    const index = random.integer(first, queues.length - 1);
    const item = queues[index]?.shift();
    if (item !== undefined) shuffled.push(item);
    if (queues[index]?.length === 0) queues.splice(index, 1);
  }
  return shuffled;
}
