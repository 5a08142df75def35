import type { Random } from './random.ts';
import type { Spec } from './table.ts';
import type { Payload, Row } from './wire.ts';

/** What truly happened at the venue. */
export interface VenueEvent {
  /** Its place in the log, from 1. */
  readonly n: number;
  readonly sequence: number | undefined;
  readonly id: string | undefined;
  /** Milliseconds of virtual time. */
  readonly at: number;
  /** Epoch milliseconds of the venue's clock. */
  readonly time: number;
  readonly payload: Payload;
  /** Whether the venue can only send it garbled, however often. */
  readonly isPoisoned: boolean;
}

/** Of an event that several topics share: its payload, and its name. */
export interface SharedEvent {
  readonly payload: Payload;
  readonly id: string | undefined;
}

/** A row that every message touches, and that never ends: it tells how old a state is whose rows do. */
const stamp = '#';
/** Milliseconds that a row lasts where rows never end: no message is as old as all that are kept. */
const slot = 20_000;

/** The ground truth of one topic: its events, its state, and which faults could excuse a mark in a stream. */
export class TopicLog {
  readonly spec: Spec;
  readonly topic: string;
  readonly key: string;
  readonly events: VenueEvent[] = [];
  readonly rows = new Map<string, Row>();
  /** Events whose frame was sent twice. */
  readonly doubled = new Set<number>();
  hasBeenLimited = false;
  hasBeenReset = false;
  hasBeenForgotten = false;
  /** Events that were told without their topic: who was not live when they came does not get them. */
  readonly anonymous = new Set<number>();
  /** Events from before the venue took up what a client must already have counted as granted. */
  readonly unheard = new Set<number>();
  /** The venue has refused it, and perhaps in a way that nobody could understand. */
  hasBeenDenied = false;
  hasBeenUnrestored = false;
  /** REST has left events out. */
  hasBeenCut = false;
  #sequence: number;
  #replayedFrom = 1;

  constructor(spec: Spec, topic: string, firstSequence: number) {
    this.spec = spec;
    this.topic = topic;
    this.key = `${spec.name}:${topic}`;
    this.#sequence = firstSequence;
  }

  /** The number of the latest event. */
  get length(): number {
    return this.events.length;
  }

  append(
    random: Random,
    { at, time, isPoisoned }: Pick<VenueEvent, 'at' | 'time' | 'isPoisoned'>,
    shared?: SharedEvent,
  ): VenueEvent {
    const n = this.events.length + 1;
    const { spec, key } = this;
    // A jump is not a loss.
    this.#sequence += random.chance(0.2) ? 1 + random.below(5) : 1;
    const own = {
      id: spec.hasIds ? `${key}:${n}` : undefined,
      payload: this.#payload(n, at, random),
    };
    const event: VenueEvent = {
      n,
      at,
      time,
      isPoisoned,
      sequence: spec.mode === 'replay' ? this.#sequence : undefined,
      ...(shared ?? own),
    };
    this.events.push(event);
    mergeRows(this.rows, event.payload, spec);
    return event;
  }

  /** A row is no more, and no message says so. */
  endRow(random: Random): void {
    const names = [...this.rows.keys()].filter((name) => name !== stamp);
    const name = names[random.below(names.length)];
    if (name !== undefined) this.rows.delete(name);
  }

  /** The numbers begin anew, and what was before can no longer be replayed. */
  resetSequence(first: number): void {
    this.#sequence = first - 1;
    this.#replayedFrom = this.length + 1;
    this.hasBeenReset = true;
  }

  snapshot(): Payload {
    const { spec, topic, length } = this;
    if (spec.apply === 'append' || spec.apply === 'replace') return { topic, n: length };
    return { rows: Object.fromEntries(this.rows) };
  }

  /** The events after a sequence number. */
  after(sequence: number): VenueEvent[] {
    const known = this.events.slice(this.#replayedFrom - 1);
    return known.filter((event) => (event.sequence ?? 0) > sequence);
  }

  #payload(n: number, at: number, random: Random): Payload {
    const { topic, spec } = this;
    const { apply, most, every } = spec;
    if (apply === 'append' || apply === 'replace') return { topic, n };
    const rows: Record<string, Row> = every === undefined ? {} : { [stamp]: { topic, n } };
    for (let touched = random.below(2); touched >= 0; touched -= 1) {
      const x = random.below(100);
      const isWhole = apply === 'upsert';
      const row = isWhole || random.chance(0.5) ? { topic, n, x } : { topic, n, y: x };
      const name =
        most === undefined ? 'pqr'.charAt(random.below(3)) : `slot ${Math.floor(at / slot)}`;
      // That a row is another one, of the same name, can only be seen if it comes whole.
      rows[name] = every === undefined || this.rows.has(name) ? row : { topic, n, x, y: x };
    }
    return { rows };
  }
}

/** Applies an update as the venue documents it: a row of an upsert is whole, the fields of a merge are added. */
export function mergeRows(
  rows: Map<string, Row>,
  { rows: changed }: Payload,
  { apply, most = Number.POSITIVE_INFINITY }: Spec,
): void {
  for (const [key, row] of Object.entries(changed ?? {})) {
    rows.set(key, apply === 'merge' ? { ...rows.get(key), ...row } : row);
  }
  for (const key of rows.keys()) {
    if (rows.size <= most) return;
    rows.delete(key);
  }
}

/** Up to which event a message tells. */
export function versionOf({ n, rows }: Payload): number {
  if (n !== undefined) return n;
  return Math.max(0, ...Object.values(rows ?? {}).map((row) => row.n));
}
