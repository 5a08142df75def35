import type { EndpointSpec, Spec, Table } from './table.ts';

const append = { apply: 'append', cadence: 'none', policy: 'hold' } as const;
const state = { cadence: 'none', policy: 'conflate' } as const;

const endpoint = {
  ready: 'open',
  acknowledgement: 'required',
  answers: 'id',
  canRefresh: false,
  canPing: false,
  wantsHeartbeats: false,
  hasProbe: false,
  limits: { connections: 5, subscriptionsPerConnection: 5, requestsInFlight: 4 },
  failures: {
    status: { 401: 'fatal', 429: 'backoff', 503: 'backoff' },
    close: { 1008: 'backoff', 4401: 'fatal' },
  },
  timing: {},
} satisfies Omit<EndpointSpec, 'name'>;

const endpoints: readonly EndpointSpec[] = [
  {
    ...endpoint,
    name: 'feed',
    ready: 'message',
    wantsHeartbeats: true,
    hasProbe: true,
    timing: { silence: 45_000 },
  },
  { ...endpoint, name: 'data', canRefresh: true, canPing: true },
  // Promises little: neither an answer nor a state, nor to say how a row ends.
  {
    ...endpoint,
    name: 'loose',
    acknowledgement: 'optional',
    answers: 'topic',
    canPing: true,
    timing: { acknowledge: 3000 },
  },
  // Sends all that it has to whoever connects.
  { ...endpoint, name: 'push', ready: 'message', answers: 'topic', timing: { silence: 45_000 } },
];

const feed: readonly Spec[] = [
  {
    ...append,
    endpoint: 'feed',
    name: 'signals',
    isPrivate: true,
    mode: 'replay',
    isUnnamed: true,
  },
  {
    ...append,
    endpoint: 'feed',
    name: 'alerts',
    isPrivate: false,
    mode: 'replay',
    cadence: 20_000,
    isUnnamed: true,
  },
  {
    ...append,
    endpoint: 'feed',
    name: 'notices',
    isPrivate: true,
    mode: 'resync',
    isUnnamed: true,
  },
  {
    ...append,
    endpoint: 'feed',
    name: 'activity',
    isPrivate: false,
    mode: 'none',
    policy: 'drop-oldest',
    hasIds: true,
    isUnnamed: true,
  },
  { ...state, endpoint: 'feed', name: 'book', isPrivate: false, apply: 'merge', mode: 'snapshot' },
];

const data: readonly Spec[] = [
  {
    ...state,
    endpoint: 'data',
    name: 'prices',
    isPrivate: false,
    apply: 'replace',
    mode: 'snapshot',
    cadence: 15_000,
  },
  {
    ...state,
    endpoint: 'data',
    name: 'levels',
    isPrivate: false,
    apply: 'upsert',
    mode: 'snapshot',
  },
  {
    ...state,
    endpoint: 'data',
    name: 'orders',
    isPrivate: true,
    apply: 'upsert',
    mode: 'backfill',
    policy: 'hold',
  },
  {
    ...state,
    endpoint: 'data',
    name: 'balances',
    isPrivate: true,
    apply: 'merge',
    mode: 'backfill',
  },
  {
    ...append,
    endpoint: 'data',
    name: 'fills',
    isPrivate: true,
    mode: 'backfill',
    hasIds: true,
    isUnnamed: true,
  },
  { ...state, endpoint: 'data', name: 'marks', isPrivate: false, apply: 'replace', mode: 'none' },
  {
    ...state,
    endpoint: 'data',
    name: 'depths',
    isPrivate: false,
    apply: 'merge',
    mode: 'snapshot',
    isOptional: true,
  },
];

const loose: readonly Spec[] = [
  {
    ...state,
    endpoint: 'loose',
    name: 'quotes',
    isPrivate: false,
    apply: 'replace',
    mode: 'snapshot',
    isOptional: true,
  },
  {
    ...state,
    endpoint: 'loose',
    name: 'tiles',
    isPrivate: false,
    apply: 'upsert',
    mode: 'snapshot',
    isOptional: true,
  },
  {
    ...state,
    endpoint: 'loose',
    name: 'stops',
    isPrivate: true,
    apply: 'upsert',
    mode: 'backfill',
    every: 15_000,
  },
  {
    ...state,
    endpoint: 'loose',
    name: 'holdings',
    isPrivate: true,
    apply: 'merge',
    mode: 'backfill',
    every: 20_000,
  },
  {
    ...state,
    endpoint: 'loose',
    name: 'candles',
    isPrivate: false,
    apply: 'upsert',
    mode: 'backfill',
    most: 4,
  },
  {
    ...append,
    endpoint: 'loose',
    name: 'deals',
    isPrivate: true,
    mode: 'backfill',
    modeOfC: 'none',
    hasIds: true,
    isShared: true,
  },
  { ...append, endpoint: 'loose', name: 'prints', isPrivate: false, mode: 'none' },
];

const push: readonly Spec[] = [
  {
    ...state,
    endpoint: 'push',
    name: 'wallet',
    isPrivate: true,
    apply: 'upsert',
    mode: 'snapshot',
    isUnasked: true,
  },
  {
    ...append,
    endpoint: 'push',
    name: 'hints',
    isPrivate: true,
    mode: 'resync',
    isUnasked: true,
  },
  {
    ...append,
    endpoint: 'push',
    name: 'tape',
    isPrivate: false,
    mode: 'none',
    isUnasked: true,
    isShared: true,
  },
];

/** A table with all that there is: every recovery mode, with every kind of state and of endpoint that goes with it. */
export const testTable: Table = {
  name: 'test',
  endpoints,
  channels: [...feed, ...data, ...loose, ...push],
};
