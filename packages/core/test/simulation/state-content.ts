import type { DataItem, GapItem } from '../../src/item.ts';
import type { Content, ReaderFacts } from './stream-check.ts';
import type { Payload, Row } from './test-venue.ts';
import { mergeRows, versionOf } from './topic-log.ts';
import { Violation } from './violation.ts';

/** The stream of a state: what its reader makes of it is the venue's state. */
export class StateContent implements Content {
  readonly #facts: ReaderFacts;
  readonly #rows = new Map<string, Row>();
  /** Whether the reader has a whole state, to which updates can be applied. */
  #isKnown = false;
  /** A gap was called complete, or nothing was told yet: only a snapshot can follow. */
  #isOwedSnapshot: boolean;
  /** Up to which event the state was told. */
  #covered: number | undefined;
  /** Which event the latest snapshot was made after. */
  #snapshotOf = 0;
  #isExcused = false;
  /** One of the gaps since then could not be closed. */
  #isStateless = false;
  #truth = new Map<string, Row>();
  #truthAt = 0;

  constructor(facts: ReaderFacts) {
    this.#facts = facts;
    this.#isOwedSnapshot = facts.log.spec.mode !== 'none';
  }

  get isPlaced(): boolean {
    return this.#covered !== undefined;
  }

  get latest(): number {
    return this.#covered ?? 0;
  }

  gap({ recovery }: GapItem): void {
    this.#isStateless ||= recovery !== 'complete';
    if (this.#isStateless) this.#isKnown = false;
    // Without a state updates go on nevertheless, if one of the gaps between them says so.
    this.#isOwedSnapshot = !this.#isStateless;
    this.#isExcused = true;
  }

  data(item: DataItem<unknown>): void {
    const payload = item.data as Payload;
    const topics = Object.values(payload.rows ?? {}).map(({ topic }) => topic);
    for (const topic of payload.topic === undefined ? topics : [payload.topic]) {
      if (topic !== this.#facts.log.topic) throw new Violation(`it got a state of ${topic}`);
    }
    if (item.snapshot) this.#snapshot(payload);
    else this.#update(payload);
  }

  missing(): string | undefined {
    const { log, policy, promised } = this.#facts;
    const { mode } = log.spec;
    const base = this.#covered ?? promised ?? log.length;
    if (!this.#isExcused && base < log.length) return `update ${log.length} is lost without a gap`;
    if (this.#isOwedSnapshot && this.#isExcused)
      return 'a gap was called complete, and no state came';
    if (mode === 'snapshot' && policy !== 'drop-oldest' && !this.#isKnown) return 'it has no state';
    return this.#isKnown && this.#covered === log.length ? this.#difference(log.length) : undefined;
  }

  #snapshot(payload: Payload): void {
    const { policy } = this.#facts;
    const version = versionOf(payload);
    if (this.#covered !== undefined) {
      if (version < this.#covered && !this.#isOverlap(version)) {
        throw new Violation(`a snapshot of ${version} came after update ${this.#covered}`);
      }
      if (version > this.#covered && !this.#isExcused && policy !== 'conflate') {
        throw new Violation('a snapshot hides updates without a gap');
      }
    }
    this.#rows.clear();
    mergeRows(this.#rows, payload, this.#facts.log.spec);
    this.#isKnown = true;
    this.#isOwedSnapshot = false;
    this.#snapshotOf = version;
    this.#told(version);
  }

  #update(payload: Payload): void {
    const { log, policy, promised } = this.#facts;
    const version = versionOf(payload);
    if (this.#isOwedSnapshot) throw new Violation(`update ${version} came before any snapshot`);
    const base = this.#covered ?? promised ?? version;
    if (version <= base && this.#covered !== undefined) {
      const isDouble = version === base && log.doubled.has(version);
      if (!isDouble && !this.#isOverlap(version)) {
        throw new Violation(`update ${version} came after update ${base}`);
      }
    }
    if (version > base + 1 && policy !== 'conflate' && !this.#isExcused) {
      throw new Violation(`update ${base + 1} is lost without a gap`);
    }
    mergeRows(this.#rows, payload, log.spec);
    this.#told(Math.max(version, this.#covered ?? 0));
  }

  /** REST may know more than the messages that waited for it have told: they are applied after it nevertheless. */
  #isOverlap(version: number): boolean {
    return (
      this.#facts.log.spec.mode === 'backfill' && version <= Math.max(this.#snapshotOf, this.latest)
    );
  }

  #told(version: number): void {
    this.#covered = version;
    this.#isExcused = this.#isStateless = false;
    if (!this.#isKnown || this.#facts.log.spec.mode === 'backfill') return;
    const difference = this.#difference(version);
    if (difference) throw new Violation(difference);
  }

  #difference(version: number): string | undefined {
    const { apply } = this.#facts.log.spec;
    if (apply === 'replace') return undefined;
    const truth = this.#trueRows(version);
    const seen = JSON.stringify([...this.#rows].toSorted(byKey).map(canonical));
    const real = JSON.stringify([...truth].toSorted(byKey).map(canonical));
    return seen === real
      ? undefined
      : `after update ${version} its state is ${seen}, the venue's ${real}`;
  }

  #trueRows(version: number): Map<string, Row> {
    const { events, spec } = this.#facts.log;
    if (version < this.#truthAt) {
      this.#truth = new Map();
      this.#truthAt = 0;
    }
    for (; this.#truthAt < version; this.#truthAt += 1) {
      const event = events[this.#truthAt];
      if (event) mergeRows(this.#truth, event.payload, spec);
    }
    return this.#truth;
  }
}

function byKey([one]: readonly [string, Row], [other]: readonly [string, Row]): number {
  return one < other ? -1 : 1;
}

function canonical([key, { n, x, y }]: readonly [string, Row]): unknown {
  return [key, n, x ?? null, y ?? null];
}
