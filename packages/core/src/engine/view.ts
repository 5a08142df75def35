import type { Apply } from '../venue.ts';
import type { Conflation } from './queue.ts';

/** The state of a channel as its messages made it: what a late reader starts with. */
export class View {
  readonly #apply: Apply<unknown>;
  readonly #rows = new Map<string, object>();
  #whole: unknown;
  #isFilled = false;

  constructor(apply: Apply<unknown>) {
    this.#apply = apply;
  }

  /** Whether there is a state; after a break there is none until the next snapshot. */
  get isFilled(): boolean {
    return this.#isFilled;
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
      this.#isFilled = true;
      return;
    }
    if (!snapshot && !this.#isFilled) return;
    // Before anything is changed: the channel's table may find that it cannot read them.
    const rows = [...apply.rows(data)];
    if (snapshot) this.#rows.clear();
    this.#isFilled = true;
    const merge = mergeRows(apply.mode);
    for (const [key, row] of rows) this.#rows.set(key, merge(this.#rows.get(key), row));
  }

  /** Throws what `update` would throw. */
  check(data: unknown): void {
    if ('rows' in this.#apply) void [...this.#apply.rows(data)];
  }

  clear(): void {
    this.#rows.clear();
    this.#whole = undefined;
    this.#isFilled = false;
  }
}

/** How queued updates of such a channel become one; undefined where the newest simply replaces. */
export function conflationOf(apply: Apply<unknown>): Conflation | undefined {
  if (apply.mode === 'append' || apply.mode === 'replace') return undefined;
  const { rows, data } = apply;
  return { rows, data, merge: mergeRows(apply.mode) };
}

/** A field that an update leaves out is unchanged; one that is null is none. */
function mergeRows(mode: 'upsert' | 'merge'): Conflation['merge'] {
  return mode === 'upsert' ? (_, newer) => newer : (older, newer) => ({ ...older, ...newer });
}
