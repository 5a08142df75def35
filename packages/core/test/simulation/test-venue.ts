import { ProtocolError } from '../../src/errors.ts';
import type { Http } from '../../src/http.ts';
import type {
  AnyChannel,
  Apply,
  Channel,
  Codec,
  Incoming,
  Policy,
  Recovery,
  Restored,
  Venue,
  WireRequest,
} from '../../src/venue.ts';

/** What a message of the test venue says: which event of which topic it is, or which rows it touches. */
export interface Payload {
  readonly topic?: string;
  /** The number of the event in the venue's own log, which no engine looks at. */
  readonly n?: number;
  readonly rows?: Readonly<Record<string, Row>>;
}

export interface Row {
  readonly topic: string;
  /** The event that touched it last. */
  readonly n: number;
  readonly x?: number;
  readonly y?: number;
}

interface Params {
  readonly topic: string;
}

export type EndpointName = 'feed' | 'data';

/** A channel of the test venue: every recovery mode, with every kind of state that goes with it. */
export interface Spec {
  readonly name: string;
  readonly endpoint: EndpointName;
  readonly isPrivate: boolean;
  readonly apply: 'append' | 'replace' | 'upsert' | 'merge';
  readonly mode: 'replay' | 'snapshot' | 'backfill' | 'resync' | 'none';
  readonly cadence: number | 'none';
  readonly policy: Policy;
  /** Whether the venue names its events; numbers have those that are replayed. */
  readonly hasIds?: boolean;
}

const append = { apply: 'append', cadence: 'none', policy: 'hold' } as const;
const state = { cadence: 'none', policy: 'conflate' } as const;
const feed = { endpoint: 'feed' } as const;
const data = { endpoint: 'data' } as const;

export const specs: readonly Spec[] = [
  { ...append, ...feed, name: 'signals', isPrivate: true, mode: 'replay' },
  { ...append, ...feed, name: 'alerts', isPrivate: false, mode: 'replay', cadence: 20_000 },
  { ...append, ...feed, name: 'notices', isPrivate: true, mode: 'resync' },
  {
    ...append,
    ...feed,
    name: 'activity',
    isPrivate: false,
    mode: 'none',
    policy: 'drop-oldest',
    hasIds: true,
  },
  { ...state, ...feed, name: 'book', isPrivate: false, apply: 'merge', mode: 'snapshot' },
  {
    ...state,
    ...data,
    name: 'prices',
    isPrivate: false,
    apply: 'replace',
    mode: 'snapshot',
    cadence: 15_000,
  },
  { ...state, ...data, name: 'levels', isPrivate: false, apply: 'upsert', mode: 'snapshot' },
  {
    ...state,
    ...data,
    name: 'orders',
    isPrivate: true,
    apply: 'upsert',
    mode: 'backfill',
    policy: 'hold',
  },
  { ...state, ...data, name: 'balances', isPrivate: true, apply: 'merge', mode: 'backfill' },
  { ...append, ...data, name: 'fills', isPrivate: true, mode: 'backfill', hasIds: true },
  { ...state, ...data, name: 'marks', isPrivate: false, apply: 'replace', mode: 'none' },
];

export interface VenueTraits {
  /** Milliseconds without anything before the feed counts as dead. */
  readonly silence: number;
  readonly connections: number;
  readonly subscriptionsPerConnection: number;
  readonly requestsInFlight: number;
}

export function testVenue(traits: VenueTraits): Venue {
  const { silence, ...limits } = traits;
  const failures = {
    status: { 401: 'fatal', 429: 'backoff', 503: 'backoff' },
    close: { 1008: 'backoff', 4401: 'fatal' },
  } as const;
  return {
    name: 'test',
    endpoints: {
      feed: {
        codec: { ...codec, heartbeat: (at) => JSON.stringify({ t: 'beat', at }) },
        dial: () => ({ url: 'wss://feed.test.invalid' }),
        probe: async (http) => {
          await http.request({ method: 'GET', url: 'https://test.invalid/hello' });
        },
        ready: 'message',
        limits,
        failures,
        timing: { silence },
      },
      data: {
        codec: {
          ...codec,
          refresh: ({ channel, topic }) => JSON.stringify({ t: 'refresh', c: channel, k: topic }),
          ping: () => JSON.stringify({ t: 'ping' }),
        },
        dial: () => ({ url: 'wss://data.test.invalid' }),
        ready: 'open',
        limits,
        failures,
      },
    },
  };
}

/** The row of the venue's table for a spec. */
export function channelOf(spec: Spec): AnyChannel {
  const channel: Channel<Params, Payload> = {
    name: spec.name,
    endpoint: spec.endpoint,
    private: spec.isPrivate,
    topic: ({ topic }) => topic,
    apply: applyOf(spec),
    recovery: recoveryOf(spec),
    cadence: spec.cadence,
    policy: spec.policy,
  };
  return channel as AnyChannel;
}

function applyOf({ apply: mode }: Spec): Apply<Payload> {
  if (mode === 'append' || mode === 'replace') return { mode };
  return {
    mode,
    rows: ({ rows = {} }) => Object.entries(rows),
    data: (rows) => ({ rows: Object.fromEntries(rows) as Record<string, Row> }),
  };
}

function recoveryOf({ name, mode }: Spec): Recovery<Params, Payload, Payload> {
  const fetch = async <Answer>({ topic }: Params, http: Http): Promise<Answer> => {
    const url = `https://test.invalid/${name}/${topic}`;
    const { text } = await http.request({ method: 'GET', url });
    return JSON.parse(text) as Answer;
  };
  if (mode === 'backfill') {
    return { mode, fetch: (params, http) => fetch<Restored<Payload>>(params, http) };
  }
  if (mode === 'resync') {
    return { mode, fetch: (params, http) => fetch<{ snapshot: Payload }>(params, http) };
  }
  return { mode };
}

/** A frame of the venue: `t` its type, `c` channel, `k` topic, `r` request, `q` sequence, `s` snapshot. */
export interface Frame {
  readonly t: 'hello' | 'beat' | 'pong' | 'ack' | 'no' | 'data' | 'limit' | 'bye' | 'news';
  readonly c?: string;
  readonly k?: string | undefined;
  readonly r?: string | undefined;
  readonly at?: number | undefined;
  readonly retry?: boolean;
  readonly q?: number | undefined;
  readonly i?: string | undefined;
  readonly m?: number | undefined;
  readonly s?: boolean;
  readonly p?: Payload;
}

/** A frame of the client. */
export interface Request {
  readonly t: 'sub' | 'unsub' | 'refresh' | 'beat' | 'ping';
  readonly r?: string;
  readonly c?: string;
  readonly k?: string;
  readonly from?: number;
  readonly at?: number;
}

const codec: Codec = {
  decode,
  subscribe: (request) => requestOf('sub', request),
  unsubscribe: (request) => requestOf('unsub', request),
};

function requestOf(t: 'sub' | 'unsub', request: WireRequest): string {
  const { id: r, channel: c, topic: k, resume: from, venueTime: at } = request;
  const frame: Request = { t, r, c, k, at, ...(from === undefined ? {} : { from }) };
  return JSON.stringify(frame);
}

function decode(text: string): Incoming {
  const frame = JSON.parse(text) as Frame;
  const { c: channel = '', k: topic, r: request, at: sentAt } = frame;
  const sent = sentAt === undefined ? {} : { sentAt };
  const about = request === undefined ? {} : { request };
  switch (frame.t) {
    case 'data':
      return decodeData(frame, channel, topic);
    case 'ack':
      return { type: 'acknowledged', ...about, ...sent };
    case 'no': {
      const reasons = [{ code: 'NO', message: 'not now, or never' }];
      return { type: 'refused', retryable: frame.retry ?? false, reasons, ...about, ...sent };
    }
    case 'hello':
      return { type: 'ready', ...sent };
    case 'beat':
      return { type: 'heartbeat', ...sent };
    case 'pong':
      return { type: 'pong' };
    case 'limit':
      return { type: 'replay-limit', channel, topic: topic ?? '', ...sent };
    case 'bye':
      return { type: 'closing' };
    case 'news':
      return { type: 'unknown', tag: frame.t };
    default:
      throw new ProtocolError('A frame without a known type.');
  }
}

function decodeData(frame: Frame, channel: string, topic: string | undefined): Incoming {
  const { p: payload, q: sequence, i: id, m: timeMs, s: snapshot } = frame;
  const named = topic === undefined ? {} : { topic };
  if (!payload) return { type: 'invalid', issue: 'no payload', channel, ...named };
  return {
    type: 'data',
    channel,
    ...named,
    data: payload,
    sequence,
    id,
    time: timeMs,
    timeMs,
    snapshot,
  };
}
