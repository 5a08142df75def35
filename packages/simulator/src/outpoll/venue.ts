import type { HostFaults } from '../server-faults.ts';
import type { SimulatedVenue } from '../simulated-venue.ts';
import type { OutpollBalance, OutpollOrder } from './account.ts';
import type { OutpollEndpoint, OutpollHost } from './endpoints.ts';
import type { NewOutpollOrder, NewOutpollTrade } from './exchange.ts';
import type { OutpollFaults } from './faults.ts';
import type { OutpollPublished, OutpollTakeProfit } from './feeds.ts';
import type {
  OutpollBookRow,
  OutpollBookRowChange,
  OutpollChancePoint,
  OutpollEvent,
} from './market.ts';

/**
 * A running simulator of Outpoll.
 *
 * What happens on it hangs together: an order that is filled changes balances, its row in REST and
 * the last chance, and is an order notice, an event of the order feed, an activity and a last
 * trade. Payloads of the last three are illustrative, as the venue documents none.
 *
 * Methods that name an event, an outcome or an order that does not exist throw a RangeError.
 */
export interface OutpollSimulator extends SimulatedVenue<OutpollSimulator> {
  /** Of the WebSockets: `ws://127.0.0.1:PORT` with the documented path. */
  readonly urls: Readonly<Record<OutpollEndpoint, string>>;
  /** Of the REST API: `http://127.0.0.1:PORT`. */
  readonly restUrls: Readonly<Record<'orders' | 'events' | 'balances' | 'history', string>>;
  /** The first accepted API key, and its secret. */
  readonly key: string;
  readonly secret: string;
  readonly faults: OutpollFaults;
  /** Faults of one host alone, while the others are well. */
  faultsOf(host: OutpollHost): HostFaults;

  /** Lets the market move once, at random from the seed. */
  step(): void;
  /**
   * Sets fields of rows of an order book. Who is subscribed gets one delta with the outcomes that
   * have changed, if any has; a new chance is a point of the chance history too.
   */
  publishPrices(eventId: string, rows: readonly OutpollBookRowChange[]): void;
  /** A new chance between 0 and 1: a point of the chance history, and the row of the book around it. */
  publishChance(outcomeId: string, chance: number): void;
  /** A trade between others: its price is the new chance. */
  publishTrade(trade: NewOutpollTrade): void;
  /**
   * An order of the user; one that the free balance does not cover comes back as `FAILED`.
   *
   * @throws RangeError for an id that is taken.
   */
  placeOrder(order: NewOutpollOrder): OutpollOrder;
  /** All that is left of it by default, at its own price by default. */
  fillOrder(
    orderId: string,
    part?: { readonly quantity?: number; readonly price?: number },
  ): OutpollOrder;
  cancelOrder(orderId: string): OutpollOrder;
  /** Cash that comes in; with a negative amount, that goes out. */
  deposit(amount: number): void;
  /** Sets a balance, whatever it was. */
  publishBalance(balance: OutpollBalance): void;
  /** This and the next four send a message and change nothing. */
  publishOrderUpdate(orderId: string, status: 'SUCCESS' | 'FAILED'): void;
  publishTakeProfit(update: OutpollTakeProfit): void;
  publishOrderFeed(type: string, data: object): void;
  publishActivity(outcomeId: string, type: string, data: object): void;
  publishLastTrade(type: string, data: object): void;

  readonly events: readonly OutpollEvent[];
  /** The rows that a client has which missed nothing, in the order of the event's outcomes. */
  books(eventId: string): readonly OutpollBookRow[];
  /** The latest point of the chance history. */
  lastProbability(outcomeId: string): OutpollChancePoint;
  readonly balances: readonly OutpollBalance[];
  /** In the order of placing. */
  readonly orders: readonly OutpollOrder[];
  /** All live messages with data, also those that nobody got; snapshots are not among them. */
  readonly published: readonly OutpollPublished[];
  /** How many of an endpoint's there are. */
  publishedCount(endpoint: OutpollEndpoint): number;
}
