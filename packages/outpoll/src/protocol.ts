import {
  decodeTagged,
  readAs,
  type Acknowledged,
  type Codec,
  type Incoming,
  type Refused,
  type Tagged,
  type TaggedReader,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import type { ActivityEvent, FeedEvent } from './channels.ts';
import { redact } from './redact.ts';
import {
  balanceDelta,
  balanceSnapshot,
  chanceMessage,
  envelope,
  orderUpdate,
  pricesData,
  takeProfitUpdate,
  type Balances,
  type Chance,
  type Envelope,
  type OrderUpdate,
} from './schemas.ts';

type Decoded = ReturnType<Codec['decode']>;
type Readers = readonly (readonly [tag: string, read: TaggedReader<object>])[];

/** What is sent as the answer to a PING: none is documented. */
export type Pong = string | (() => string) | undefined;

const nothing: Pick<Codec, 'subscribe' | 'unsubscribe'> = {
  subscribe: () => undefined,
  unsubscribe: () => undefined,
};

/** The wire of https://docs.outpoll.com/api/rest-api/websockets, an endpoint each, as pure functions. */
export function orderBookCodec(pong: Pong): Codec {
  return {
    ...codecOf('orderBook', pong, [
      ['PRICES_DATA', (message) => readPrices(message, true)],
      ['PRICES_DATA_DELTA', (message) => readPrices(message, false)],
      ['SUBSCRIBED', (message) => acknowledged('orderBook', message, 'subscribe')],
      ['UNSUBSCRIBED', (message) => acknowledged('orderBook', message, 'unsubscribe')],
    ]),
    subscribe: ({ topic }) => JSON.stringify({ t: 'SUBSCRIBE', e: topic }),
    // That these two name the event is inferred.
    unsubscribe: ({ topic }) => JSON.stringify({ t: 'UNSUBSCRIBE', e: topic }),
    refresh: ({ topic }) => JSON.stringify({ t: 'REQUEST_DATA', e: topic }),
  };
}

export function chanceHistoryCodec(pong: Pong): Codec {
  return {
    ...codecOf('chanceHistory', pong, [
      ['PROBABILITY', (message) => readChance(message, true)],
      ['UPDATE_HISTORY', (message) => readChance(message, false)],
      // Data comes before it (documented); that it is told by its outcomes and not by its words is inferred.
      ['SUCCESS', (message) => acknowledged('chanceHistory', message)],
    ]),
    subscribe: ({ params, topic }) =>
      JSON.stringify({ t: 'SUBSCRIBE', e: eventOf(params), o: [topic] }),
    // No event (documented).
    unsubscribe: ({ topic }) => JSON.stringify({ t: 'UNSUBSCRIBE', o: [topic] }),
  };
}

export function orderUpdatesCodec(pong: Pong): Codec {
  return privateCodec('orderUpdates', pong, [
    ['SUCCESS', () => ({ type: 'ready' })],
    ['ORDER_UPDATE', (message) => readOrderUpdate(orderUpdate, message)],
    ['TPSL_UPDATE', (message) => readOrderUpdate(takeProfitUpdate, message)],
  ]);
}

export function balancesCodec(pong: Pong): Codec {
  return privateCodec(
    'balances',
    pong,
    [['SUCCESS', readBalances]],
    // Without an envelope (documented), or with one (inferred), whatever its type.
    ({ tag, content }) => readDelta(tag === undefined ? content : payloadOf(content), tag),
  );
}

export function orderFeedCodec(pong: Pong): Codec {
  const read = (tag: string | undefined, message: object): Incoming => ({
    type: 'data',
    channel: 'orderFeed',
    topic: '',
    data: feedEvent(tag, message),
  });
  return privateCodec(
    'orderFeed',
    pong,
    // An order's own success would not speak of the authorization.
    [
      [
        'SUCCESS',
        (message) => (isGreeting(message) ? { type: 'ready' } : read('SUCCESS', message)),
      ],
    ],
    ({ content }) => read(typeOf(content), content),
  );
}

export function activityCodec(pong: Pong): Codec {
  const request = (t: string, params: unknown, o: string): string =>
    JSON.stringify({ t, e: eventOf(params), o });
  return {
    ...codecOf(
      'activity',
      pong,
      [
        // Whether there are such answers is unknown.
        ['SUCCESS', (message) => acknowledged('activity', message)],
        ['SUBSCRIBED', (message) => acknowledged('activity', message, 'subscribe')],
        ['UNSUBSCRIBED', (message) => acknowledged('activity', message, 'unsubscribe')],
      ],
      ({ content }) => readActivity(content),
    ),
    subscribe: ({ params, topic }) => request('SUBSCRIBE', params, topic),
    unsubscribe: ({ params, topic }) => request('UNSUBSCRIBE', params, topic),
  };
}

export function lastTradesCodec(pong: Pong): Codec {
  return {
    ...nothing,
    ...codecOf('lastTrades', pong, [], ({ content }) => ({
      type: 'data',
      channel: 'lastTrades',
      topic: '',
      data: feedEvent(typeOf(content), content),
    })),
  };
}

interface Other {
  readonly tag: string | undefined;
  readonly content: object;
}

/** What all have in common: errors, PING, types in either letter case; `other` reads what has no reader of its own. */
function codecOf(
  channel: string,
  pong: Pong,
  readers: Readers,
  other?: (message: Other) => Decoded,
): Pick<Codec, 'decode' | 'heartbeat'> {
  const known = new Map<string, TaggedReader<object>>([
    ['ERROR', (message) => refused(channel, message)],
    ['PING', () => ({ type: 'heartbeat' })],
    ...readers,
  ]);
  const split = (message: unknown): Tagged<object> | string => {
    if (typeof message !== 'object' || message === null) return 'not an object';
    const type = typeOf(message);
    const tag = type?.toUpperCase();
    if (tag !== undefined && (known.has(tag) || !other)) return { tag, content: message };
    return other ? { tag: anyOther, content: message } : 'no t';
  };
  if (other) known.set(anyOther, (content) => other({ tag: typeOf(content), content }));
  return {
    decode: (text) => decodeTagged(text, split, known),
    ...(pong === undefined
      ? {}
      : { heartbeat: () => (typeof pong === 'function' ? pong() : pong) }),
  };
}

/** No type of the venue is empty. */
const anyOther = '';

function privateCodec(
  channel: string,
  pong: Pong,
  readers: Readers,
  other?: (message: Other) => Decoded,
): Codec {
  const { decode, ...rest } = codecOf(channel, pong, readers, other);
  return { ...nothing, ...rest, decode, redact };
}

function typeOf(message: object): string | undefined {
  return 't' in message && typeof message.t === 'string' ? message.t : undefined;
}

function payloadOf(message: object): unknown {
  return 'd' in message ? message.d : message;
}

function eventOf(params: unknown): unknown {
  return typeof params === 'object' && params !== null && 'eventId' in params
    ? params.eventId
    : undefined;
}

function feedEvent(type: string | undefined, message: object): FeedEvent {
  return { type, payload: type === undefined ? message : payloadOf(message) };
}

function readPrices(message: object, snapshot: boolean): Decoded {
  const read = (book: { readonly eventId: string }): Incoming => ({
    type: 'data',
    channel: 'orderBook',
    topic: book.eventId,
    data: book,
    snapshot,
  });
  return readAs(pricesData, message, read, { channel: 'orderBook', topic: namedEvent(message) });
}

function namedEvent(message: object): string | undefined {
  return 'e' in message && typeof message.e === 'string' ? message.e : undefined;
}

/** Of each outcome that it names. */
function readChance(message: object, snapshot: boolean): Decoded {
  const channel = 'chanceHistory';
  return readAs(
    chanceMessage,
    message,
    ({ e, o, d: { t: time, p: probability } }) =>
      o.map((outcomeId) => {
        const data: Chance = { eventId: e ?? undefined, outcomeId, probability, time };
        return {
          type: 'data',
          channel,
          topic: outcomeId,
          data,
          time,
          timeMs: time * 1000,
          snapshot,
        };
      }),
    { channel },
  );
}

function readBalances(message: object): Decoded {
  const payload = payloadOf(message);
  // Of this stream the acknowledgement is the state (documented); one without is an acknowledgement all the same.
  if (typeof payload !== 'object' || payload === null || !('l' in payload))
    return { type: 'ready' };
  const where = { channel: 'balances' };
  const read = (data: Balances): Incoming[] => [
    { type: 'ready' },
    { type: 'data', ...where, topic: '', data, snapshot: true },
  ];
  return readAs(balanceSnapshot, payload, read, where);
}

function readDelta(payload: unknown, tag: string | undefined): Decoded {
  const isDelta = typeof payload === 'object' && payload !== null && 'a' in payload;
  if (!isDelta && tag !== undefined) return { type: 'unknown', tag: tag.slice(0, 64) };
  return readAs(
    balanceDelta,
    payload,
    (row) => ({ type: 'data', channel: 'balances', topic: '', data: { balances: [row] } }),
    { channel: 'balances' },
  );
}

function readOrderUpdate(schema: z.ZodType<OrderUpdate>, message: object): Decoded {
  const where = { channel: 'orderUpdates' };
  const read = (data: OrderUpdate): Incoming => ({ type: 'data', ...where, topic: '', data });
  return readAs(schema, payloadOf(message), read, where);
}

/** Routed by what the envelope names; kinds and payloads are unknown. */
function readActivity(message: object): Decoded {
  const parsed = envelope.partial().safeParse(message);
  const { e, o = [] } = parsed.data ?? {};
  const [outcomeId, ...more] = o;
  const data: ActivityEvent = {
    ...feedEvent(typeOf(message), message),
    eventId: e ?? undefined,
    outcomeId: more.length === 0 ? outcomeId : undefined,
  };
  if (more.length > 0) return { type: 'data', channel: 'activity', topics: o, data };
  return { type: 'data', channel: 'activity', topic: outcomeId, data };
}

/** Of each event or outcome that it names; of something, where it names none. */
function acknowledged(channel: string, message: object, action?: Acknowledged['action']): Decoded {
  const about = (topic: string | undefined): Acknowledged => ({
    type: 'acknowledged',
    channel,
    topic,
    action,
  });
  return readAs(envelope, message, ({ e, o }) =>
    o.length === 0 ? about(channel === 'orderBook' ? (e ?? undefined) : undefined) : o.map(about),
  );
}

/** Documented, and no later attempt can do better. */
const permanent = new Set(['No outcome IDs provided', 'Unknown message type']);
const unauthorized = 'Invalid or missing credentials';

function refused(channel: string, message: object): Decoded {
  return readAs(envelope, message, (error) => {
    const reason = reasonOf(error);
    const about = (topic: string | undefined): Refused => ({
      type: 'refused',
      // The same words stand for a bad key and for a clock that is off.
      retryable: reason === unauthorized ? 'probe' : !permanent.has(reason),
      reasons: [{ code: 'ERROR', message: reason }],
      channel,
      topic,
    });
    const { e, o } = error;
    return o.length === 0
      ? about(channel === 'orderBook' ? (e ?? undefined) : undefined)
      : o.map(about);
  });
}

/** In `r`, in `d.error`, or `d` itself: the pages differ. */
function reasonOf({ r, d }: Envelope): string {
  if (typeof r === 'string' && r !== '') return r;
  if (typeof d === 'string' && d !== '') return d;
  const nested: unknown =
    typeof d === 'object' && d !== null
      ? 'error' in d
        ? d.error
        : 'message' in d
          ? d.message
          : undefined
      : undefined;
  return typeof nested === 'string' ? nested : 'no reason given';
}

/** `authorized`, or `{"message":"AUTH successful"}`, or nothing. */
function isGreeting(message: object): boolean {
  const payload = payloadOf(message);
  if (typeof payload !== 'object' || payload === null || payload === message) return true;
  return Object.keys(payload).every((key) => key === 'message');
}
