import type { Random } from './random.ts';
import type { Payload, Row, Spec } from './test-venue.ts';

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
  hasBeenUnrestored = false;
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

  append(random: Random, at: number, time: number, isPoisoned: boolean): VenueEvent {
    const n = this.events.length + 1;
    const { spec, topic, key } = this;
    // A jump is not a loss.
    this.#sequence += random.chance(0.2) ? 1 + random.below(5) : 1;
    const event: VenueEvent = {
      n,
      at,
      time,
      isPoisoned,
      sequence: spec.mode === 'replay' ? this.#sequence : undefined,
      id: spec.hasIds ? `${key}:${n}` : undefined,
      payload: this.#payload(n, topic, random),
    };
    this.events.push(event);
    mergeRows(this.rows, event.payload, spec);
    return event;
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

  #payload(n: number, topic: string, random: Random): Payload {
    const { apply } = this.spec;
    if (apply === 'append' || apply === 'replace') return { topic, n };
    const rows: Record<string, Row> = {};
    for (let touched = random.below(2); touched >= 0; touched -= 1) {
      const x = random.below(100);
      const isWhole = apply === 'upsert';
      const row = isWhole || random.chance(0.5) ? { topic, n, x } : { topic, n, y: x };
      rows['pqr'.charAt(random.below(3))] = row;
    }
    return { rows };
  }
}

/** Applies an update as the venue documents it: a row of an upsert is whole, the fields of a merge are added. */
export function mergeRows(rows: Map<string, Row>, { rows: changed }: Payload, spec: Spec): void {
  for (const [key, row] of Object.entries(changed ?? {})) {
    rows.set(key, spec.apply === 'merge' ? { ...rows.get(key), ...row } : row);
  }
}

/** Up to which event a message tells. */
export function versionOf({ n, rows }: Payload): number {
  if (n !== undefined) return n;
  return Math.max(0, ...Object.values(rows ?? {}).map((row) => row.n));
}
