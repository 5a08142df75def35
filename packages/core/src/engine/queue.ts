import type { AnyItem, DataItem, GapItem, StatusItem, Verdict } from '../item.ts';
import type { Policy } from '../venue.ts';

export interface QueueLimits {
  readonly items: number;
  /** Characters of the frames that the queued data came in. */
  readonly bytes: number;
}

export const defaultQueueLimits: QueueLimits = { items: 10_000, bytes: 16 * 1024 * 1024 };

type Rows = Map<string, object>;

/** How two updates of a state become one. */
export interface Conflation {
  readonly rows: (data: unknown) => Iterable<readonly [string, object]>;
  readonly merge: (older: object | undefined, newer: object) => object;
  readonly data: (rows: Iterable<readonly [string, object]>) => unknown;
  readonly most: number;
}

interface Entry {
  item: AnyItem;
  bytes: number;
  /** The rows of a conflated item, made into its data when it is taken. */
  rows?: Rows;
}

const worst: readonly Verdict[] = ['complete', 'partial', 'none'];

/**
 * What one consumer has not taken yet. Data is bounded in items and bytes. Between two of its items there is at most
 * one gap for each reason, and hardly more statuses, so that connections which come and go while nobody reads cost
 * nothing.
 */
export class Queue {
  readonly #limits: QueueLimits;
  readonly #policy: Policy;
  readonly #conflation: Conflation | undefined;
  /** Those before the head are taken, and let go. */
  #entries: (Entry | undefined)[] = [];
  #head = 0;
  #items = 0;
  #bytes = 0;

  constructor(policy: Policy, limits: QueueLimits, conflation?: Conflation) {
    this.#policy = policy;
    this.#limits = limits;
    this.#conflation = conflation;
  }

  get items(): number {
    return this.#items;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#head === this.#entries.length;
  }

  get isFull(): boolean {
    return this.#items >= this.#limits.items || this.#bytes >= this.#limits.bytes;
  }

  /** Low enough for a held consumer to go on. */
  get isHalfEmpty(): boolean {
    return this.#items <= this.#limits.items / 2 && this.#bytes <= this.#limits.bytes / 2;
  }

  /** Answers whether the item was kept; `overshoot` keeps it beyond the limits. */
  pushData(item: DataItem<unknown>, bytes: number, now: number, overshoot = false): boolean {
    if (this.#policy === 'conflate' && this.#conflate(item, bytes)) return true;
    if (this.isFull && !overshoot) {
      if (this.#policy === 'hold' || this.#policy === 'fail') return false;
      while (this.isFull && this.#items > 0) this.#dropOldest(now);
    }
    this.#append({ item, bytes });
    return true;
  }

  pushGap(gap: GapItem): void {
    for (let index = this.#entries.length - 1; index >= this.#head; index -= 1) {
      const entry = this.#entries[index];
      if (!entry || entry.item.type === 'data') break;
      if (entry.item.type !== 'gap' || entry.item.reason !== gap.reason) continue;
      entry.item = joined(entry.item, gap);
      return;
    }
    this.#entries.push({ item: gap, bytes: 0 });
  }

  pushStatus(status: StatusItem): void {
    const last = this.#last;
    if (last?.item.type === 'status') last.item = status;
    else this.#entries.push({ item: status, bytes: 0 });
  }

  take(): AnyItem | undefined {
    const entry = this.#entries[this.#head];
    if (!entry) return undefined;
    this.#advance(entry);
    const { item, rows } = entry;
    if (item.type !== 'data' || !rows || !this.#conflation) return item;
    return { ...item, data: this.#conflation.data(rows) };
  }

  clear(): void {
    this.#entries = [];
    this.#head = this.#items = this.#bytes = 0;
  }

  get #last(): Entry | undefined {
    return this.#head === this.#entries.length ? undefined : this.#entries.at(-1);
  }

  #append(entry: Entry): void {
    this.#entries.push(entry);
    this.#items += 1;
    this.#bytes += entry.bytes;
  }

  #advance(entry: Entry): void {
    if (entry.item.type === 'data') {
      this.#items -= 1;
      this.#bytes -= entry.bytes;
    }
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    this.#compact();
  }

  #compact(): void {
    const isDrained = this.#head === this.#entries.length;
    if (!isDrained && (this.#head < 1024 || this.#head * 2 < this.#entries.length)) return;
    this.#entries = isDrained ? [] : this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** Joins an update with the last one, if nothing but a status stands behind that. */
  #conflate(item: DataItem<unknown>, bytes: number): boolean {
    let index = this.#entries.length - 1;
    if (index > this.#head && this.#entries[index]?.item.type === 'status') index -= 1;
    const entry = index >= this.#head ? this.#entries[index] : undefined;
    if (entry?.item.type !== 'data') return false;
    const older = entry.item;
    const snapshot = item.snapshot || older.snapshot;
    if (item.snapshot || !this.#conflation) {
      delete entry.rows;
      this.#bytes += bytes - entry.bytes;
      entry.bytes = bytes;
    } else {
      const { rows, merge, most } = this.#conflation;
      entry.rows ??= new Map(rows(older.data));
      const before = entry.rows.size;
      let changed = 0;
      for (const [key, row] of rows(item.data)) {
        entry.rows.set(key, merge(entry.rows.get(key), row));
        changed += 1;
      }
      for (const key of entry.rows.keys()) {
        if (entry.rows.size <= most) break;
        entry.rows.delete(key);
      }
      // Only rows that were not there yet make it larger.
      const added = changed === 0 ? 0 : (bytes * (entry.rows.size - before)) / changed;
      this.#bytes += added;
      entry.bytes += added;
    }
    entry.item = { ...item, snapshot };
    return true;
  }

  /** Puts a gap in the place of the oldest data, and makes one run of the marks before and behind it. */
  #dropOldest(now: number): void {
    const entries = this.#entries;
    let index = this.#head;
    while (entries[index]?.item.type !== 'data') index += 1;
    const entry = entries[index];
    if (entry?.item.type !== 'data') return;
    this.#items -= 1;
    this.#bytes -= entry.bytes;
    const since = entry.item.receivedAt;
    entries[index] = {
      item: { type: 'gap', reason: 'overflow', since, until: now, recovery: 'none', dropped: 1 },
      bytes: 0,
    };
    let end = index + 1;
    while (end < entries.length && entries[end]?.item.type !== 'data') end += 1;
    const marks = squeezed(entries.slice(this.#head, end).flatMap((mark) => mark?.item ?? []));
    entries.fill(undefined, this.#head, end);
    this.#head = end - marks.length;
    for (const [offset, item] of marks.entries()) entries[this.#head + offset] = { item, bytes: 0 };
    this.#compact();
  }
}

/** Of the gaps with one reason only one, where the first stood; of the statuses the last. */
function squeezed(marks: readonly AnyItem[]): AnyItem[] {
  const gaps = new Map<string, GapItem>();
  for (const mark of marks) {
    if (mark.type !== 'gap') continue;
    const earlier = gaps.get(mark.reason);
    gaps.set(mark.reason, earlier ? joined(earlier, mark) : mark);
  }
  const lastStatus = marks.findLast(({ type }) => type === 'status');
  return marks.flatMap((mark) => {
    if (mark.type === 'status') return mark === lastStatus ? mark : [];
    const gap = mark.type === 'gap' ? gaps.get(mark.reason) : undefined;
    if (gap) gaps.delete(gap.reason);
    return gap ?? [];
  });
}

function joined(older: GapItem, newer: GapItem): GapItem {
  const dropped = (older.dropped ?? 0) + (newer.dropped ?? 0);
  const verdict = worst[Math.max(worst.indexOf(older.recovery), worst.indexOf(newer.recovery))];
  return {
    ...newer,
    since: Math.min(older.since, newer.since),
    recovery: verdict ?? 'none',
    ...(dropped === 0 ? {} : { dropped }),
  };
}
