import type { Candle } from './candles.ts';
import type { Decimal } from './decimal.ts';
import type { Order, OrderEvent } from './order.ts';

export interface MatchUpdate {
  readonly instrumentId: string;
  readonly price: Decimal;
  readonly size: Decimal;
  readonly timestamp: number;
}

/** What one happening has changed, collected to be published as few messages. */
export class Updates {
  readonly events: OrderEvent[] = [];
  readonly matches: MatchUpdate[] = [];
  readonly marks = new Set<string>();
  readonly books = new Set<string>();
  readonly assets = new Set<number>();
  readonly orders = new GroupedMap<string, bigint, Order>();
  readonly positions = new GroupedMap<string, string, true>();
  readonly collaterals = new GroupedMap<string, number, true>();
  /** Whose risk has changed. */
  readonly accounts = new Set<string>();
  readonly candles = new GroupedMap<string, string, Candle>();

  order(order: Order): void {
    this.orders.set(order.trader, order.orderId, order);
    this.accounts.add(order.trader);
    if (order.orderType === 'Limit') this.books.add(order.instrumentId);
  }

  position(account: string, instrumentId: string): void {
    this.positions.set(account, instrumentId, true);
    this.accounts.add(account);
  }

  collateral(account: string, assetId: number): void {
    this.collaterals.set(account, assetId, true);
    this.accounts.add(account);
  }

  /** Of a candle that changes twice, only the last state is published. */
  candle(instrumentId: string, candle: Candle): void {
    this.candles.set(instrumentId, `${candle.interval} ${candle.slot}`, candle);
  }
}

/** Values by two keys, in the order in which they came. */
class GroupedMap<Group, Key, Value> {
  readonly #groups = new Map<Group, Map<Key, Value>>();

  set(group: Group, key: Key, value: Value): void {
    const values = this.#groups.get(group) ?? new Map<Key, Value>();
    this.#groups.set(group, values.set(key, value));
  }

  *[Symbol.iterator](): Iterator<readonly [Group, readonly (readonly [key: Key, value: Value])[]]> {
    for (const [group, values] of this.#groups) yield [group, [...values]];
  }
}
