import {
  checkedUrl,
  Client,
  ConfigError,
  faceOf,
  Redactor,
  refinedBy,
  type ClientFace,
  type ClientOptions,
  type Codec,
  type Endpoint,
  type Platform,
  type Provided,
  type StandardSchema,
  type SubscribeOptions,
  type Subscription,
  type Venue,
} from '@venuewire/core';

import {
  activity,
  balances,
  chanceHistory,
  lastTrades,
  orderBook,
  orderFeed,
  orderUpdates,
  type ActivityEvent,
  type EventParams,
  type FeedEvent,
  type Orders,
  type OutcomeParams,
} from './channels.ts';
import {
  identitySource,
  signature,
  timestampAt,
  type Credentials,
  type IdentitySource,
} from './credentials.ts';
import {
  defaultRestUrls,
  defaultUrls,
  type EndpointName,
  type RestUrls,
  type Urls,
} from './endpoints.ts';
import {
  activityCodec,
  balancesCodec,
  chanceHistoryCodec,
  lastTradesCodec,
  orderBookCodec,
  orderFeedCodec,
  orderUpdatesCodec,
  type Pong,
} from './protocol.ts';
import { explainBody, withoutCredentials } from './rest-exchange.ts';
import { createRest, type Rest } from './rest.ts';
import type { Balances, Chance, OrderBook, OrderUpdate } from './schemas.ts';

const venue = 'outpoll';

export interface OutpollOptions extends ClientOptions {
  /** Needed for what is an account's; asked again at each dial and call where it is a function. */
  readonly credentials?: Provided<Credentials> | undefined;
  /** Other addresses than the documented ones, by endpoint. What is signed is the path of the address. */
  readonly urls?: Partial<Urls> | undefined;
  readonly restUrls?: Partial<RestUrls> | undefined;
  /** What to answer the venue's PING with. Nothing by default: no answer is documented. */
  readonly pong?: Pong;
}

export interface FeedOptions<Payload> extends SubscribeOptions {
  /** Checks and types the payload, which the venue does not document; what does not fit becomes a gap with reason `invalid-frame`. */
  readonly schema?: StandardSchema<Payload> | undefined;
}

/** The streams of https://docs.outpoll.com/api/rest-api/websockets. */
export interface Outpoll extends ClientFace {
  /** The top of the book of each of an event's outcomes: first all, then those that change. */
  orderBook(params: EventParams, options?: SubscribeOptions): Subscription<OrderBook>;
  /**
   * An outcome's chance: the latest known, where there is one, then each new one. Always one outcome: an unsubscribe, which
   * names no event, must never end another reader's.
   */
  chanceHistory(params: OutcomeParams, options?: SubscribeOptions): Subscription<Chance>;
  /** Notices of the account's orders. What REST knows of them comes first, and after each break. */
  orderUpdates(options?: SubscribeOptions): Subscription<OrderUpdate, Orders>;
  /** The account's balances: first all, then those that change. */
  balances(options?: SubscribeOptions): Subscription<Balances>;
  /** Live order events of the account. What REST knows of its orders comes first, and after each break. */
  orderFeed<Payload = unknown>(
    options?: FeedOptions<Payload>,
  ): Subscription<FeedEvent<Payload>, Orders>;
  /** Trades and positions of an outcome, as they happen. What a break hid cannot be fetched. */
  activity<Payload = unknown>(
    params: OutcomeParams,
    options?: FeedOptions<Payload>,
  ): Subscription<ActivityEvent<Payload>, never>;
  /** Completed trades of the whole platform. What a break hid cannot be fetched. */
  lastTrades<Payload = unknown>(
    options?: FeedOptions<Payload>,
  ): Subscription<FeedEvent<Payload>, never>;
  readonly rest: Rest;
}

/** A client on the platform that is given; each stream connects with its first subscription. */
export function createOutpoll(options: OutpollOptions & { readonly platform: Platform }): Outpoll {
  const redactor = new Redactor();
  const identity = identitySource(options.credentials, redactor);
  const urls = checkedUrls('urls', { ...defaultUrls, ...options.urls }, 'WebSocket');
  const restUrls = checkedUrls('restUrls', { ...defaultRestUrls, ...options.restUrls }, 'REST');
  const tables = venueOf(urls, identity, options.pong, () => rest);
  const client = new Client(tables, { ...options, redactor, explainBody });
  const rest = createRest({ http: client.http, urls: restUrls, identity, clock: client });
  const [orderUpdatesChannel, orderFeedChannel] = [orderUpdates(rest), orderFeed(rest)];
  const checkPrivate = (stream: string): void => {
    if (!identity) throw withoutCredentials(stream);
  };
  return {
    orderBook(params, more) {
      const checked = { eventId: checkedId('eventId', params.eventId) };
      return client.subscribe(orderBook(checked), checked, more);
    },
    chanceHistory: (params, more) => client.subscribe(chanceHistory, outcomeParams(params), more),
    orderUpdates(more) {
      checkPrivate('orderUpdates');
      return client.subscribe(orderUpdatesChannel, undefined, more);
    },
    balances(more) {
      checkPrivate('balances');
      return client.subscribe(balances, undefined, more);
    },
    orderFeed({ schema, ...more } = {}) {
      checkPrivate('orderFeed');
      return client.subscribe(orderFeedChannel, undefined, { ...more, refine: refinedBy(schema) });
    },
    activity: (params, { schema, ...more } = {}) =>
      client.subscribe(activity, outcomeParams(params), { ...more, refine: refinedBy(schema) }),
    lastTrades: ({ schema, ...more } = {}) =>
      client.subscribe(lastTrades, undefined, { ...more, refine: refinedBy(schema) }),
    rest,
    ...faceOf(client),
  };
}

/** The venue's limits are unknown: these are generous. One connection is filled before another is opened. */
const limits = { connections: 10, subscriptionsPerConnection: 1_000, requestsInFlight: 20 };
const failures = { status: { 429: 'backoff', 503: 'backoff' }, close: {} } as const;

/** What the engine goes by. */
export function venueOf(
  urls: Urls,
  identity: IdentitySource | undefined,
  pong: Pong,
  rest: () => Rest,
): Venue {
  const open = (name: EndpointName, codec: Codec): Endpoint => ({
    codec,
    dial: () => ({ url: urls[name] }),
    ready: 'open',
    limits,
    failures,
  });
  // In band, right after the connect, with a signature of that moment (documented).
  const authorized = (name: EndpointName, codec: Codec): Endpoint => ({
    codec,
    async dial({ venueTime }) {
      if (!identity) throw withoutCredentials(name);
      const url = urls[name];
      return { url, greetings: [await greeting(identity, url, venueTime)] };
    },
    probe: () => rest().check(),
    ready: 'message',
    // Nothing is subscribed, and so nothing acknowledged: what comes before AUTH is granted is nobody's.
    acknowledgement: 'optional',
    limits: { connections: 1, subscriptionsPerConnection: 1, requestsInFlight: 1 },
    failures,
  });
  return {
    name: venue,
    hasHttpClock: true,
    endpoints: {
      orderBook: open('orderBook', orderBookCodec(pong)),
      chanceHistory: open('chanceHistory', chanceHistoryCodec(pong)),
      orderUpdates: authorized('orderUpdates', orderUpdatesCodec(pong)),
      balanceUpdates: authorized('balanceUpdates', balancesCodec(pong)),
      orderFeed: authorized('orderFeed', orderFeedCodec(pong)),
      activityFeed: {
        ...open('activityFeed', activityCodec(pong)),
        // Where messages do not name their outcome, each outcome has a connection of its own.
        limits: { ...limits, connections: 100 },
        // Whether there is one is unknown; data or an error settles it too.
        acknowledgement: 'optional',
        timing: { acknowledge: 2_000 },
      },
      lastTrades: open('lastTrades', lastTradesCodec(pong)),
    },
  };
}

async function greeting(identity: IdentitySource, url: string, venueTime: number): Promise<string> {
  const key = await identity();
  const timestamp = timestampAt(venueTime);
  return JSON.stringify({
    t: 'AUTH',
    d: { apiKey: key.apiKey, signature: signature(key, timestamp, 'GET', url), timestamp },
  });
}

function checkedUrls<Name extends string>(
  option: string,
  urls: Readonly<Record<Name, string>>,
  kind: 'WebSocket' | 'REST',
): Readonly<Record<Name, string>> {
  for (const [name, url] of Object.entries<string>(urls))
    checkedUrl(venue, `${option}.${name}`, url, kind);
  return urls;
}

function outcomeParams({ eventId, outcomeId }: OutcomeParams): OutcomeParams {
  return {
    eventId: checkedId('eventId', eventId),
    outcomeId: checkedId('outcomeId', outcomeId),
  };
}

function checkedId(name: string, id: unknown): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new ConfigError(`${name} must be a non-empty string, as rest.searchEvents() finds it.`, {
    venue,
  });
}
