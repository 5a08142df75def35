import {
  decodeTagged,
  readAs,
  type Codec,
  type Incoming,
  type TaggedReader,
  type WireRequest,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import { orderEventId, orderEventTime, positionFundingId } from './events.ts';
import { masked, wordsOf } from './explain.ts';
import { redact } from './redact.ts';
import {
  accountRisk,
  collateral,
  openOrders,
  orderEvent,
  orderEventUpdate,
  positionFunding,
  positions,
  type OrderEvent,
} from './schemas/account.ts';
import { executeOnDisconnectRegistered, transactionResult } from './schemas/control.ts';
import {
  assetPriceFeed,
  auctionFills,
  candle,
  fundingRate,
  instrumentStats,
  lastMatchPrice,
  markPriceUpdate,
  orderbook,
  quoteUpdate,
  ticker,
  type MarkPrice,
} from './schemas/market.ts';
import { isObject } from './schemas/scalars.ts';
import { tagged } from './tagged.ts';
import { isKind, orderEventTopics, topicIn, topicOf, type Kind, type Subject } from './topics.ts';

type Decoded = ReturnType<Codec['decode']>;
type Reader = TaggedReader<unknown>;

/** Carries the answers to what is sent beside subscriptions. The venue knows no such kind: nothing is asked for. */
const transactions = 'Transactions';

const ofOrderEvents = { channel: 'OrderEvents' } as const;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['OrderbookUpdate', update('Orderbook', orderbook)],
  ['QuoteUpdate', update('PriceFeed', quoteUpdate, ({ quote }) => at(quote.timestamp))],
  ['MarkPriceUpdate', update('PriceFeed', markPriceUpdate, ({ markPrice }) => atPrice(markPrice))],
  [
    'AssetMarkPriceUpdate',
    update('AssetPriceFeed', assetPriceFeed, ({ markPrice }) => atPrice(markPrice)),
  ],
  ['FundingRateUpdate', update('FundingRate', fundingRate, ({ timestamp }) => at(timestamp))],
  ['CandleUpdate', readCandle],
  ['LastMatchPriceUpdate', update('LastMatchPrice', lastMatchPrice)],
  [
    'AuctionFillUpdate',
    update('AuctionFills', auctionFills, ({ fills }) => at(fills.at(-1)?.timestamp)),
  ],
  ['TickerUpdate', update('Ticker', ticker, ({ ticker: { timestamp } }) => at(timestamp))],
  ['InstrumentStatsUpdate', update('InstrumentStats', instrumentStats)],
  ['OrderEventUpdate', readOrderEvents],
  ['OpenOrdersUpdate', update('OpenOrders', openOrders)],
  ['CollateralUpdate', update('Collateral', collateral)],
  ['PositionUpdate', update('Position', positions)],
  ['AccountRiskUpdate', update('AccountRisk', accountRisk)],
  [
    'PositionFundingUpdate',
    update('PositionFunding', positionFunding, (funding) => ({
      ...at(funding.timestamp),
      id: positionFundingId(funding),
    })),
  ],
  ['SubscribeConfirmation', confirmation('SubscribeConfirmation', 'subscribe')],
  ['UnsubscribeConfirmation', confirmation('UnsubscribeConfirmation', 'unsubscribe')],
  ['Pong', () => ({ type: 'pong' })],
  // Inferred: a server that pings expects no answer.
  ['Ping', () => []],
  ['Error', readError],
  [
    'TransactionResult',
    (content) => readAs(transactionResult, content, (result) => answer('result', result)),
  ],
  [
    'ExecuteOnDisconnectRegistered',
    (content) =>
      readAs(executeOnDisconnectRegistered, content, (result) => answer('registered', result)),
  ],
  ['ExecuteOnDisconnectCleared', () => answer('cleared', {})],
]);

/**
 * The wire of https://api.docs.rocketfi.io/guides/websockets-overview, as pure functions: JSON texts, each tagged from
 * outside, `{"Variant":{…}}` or `"Variant"`.
 */
export const protocol: Codec = {
  decode(text) {
    const decoded = decodeTagged(text, tagged, readers);
    return 'type' in decoded ? discreet(decoded) : decoded.map(discreet);
  },
  subscribe: (request) => subscription('Subscribe', request),
  unsubscribe: (request) => subscription('Unsubscribe', request),
  ping: () => '"Ping"',
  redact,
};

/** The kind's parameters are those that the client has checked, in the order and the letter case of the caller's. */
function subscription(
  action: 'Subscribe' | 'Unsubscribe',
  { channel, params }: WireRequest,
): string | undefined {
  return isKind(channel) ? JSON.stringify({ [action]: { [channel]: params } }) : undefined;
}

/** The way to what cannot be read may lead over the instruments of an account. */
function discreet(message: Incoming): Incoming {
  if (message.type === 'invalid') return { ...message, issue: masked(message.issue) };
  return message.type === 'unknown' ? { ...message, tag: masked(message.tag) } : message;
}

interface Details {
  readonly id?: string;
  /** The venue's time, in epoch milliseconds. */
  readonly time?: number | undefined;
  readonly timeMs?: number | undefined;
}

/** A message that is all about one subscription. */
function update<Data extends Subject>(
  channel: Kind,
  schema: z.ZodType<Data>,
  details?: (data: Data) => Details,
): Reader {
  const read = (data: Data): Incoming => ({
    type: 'data',
    channel,
    topic: topicOf(channel, data),
    data,
    ...details?.(data),
  });
  return (content) => located(readAs(schema, content, read), channel, content);
}

/** What cannot be read may still tell of what it is. */
function located(decoded: Decoded, channel: Kind, content: unknown): Decoded {
  if (!('type' in decoded) || decoded.type !== 'invalid') return decoded;
  return { ...decoded, channel, topic: topicIn(channel, content) };
}

function at(timestamp: number | undefined): Details {
  return { time: timestamp, timeMs: timestamp };
}

function atPrice(markPrice: MarkPrice): Details {
  return markPrice.type === 'unknown' ? {} : at(markPrice.timestamp);
}

function readCandle(content: unknown): Decoded {
  const value = isObject(content) ? content['candle'] : undefined;
  const decoded = readAs(candle, value, (data) => ({
    type: 'data',
    channel: 'Candle',
    topic: topicOf('Candle', data),
    data: { candles: [data] },
  }));
  return located(decoded, 'Candle', value);
}

/** One message for each event, so that one which cannot be read does not hide the others. */
function readOrderEvents(content: unknown): Decoded {
  return readAs(
    orderEventUpdate,
    content,
    ({ orderEvents, account, instrumentId }) =>
      orderEvents.flatMap((event) => readOrderEvent(event, account, instrumentId)),
    ofOrderEvents,
  );
}

/** For whoever's subscription it fits; an update repeats what was subscribed, if that was of one account or instrument. */
function readOrderEvent(
  event: unknown,
  account: string | null | undefined,
  instrumentId: string | null | undefined,
): Decoded {
  const read = (data: OrderEvent): Incoming => ({
    type: 'data',
    ...ofOrderEvents,
    topics: orderEventTopics(account ?? data.account, instrumentId ?? data.instrument),
    data,
    id: orderEventId(data),
    ...at(orderEventTime(data)),
  });
  return readAs(orderEvent, event, read, ofOrderEvents);
}

/** Echoes the kind with its parameters. What names something that nobody here could ask for confirms nothing. */
function confirmation(tag: string, action: 'subscribe' | 'unsubscribe'): Reader {
  return (content) => {
    const [kind = '', params] = Object.entries(isObject(content) ? content : {})[0] ?? [];
    const topic = isKind(kind) ? topicIn(kind, params) : undefined;
    if (topic === undefined) return { type: 'unknown', tag };
    return { type: 'acknowledged', action, channel: kind, topic };
  };
}

/** It has neither a code nor a reference, and its words are not to be interpreted: trying again may help. */
function readError(content: unknown): Incoming {
  const reason = { code: 'Error', message: wordsOf(content) ?? 'no message' };
  return { type: 'refused', retryable: true, reasons: [reason] };
}

function answer(type: string, content: object): Incoming {
  return { type: 'data', channel: transactions, data: { ...content, type } };
}
