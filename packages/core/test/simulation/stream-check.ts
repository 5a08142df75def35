import type { QueueLimits } from '../../src/engine/queue.ts';
import type { AnyItem, GapItem, StatusItem } from '../../src/item.ts';
import type { Policy } from '../../src/venue.ts';
import { LogContent } from './log-content.ts';
import { StateContent } from './state-content.ts';
import type { TopicLog } from './topic-log.ts';
import { Violation } from './violation.ts';

/** What is known of a reader besides its items. */
export interface ReaderFacts {
  readonly name: string;
  readonly log: TopicLog;
  readonly policy: Policy;
  readonly limits: QueueLimits;
  /** The event that its stored cursor names. */
  readonly from: number | undefined;
  /** The latest event that cannot be news for it. */
  readonly joinedAt: number;
  /** Milliseconds of virtual time. */
  readonly joinTime: number;
  /** How many events there were when it was first told that it is live. */
  promised: number | undefined;
  /** Whether any frame was garbled anywhere: one that cannot be read may have been of any topic. */
  readonly isGarbled: () => boolean;
  /** Epoch milliseconds of the client. */
  readonly epoch: () => number;
  readonly hasClockJumped: () => boolean;
  /** Whether the venue tells its time before it tells anything else. */
  readonly isClockKnown: boolean;
}

/** What a stream says about its topic, compared with the truth. */
export interface Content {
  gap(gap: GapItem): void;
  data(item: AnyItem & { type: 'data' }): void;
  /** Whether its place in the log is known. */
  readonly isPlaced: boolean;
  /** What is missing without a mark although nothing is under way any more. */
  missing(): string | undefined;
  /** The latest event that it has told. */
  readonly latest: number;
}

/** One reader's stream, item by item, against the venue's log: order, no silent loss, no duplicate, true verdicts. */
export class StreamCheck {
  readonly facts: ReaderFacts;
  readonly content: Content;
  status: StatusItem['status'] | undefined;
  readonly history: string[] = [];
  #hasBeenLive = false;
  /** A break was told, and not yet what became of it. */
  #isOwedGap = false;
  /** A verdict that is only right if nothing follows. */
  #last: string | undefined;
  /** How many marks waited together, before any data, */
  #marks = 0;
  /** when the first of them was taken. */
  #marksSince: number | undefined;
  /** A gap stands among the marks that waited together, which may have been joined. */
  #isGapNear = false;

  constructor(facts: ReaderFacts) {
    this.facts = facts;
    this.content =
      facts.log.spec.apply === 'append' ? new LogContent(facts) : new StateContent(facts);
  }

  /** Everything that was queued is taken: what comes from now on cannot have been joined with it. */
  begin(): void {
    this.#marks = 0;
    this.#marksSince = undefined;
    this.#isGapNear = false;
  }

  /** What is wrong if nothing more comes, and it has not ended. */
  unwell(): string | undefined {
    if (this.#last) return this.#last;
    return this.status === 'live' ? this.content.missing() : `it is ${String(this.status)}`;
  }

  take(item: AnyItem): void {
    this.history.push(shown(item));
    if (this.#last && item.type === 'data') this.fail(this.#last);
    this.#count(item);
    if (item.type === 'status') this.#takeStatus(item);
    else if (item.type === 'gap') this.#takeGap(item);
    else {
      if (this.#isOwedGap) this.fail('data came before the gap');
      this.#isGapNear = false;
      this.content.data(item);
    }
  }

  fail(rule: string): never {
    throw new Violation(`${this.facts.name}: ${rule}`, this.history.slice(-12));
  }

  #count(item: AnyItem): void {
    if (item.type === 'data') {
      this.#marks = 0;
      this.#marksSince = undefined;
      return;
    }
    this.#marksSince ??= this.facts.epoch();
    const cameAt = item.type === 'status' ? item.at : (item.until ?? 0);
    if (cameAt < this.#marksSince) this.#marks += 1;
    // Seven reasons, and a status between two of them.
    if (this.#marks > 20) this.fail('marks pile up in its queue without any data between them');
  }

  #takeStatus({ status }: StatusItem): void {
    this.status = status;
    if (status !== 'live') this.#isOwedGap = this.#hasBeenLive && !this.#isGapNear;
    else if (this.#isOwedGap) this.fail('it is live again, and no gap was told');
    else this.#hasBeenLive = true;
  }

  #takeGap(gap: GapItem): void {
    this.#isOwedGap = false;
    this.#isGapNear = true;
    const doubt = this.#doubt(gap);
    if (doubt && gap.recovery === 'none') this.#last = doubt;
    else if (doubt) this.fail(doubt);
    this.content.gap(gap);
  }

  /** Why the venue's truth does not allow this gap. */
  #doubt({ reason, recovery }: GapItem): string | undefined {
    const { log, from, isGarbled, policy } = this.facts;
    const { mode, cadence } = log.spec;
    const unfounded = `a gap with reason ${reason}, which did not happen`;
    switch (reason) {
      case 'sequence-reset':
        return log.hasBeenReset && recovery === 'none' ? undefined : unfounded;
      case 'replay-limit':
        return log.hasBeenLimited && recovery === 'partial' ? undefined : unfounded;
      case 'invalid-frame':
        return isGarbled() ? undefined : unfounded;
      case 'no-snapshot':
        return log.hasBeenUnrestored && recovery === 'none' ? undefined : unfounded;
      case 'restart':
        if (from === undefined) return unfounded;
        break;
      case 'silence':
        if (cadence === 'none') return unfounded;
        if (recovery === 'none') return undefined;
        break;
      case 'overflow':
        // What stands on two sides of a gap is not conflated.
        if (policy !== 'hold' || mode === 'backfill') return undefined;
        break;
      case 'disconnect':
        break;
    }
    return this.#verdicts().includes(recovery)
      ? undefined
      : `the verdict of ${reason} is ${recovery}, which ${mode} does not allow here`;
  }

  #verdicts(): readonly GapItem['recovery'][] {
    const { mode, apply, isOptional = false } = this.facts.log.spec;
    const { hasBeenUnrestored, hasBeenCut } = this.facts.log;
    const open =
      apply === 'replace'
        ? (['complete', 'none'] as const)
        : (['complete', 'partial', 'none'] as const);
    const allowed: Record<typeof mode, readonly GapItem['recovery'][]> = {
      replay: this.content.isPlaced ? ['complete'] : ['complete', 'none'],
      snapshot: isOptional ? open : ['complete'],
      backfill: [
        'complete',
        ...(hasBeenUnrestored ? (['none'] as const) : []),
        ...(hasBeenCut ? (['partial'] as const) : []),
      ],
      resync: hasBeenUnrestored ? ['partial', 'none'] : ['partial'],
      // Another reader's state is there to begin with again.
      none: apply === 'append' ? ['none'] : ['complete', 'none'],
    };
    return allowed[mode];
  }
}

function shown(item: AnyItem): string {
  if (item.type === 'status') return item.status;
  if (item.type === 'gap') return `gap(${item.reason}, ${item.recovery})`;
  const { id, snapshot, replayed, data } = item;
  return `${snapshot ? 'snapshot' : 'data'}${replayed ? ' replayed' : ''} ${id} ${JSON.stringify(data)}`;
}
