import type { Limits, Policy } from '../../src/venue.ts';
import type { NetworkTraits } from './network.ts';
import type { Spec, Table, Topic } from './table.ts';

/** What a whole simulated world does: it replays exactly, and it shrinks. */
export interface Schedule {
  /** Of everything that the schedule does not say, such as each latency. */
  readonly seed: number;
  readonly table: Table;
  readonly traits: Traits;
  /** The channels of the table that occur, counted around: few, so that readers meet. */
  readonly channels: readonly number[];
  readonly readers: readonly Join[];
  readonly steps: readonly Step[];
}

/** What a venue's tables leave open; of the limits the smaller ones count. */
export interface Traits extends NetworkTraits, Limits {
  /** Whether what is said at one moment comes in one frame. */
  readonly batches: boolean;
  /** Whether what is subscribed twice comes twice. */
  readonly counts: boolean;
  /** Whether an answer that names a topic says what it grants. */
  readonly tellsAction: boolean;
  /** Whether a refusal says what it refuses. */
  readonly namesRefusals: boolean;
  /** Whether it hangs up when it refuses a subscription. */
  readonly hangsUp: boolean;
  /** Whether there are acknowledgements where none is required, and of unsubscribes anywhere. */
  readonly acknowledges: boolean;
  readonly acksUnsubscribes: boolean;
  /** Whether a state comes by itself where nobody says so, and is marked as one. */
  readonly volunteers: boolean;
  readonly marksStates: boolean;
  /** 0: a replay has no limit. */
  readonly replayLimit: number;
  /** How many events REST tells, the latest; 0: all. */
  readonly restLimit: number;
  readonly coarseClock: boolean;
  readonly timedAcks: boolean;
  /** Milliseconds by which the venue's clock is ahead. */
  readonly skew: number;
  /** Milliseconds after which a connection is renewed. */
  readonly maximumAge: number;
  readonly firstSequence: number;
}

export interface Join {
  readonly do: 'join';
  /** Index into the schedule's channels, counted around. */
  readonly channel: number;
  readonly topic: Topic;
  /** The channel's own, if the channel does not know this one. */
  readonly policy: Policy | 'default';
  readonly items: number;
  readonly bytes: number;
  /** Milliseconds that it needs for an item; `Infinity`: it reads nothing until it is told to. */
  readonly pace: number;
  /** Whether it goes on where the latest reader of this topic has committed. */
  readonly isResumed: boolean;
}

/** `reader`, `link`: the how-manieth, counted around. `for`: milliseconds until that fault is over. */
export type Action =
  | Join
  | { readonly do: 'publish'; readonly reader: number; readonly count: number }
  | { readonly do: 'publish-anonymous' | 'poison'; readonly reader: number }
  | { readonly do: 'reset-sequence'; readonly reader: number; readonly to: number }
  | { readonly do: 'garble' | 'double'; readonly reader: number; readonly count: number }
  | { readonly do: 'mute' | 'end-row'; readonly reader: number }
  | {
      readonly do: 'refuse-reader' | 'take-back';
      readonly reader: number;
      readonly isForever: boolean;
    }
  | { readonly do: 'leave'; readonly reader: number }
  | { readonly do: 'pace'; readonly reader: number; readonly pace: number }
  | { readonly do: 'cut'; readonly link: number }
  | { readonly do: 'close'; readonly link: number; readonly code: number }
  | { readonly do: 'half-open'; readonly link: number }
  | { readonly do: 'stall'; readonly link: number; readonly for: number }
  | { readonly do: 'news' | 'bye'; readonly link: number }
  | { readonly do: 'dial-fault'; readonly fault: DialFault; readonly for: number }
  | { readonly do: 'revoke' | 'no-snapshots'; readonly for: number }
  | {
      readonly do: 'greet';
      readonly how: 'none' | 'busy' | 'forbidden' | 'unclear' | 'expired';
      readonly for: number;
    }
  | { readonly do: 'acks'; readonly how: 'slow' | 'none'; readonly for: number }
  | {
      readonly do: 'rest';
      readonly how: 'slow' | 'fail' | 'reject' | 'never';
      readonly for: number;
    }
  | { readonly do: 'crash-venue'; readonly for: number }
  | { readonly do: 'restart-client'; readonly isClean: boolean }
  | { readonly do: 'freeze'; readonly for: number }
  | { readonly do: 'skew'; readonly who: 'venue' | 'client'; readonly by: number };

export type DialFault =
  | 'refuse'
  | 'black-hole'
  | 'never-upgrade'
  | { readonly status: number; readonly retryAfter?: string };

export interface Step {
  /** Milliseconds before it. */
  readonly wait: number;
  readonly action: Action;
}

/** The rows of the table that occur. */
export function offeredIn({ table, channels }: Schedule): readonly Spec[] {
  return channels.flatMap((place) => table.channels[place % table.channels.length] ?? []);
}
