import type { DataItem, GapItem } from '../../src/item.ts';
import type { Content, ReaderFacts } from './stream-check.ts';
import { mergeRows, versionOf } from './topic-log.ts';
import { Violation } from './violation.ts';
import type { Payload, Row } from './wire.ts';

/** The stream of a state: what its reader makes of it is the venue's state. */
export class StateContent implements Content {
  readonly #facts: ReaderFacts;
  readonly #rows = new Map<string, Row>();
  /** Whether the reader has the whole state, some rows of it, or nothing that updates could be applied to. */
  #knowledge: 'whole' | 'some' | 'none' = 'none';
  /** A gap was called complete, or nothing was told yet: only this can follow. */
  #owed: 'snapshot' | 'message' | undefined;
  /** Up to which event the state was told. */
  #covered: number | undefined;
  /** Which event the latest snapshot was made after. */
  #snapshotOf = 0;
  #isExcused = false;
  /** One of the gaps since then could not be closed. */
  #isStateless = false;
  /** Nobody can know that something is missing. */
  #isUnheard = false;
  #truth = new Map<string, Row>();
  #truthAt = 0;

  constructor(facts: ReaderFacts) {
    this.#facts = facts;
    const { mode, isOptional } = facts.log.spec;
    if (mode !== 'none' && !isOptional) this.#owed = 'snapshot';
  }

  get isPlaced(): boolean {
    return this.#covered !== undefined;
  }

  get latest(): number {
    return this.#covered ?? 0;
  }

  gap({ recovery }: GapItem): void {
    this.#isStateless ||= recovery !== 'complete';
    if (this.#isStateless) this.#knowledge = 'none';
    // Without a state updates go on nevertheless, if one of the gaps between them says so.
    this.#owed = this.#isStateless ? undefined : this.#wholeMessage;
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
    const { mode, every, isOptional } = log.spec;
    const base = this.#covered ?? promised ?? log.length;
    if (!this.#isExcused && this.#lost(base, log.length + 1) !== undefined)
      return `update ${log.length} is lost without a gap`;
    if (this.#owed && this.#isExcused) return 'a gap was called complete, and no state came';
    const isPromised = (mode === 'snapshot' && !isOptional) || mode === 'backfill';
    const isKnowable = policy !== 'drop-oldest' && !this.#isUnheard;
    if (isPromised && isKnowable && this.#knowledge !== 'whole') return 'it has no state';
    if (this.#knowledge === 'whole' && every !== undefined) return this.#differenceFrom(log.rows);
    return this.#covered === log.length ? this.#difference(log.length) : undefined;
  }

  /** What is the whole state, and what can only be told with a mark. */
  get #wholeMessage(): 'snapshot' | 'message' {
    const { isOptional, apply } = this.#facts.log.spec;
    return isOptional && apply === 'replace' ? 'message' : 'snapshot';
  }

  #snapshot(payload: Payload): void {
    const { policy, log } = this.#facts;
    const version = versionOf(payload);
    if (this.#covered !== undefined) {
      if (version < this.#covered && !this.#isOverlap(version)) {
        throw new Violation(`a snapshot of ${version} came after update ${this.#covered}`);
      }
      // REST may know more than the messages have told, which still come.
      const isFree = this.#isExcused || policy === 'conflate' || log.spec.mode === 'backfill';
      if (!isFree && this.#lost(this.#covered, version + 1) !== undefined) {
        throw new Violation('a snapshot hides updates without a gap');
      }
    }
    // One that updates have been joined with is as whole as they are.
    this.#isUnheard = policy === 'conflate' && this.#hasUnheard(this.#covered ?? 0, version);
    this.#rows.clear();
    mergeRows(this.#rows, payload, log.spec);
    this.#knowledge = this.#isUnheard ? 'none' : 'whole';
    this.#owed = undefined;
    this.#snapshotOf = version;
    this.#told(version);
  }

  #update(payload: Payload): void {
    const { log, policy, promised } = this.#facts;
    const version = versionOf(payload);
    if (this.#owed === 'snapshot')
      throw new Violation(`update ${version} came before any snapshot`);
    this.#owed = undefined;
    const base = this.#covered ?? promised ?? version;
    if (version <= base && this.#covered !== undefined) {
      // What nobody asked for may repeat what was said.
      const isDouble = version === base && (log.doubled.has(version) || log.spec.isOptional);
      if (!isDouble && !this.#isOverlap(version)) {
        throw new Violation(`update ${version} came after update ${base}`);
      }
    }
    if (policy !== 'conflate' && !this.#isExcused) {
      const lost = this.#lost(base, version);
      if (lost !== undefined) throw new Violation(`update ${lost} is lost without a gap`);
    }
    this.#begin(base, version);
    mergeRows(this.#rows, payload, log.spec);
    this.#told(Math.max(version, this.#covered ?? 0));
  }

  /** Without a state an update begins one, where nobody promised that it would come by itself. */
  #begin(base: number, version: number): void {
    const { isOptional, apply } = this.#facts.log.spec;
    if (this.#hasUnheard(base, version)) {
      this.#knowledge = 'none';
      this.#isUnheard = true;
    }
    if (apply === 'replace') this.#knowledge = 'whole';
    if (this.#knowledge !== 'none' || !isOptional) return;
    this.#rows.clear();
    this.#knowledge = 'some';
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
    if (this.#facts.log.spec.mode === 'backfill') return;
    const difference = this.#difference(version);
    if (difference) throw new Violation(difference);
  }

  /** The first update between two that the venue could have told. */
  #lost(after: number, before: number): number | undefined {
    const { unheard } = this.#facts.log;
    for (let n = after + 1; n < before; n += 1) if (!unheard.has(n)) return n;
    return undefined;
  }

  #hasUnheard(after: number, before: number): boolean {
    const { unheard } = this.#facts.log;
    return [...unheard].some((n) => n > after && n < before);
  }

  #difference(version: number): string | undefined {
    if (this.#knowledge === 'none' || this.#facts.log.spec.apply === 'replace') return undefined;
    const difference = this.#differenceFrom(this.#trueRows(version));
    return difference && `after update ${version} ${difference}`;
  }

  /** Where only some rows are known, those must be right. */
  #differenceFrom(truth: ReadonlyMap<string, Row>): string | undefined {
    const known = this.#knowledge === 'some' ? this.#partOf(truth) : [...truth];
    const seen = JSON.stringify([...this.#rows].toSorted(byKey).map(canonical));
    const real = JSON.stringify(known.toSorted(byKey).map(canonical));
    return seen === real ? undefined : `its state is ${seen}, the venue's ${real}`;
  }

  /** What of it the reader has heard of. */
  #partOf(truth: ReadonlyMap<string, Row>): (readonly [string, Row])[] {
    return [...this.#rows].flatMap(([key, { x, y }]) => {
      const row = truth.get(key);
      if (!row) return [];
      const { topic, n } = row;
      const known = {
        ...(x === undefined ? {} : { x: row.x }),
        ...(y === undefined ? {} : { y: row.y }),
      };
      return [[key, { topic, n, ...known }] as const];
    });
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
