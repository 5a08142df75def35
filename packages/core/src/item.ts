import type { VenuewireError } from './errors.ts';

/** One event, or the full state of a channel that has one. */
export interface DataItem<Data, Snapshot extends boolean = boolean> {
  readonly type: 'data';
  readonly data: Data;
  /** Whether `data` is the full state, which replaces all that came before. */
  readonly snapshot: Snapshot;
  /** Whether the venue sent it again after a break; by the venue's clock, so inferred where its time is ambiguous. */
  readonly replayed: boolean;
  /** Whether it was older, by the venue's clock, than `lateAfter` when it came: old data can arrive without any gap. */
  readonly late: boolean;
  /** The venue's sequence number, on channels that have one. */
  readonly sequence?: number | undefined;
  /** The venue's time, as sent. */
  readonly time?: string | number | undefined;
  /** Epoch milliseconds, local clock. */
  readonly receivedAt: number;
  /** Stable across replays and restarts where the venue numbers or names its events: an idempotency key. */
  readonly id: string;
}

export type GapReason =
  /** The connection was lost, or renewed. */
  | 'disconnect'
  /** This process was away; there is a cursor from before. */
  | 'restart'
  /** The venue replays no further back. */
  | 'replay-limit'
  /** The consumer was slower than its queue allows. */
  | 'overflow'
  /** A message could not be read. */
  | 'invalid-frame'
  /** The channel fell mute. */
  | 'silence'
  /** The state with which the stream should begin could not be had: only changes come. */
  | 'no-snapshot'
  /** The venue numbered a new event at or below an older one. */
  | 'sequence-reset';

/** `complete`: nothing is missing (a replay goes on until the venue says otherwise); `partial`: state is right again, events in between are gone; `none`: what was missed cannot be had. */
export type Verdict = 'complete' | 'partial' | 'none';

/** At this place of the stream something may be missing. */
export interface GapItem {
  readonly type: 'gap';
  readonly reason: GapReason;
  /** Epoch milliseconds, local clock: the last moment at which the stream was known to be whole. */
  readonly since: number;
  /** Epoch milliseconds, local clock: absent while it lasts. */
  readonly until?: number;
  readonly recovery: Verdict;
  /** How many items were dropped, where they were counted. */
  readonly dropped?: number;
  readonly cause?: VenuewireError;
}

export interface StatusItem {
  readonly type: 'status';
  /** `waiting` is for the next attempt, or for the consumer itself. */
  readonly status: 'live' | 'recovering' | 'waiting';
  /** Epoch milliseconds, local clock. */
  readonly at: number;
  readonly cause?: VenuewireError | 'consumer';
  /** Epoch milliseconds, local clock. */
  readonly nextAttemptAt?: number;
}

export type Item<Live, Snapshot = Live> =
  | DataItem<Live, false>
  | DataItem<Snapshot, true>
  | GapItem
  | StatusItem;

/** Any item, of any channel: what queues and observers handle. */
export type AnyItem = DataItem<unknown> | GapItem | StatusItem;
