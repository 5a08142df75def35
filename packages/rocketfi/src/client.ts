import {
  checkedUrl,
  Client,
  ConfigError,
  faceOf,
  Redactor,
  type ClientFace,
  type ClientOptions,
  type Platform,
  type SubscribeOptions,
  type Subscription,
  type Venue,
} from '@venuewire/core';

import {
  accountRisk,
  collateral,
  openOrders,
  orderEvents,
  positionFunding,
  positions,
} from './account-channels.ts';
import {
  assetPriceFeed,
  auctionFills,
  candles,
  endpointName,
  fundingRate,
  instrumentStats,
  lastMatchPrice,
  orderbook,
  priceFeed,
  ticker,
} from './channels.ts';
import { explainBody } from './explain.ts';
import { createHistory } from './history.ts';
import {
  accountParams,
  assetParams,
  candleParams,
  collateralParams,
  instrumentParams,
  orderEventParams,
  type AccountParams,
  type AssetParams,
  type CandleParams,
  type CollateralParams,
  type InstrumentParams,
  type OrderEventParams,
} from './params.ts';
import { protocol } from './protocol.ts';
import { createRest, type Rest } from './rest.ts';
import type {
  AccountRisk,
  Collateral,
  OpenOrders,
  OrderEvent,
  PositionFunding,
  Positions,
} from './schemas/account.ts';
import type {
  AssetPriceFeed,
  AuctionFills,
  Candles,
  FundingRate,
  InstrumentStats,
  LastMatchPrice,
  Orderbook,
  PriceFeed,
  Ticker,
} from './schemas/market.ts';
import { TransactionSocket } from './transaction-socket.ts';
import type { TransactionAccess } from './transactions/transactions-of.ts';

const venue = 'rocketfi';

/** https://api.docs.rocketfi.io/guides/websockets-overview documents these; of a main net no host is documented. */
const hosts = {
  beta: 'beta.rocket-cluster-1.com',
  testnet: 'testnet.rocket-cluster-1.com',
  devnet: 'devnet.rocket-cluster-1.com',
} as const;

export type Environment = keyof typeof hosts;

export interface RocketFiOptions extends ClientOptions {
  /** Needed unless `url` and `restUrl` are both given. */
  readonly environment?: Environment | undefined;
  /** The environment's by default, such as `wss://beta.rocket-cluster-1.com/ws`. */
  readonly url?: string | undefined;
  /** The environment's by default, such as `https://beta.rocket-cluster-1.com`. */
  readonly restUrl?: string | undefined;
  /**
   * Milliseconds after which open orders and positions are compared with REST again, because how one disappears is
   * unknown. 60 s by default.
   */
  readonly compareEvery?: number | undefined;
}

export interface RocketFi extends ClientFace {
  /** The whole book, each time. */
  orderbook(params: InstrumentParams, options?: SubscribeOptions): Subscription<Orderbook>;
  /** Mark prices and, inferred, quotes: a message has one of them, the state both. */
  priceFeed(params: InstrumentParams, options?: SubscribeOptions): Subscription<PriceFeed>;
  assetPriceFeed(params: AssetParams, options?: SubscribeOptions): Subscription<AssetPriceFeed>;
  fundingRate(params: InstrumentParams, options?: SubscribeOptions): Subscription<FundingRate>;
  /** First the latest thousand by REST, then those that change. */
  candles(params: CandleParams, options?: SubscribeOptions): Subscription<Candles>;
  lastMatchPrice(
    params: InstrumentParams,
    options?: SubscribeOptions,
  ): Subscription<LastMatchPrice>;
  /** Nobody can tell what a break hid. */
  auctionFills(params: InstrumentParams, options?: SubscribeOptions): Subscription<AuctionFills>;
  ticker(params: InstrumentParams, options?: SubscribeOptions): Subscription<Ticker>;
  instrumentStats(
    params: InstrumentParams,
    options?: SubscribeOptions,
  ): Subscription<InstrumentStats>;
  /** What happens to orders: an account's, an instrument's, or all. An account's are fetched by REST after a break. */
  orderEvents(params?: OrderEventParams, options?: SubscribeOptions): Subscription<OrderEvent>;
  /** First all by REST, then those that change; all again where REST disagrees. */
  openOrders(params: AccountParams, options?: SubscribeOptions): Subscription<OpenOrders>;
  collateral(params: CollateralParams, options?: SubscribeOptions): Subscription<Collateral>;
  /** As `openOrders`. */
  positions(params: AccountParams, options?: SubscribeOptions): Subscription<Positions>;
  accountRisk(params: AccountParams, options?: SubscribeOptions): Subscription<AccountRisk>;
  positionFunding(params: AccountParams, options?: SubscribeOptions): Subscription<PositionFunding>;
  readonly rest: Rest;
  /** What `transactionsOf` of `@venuewire/rocketfi/transactions` needs of this client. */
  readonly access: TransactionAccess;
}

/** A client on the platform that is given; connects with its first subscription. */
export function createRocketFi(
  options: RocketFiOptions & { readonly platform: Platform },
): RocketFi {
  const { url, restUrl } = urlsOf(options);
  const every = checkedInterval(options.compareEvery ?? 60_000);
  const redactor = new Redactor();
  const client = new Client(venueOf(url), { ...options, redactor, explainBody });
  const access = { http: client.http, url: restUrl };
  const rest = createRest(access);
  const history = createHistory(access);
  const { scheduler } = options.platform;
  const candleChannel = candles(rest, () => scheduler.epoch() + client.clockOffset);
  const collateralChannel = collateral(rest);
  const orderEventChannel = orderEvents(history);
  const positionFundingChannel = positionFunding(history);
  return {
    orderbook: (params, more) => client.subscribe(orderbook, instrumentParams(params), more),
    priceFeed(params, more) {
      const checked = instrumentParams(params);
      return client.subscribe(priceFeed(checked), checked, more);
    },
    assetPriceFeed: (params, more) => client.subscribe(assetPriceFeed, assetParams(params), more),
    fundingRate: (params, more) => client.subscribe(fundingRate, instrumentParams(params), more),
    candles: (params, more) => client.subscribe(candleChannel, candleParams(params), more),
    lastMatchPrice: (params, more) =>
      client.subscribe(lastMatchPrice, instrumentParams(params), more),
    auctionFills: (params, more) => client.subscribe(auctionFills, instrumentParams(params), more),
    ticker: (params, more) => client.subscribe(ticker, instrumentParams(params), more),
    instrumentStats: (params, more) =>
      client.subscribe(instrumentStats, instrumentParams(params), more),
    orderEvents: (params = {}, more = {}) =>
      client.subscribe(orderEventChannel, orderEventParams(params), more),
    openOrders(params, more) {
      const checked = accountParams(params);
      return client.subscribe(openOrders(rest, every, checked), checked, more);
    },
    collateral: (params, more) =>
      client.subscribe(collateralChannel, collateralParams(params), more),
    positions(params, more) {
      const checked = accountParams(params);
      return client.subscribe(positions(rest, every, checked), checked, more);
    },
    accountRisk: (params, more) => client.subscribe(accountRisk, accountParams(params), more),
    positionFunding: (params, more) =>
      client.subscribe(positionFundingChannel, accountParams(params), more),
    rest,
    access: {
      http: client.http,
      restUrl,
      socket: new TransactionSocket(client, scheduler),
    },
    ...faceOf(client),
  };
}

/** What the engine goes by. */
export function venueOf(url: string): Venue {
  return {
    name: venue,
    // Its messages bear the time of a block, not of their sending.
    hasHttpClock: true,
    endpoints: {
      [endpointName]: {
        codec: protocol,
        dial: () => ({ url }),
        ready: 'open',
        // Not guaranteed (documented).
        acknowledgement: 'optional',
        // The venue's limits are unknown. What is in flight may be refused without a reference, so it is not too much.
        limits: {
          connections: 1,
          subscriptionsPerConnection: Number.POSITIVE_INFINITY,
          requestsInFlight: 50,
        },
        failures: { status: { 429: 'backoff' }, close: {} },
        timing: { acknowledge: 3_000 },
      },
    },
  };
}

function urlsOf({ environment, url, restUrl }: RocketFiOptions): { url: string; restUrl: string } {
  const isKnown = environment !== undefined && Object.hasOwn(hosts, environment);
  const host = isKnown ? hosts[environment] : undefined;
  if (host === undefined && (url === undefined || restUrl === undefined))
    throw new ConfigError(
      `environment must be one of ${Object.keys(hosts).join(', ')}, or url and restUrl must both be given: no main net is documented.`,
      { venue },
    );
  return {
    url: checkedUrl(venue, 'url', url ?? `wss://${host}/ws`, 'WebSocket'),
    restUrl: checkedUrl(venue, 'restUrl', restUrl ?? `https://${host}`, 'REST'),
  };
}

function checkedInterval(milliseconds: number): number {
  if (typeof milliseconds === 'number' && milliseconds > 0) return milliseconds;
  throw new ConfigError('compareEvery must be a number of milliseconds above 0.', { venue });
}
