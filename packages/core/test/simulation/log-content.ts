import type { DataItem, GapItem } from '../../src/item.ts';
import type { Content, ReaderFacts } from './stream-check.ts';
import { epochStart } from './venue-server.ts';
import { Violation } from './violation.ts';
import type { Payload } from './wire.ts';

/** Milliseconds by which the venue's clock is estimated wrong, at most. */
const tolerance = 10_000;

/** Milliseconds that a message may be under way, or lie in a process that stands still. */
const transit = 60_000;

/** The stream of a log of events: each once, in order, or a gap in its place. */
export class LogContent implements Content {
  readonly #facts: ReaderFacts;
  /** The latest live event. */
  #last: number | undefined;
  /** Up to which event everything was told, by itself or in a snapshot. */
  #covered: number | undefined;
  /** A gap since then says that something is missing, */
  #isExcused = false;
  /** and since when, in epoch milliseconds of the client. */
  #since = Number.POSITIVE_INFINITY;
  /** Each that was told. */
  readonly #told = new Set<number>();
  /** Events whose message did not say to which topic it belongs: told, and not deduplicated. */
  readonly #anonymous = new Set<number>();

  constructor(facts: ReaderFacts) {
    this.#facts = facts;
    this.#last = this.#covered = facts.from;
  }

  get isPlaced(): boolean {
    return this.#covered !== undefined;
  }

  get latest(): number {
    return Math.max(this.#covered ?? 0, ...this.#anonymous);
  }

  gap({ reason, recovery, since }: GapItem): void {
    this.#isExcused ||= recovery !== 'complete';
    // What else is missing may have been missing before, or have come late.
    const isBreak = reason === 'disconnect' || reason === 'restart';
    this.#since = isBreak ? Math.min(this.#since, since) : 0;
  }

  data(item: DataItem<unknown>): void {
    const { log } = this.#facts;
    const payload = item.data as Payload;
    const topic = payload.numbers?.[log.topic] === undefined ? payload.topic : log.topic;
    const n = payload.numbers?.[log.topic] ?? payload.n ?? 0;
    if (item.id.startsWith(`test:${log.spec.name}:?:`)) {
      if (topic === log.topic) this.#anonymous.add(n);
      return;
    }
    if (topic !== log.topic) this.#fail(`it got an event of ${String(topic)}`);
    if (item.snapshot) return this.#snapshot(n);
    if (this.#isKnown(n)) return;
    if (this.#isOld(n)) this.#fail(`event ${n} is from before it joined`);
    if (item.sequence !== log.events[n - 1]?.sequence) this.#fail('the sequence number is wrong');
    this.#expect(n);
    this.#last = n;
    this.#told.add(n);
    this.#covered = Math.max(this.#covered ?? 0, n);
    this.#isExcused = false;
    this.#since = Number.POSITIVE_INFINITY;
  }

  missing(): string | undefined {
    const lost = this.#isExcused ? undefined : this.#lost(this.#facts.log.length + 1);
    return lost === undefined ? undefined : `event ${lost} is lost without a gap`;
  }

  /** Whether the event was told before, and may be told again. */
  #isKnown(n: number): boolean {
    if (this.#last === undefined || n > this.#last) return false;
    if (this.#anonymous.has(n)) return true;
    const { log } = this.#facts;
    const hasName = log.spec.mode === 'replay' || log.spec.hasIds === true;
    if (!hasName && n === this.#last && log.doubled.has(n)) return true;
    // REST, which is faster than the wire, may have left out what still comes.
    if (log.hasBeenCut && !this.#told.has(n)) return true;
    // Each connection tells what comes unasked, and who comes back may come to another one.
    if (!hasName && log.spec.isUnasked) return true;
    // Rows that were left out for their time may have come live as well.
    if (log.spec.mode === 'backfill' && this.#facts.hasClockJumped()) return true;
    return this.#fail(`event ${n} came after event ${this.#last}: a duplicate, or out of order`);
  }

  /** Whether it was published before the reader joined. */
  #isOld(n: number): boolean {
    const { from, joinedAt, joinTime, log, hasClockJumped, isClockKnown } = this.#facts;
    if (from !== undefined || n > joinedAt) return false;
    // Only what is replayed for others is that old; where a time decides, clocks differ, and are allowed to.
    if (log.spec.mode !== 'replay' || hasClockJumped() || !isClockKnown) return false;
    return (log.events[n - 1]?.at ?? 0) < joinTime - tolerance;
  }

  #snapshot(n: number): void {
    if (this.#covered !== undefined) {
      if (n < this.#covered) this.#fail(`a snapshot of ${n} came after event ${this.#covered}`);
      if (n > this.#covered && !this.#isExcused)
        this.#fail('a snapshot hides events without a gap');
    }
    this.#covered = n;
    this.#isExcused = false;
    this.#since = Number.POSITIVE_INFINITY;
  }

  #expect(n: number): void {
    const lost = this.#lost(n);
    if (lost === undefined) return;
    if (!this.#isExcused) this.#fail(`event ${lost} is lost without a gap`);
    const { log, hasClockJumped } = this.#facts;
    const since = this.#since - epochStart;
    // Whoever asks elsewhere for what is missing begins where the gap says that it began.
    const isLate = since > (log.events[lost - 1]?.at ?? 0) + transit;
    if (isLate && !log.hasBeenForgotten && !hasClockJumped())
      this.#fail(`the gap begins after event ${lost}, which it hides`);
  }

  /** The first event that is missing between the last one and this. */
  #lost(before: number): number | undefined {
    const { promised, log } = this.#facts;
    const base = this.#covered ?? promised;
    if (base === undefined || (this.#covered === undefined && this.#isTimeWrong()))
      return undefined;
    for (let n = base + 1; n < before; n += 1) {
      if (!this.#anonymous.has(n) && !log.anonymous.has(n) && !log.unheard.has(n)) return n;
    }
    return undefined;
  }

  /** Who knows no event yet can only be served by time. */
  #isTimeWrong(): boolean {
    const { hasClockJumped, log } = this.#facts;
    const { mode } = log.spec;
    return hasClockJumped()
      ? mode === 'backfill' || mode === 'replay'
      : mode === 'backfill' && log.hasBeenForgotten;
  }

  #fail(rule: string): never {
    throw new Violation(rule);
  }
}
