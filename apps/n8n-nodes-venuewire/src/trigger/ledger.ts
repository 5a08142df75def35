import type { Cursor, CursorStore } from '@venuewire/core';
import type { IDataObject } from 'n8n-workflow';

/** How long n8n may take to write down that an execution has begun. */
const startsWithin = 10_000;

/**
 * Where a feed stands, as it is kept in n8n's static data. n8n saves that together with each `emit`, and before the
 * execution has surely begun: what is in flight is asked for again after a crash, and n8n's deduplication key keeps what
 * did run from running twice.
 */
export interface FeedState {
  /** What comes after it is asked for again. */
  readonly committed?: Cursor;
  /** Everything from `committed` up to this number has been handed to n8n. */
  readonly inFlight?: Cursor;
  /** How often the venue has numbered anew: a number means something else each time. */
  readonly generation?: number;
}

interface Pending extends Cursor {
  /** Epoch milliseconds at which n8n was given it. */
  readonly since: number;
  isSettled: boolean;
}

/** The place of one feed: in memory further on than what was last saved. */
export class FeedLedger {
  #committed: Cursor | undefined;
  /** Handed over by an earlier process, as far as was saved. */
  #inherited: number;
  /** The furthest that was handed over, and by this process. */
  #last: Cursor | undefined;
  #own: Cursor | undefined;
  #generation: number;
  #pending: Pending[] = [];
  readonly #now: () => number;

  constructor(state: FeedState, now: () => number) {
    this.#committed = state.committed;
    this.#last = state.inFlight ?? state.committed;
    this.#inherited = state.inFlight?.sequence ?? 0;
    this.#generation = state.generation ?? 0;
    this.#now = now;
  }

  /**
   * For the subscription, which resumes from what surely runs: what this process has handed over, or an earlier one had
   * time to. That an item was handled, `begin` and `settle` tell.
   */
  readonly store: CursorStore = {
    load: () => Promise.resolve(this.#own ?? this.#committed),
    save: () => Promise.resolve(),
  };

  /** The furthest number that it knows of. */
  get position(): number {
    return this.#last?.sequence ?? 0;
  }

  get generation(): number {
    return this.#generation;
  }

  get state(): FeedState {
    this.#fold();
    const { sequence = 0 } = this.#committed ?? {};
    return {
      ...(this.#committed && { committed: this.#committed }),
      ...(this.#last && this.#last.sequence > sequence && { inFlight: this.#last }),
      ...(this.#generation > 0 && { generation: this.#generation }),
    };
  }

  /** Whether an earlier process has handed it to n8n, and perhaps too late. */
  wasInFlight(sequence: number): boolean {
    return sequence <= this.#inherited;
  }

  /** Is about to be handed to n8n. */
  begin(cursor: Cursor): void {
    this.#fold();
    // Before the first number there is none to resume from, and then a crash would lose it.
    if (cursor.sequence > 1) {
      this.#committed ??= { sequence: cursor.sequence - 1, at: cursor.at };
    }
    this.#pending.push({ ...cursor, since: this.#now(), isSettled: false });
    this.#own = cursor;
    if (cursor.sequence > this.position) this.#last = cursor;
  }

  /** Its execution is over. */
  settle(sequence: number): void {
    for (const entry of this.#pending) if (entry.sequence === sequence) entry.isSettled = true;
  }

  /** Needs no execution. */
  pass(cursor: Cursor): void {
    this.begin(cursor);
    this.settle(cursor.sequence);
  }

  /** The venue has begun to number anew. */
  restart(): void {
    this.#generation += 1;
    this.#committed = undefined;
    this.#own = undefined;
    this.#last = undefined;
    this.#inherited = 0;
    this.#pending = [];
  }

  #fold(): void {
    const latest = this.#now() - startsWithin;
    for (;;) {
      const [first] = this.#pending;
      if (!first || !(first.isSettled || first.since <= latest)) return;
      this.#pending.shift();
      const { sequence, at } = first;
      if (sequence > (this.#committed?.sequence ?? 0)) this.#committed = { sequence, at };
    }
  }
}

/** The ledgers of a node. It outlives a registration: a workflow that is published again goes on where it was. */
export class Ledger {
  readonly #feeds = new Map<string, FeedLedger>();
  readonly #now: () => number;
  #saved: Readonly<Record<string, FeedState>> = {};

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes over what was saved, where that is further on than this process: another one may have been at work. */
  inherit(saved: Readonly<Record<string, FeedState>>): void {
    this.#saved = saved;
    for (const [key, ledger] of this.#feeds) {
      const other = new FeedLedger(saved[key] ?? {}, this.#now);
      const isFurther =
        other.generation === ledger.generation
          ? other.position > ledger.position
          : other.generation > ledger.generation;
      if (isFurther) this.#feeds.set(key, other);
    }
  }

  feed(key: string): FeedLedger {
    const known = this.#feeds.get(key);
    if (known) return known;
    const ledger = new FeedLedger(this.#saved[key] ?? {}, this.#now);
    this.#feeds.set(key, ledger);
    return ledger;
  }

  get states(): Record<string, FeedState> {
    const states = [...this.#feeds].map(([key, ledger]) => [key, ledger.state] as const);
    return { ...this.#saved, ...Object.fromEntries(states) };
  }
}

const field = 'venuewire';

/** What was saved, as far as it is what was saved: a Code node can write anything there. */
export function readStates(staticData: IDataObject): Record<string, FeedState> {
  const stored = staticData[field];
  if (!isObject(stored)) return {};
  return Object.fromEntries(Object.entries(stored).map(([key, state]) => [key, readState(state)]));
}

export function writeStates(
  staticData: IDataObject,
  states: Readonly<Record<string, FeedState>>,
): void {
  staticData[field] = Object.fromEntries(
    Object.entries(states).map(([key, { committed, inFlight, generation }]) => [
      key,
      {
        ...(committed && { committed: { ...committed } }),
        ...(inFlight && { inFlight: { ...inFlight } }),
        ...(generation !== undefined && { generation }),
      },
    ]),
  );
}

function readState(value: unknown): FeedState {
  if (!isObject(value)) return {};
  const committed = readCursor(value['committed']);
  const inFlight = readCursor(value['inFlight']);
  const generation = value['generation'];
  return {
    ...(committed && { committed }),
    ...(inFlight && { inFlight }),
    ...(typeof generation === 'number' && { generation }),
  };
}

function readCursor(value: unknown): Cursor | undefined {
  if (!isObject(value)) return undefined;
  const { sequence, at } = value;
  const isCursor = Number.isSafeInteger(sequence) && Number(sequence) > 0 && typeof at === 'number';
  return isCursor ? { sequence: Number(sequence), at } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
