import fc from 'fast-check';

import type { Policy } from '../../src/venue.ts';
import type { NetworkTraits } from './network.ts';
import { specs } from './test-venue.ts';

/** What a whole simulated world does: it replays exactly, and it shrinks. */
export interface Schedule {
  /** Of everything that the schedule does not say, such as each latency. */
  readonly seed: number;
  readonly traits: Traits;
  /** The channels of the test venue that occur: few, so that readers meet. */
  readonly channels: readonly number[];
  readonly readers: readonly Join[];
  readonly steps: readonly Step[];
}

export interface Traits extends NetworkTraits {
  readonly connections: number;
  readonly subscriptionsPerConnection: number;
  readonly requestsInFlight: number;
  /** 0: a replay has no limit. */
  readonly replayLimit: number;
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
  readonly topic: 'a' | 'b' | 'c';
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
  | { readonly do: 'mute'; readonly reader: number }
  | { readonly do: 'refuse-reader'; readonly reader: number; readonly isForever: boolean }
  | { readonly do: 'leave'; readonly reader: number }
  | { readonly do: 'pace'; readonly reader: number; readonly pace: number }
  | { readonly do: 'cut'; readonly link: number }
  | { readonly do: 'close'; readonly link: number; readonly code: number }
  | { readonly do: 'half-open'; readonly link: number }
  | { readonly do: 'stall'; readonly link: number; readonly for: number }
  | { readonly do: 'news' | 'bye'; readonly link: number }
  | { readonly do: 'dial-fault'; readonly fault: DialFault; readonly for: number }
  | { readonly do: 'revoke' | 'no-greeting' | 'no-snapshots'; readonly for: number }
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

type DialFault =
  | 'refuse'
  | 'black-hole'
  | 'never-upgrade'
  | { readonly status: number; readonly retryAfter?: string };

interface Step {
  /** Milliseconds before it. */
  readonly wait: number;
  readonly action: Action;
}

const index = fc.nat({ max: 7 });
const count = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4, max: 30 }) },
);
const wait = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat({ max: 200 }) },
  { weight: 3, arbitrary: fc.nat({ max: 3000 }) },
  { weight: 1, arbitrary: fc.nat({ max: 60_000 }) },
);
const duration = fc.integer({ min: 1, max: 40_000 });
const pace = fc.constantFrom(0, 0, 0, 5, 400, 3000, Number.POSITIVE_INFINITY);

const replayed = specs.flatMap(({ mode }, place) => (mode === 'replay' ? [place] : []));

const join: fc.Arbitrary<Join> = fc.record({
  do: fc.constant('join'),
  channel: fc.nat({ max: 3 }),
  topic: fc.constantFrom('a', 'a', 'a', 'a', 'b', 'c'),
  policy: fc.constantFrom<(Policy | 'default')[]>(
    'default',
    'default',
    'hold',
    'conflate',
    'drop-oldest',
    'fail',
  ),
  items: fc.constantFrom(5, 20, 10_000, 10_000),
  bytes: fc.constantFrom(600, 1_000_000, 1_000_000),
  pace,
  isResumed: fc.constantFrom(false, true, true),
});

/** What is replayed has the most to go wrong. */
const channel = fc.oneof(
  { weight: 2, arbitrary: fc.nat({ max: specs.length - 1 }) },
  { weight: 1, arbitrary: fc.constantFrom(...replayed) },
);

const dialFault = fc.constantFrom<DialFault[]>(
  'refuse',
  'black-hole',
  'never-upgrade',
  { status: 429 },
  { status: 429, retryAfter: '7' },
  { status: 503 },
  { status: 503, retryAfter: '20' },
  { status: 502 },
);

const weighted: [number, fc.Arbitrary<Action>][] = [
  [30, fc.record({ do: fc.constant('publish'), reader: index, count })],
  [8, join],
  [4, fc.record({ do: fc.constant('leave'), reader: index })],
  [5, fc.record({ do: fc.constant('pace'), reader: index, pace })],
  [8, fc.record({ do: fc.constant('cut'), link: index })],
  [
    3,
    fc.record({
      do: fc.constant('close'),
      link: index,
      code: fc.constantFrom(1000, 1001, 1008, 1011, 4401),
    }),
  ],
  [3, fc.record({ do: fc.constant('half-open'), link: index })],
  [3, fc.record({ do: fc.constant('stall'), link: index, for: fc.nat({ max: 20_000 }) })],
  [1, fc.record({ do: fc.constantFrom('news', 'bye'), link: index })],
  [3, fc.record({ do: fc.constant('garble'), reader: index, count: fc.nat({ max: 2 }) })],
  [2, fc.record({ do: fc.constant('poison'), reader: index })],
  [3, fc.record({ do: fc.constant('double'), reader: index, count: fc.nat({ max: 3 }) })],
  [3, fc.record({ do: fc.constant('publish-anonymous'), reader: index })],
  [2, fc.record({ do: fc.constant('mute'), reader: index })],
  [2, fc.record({ do: fc.constant('refuse-reader'), reader: index, isForever: fc.boolean() })],
  [4, fc.record({ do: fc.constant('dial-fault'), fault: dialFault, for: duration })],
  [1, fc.record({ do: fc.constant('revoke'), for: fc.constantFrom(1000, 5000, 100_000) })],
  [2, fc.record({ do: fc.constantFrom('no-greeting', 'no-snapshots'), for: duration })],
  [3, fc.record({ do: fc.constant('acks'), how: fc.constantFrom('slow', 'none'), for: duration })],
  [
    3,
    fc.record({
      do: fc.constant('rest'),
      how: fc.constantFrom('slow', 'fail', 'reject', 'never'),
      for: duration,
    }),
  ],
  [2, fc.record({ do: fc.constant('crash-venue'), for: duration })],
  [3, fc.record({ do: fc.constant('restart-client'), isClean: fc.boolean() })],
  [1, fc.record({ do: fc.constant('freeze'), for: duration })],
  [
    1,
    fc.record({
      do: fc.constant('skew'),
      who: fc.constantFrom('venue', 'client'),
      by: fc.integer({ min: -600_000, max: 600_000 }),
    }),
  ],
];

const step: fc.Arbitrary<Step> = fc.record({
  wait,
  action: fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary }))),
});

const traits: fc.Arbitrary<Traits> = fc.record({
  base: fc.constantFrom(1, 20, 120),
  jitter: fc.constantFrom(0, 5, 100),
  spikes: fc.constantFrom(0, 0, 0.02, 0.1),
  spike: fc.constantFrom(1000, 4000),
  tellsConnected: fc.boolean(),
  tellsStatus: fc.constantFrom(true, true, false),
  canPing: fc.boolean(),
  canPause: fc.boolean(),
  connections: fc.constantFrom(1, 2, 3, 5, 5),
  subscriptionsPerConnection: fc.constantFrom(1, 2, 3, 5),
  requestsInFlight: fc.constantFrom(1, 2, 4),
  replayLimit: fc.constantFrom(0, 0, 3, 12),
  coarseClock: fc.boolean(),
  timedAcks: fc.boolean(),
  skew: fc.constantFrom(0, 0, 0, 700, -700, 90_000, -90_000),
  maximumAge: fc.constantFrom(3_600_000, 3_600_000, 90_000),
  firstSequence: fc.constantFrom(0, 1000),
});

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.integer(),
  traits,
  channels: fc.array(channel, { minLength: 1, maxLength: 4 }),
  readers: fc.array(join, { minLength: 1, maxLength: 5 }),
  steps: fc.array(step, { maxLength: 40, size: 'max' }),
});
