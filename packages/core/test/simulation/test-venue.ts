import type { Http } from '../../src/http.ts';
import type {
  AnyChannel,
  Apply,
  Channel,
  Endpoint,
  Limits,
  Recovery,
  Restored,
  Venue,
} from '../../src/venue.ts';
import type { EndpointSpec, Mode, Spec, Table } from './table.ts';
import { codecOf, type Payload, type Row } from './wire.ts';

interface Params {
  readonly topic: string;
}

/** A venue with this table, and no more than `limits` of its own ones. */
export function testVenue({ endpoints, channels }: Table, limits: Limits): Venue {
  const entries = endpoints.map((spec): [string, Endpoint] => {
    const own = channels.filter(({ endpoint }) => endpoint === spec.name);
    const unasked = own.filter(({ isUnasked }) => isUnasked).map(({ name }) => name);
    return [spec.name, testEndpoint(spec, new Set(unasked), limitsOf(spec, limits))];
  });
  return { name: 'test', endpoints: Object.fromEntries(entries) };
}

export function limitsOf({ limits: own }: EndpointSpec, limits: Limits): Limits {
  return {
    connections: Math.min(own.connections, limits.connections),
    subscriptionsPerConnection: Math.min(
      own.subscriptionsPerConnection,
      limits.subscriptionsPerConnection,
    ),
    requestsInFlight: Math.min(own.requestsInFlight, limits.requestsInFlight),
  };
}

function testEndpoint(spec: EndpointSpec, unasked: ReadonlySet<string>, limits: Limits): Endpoint {
  const { name, ready, acknowledgement, failures, timing, hasProbe } = spec;
  const probe = async (http: Http): Promise<void> => {
    await http.request({ method: 'GET', url: 'https://test.invalid/hello' });
  };
  return {
    codec: codecOf(spec, unasked),
    dial: () => ({ url: `wss://test.invalid/${name}` }),
    ...(hasProbe ? { probe } : {}),
    ready,
    acknowledgement,
    limits,
    failures,
    timing,
  };
}

/** The row of the venue's table for a spec. */
export function channelOf(spec: Spec): AnyChannel {
  const { mode, modeOfC } = spec;
  const channel: Channel<Params, Payload> = {
    name: spec.name,
    endpoint: spec.endpoint,
    private: spec.isPrivate,
    topic: ({ topic }) => topic,
    apply: applyOf(spec),
    recovery:
      modeOfC === undefined
        ? recoveryOf(spec, mode)
        : ({ topic }) => recoveryOf(spec, topic === 'c' ? modeOfC : mode),
    cadence: spec.cadence,
    policy: spec.policy,
  };
  return channel as AnyChannel;
}

function applyOf({ apply: mode, most }: Spec): Apply<Payload> {
  if (mode === 'append' || mode === 'replace') return { mode };
  return {
    mode,
    ...(most === undefined ? {} : { most }),
    rows: ({ rows = {} }) => Object.entries(rows),
    data: (rows) => ({ rows: Object.fromEntries(rows) as Record<string, Row> }),
  };
}

function recoveryOf(
  { name, isOptional, every }: Spec,
  mode: Mode,
): Recovery<Params, Payload, Payload> {
  const fetch = async <Answer>({ topic }: Params, http: Http): Promise<Answer> => {
    const url = `https://test.invalid/${encodeURIComponent(name)}/${topic}`;
    const { text } = await http.request({ method: 'GET', url });
    return JSON.parse(text) as Answer;
  };
  if (mode === 'backfill') {
    const compared = every === undefined ? {} : { every };
    return { mode, ...compared, fetch: (params, http) => fetch<Restored<Payload>>(params, http) };
  }
  if (mode === 'resync') {
    return { mode, fetch: (params, http) => fetch<{ snapshot: Payload }>(params, http) };
  }
  if (mode === 'snapshot' && isOptional !== undefined) return { mode, isOptional };
  return { mode };
}
