/** A question, and the answers that can be bought. */
export interface OutpollEvent {
  readonly id: string;
  readonly title: string;
  readonly outcomes: readonly OutpollOutcome[];
}

export interface OutpollOutcome {
  readonly id: string;
  readonly title: string;
  /** Between 0 and 1. */
  readonly chance: number;
}

/** A complete row of an order book, as it is on the wire; null where there is none. */
export interface OutpollBookRow {
  /** Outcome. */
  readonly o: string;
  /** Last chance. */
  readonly c: number | null;
  /** Best bid. */
  readonly b: number | null;
  /** Best ask. */
  readonly a: number | null;
}

/** What a price update says; absent fields stay as they are. */
export type OutpollBookRowChange = Pick<OutpollBookRow, 'o'> & Partial<OutpollBookRow>;

/** A point of a chance history, as it is on the wire. */
export interface OutpollChancePoint {
  /** Unix seconds. */
  readonly t: number;
  /** Between 0 and 1. */
  readonly p: number;
}

export interface Outcome extends OutpollOutcome {
  readonly event: OutpollEvent;
  /** What a holder of this outcome has on its balance (that the two ids differ is illustrative). */
  readonly assetId: string;
}

/** The order books and chances of all events. */
export class Market {
  readonly events: readonly OutpollEvent[];
  readonly #outcomes = new Map<string, Outcome>();
  readonly #rows = new Map<string, OutpollBookRow>();
  readonly #points = new Map<string, OutpollChancePoint>();

  constructor(events: readonly OutpollEvent[], startedAt: number) {
    this.events = events;
    for (const event of events) {
      for (const outcome of event.outcomes) {
        this.#outcomes.set(outcome.id, { ...outcome, event, assetId: `asset-${outcome.id}` });
        this.#rows.set(outcome.id, { o: outcome.id, ...quotesAround(outcome.chance) });
        this.#points.set(outcome.id, { t: unixSeconds(startedAt), p: outcome.chance });
      }
    }
  }

  hasEvent(eventId: string): boolean {
    return this.events.some((event) => event.id === eventId);
  }

  hasOutcome(outcomeId: string): boolean {
    return this.#outcomes.has(outcomeId);
  }

  get outcomes(): readonly Outcome[] {
    return [...this.#outcomes.values()];
  }

  /** @throws RangeError for one that does not exist. */
  outcome(outcomeId: string): Outcome {
    return known(this.#outcomes.get(outcomeId), outcomeId);
  }

  /** @throws RangeError for one that does not exist. */
  row(outcomeId: string): OutpollBookRow {
    return known(this.#rows.get(outcomeId), outcomeId);
  }

  /** In the order of the event's outcomes. @throws RangeError for an event that does not exist. */
  rowsOf(eventId: string): readonly OutpollBookRow[] {
    const event = this.events.find((one) => one.id === eventId);
    if (event === undefined) throw new RangeError(`There is no event ${eventId}.`);
    return event.outcomes.map(({ id }) => this.row(id));
  }

  /** @throws RangeError for an outcome that does not exist. */
  lastPoint(outcomeId: string): OutpollChancePoint {
    return known(this.#points.get(outcomeId), outcomeId);
  }

  /** Says what has changed. */
  change({ o, ...given }: OutpollBookRowChange): OutpollBookRowChange {
    const before = this.row(o);
    const after = { ...before, ...given };
    this.#rows.set(o, after);
    return {
      o,
      ...(after.c === before.c ? {} : { c: after.c }),
      ...(after.b === before.b ? {} : { b: after.b }),
      ...(after.a === before.a ? {} : { a: after.a }),
    };
  }

  recordPoint(outcomeId: string, point: OutpollChancePoint): void {
    this.#points.set(outcomeId, point);
  }
}

/** A cent below and a cent above; nobody bids 0 or asks 1. */
export function quotesAround(chance: number): Omit<OutpollBookRow, 'o'> {
  const [bid, ask] = [rounded(chance - 0.01), rounded(chance + 0.01)];
  return { c: chance, b: bid > 0 ? bid : null, a: ask < 1 ? ask : null };
}

/** To six places, so that sums of decimals have no binary noise. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

export function unixSeconds(epochMilliseconds: number): number {
  return Math.floor(epochMilliseconds / 1000);
}

function known<Value>(value: Value | undefined, outcomeId: string): Value {
  if (value === undefined) throw new RangeError(`There is no outcome ${outcomeId}.`);
  return value;
}
