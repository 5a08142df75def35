import type { AnyChannel, Channel, Endpoint, Recovery, Venue } from '../../src/venue.ts';
import type { EndpointSpec, Spec, Table } from './table.ts';

/** A row of a venue's channel table, and what it may be asked for. */
export interface Row {
  readonly channel: AnyChannel;
  /** Of a row whose recovery depends on them, one that recovers in each way. */
  readonly params: readonly unknown[];
  readonly details: RowDetails;
}

/** What the tables don't say, but the codec knows. */
export interface RowDetails {
  /** Whether the venue names its events. Those that REST tells have names in any case. */
  readonly hasIds?: boolean;
  /** Whether an event can concern several topics, and names all of them. */
  readonly isShared?: boolean;
}

/** Whatever it tells, and is asked for. */
interface Exported {
  readonly name: string;
  readonly endpoint: string;
  readonly recovery: unknown;
}

type RowMaker = Exported | ((...parts: never[]) => Exported);

/** All rows that a venue's module exports, as rows or as functions that make them: one that is new does not compile. */
export type RowsOf<Module, Helpers extends keyof Module = never> = Readonly<
  Record<
    Exclude<
      { [Name in keyof Module]: Module[Name] extends RowMaker ? Name : never }[keyof Module],
      Helpers
    >,
    Row
  >
>;

/** `undefined` where there is nothing to choose. */
export function row<Params, Live, Snapshot>(
  channel: Channel<Params, Live, Snapshot>,
  params: Params | readonly Params[],
  details: RowDetails = {},
): Row {
  return {
    channel: channel as AnyChannel,
    params: Array.isArray(params) ? (params as readonly Params[]) : [params],
    details,
  };
}

/** How many rows are kept at most: more would never be too many in a simulated life. */
const mostRows = 4;

/** A venue's own tables as what can be simulated. */
export function tableOf({ name, endpoints }: Venue, rows: readonly Row[]): Table {
  const specs = Object.entries(endpoints).map(([endpointName, endpoint]) => {
    const own = rows.filter(({ channel }) => channel.endpoint === endpointName);
    return endpointSpec(endpointName, endpoint, own);
  });
  const channels = rows.map((one) => {
    const endpoint = endpoints[one.channel.endpoint];
    if (!endpoint) throw new TypeError(`${name} has no endpoint ${one.channel.endpoint}.`);
    return channelSpec(one, endpoint);
  });
  return { name, endpoints: specs, channels };
}

function endpointSpec(name: string, endpoint: Endpoint, rows: readonly Row[]): EndpointSpec {
  const { codec, ready, acknowledgement = 'required', limits, failures, timing = {} } = endpoint;
  const frames = rows.map((one) => frameOf(one, codec));
  return {
    name,
    ready,
    acknowledgement,
    answers: frames.some((frame) => frame?.includes(requestId)) ? 'id' : 'topic',
    canRefresh: codec.refresh !== undefined,
    canPing: codec.ping !== undefined,
    wantsHeartbeats: codec.heartbeat !== undefined,
    hasProbe: 'probe' in endpoint,
    limits,
    failures,
    timing,
  };
}

function channelSpec({ channel, params, details }: Row, { codec }: Endpoint): Spec {
  const { apply, cadence, policy } = channel;
  const [one, other = one] = params.map((wanted) => recoveryFor(channel, wanted));
  if (!one || !other) throw new TypeError(`${channel.name} needs something to ask for.`);
  const most = 'most' in apply ? (apply.most ?? Number.POSITIVE_INFINITY) : undefined;
  return {
    name: channel.name,
    endpoint: channel.endpoint,
    isPrivate: channel.private,
    apply: apply.mode,
    mode: one.mode,
    cadence,
    policy,
    ...(other.mode === one.mode ? {} : { modeOfC: other.mode }),
    ...(one.mode === 'snapshot' ? { isOptional: one.isOptional ?? false } : {}),
    ...(one.mode === 'backfill' && one.every !== undefined ? { every: one.every } : {}),
    ...(most === undefined || most === Number.POSITIVE_INFINITY
      ? {}
      : { most: Math.min(most, mostRows) }),
    hasIds: details.hasIds ?? (apply.mode === 'append' && one.mode === 'backfill'),
    isUnasked: frameOf({ channel, params, details }, codec) === undefined,
    isSingle: params.every((wanted) => wanted === undefined),
    isShared: details.isShared ?? false,
    isUnnamed: channel.identify !== undefined,
  };
}

function recoveryFor(
  { recovery }: AnyChannel,
  params: unknown,
): Recovery<unknown, unknown, unknown> {
  return typeof recovery === 'function' ? recovery(params) : recovery;
}

const requestId = 'the-id-of-the-request';

/** With which the row is subscribed; `undefined` where connecting is subscribing. */
function frameOf({ channel, params }: Row, codec: Endpoint['codec']): string | undefined {
  const [wanted] = params;
  const { name } = channel;
  return codec.subscribe({
    id: requestId,
    channel: name,
    topic: channel.topic(wanted),
    params: wanted,
    venueTime: 0,
  });
}
