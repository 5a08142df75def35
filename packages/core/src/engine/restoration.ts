import { HttpError, TimeoutError, type VenuewireError } from '../errors.ts';
import type { DataItem, Verdict } from '../item.ts';
import type { Restored } from '../venue.ts';
import type { Appointment } from './agenda.ts';
import { backoffOf, type Backoff } from './backoff.ts';
import type { Consumer } from './consumer.ts';
import type { Context } from './context.ts';
import type { Restorable } from './effects.ts';
import { defaultQueueLimits } from './queue.ts';

export type RestoreResult = Restored<unknown> | { readonly snapshot: unknown };

export interface Held {
  readonly item: DataItem<unknown>;
  readonly bytes: number;
}

export interface Outcome {
  /** Absent where REST did not answer. */
  readonly result?: RestoreResult;
  readonly verdict: Verdict;
  readonly cause?: VenuewireError;
}

/** Fetches by REST what a break may have hidden, while live messages wait; tried again until its deadline. */
export class Restoration {
  /** Who waits, and which of the live messages was the first to come since. */
  readonly #audience = new Map<Consumer, number>();
  readonly held: Held[] = [];
  ticket = 0;
  readonly #upstream: Restorable;
  readonly #context: Context;
  readonly #done: (outcome: Outcome) => void;
  readonly #deadline: Appointment;
  readonly #backoff: Backoff;
  #retry: Appointment | undefined;
  #heldBytes = 0;
  /** How many of the held are gone: in overflow, or because a later answer covers them. */
  #gone = 0;
  #hasOverflowed = false;
  /** The question that is under way was asked before somebody joined: its answer may be too old. */
  #isStale = false;

  constructor(
    upstream: Restorable,
    audience: Iterable<Consumer>,
    context: Context,
    done: (outcome: Outcome) => void,
    delay = 0,
  ) {
    this.#upstream = upstream;
    this.#context = context;
    this.#done = done;
    this.include(audience);
    const timing = context.timing(upstream.channel.endpoint);
    this.#backoff = backoffOf(context, upstream.channel.endpoint);
    this.#deadline = context.agenda.after(delay + timing.recovery, () =>
      this.#finish({
        verdict: 'none',
        cause: new TimeoutError(
          `REST did not restore ${upstream.key} within ${timing.recovery} ms.`,
          {
            venue: context.venue,
            deadline: 'recovery',
          },
        ),
      }),
    );
    this.#attemptAfter(delay);
  }

  get audience(): Iterable<Consumer> {
    return this.#audience.keys();
  }

  has(consumer: Consumer): boolean {
    return this.#audience.has(consumer);
  }

  /** Whoever is in need only now has no use for an answer to an earlier question. */
  include(consumers: Iterable<Consumer>): void {
    this.#isStale = true;
    const next = this.#gone + this.held.length;
    for (const consumer of consumers)
      if (!this.#audience.has(consumer)) this.#audience.set(consumer, next);
  }

  /** Something was missed among the held: only an answer to a later question is whole, and covers them. */
  restart(): void {
    this.#isStale = true;
    this.#gone += this.held.length;
    this.held.length = this.#heldBytes = 0;
  }

  leave(consumer: Consumer): void {
    this.#audience.delete(consumer);
  }

  heldFor(consumer: Consumer): readonly Held[] {
    const first = this.#audience.get(consumer) ?? 0;
    return this.held.slice(Math.max(0, first - this.#gone));
  }

  /** Keeps a live message for later, within the bounds of a queue. */
  hold(held: Held): void {
    this.held.push(held);
    this.#heldBytes += held.bytes;
    while (
      this.held.length > defaultQueueLimits.items ||
      this.#heldBytes > defaultQueueLimits.bytes
    ) {
      this.#heldBytes -= this.held.shift()?.bytes ?? 0;
      this.#gone += 1;
      this.#hasOverflowed = true;
    }
  }

  succeed(result: RestoreResult): void {
    // Whoever makes an answer stale again and again must not make a hammer of the next question.
    if (this.#isStale) return this.#attemptAfter(this.#backoff.next(true));
    const isWhole = this.#upstream.recovery.mode === 'backfill' && !this.#hasOverflowed;
    this.#finish({ result, verdict: isWhole ? 'complete' : 'partial' });
  }

  fail(error: VenuewireError): void {
    if (!error.retryable) return this.#finish({ verdict: 'none', cause: error });
    const atLeast = error instanceof HttpError ? error.retryAfter : undefined;
    this.#attemptAfter(this.#backoff.next(false, atLeast));
  }

  cancel(): void {
    this.ticket = 0;
    this.#deadline.cancel();
    this.#retry?.cancel();
  }

  #attemptAfter(delay: number): void {
    if (delay === 0) return this.#attempt();
    this.ticket = 0;
    this.#retry = this.#context.agenda.after(delay, () => this.#attempt());
  }

  #attempt(): void {
    this.#isStale = false;
    this.ticket = this.#context.nextTicket();
    this.#context.effects.restore(this.#upstream, this.ticket);
  }

  #finish(outcome: Outcome): void {
    this.cancel();
    this.#done(outcome);
  }
}

/** An event that REST told. */
export type RestoredEvent = Extract<
  Restored<unknown>,
  { readonly events: unknown }
>['events'][number];

/** The same as the item that it becomes. */
export interface Row {
  readonly item: DataItem<unknown>;
  readonly timeMs: number | undefined;
}

/** Milliseconds before a break from which events may have been hidden: clocks differ. */
const overlap = 60_000;

/**
 * What a break hid from this reader: what follows the last row that it knows. If it knows none, all of them where REST
 * has cut off those that it knows; else the time decides, and while the venue's clock is unknown nothing can be left out.
 */
export function rowsHiddenFrom(
  consumer: Consumer,
  rows: readonly Row[],
  offset: number | undefined,
  isCut: boolean,
): readonly Row[] {
  // Who joined meanwhile has missed nothing.
  if (!consumer.isBroken) return [];
  const known = rows.findLastIndex(({ item }) => consumer.knows(item.id));
  if (known >= 0 || offset === undefined) return rows.slice(known + 1);
  if (isCut && consumer.knowsAny) return rows;
  const from = (consumer.brokeAt ?? 0) + offset - overlap;
  const first = rows.findIndex(({ timeMs = from }) => timeMs >= from);
  return first < 0 ? [] : rows.slice(first);
}
