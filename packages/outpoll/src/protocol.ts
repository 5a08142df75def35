import {
  decodeTagged,
  readAs,
  type Codec,
  type Incoming,
  type Tagged,
  type TaggedReader,
} from '@venuewire/core';

import { acknowledged, fieldOf, refused, refusedAccount } from './answers.ts';
import { readActivity, readActivitySuccess, readFeed, readOrderFeedSuccess } from './feeds.ts';
import { redactPrivate, redactPublic } from './redact.ts';
import {
  balanceDelta,
  balanceSnapshot,
  chanceMessage,
  orderUpdate,
  pricesMessage,
  subject,
  takeProfitUpdate,
  type Balances,
  type Chance,
  type OrderBook,
  type OrderUpdate,
} from './schemas.ts';

type Decoded = ReturnType<Codec['decode']>;
type Reader = TaggedReader<object>;
type Readers = readonly (readonly [type: string, read: Reader])[];
type Decoder = Pick<Codec, 'decode' | 'heartbeat' | 'redact'>;

/** What is sent as the answer to a PING: none is documented. */
export type Pong = string | (() => string) | undefined;

/** Whoever connects is subscribed. */
const connecting: Pick<Codec, 'subscribe' | 'unsubscribe'> = {
  subscribe: () => undefined,
  unsubscribe: () => undefined,
};

/** The wire of https://docs.outpoll.com/api/rest-api/websockets, an endpoint each, as pure functions. */
export function orderBookCodec(pong: Pong): Codec {
  return {
    ...publicDecoder('orderBook', pong, [
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
    ...publicDecoder('chanceHistory', pong, [
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
    ['ORDER_UPDATE', readOrderUpdate],
    ['TPSL_UPDATE', readTakeProfitUpdate],
  ]);
}

export function balancesCodec(pong: Pong): Codec {
  return privateCodec('balances', pong, [['SUCCESS', readBalances]], readDelta);
}

export function orderFeedCodec(pong: Pong): Codec {
  return privateCodec('orderFeed', pong, [['SUCCESS', readOrderFeedSuccess]], (message) =>
    readFeed('orderFeed', '', message),
  );
}

export function activityCodec(pong: Pong): Codec {
  const request = (t: string, params: unknown, o: string): string =>
    JSON.stringify({ t, e: eventOf(params), o });
  return {
    ...publicDecoder(
      'activity',
      pong,
      [
        // Whether there are such answers is unknown.
        ['SUCCESS', readActivitySuccess],
        ['SUBSCRIBED', (message) => acknowledged('activity', message, 'subscribe')],
        ['UNSUBSCRIBED', (message) => acknowledged('activity', message, 'unsubscribe')],
      ],
      readActivity,
    ),
    subscribe: ({ params, topic }) => request('SUBSCRIBE', params, topic),
    unsubscribe: ({ params, topic }) => request('UNSUBSCRIBE', params, topic),
  };
}

export function lastTradesCodec(pong: Pong): Codec {
  return {
    ...connecting,
    ...publicDecoder('lastTrades', pong, [], (message) => readFeed('lastTrades', '', message)),
  };
}

function publicDecoder(channel: string, pong: Pong, readers: Readers, others?: Reader): Decoder {
  const withErrors: Readers = [['ERROR', (message) => refused(channel, message)], ...readers];
  return { ...decoder(pong, withErrors, others), redact: redactPublic };
}

function privateCodec(channel: string, pong: Pong, readers: Readers, others?: Reader): Codec {
  const error: Reader = (message) => refusedAccount(channel, '', message);
  return {
    ...connecting,
    ...decoder(pong, [['ERROR', error], ...readers], others),
    redact: redactPrivate,
  };
}

/** No type of the venue is empty. */
const anyOther = '';

/** Types are told in either letter case; `others` reads what has no reader of its own. */
function decoder(pong: Pong, readers: Readers, others?: Reader): Decoder {
  const known = new Map<string, Reader>([['PING', () => ({ type: 'heartbeat' })], ...readers]);
  if (others) known.set(anyOther, others);
  const split = (message: unknown): Tagged<object> | string => {
    if (typeof message !== 'object' || message === null) return 'not an object';
    const type = fieldOf(message, 't');
    if (typeof type !== 'string') return others ? { tag: anyOther, content: message } : 'no t';
    const tag = type.toUpperCase();
    if (known.has(tag)) return { tag, content: message };
    return { tag: others ? anyOther : type, content: message };
  };
  return {
    decode: (text) => decodeTagged(text, split, known),
    ...(pong === undefined
      ? {}
      : { heartbeat: () => (typeof pong === 'function' ? pong() : pong) }),
  };
}

function eventOf(params: unknown): unknown {
  return fieldOf(params, 'eventId');
}

function readPrices(message: object, snapshot: boolean): Decoded {
  const channel = 'orderBook';
  const read = (data: OrderBook): Incoming => ({
    type: 'data',
    channel,
    topic: data.eventId,
    data,
    snapshot,
  });
  const event = fieldOf(message, 'e');
  const topic = typeof event === 'string' ? event : undefined;
  return readAs(pricesMessage, message, read, { channel, topic });
}

/** Of each outcome that it names. Its time is the point's, which says nothing of when it was sent. */
function readChance(message: object, snapshot: boolean): Decoded {
  const channel = 'chanceHistory';
  const named = subject.safeParse(message);
  const [topic, ...others] = named.success ? named.data.o : [];
  return readAs(
    chanceMessage,
    message,
    ({ e, o, d }) =>
      o.map((outcomeId): Incoming => {
        const data: Chance = { ...d, eventId: e ?? undefined, outcomeId };
        return { type: 'data', channel, topic: outcomeId, data, time: d.time, snapshot };
      }),
    { channel, topic: others.length === 0 ? topic : undefined },
  );
}

function readOrderUpdate(message: object): Decoded {
  return readAs(orderUpdate, fieldOf(message, 'd'), (update) =>
    orderUpdateOf({ ...update, type: 'ORDER_UPDATE' }),
  );
}

function readTakeProfitUpdate(message: object): Decoded {
  return readAs(takeProfitUpdate, fieldOf(message, 'd'), (update) =>
    orderUpdateOf({ ...update, type: 'TPSL_UPDATE' }),
  );
}

function orderUpdateOf(data: OrderUpdate): Incoming {
  return { type: 'data', channel: 'orderUpdates', topic: '', data };
}

/** The acknowledgement of AUTH is the state (documented); one that has none is an acknowledgement all the same. */
function readBalances(message: object): Decoded {
  const ready: Incoming = { type: 'ready' };
  const payload = fieldOf(message, 'd');
  if (fieldOf(payload, 'l') === undefined) return ready;
  const state = readAs(balanceSnapshot, payload, (data) => balancesOf(data, true));
  return [ready, state].flat();
}

/** Without an envelope (documented), or with one (inferred), whatever its type. */
function readDelta(message: object): Decoded {
  const type = fieldOf(message, 't');
  const payload = typeof type === 'string' ? fieldOf(message, 'd') : message;
  if (typeof type === 'string' && fieldOf(payload, 'a') === undefined)
    return { type: 'unknown', tag: type.slice(0, 64) };
  return readAs(balanceDelta, payload, (row) => balancesOf({ balances: [row] }, false));
}

function balancesOf(data: Balances, snapshot: boolean): Incoming {
  return { type: 'data', channel: 'balances', topic: '', data, snapshot };
}
