import type { Apply } from '../venue.ts';
import type { Conflation } from './queue.ts';

/** The state of a channel as its messages made it: what a late reader starts with. */
export class View {
  readonly #apply: Apply<unknown>;
  readonly #growsFromNothing: boolean;
  readonly #rows = new Map<string, object>();
  #whole: unknown;
  #isFilled = false;
  #isWhole = false;

  /** `growsFromNothing`: where no snapshot is promised, any row begins the state. */
  constructor(apply: Apply<unknown>, growsFromNothing = false) {
    this.#apply = apply;
    this.#growsFromNothing = growsFromNothing;
  }

  /** Whether there is a state; after a break there is none until the next snapshot. */
  get isFilled(): boolean {
    return this.#isFilled;
  }

  /** Whether that began with all of it, and not with the first row that happened to come. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get data(): unknown {
    return 'data' in this.#apply ? this.#apply.data(this.#rows) : this.#whole;
  }

  /** An update of rows before any snapshot is not merged into nothing. */
  update(data: unknown, snapshot: boolean): void {
    const apply = this.#apply;
    if (apply.mode === 'append') return;
    if (apply.mode === 'replace') {
      this.#whole = data;
      this.#isFilled = this.#isWhole = true;
      return;
    }
    if (!snapshot && !this.#isFilled && !this.#growsFromNothing) return;
    // Before anything is changed: the channel's table may find that it cannot read them.
    const rows = [...apply.rows(data)];
    if (snapshot) this.#rows.clear();
    this.#isFilled = true;
    this.#isWhole ||= snapshot;
    const merge = mergeRows(apply.mode);
    for (const [key, row] of rows) this.#rows.set(key, merge(this.#rows.get(key), row));
    for (const key of this.#rows.keys()) {
      if (this.#rows.size <= (apply.most ?? Number.POSITIVE_INFINITY)) break;
      this.#rows.delete(key);
    }
  }

  /** Throws what `update` would throw. */
  check(data: unknown): void {
    if ('rows' in this.#apply) void [...this.#apply.rows(data)];
  }

  /**
   * Takes what somebody else knows, and what has come since, in the place of its own. Answers whether that says
   * anything new: other rows, or another value in a field that both have.
   */
  correct(
    data: unknown,
    updates: readonly { readonly data: unknown; readonly snapshot: boolean }[],
  ): boolean {
    const fresh = new View(this.#apply);
    fresh.update(data, true);
    for (const update of updates) fresh.update(update.data, update.snapshot);
    const isNew = !this.#agrees(fresh);
    this.#rows.clear();
    for (const [key, row] of fresh.#rows) this.#rows.set(key, row);
    this.#whole = fresh.#whole;
    this.#isFilled = this.#isWhole = true;
    return isNew;
  }

  #agrees(other: View): boolean {
    if (this.#isFilled !== other.#isFilled || this.#rows.size !== other.#rows.size) return false;
    return (
      [...this.#rows].every(([key, row]) => agree(row, other.#rows.get(key))) &&
      agree(this.#whole, other.#whole)
    );
  }

  clear(): void {
    this.#rows.clear();
    this.#whole = undefined;
    this.#isFilled = this.#isWhole = false;
  }
}

/** How queued updates of such a channel become one; undefined where the newest simply replaces. */
export function conflationOf(apply: Apply<unknown>): Conflation | undefined {
  if (apply.mode === 'append' || apply.mode === 'replace') return undefined;
  const { rows, data, most = Number.POSITIVE_INFINITY } = apply;
  return { rows, data, most, merge: mergeRows(apply.mode) };
}

/** A field that an update leaves out is unchanged; one that is null is none. */
function mergeRows(mode: 'upsert' | 'merge'): Conflation['merge'] {
  return mode === 'upsert' ? (_, newer) => newer : (older, newer) => ({ ...older, ...newer });
}

/** What only one of two sources tells is no contradiction. */
function agree(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) || Array.isArray(other)) {
    const areLists = Array.isArray(one) && Array.isArray(other) && one.length === other.length;
    return areLists && one.every((value, index) => agree(value, other[index]));
  }
  const others = new Map(Object.entries(other));
  return Object.entries(one).every(
    ([key, value]) => !others.has(key) || agree(value, others.get(key)),
  );
}
