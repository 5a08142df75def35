import fc from 'fast-check';

import type { Tables } from './explore.ts';
import type { EndpointSpec, Spec, Table } from './table.ts';

/** How a row can recover that is applied in some way; the bounds are those of what is simulated. */
type Way = Pick<Spec, 'apply' | 'mode' | 'hasIds' | 'isOptional' | 'every' | 'most' | 'modeOfC'>;

const log = { apply: 'append' } as const;
const ways: readonly Way[] = [
  { ...log, mode: 'replay' },
  { ...log, mode: 'resync' },
  { ...log, mode: 'none' },
  { ...log, mode: 'none', hasIds: true },
  { ...log, mode: 'backfill', hasIds: true },
  { ...log, mode: 'backfill', hasIds: true, modeOfC: 'none' },
  ...(['replace', 'upsert', 'merge'] as const).flatMap((apply): readonly Way[] => [
    { apply, mode: 'snapshot' },
    { apply, mode: 'snapshot', isOptional: true },
    { apply, mode: 'backfill' },
    { apply, mode: 'none' },
  ]),
  ...(['upsert', 'merge'] as const).flatMap((apply): readonly Way[] => [
    { apply, mode: 'backfill', every: 15_000 },
    { apply, mode: 'backfill', most: 4 },
  ]),
];

const endpoint: fc.Arbitrary<Omit<EndpointSpec, 'name'>> = fc.record({
  ready: fc.constantFrom('open', 'message'),
  acknowledgement: fc.constantFrom('required', 'optional'),
  answers: fc.constantFrom('id', 'topic'),
  canRefresh: fc.boolean(),
  canPing: fc.boolean(),
  wantsHeartbeats: fc.boolean(),
  hasProbe: fc.boolean(),
  limits: fc.record({
    connections: fc.constantFrom(1, 5),
    subscriptionsPerConnection: fc.constantFrom(2, 5),
    requestsInFlight: fc.constantFrom(1, 4),
  }),
  failures: fc.constant({
    status: { 401: 'fatal', 429: 'backoff', 503: 'backoff' },
    close: { 1008: 'backoff', 4401: 'fatal' },
  }),
  timing: fc.constantFrom({}, { silence: 45_000 }, { acknowledge: 3000, silence: 45_000 }),
});

/** What of a row is only possible with some of the others. */
interface Wish {
  readonly way: Way;
  readonly endpoint: 'one' | 'two';
  readonly isPrivate: boolean;
  readonly hasCadence: boolean;
  readonly isUnasked: boolean;
  readonly isShared: boolean;
  readonly isUnnamed: boolean;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  way: fc.constantFrom(...ways),
  endpoint: fc.constantFrom('one', 'two'),
  isPrivate: fc.boolean(),
  hasCadence: fc.constantFrom(false, false, true),
  isUnasked: fc.constantFrom(false, false, false, true),
  isShared: fc.constantFrom(false, false, true),
  isUnnamed: fc.constantFrom(false, false, true),
});

function specOf(wished: Wish, place: number): Spec {
  const { way, endpoint: where, isPrivate, hasCadence } = wished;
  const { apply, mode } = way;
  const isLog = apply === 'append';
  // A position cannot be told to a feed that is not asked for, and a number counts within one topic.
  const isUnasked = wished.isUnasked && mode !== 'replay';
  const isShared = wished.isShared && isLog && mode !== 'replay';
  return {
    ...way,
    name: `channel${place}`,
    endpoint: where,
    isPrivate,
    cadence: hasCadence ? 20_000 : 'none',
    policy: isLog ? 'hold' : 'conflate',
    isUnasked,
    isShared,
    isUnnamed: wished.isUnnamed && isLog && !isUnasked && !isShared,
  };
}

const table: fc.Arbitrary<Table> = fc
  .record({ one: endpoint, two: endpoint, wishes: fc.array(wish, { minLength: 1, maxLength: 4 }) })
  .map(({ one, two, wishes }) => ({
    name: 'some',
    endpoints: [
      { ...one, name: 'one' },
      { ...two, name: 'two' },
    ],
    channels: wishes.map(specOf),
  }));

/** Whatever a venue's table may say. */
export const anyTables: Tables = { name: 'any', arbitrary: table, size: 4 };
