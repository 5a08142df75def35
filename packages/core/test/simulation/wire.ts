import { ProtocolError } from '../../src/errors.ts';
import type { Codec, Incoming, Reference, WireRequest } from '../../src/venue.ts';
import type { EndpointSpec } from './table.ts';

/** What a message says: which event of which topic it is, or which rows it touches. */
export interface Payload {
  readonly topic?: string;
  /** The number of the event in the venue's own log, which no engine looks at. */
  readonly n?: number;
  /** The same of each topic that it concerns. */
  readonly numbers?: Readonly<Record<string, number>>;
  readonly rows?: Readonly<Record<string, Row>>;
}

export interface Row {
  readonly topic: string;
  /** The event that touched it last. */
  readonly n: number;
  readonly x?: number;
  readonly y?: number;
}

/**
 * What a frame of the venue says, or one of the things that it says: `t` its type, `c` channel, `k` topic, `ks` topics,
 * `r` request, `a` the type of the request, `q` sequence, `s` snapshot.
 */
export interface Frame {
  readonly t: 'hello' | 'beat' | 'pong' | 'ack' | 'no' | 'data' | 'limit' | 'bye' | 'news';
  readonly c?: string;
  readonly k?: string | undefined;
  readonly ks?: readonly string[] | undefined;
  readonly r?: string | undefined;
  readonly a?: 'sub' | 'unsub' | undefined;
  readonly at?: number | undefined;
  readonly retry?: boolean | 'probe';
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

/** What a text of the venue says; nothing, if it cannot be read. */
export function framesOf(text: string): readonly Frame[] {
  if (!text.endsWith('}') && !text.endsWith(']')) return [];
  return [JSON.parse(text) as Frame | readonly Frame[]].flat();
}

/** The wire of an endpoint; of the channels in `unasked` whoever connects is subscribed to them. */
export function codecOf(endpoint: EndpointSpec, unasked: ReadonlySet<string>): Codec {
  const { canRefresh, canPing, wantsHeartbeats } = endpoint;
  const ask = (t: 'sub' | 'unsub', request: WireRequest): string | undefined =>
    unasked.has(request.channel) ? undefined : requestOf(t, request);
  return {
    decode(text) {
      const said = JSON.parse(text) as Frame | readonly Frame[];
      return 'length' in said ? said.map((frame) => meaningOf(frame)) : meaningOf(said);
    },
    subscribe: (request) => ask('sub', request),
    unsubscribe: (request) => ask('unsub', request),
    ...(canRefresh
      ? { refresh: ({ channel: c, topic: k }) => JSON.stringify({ t: 'refresh', c, k }) }
      : {}),
    ...(canPing ? { ping: () => JSON.stringify({ t: 'ping' }) } : {}),
    ...(wantsHeartbeats ? { heartbeat: (at) => JSON.stringify({ t: 'beat', at }) } : {}),
  };
}

function requestOf(t: 'sub' | 'unsub', request: WireRequest): string {
  const { id: r, channel: c, topic: k, resume: from, venueTime: at } = request;
  const frame: Request = { t, r, c, k, at, ...(from === undefined ? {} : { from }) };
  return JSON.stringify(frame);
}

function meaningOf(frame: Frame): Incoming {
  const { c: channel = '', k: topic, at: sentAt } = frame;
  const sent = sentAt === undefined ? {} : { sentAt };
  switch (frame.t) {
    case 'data':
      return dataOf(frame);
    case 'ack': {
      const { a } = frame;
      const action = a && (a === 'sub' ? 'subscribe' : 'unsubscribe');
      return { type: 'acknowledged', action, ...referenceOf(frame), ...sent };
    }
    case 'no': {
      const reasons = [{ code: 'NO', message: 'not now, or never' }];
      const retryable = frame.retry ?? false;
      return { type: 'refused', retryable, reasons, ...referenceOf(frame), ...sent };
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

function referenceOf({ r: request, c: channel, k: topic }: Frame): Reference {
  return { request, channel, topic };
}

function dataOf(frame: Frame): Incoming {
  const { c: channel = '', k: topic, ks: topics, p: payload } = frame;
  const { q: sequence, i: id, m: timeMs, s: snapshot } = frame;
  if (!payload) return { type: 'invalid', issue: 'no payload', channel, topic };
  const where = { channel, topic, topics };
  return { type: 'data', ...where, data: payload, sequence, id, time: timeMs, timeMs, snapshot };
}
