import type { SimulatedVenue } from '../simulated-venue.ts';
import type { JsonObject } from './exact-json.ts';
import type { NewRocketfiTrade } from './exchange.ts';
import type { RocketfiFaults } from './faults.ts';
import type { RocketfiPublished } from './feeds.ts';
import type { NewRocketfiOrder } from './new-order.ts';
import type { RocketfiAsset, RocketfiInstrument } from './options.ts';
import type { RocketfiInterval, RocketfiKind, RocketfiSubject } from './subscription.ts';
import type { RocketfiOrderOutcome } from './trading.ts';
import type { RocketfiBook, RocketfiCandle, RocketfiOrder, RocketfiPosition } from './views.ts';

/**
 * A running simulator of RocketFi.
 *
 * What happens on it hangs together: an order that is filled is an order event, a change of the
 * open orders, of the position, the collateral and the risk of its account, and a fill, a last
 * price, candles and statistics for everybody; REST says the same.
 *
 * Amounts are decimal strings. Methods that name an instrument, an asset or an order that does not
 * exist, or an amount that is none, throw a RangeError; for what is no address, the ConfigError of
 * `@venuewire/signing`. Any other address is an account, with nothing.
 */
export interface RocketfiSimulator extends SimulatedVenue<RocketfiSimulator> {
  /** `ws://127.0.0.1:PORT/ws` */
  readonly url: string;
  /** `http://127.0.0.1:PORT` */
  readonly restUrl: string;
  readonly faults: RocketfiFaults;

  /** Lets the market move once, at random from the seed. */
  step(): void;
  /** Others quote around it, accounts are filled where it reaches them. `iv` is for options. */
  publishMarkPrice(instrumentId: string, price: string, iv?: string): void;
  publishAssetPrice(assetId: number, price: string): void;
  /** What others quote, in place of what they did. */
  publishOrderbook(instrumentId: string, others: RocketfiBook): void;
  /** A trade that others begin. */
  publishTrade(instrumentId: string, trade: NewRocketfiTrade): void;
  /** A round of funding: accounts with a position pay, or are paid. */
  publishFunding(
    instrumentId: string,
    funding: { readonly rate: string; readonly premiumIndex?: string },
  ): void;
  /** The statistics as they are. */
  publishStats(instrumentId: string): void;
  /** Of an account, without a transaction. */
  placeOrder(account: string, order: NewRocketfiOrder): RocketfiOrderOutcome;
  modifyOrder(
    account: string,
    orderId: bigint,
    to: { readonly price: string; readonly quantity: string },
  ): RocketfiOrderOutcome;
  cancelOrder(account: string, orderId: bigint): RocketfiOrderOutcome;
  /** Collateral that comes in; with a negative amount, that goes out. Default: asset 0. */
  deposit(account: string, amount: string, assetId?: number): void;
  /**
   * Sends any message to the subscriptions of a kind and changes nothing: `type` is its variant,
   * such as `TickerUpdate`, `data` its content; bigints are written as integers.
   */
  publish(kind: RocketfiKind, subject: RocketfiSubject, type: string, data: JsonObject): void;

  readonly instruments: readonly RocketfiInstrument[];
  readonly assets: readonly RocketfiAsset[];
  /** Those of the options, as EIP-55 writes them. */
  readonly accounts: readonly string[];
  /** Of others and of accounts. */
  book(instrumentId: string): RocketfiBook;
  markPrice(instrumentId: string): string;
  lastMatchPrice(instrumentId: string): string;
  /** Oldest first, a thousand at most. */
  candles(instrumentId: string, interval: RocketfiInterval): readonly RocketfiCandle[];
  /** In the order of placing, or of their last change. */
  openOrders(account: string): readonly RocketfiOrder[];
  positions(account: string): readonly RocketfiPosition[];
  collateral(account: string, assetId?: number): string;
  /** As REST has them, oldest first. */
  orderEvents(account: string): readonly JsonObject[];
  /** Of the account's next transaction. */
  nonce(account: string): bigint;
  deferredNonce(account: string): bigint;
  /** All live messages with data, also those that nobody got; snapshots are not among them. */
  readonly published: readonly RocketfiPublished[];
  /** How many of a kind there are. */
  publishedCount(kind: RocketfiKind): number;
}
