import type { VenuewireError } from '../errors.ts';
import { LimitError } from '../errors.ts';
import type { AnyItem, DataItem, GapReason, StatusItem, Verdict } from '../item.ts';
import type { Policy } from '../venue.ts';
import type { Clock } from './clock.ts';
import { Queue, type Conflation, type QueueLimits } from './queue.ts';

/** How many of the latest items are known again: by number, to tell a doubled one from a sequence that began anew; by id, where there is no number. */
const remembered = 4096;

export interface ConsumerContext {
  readonly clock: Clock;
  readonly counters: { gaps: number; duplicates: number };
}

export interface ConsumerOptions {
  readonly policy: Policy;
  readonly limits: QueueLimits;
  readonly conflation?: Conflation | undefined;
  /** Where an earlier process stopped. */
  readonly resume?: { readonly sequence: number; readonly at: number } | undefined;
}

/** What a consumer asks of its surroundings when its queue fills and empties. */
export interface Backpressure {
  /** Answers whether the socket was paused instead of letting go. */
  full(consumer: Consumer): boolean;
  drained(consumer: Consumer): void;
}

/** Where an item stands in the sequence. */
export type Standing = 'new' | 'duplicate' | 'reset';

/**
 * One reader of a subscription. The wire is shared between readers; position, duplicates, queue and the break that
 * is being recovered are each reader's own.
 */
export class Consumer {
  readonly queue: Queue;
  readonly policy: Policy;
  /** From when on, in epoch milliseconds of the venue, events are news for it; undefined if nobody knows. */
  newsFrom: number | undefined;
  /** The highest sequence number that was queued, or the stored cursor's. */
  position: number | undefined;
  /** Let go by `hold`: no upstream until the queue is half empty. */
  isHeld = false;
  isPausing = false;
  /** Whether it was told so. */
  isLive = false;
  /** Since when, in epoch milliseconds, the latest break is open, or was. */
  brokeAt: number | undefined;
  /** Called once when there is something to take, or the end: a burst wakes its reader a single time. */
  onReady: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #counters: { gaps: number; duplicates: number };
  readonly #backpressure: Backpressure;
  readonly #recent: number[] = [];
  #count = 0;
  readonly #ids = new Set<string>();
  #broken: GapReason | undefined;
  #end: { readonly error: unknown } | undefined;

  constructor(context: ConsumerContext, backpressure: Backpressure, options: ConsumerOptions) {
    this.#clock = context.clock;
    this.#counters = context.counters;
    this.#backpressure = backpressure;
    this.policy = options.policy;
    this.queue = new Queue(options.policy, options.limits, options.conflation);
    this.position = options.resume?.sequence;
    if (options.resume) {
      this.#broken = 'restart';
      this.brokeAt = options.resume.at;
    }
  }

  /** Whether room in its queue makes it go on. */
  get isHeldBack(): boolean {
    return this.isHeld || this.isPausing;
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Nothing will be added; what is queued can still be taken. */
  get ended(): { readonly error: unknown } | undefined {
    return this.queue.isEmpty ? this.#end : undefined;
  }

  /** How it will end, when all that is queued has been taken. */
  get ending(): { readonly error: unknown } | undefined {
    return this.#end;
  }

  /** Answers whether the item was queued. */
  offer(item: DataItem<unknown>, bytes: number): boolean {
    if (this.#end || this.isHeld) return false;
    if (!this.queue.pushData(item, bytes, this.#clock.epoch, this.isPausing)) {
      if (this.policy === 'fail') {
        this.#overflow(item.receivedAt);
        return false;
      }
      this.isPausing = this.#backpressure.full(this);
      if (!this.isPausing) return false;
      this.queue.pushData(item, bytes, this.#clock.epoch, true);
    }
    if (item.sequence !== undefined) this.#advance(item.sequence);
    this.#wake();
    return true;
  }

  /**
   * Offers what is new by its number. `isExpected` says that the venue is replaying the number for another reader;
   * one that is old, unexpected and unknown begins the sequence anew, and dropping it would be silent loss.
   */
  offerNumbered(
    item: DataItem<unknown>,
    sequence: number,
    bytes: number,
    isExpected: boolean,
  ): Standing {
    const standing = this.#standing(sequence, isExpected);
    if (standing === 'duplicate') this.#counters.duplicates += 1;
    else {
      if (standing === 'reset') this.report('sequence-reset', 'none');
      this.offer(item, bytes);
    }
    return standing;
  }

  /** Offers what is new by its id. */
  offerNamed(item: DataItem<unknown>, bytes: number): void {
    if (this.knows(item.id)) this.#counters.duplicates += 1;
    else if (this.offer(item, bytes)) this.remember(item.id);
  }

  #standing(sequence: number, isExpected: boolean): Standing {
    if (this.position === undefined || sequence > this.position) return 'new';
    // The cursor's own number is known although nothing of this process has brought it.
    const isKnown = sequence === this.position || this.#recent.includes(sequence);
    return isExpected || isKnown ? 'duplicate' : 'reset';
  }

  /** A gap that is no break: the stream goes on behind it. */
  report(
    reason: GapReason,
    recovery: Verdict,
    details: {
      since?: number | undefined;
      cause?: VenuewireError | undefined;
      dropped?: number;
    } = {},
  ): void {
    if (this.#end) return;
    const until = this.#clock.epoch;
    const { since = until, cause, dropped } = details;
    this.#counters.gaps += 1;
    this.queue.pushGap({
      type: 'gap',
      reason,
      since,
      until,
      recovery,
      ...(dropped === undefined ? {} : { dropped }),
      ...(cause ? { cause } : {}),
    });
    this.#wake();
  }

  status(
    status: StatusItem['status'],
    details: Pick<StatusItem, 'cause' | 'nextAttemptAt'> = {},
  ): void {
    if (this.#end) return;
    this.queue.pushStatus({ type: 'status', status, at: this.#clock.epoch, ...details });
    this.#wake();
  }

  /** From `since` on something may be missing; the verdict comes with `settle`. */
  interrupt(reason: GapReason, since: number): void {
    if (!this.isLive) return;
    this.isLive = false;
    this.#broken = reason;
    this.brokeAt = since;
    this.status('recovering');
  }

  /** Something was missed before it was live. */
  miss(reason: GapReason, since: number): void {
    if (this.#broken) return;
    this.#broken = reason;
    this.brokeAt = since;
  }

  /** Full: it lets go of the wire, and its place is kept by its position. */
  hold(): void {
    if (!this.#broken) this.brokeAt = this.#clock.epoch;
    this.#broken ??= 'overflow';
    this.isLive = false;
    this.isHeld = true;
    this.status('waiting', { cause: 'consumer' });
  }

  /** The place of the break in the stream is here. */
  settle(recovery: Verdict, cause?: VenuewireError): void {
    if (!this.#broken) return;
    const reason = this.#broken;
    this.#broken = undefined;
    this.report(reason, recovery, { since: this.brokeAt, cause });
  }

  live(): void {
    if (this.isLive || this.isHeld) return;
    this.isLive = true;
    this.status('live');
  }

  /** Whether an event of that id was queued. */
  knows(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Whether any event was queued that has an id. */
  get knowsAny(): boolean {
    return this.#ids.size > 0;
  }

  remember(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > remembered && oldest !== undefined) this.#ids.delete(oldest);
  }

  take(): AnyItem | undefined {
    const item = this.queue.take();
    if (this.isHeldBack && this.queue.isHalfEmpty) this.#backpressure.drained(this);
    return item;
  }

  /** After what is queued comes the end: an error, or nothing more. A break that is open will not be closed. */
  end(error?: VenuewireError): void {
    if (this.#end) return;
    this.settle('none', error);
    this.#end = { error };
    this.#wake();
  }

  /** The end, now: what is queued is forgotten. */
  discard(error?: unknown): void {
    this.queue.clear();
    this.#end ??= { error };
    this.#wake();
  }

  #wake(): void {
    const { onReady } = this;
    if (!onReady) return;
    this.onReady = undefined;
    onReady();
  }

  #advance(sequence: number): void {
    this.position = sequence;
    this.#recent[this.#count % remembered] = sequence;
    this.#count += 1;
  }

  #overflow(since: number): void {
    this.report('overflow', 'none', { since, dropped: 1 });
    this.end(
      new LimitError(
        'The queue of this subscription is full, and its policy is "fail": read faster, raise the limits, or choose another policy.',
      ),
    );
  }
}
