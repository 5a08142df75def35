import type { DataItem } from '@venuewire/core';

import type { Feed } from './feed.ts';

/** What becomes of events that were published while nobody listened. */
export interface MissedPolicy {
  /** Milliseconds. What the venue sends again is an event up to this age. */
  readonly maximumAge: number;
  /** How many of them after one break. */
  readonly maximumCount: number;
  /** Milliseconds. What comes for the first time, but late, is an event up to this age. */
  readonly maximumDelay: number;
}

/** Why an event was not passed on as new. */
export type MissedReason = 'too-old' | 'unknown-age' | 'too-many';

export interface MissedReport {
  readonly count: number;
  readonly reasons: Readonly<Partial<Record<MissedReason, number>>>;
  readonly firstSequence: number | undefined;
  readonly lastSequence: number | undefined;
  /** The venue's time of the first, as sent. */
  readonly oldest: string | number | undefined;
}

/** After a break, what says no time may be old for so long. */
const catchesUpWithin = 10_000;

/** Decides, for one feed, which events a workflow may take for new; what it may not is counted. */
export class MissedEvents {
  readonly #policy: MissedPolicy;
  readonly #now: () => number;
  readonly #missed: Feed<unknown>['missed'];
  #brokeUntil = Number.NEGATIVE_INFINITY;
  #passedOn = 0;
  #reasons: Partial<Record<MissedReason, number>> = {};
  #first: DataItem<unknown> | undefined;
  #last: DataItem<unknown> | undefined;

  constructor(
    policy: MissedPolicy,
    options: { now: () => number; missed: Feed<unknown>['missed'] },
  ) {
    this.#policy = policy;
    this.#now = options.now;
    this.#missed = options.missed;
  }

  /** Something may have been missed, and the venue may send it now. */
  broke(): void {
    this.#passedOn = 0;
    this.#brokeUntil = this.#now() + catchesUpWithin;
  }

  /**
   * Undefined for an event; `clockOffset` is what is added to local time for the venue's. What was in flight when a
   * process ended was not missed, and n8n tells whether it ran: it counts as what comes late.
   */
  judge(
    item: DataItem<unknown>,
    { clockOffset, wasInFlight }: { clockOffset: number; wasInFlight: boolean },
  ): MissedReason | undefined {
    // The state at this moment is never old.
    if (item.snapshot || this.#missed === 'lost') return undefined;
    const time = epochOf(item.time);
    if (time === undefined) {
      const isUnmarked = this.#missed === 'replayed' && this.#now() < this.#brokeUntil;
      const mayBeOld = !wasInFlight && (item.replayed || isUnmarked);
      return mayBeOld ? 'unknown-age' : undefined;
    }
    const age = this.#now() + clockOffset - time;
    const { maximumAge, maximumDelay, maximumCount } = this.#policy;
    const isMissed = item.replayed && !wasInFlight;
    if (age > (isMissed ? maximumAge : maximumDelay)) return 'too-old';
    if (!isMissed) return undefined;
    if (this.#passedOn >= maximumCount) return 'too-many';
    this.#passedOn += 1;
    return undefined;
  }

  count(item: DataItem<unknown>, reason: MissedReason): void {
    this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1;
    this.#first ??= item;
    this.#last = item;
  }

  /** What was counted since the last report; undefined if nothing was. */
  report(): MissedReport | undefined {
    const first = this.#first;
    if (!first) return undefined;
    const report: MissedReport = {
      count: Object.values(this.#reasons).reduce((sum, count) => sum + count, 0),
      reasons: this.#reasons,
      firstSequence: first.sequence,
      lastSequence: this.#last?.sequence,
      oldest: first.time,
    };
    this.#reasons = {};
    this.#first = undefined;
    this.#last = undefined;
    return report;
  }
}

function epochOf(time: string | number | undefined): number | undefined {
  const epoch = typeof time === 'string' ? Date.parse(time) : time;
  return epoch === undefined || Number.isNaN(epoch) ? undefined : epoch;
}
