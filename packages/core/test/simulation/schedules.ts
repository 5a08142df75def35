import fc from 'fast-check';

import type { Policy } from '../../src/venue.ts';
import type { Action, DialFault, Join, Schedule, Step, Traits } from './schedule.ts';
import type { Table } from './table.ts';

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
const rarely = fc.constantFrom(false, false, true);
const garbage = fc.constantFrom(0, 1, 1, 2, 40);
const greeting = fc.constantFrom('none', 'none', 'busy', 'busy', 'unclear', 'expired', 'forbidden');
const duration = fc.integer({ min: 1, max: 40_000 });
const pace = fc.constantFrom(0, 0, 0, 5, 400, 3000, Number.POSITIVE_INFINITY);

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
  [3, fc.record({ do: fc.constant('garble'), reader: index, count: garbage })],
  [2, fc.record({ do: fc.constant('poison'), reader: index })],
  [3, fc.record({ do: fc.constant('double'), reader: index, count: fc.nat({ max: 3 }) })],
  [3, fc.record({ do: fc.constant('publish-anonymous'), reader: index })],
  [2, fc.record({ do: fc.constant('mute'), reader: index })],
  [5, fc.record({ do: fc.constant('end-row'), reader: index })],
  [2, fc.record({ do: fc.constant('refuse-reader'), reader: index, isForever: rarely })],
  [2, fc.record({ do: fc.constant('take-back'), reader: index, isForever: rarely })],
  [4, fc.record({ do: fc.constant('dial-fault'), fault: dialFault, for: duration })],
  [1, fc.record({ do: fc.constant('revoke'), for: fc.constantFrom(1000, 5000, 100_000) })],
  [1, fc.record({ do: fc.constant('no-snapshots'), for: duration })],
  [2, fc.record({ do: fc.constant('greet'), how: greeting, for: duration })],
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
  batches: fc.boolean(),
  counts: fc.boolean(),
  tellsAction: fc.boolean(),
  namesRefusals: fc.boolean(),
  hangsUp: fc.constantFrom(false, false, false, true),
  acknowledges: fc.boolean(),
  acksUnsubscribes: fc.constantFrom(true, true, false),
  volunteers: fc.boolean(),
  marksStates: fc.boolean(),
  replayLimit: fc.constantFrom(0, 0, 3, 12),
  // More than are ever under way at once.
  restLimit: fc.constantFrom(0, 0, 40),
  coarseClock: fc.boolean(),
  timedAcks: fc.boolean(),
  skew: fc.constantFrom(0, 0, 0, 700, -700, 90_000, -90_000),
  maximumAge: fc.constantFrom(3_600_000, 3_600_000, 90_000),
  firstSequence: fc.constantFrom(0, 1000),
});

/** On a table, or on any of many; `first` is the place of a channel that occurs in each. */
export function schedulesOn(table: fc.Arbitrary<Table>, first: number): fc.Arbitrary<Schedule> {
  const others = fc.array(fc.nat({ max: 100 }), { maxLength: 3 });
  const readers = fc.tuple(join, fc.array(join, { maxLength: 4 }));
  return fc.record({
    seed: fc.integer(),
    table,
    traits,
    channels: others.map((more) => [first].concat(more)),
    readers: readers.map(([one, more]) => [{ ...one, channel: 0 }].concat(more)),
    steps: fc.array(step, { maxLength: 40, size: 'max' }),
  });
}
