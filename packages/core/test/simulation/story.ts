import { runScheduleOnClient, type ClientWorld } from './client-world.ts';
import type { EngineWorld } from './engine-world.ts';
import { runSchedule } from './run-schedule.ts';
import type { Action, Join, Schedule, Traits } from './schedule.ts';
import type { EndpointSpec, Spec, Table } from './table.ts';
import { testTable } from './test-table.ts';

/** Nothing goes wrong by itself. */
const calm: Traits = {
  base: 1,
  jitter: 0,
  spikes: 0,
  spike: 1000,
  tellsConnected: false,
  tellsStatus: true,
  canPing: false,
  canPause: false,
  connections: 5,
  subscriptionsPerConnection: 5,
  requestsInFlight: 1,
  batches: false,
  counts: false,
  tellsAction: true,
  namesRefusals: true,
  hangsUp: false,
  acknowledges: true,
  acksUnsubscribes: true,
  volunteers: false,
  marksStates: false,
  replayLimit: 0,
  restLimit: 0,
  coarseClock: false,
  timedAcks: false,
  skew: 0,
  maximumAge: 3_600_000,
  firstSequence: 0,
};

/** A reader who is as fast as can be. */
export function join(name: string, details: Partial<Join> = {}): Join {
  return {
    do: 'join',
    channel: testTable.channels.findIndex((spec) => spec.name === name),
    topic: 'a',
    policy: 'default',
    items: 10_000,
    bytes: 1_000_000,
    pace: 0,
    isResumed: false,
    ...details,
  };
}

/** One row alone, on an endpoint of its own: for what the test table does not have together. */
export function rowAlone(row: Partial<Spec>, endpoint: Partial<EndpointSpec>): Table {
  const [anyRow] = testTable.channels;
  const [anyEndpoint] = testTable.endpoints;
  if (!anyRow || !anyEndpoint) throw new TypeError('The test table is empty.');
  const plain = { ready: 'open', wantsHeartbeats: false, hasProbe: false, timing: {} } as const;
  return {
    name: 'alone',
    endpoints: [{ ...anyEndpoint, ...plain, ...endpoint, name: 'only' }],
    channels: [{ ...anyRow, isUnnamed: false, ...row, name: 'row', endpoint: 'only' }],
  };
}

/** Of a row alone. */
export function joinRow(details: Partial<Join> = {}): Join {
  return { ...join('signals'), channel: 0, ...details };
}

/** A queue that is soon full. */
export const small = { items: 5, bytes: 600 } as const;

export function publish(reader: number, count = 1): Action {
  return { do: 'publish', reader, count };
}

type Steps = readonly (readonly [wait: number, action: Action])[];
type Setting = Partial<Traits> & { readonly seed?: number };

/** Lives through it; `wait`: milliseconds before the step. */
export function live(
  readers: readonly Join[],
  steps: Steps,
  setting: Setting = {},
  table: Table = testTable,
): EngineWorld {
  return runSchedule(scheduleOf(readers, steps, setting, table));
}

/** The same with the real client. */
export function liveOnClient(
  readers: readonly Join[],
  steps: Steps,
  setting: Setting = {},
  table: Table = testTable,
): Promise<ClientWorld> {
  return runScheduleOnClient(scheduleOf(readers, steps, setting, table));
}

function scheduleOf(
  readers: readonly Join[],
  steps: Steps,
  { seed = 0, ...traits }: Setting,
  table: Table,
): Schedule {
  return {
    seed,
    table,
    traits: { ...calm, ...traits },
    channels: table.channels.map((_, channel) => channel),
    readers,
    steps: steps.map(([wait, action]) => ({ wait, action })),
  };
}
