import { rounded } from './market.ts';
import type { Outcome } from './market.ts';

/** What the user has of an asset. */
export interface OutpollBalance {
  readonly assetId: string;
  readonly balance: number;
  /** What no open order ties up. */
  readonly free: number;
  /** Null for cash. */
  readonly averageOpenPrice: number | null;
  /** What was paid for the balance; null for cash. */
  readonly cost: number | null;
}

export interface OutpollOrder {
  readonly id: string;
  readonly eventId: string;
  readonly outcomeId: string;
  readonly assetId: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: 'LIMIT' | 'MARKET';
  /** Dollars, between 0 and 1. */
  readonly price: number;
  readonly quantity: number;
  readonly filled: number;
  /** Illustrative names: the venue documents none. */
  readonly status: 'OPEN' | 'FILLED' | 'CANCELED' | 'FAILED';
  /** Epoch milliseconds on the venue's clock. */
  readonly placedAt: number;
}

/** The asset that is paid with; the id is that of the venue's example of a balance. */
export const cashAssetId = '078dcd98-928d-479f-8110-ff6d27e44de2';

/** Balances and orders of the one user. Every change says which balances it has changed. */
export class Account {
  readonly orders: OutpollOrder[] = [];
  readonly #balances = new Map<string, OutpollBalance>();
  readonly #places = new Map<string, number>();
  readonly #open = new Set<string>();

  constructor(cash: number) {
    this.set({
      assetId: cashAssetId,
      balance: cash,
      free: cash,
      averageOpenPrice: null,
      cost: null,
    });
  }

  get balances(): readonly OutpollBalance[] {
    return [...this.#balances.values()];
  }

  balanceOf(assetId: string): OutpollBalance {
    const none = { assetId, balance: 0, free: 0, averageOpenPrice: 0, cost: 0 };
    return this.#balances.get(assetId) ?? none;
  }

  set(balance: OutpollBalance): OutpollBalance {
    this.#balances.set(balance.assetId, balance);
    return balance;
  }

  get openOrders(): readonly OutpollOrder[] {
    return [...this.#open].map((orderId) => this.order(orderId));
  }

  /** @throws RangeError for one that does not exist. */
  order(orderId: string): OutpollOrder {
    const order = this.orders[this.#places.get(orderId) ?? -1];
    if (order === undefined) throw new RangeError(`There is no order ${orderId}.`);
    return order;
  }

  /** An order that the free balance does not cover fails. @throws RangeError for an id that is taken. */
  place(order: Omit<OutpollOrder, 'filled' | 'status'>): readonly OutpollBalance[] {
    if (this.#places.has(order.id)) throw new RangeError(`There is an order ${order.id} already.`);
    const tied = this.balanceOf(paidWith(order));
    const needed = tiedUp(order, order.quantity);
    const status = needed <= tied.free ? 'OPEN' : 'FAILED';
    this.#places.set(order.id, this.orders.length);
    this.orders.push({ ...order, filled: 0, status });
    if (status === 'FAILED') return [];
    this.#open.add(order.id);
    return [this.set({ ...tied, free: rounded(tied.free - needed) })];
  }

  /** @throws RangeError when the order is not open, or less of it is. */
  fill(orderId: string, quantity: number, price: number): readonly OutpollBalance[] {
    const order = this.#openOrder(orderId);
    const left = rounded(order.quantity - order.filled);
    if (!(quantity > 0 && quantity <= left)) {
      throw new RangeError(`Of order ${orderId}, ${left} are left to be filled, not ${quantity}.`);
    }
    const filled = rounded(order.filled + quantity);
    this.#replace({ ...order, filled, status: filled === order.quantity ? 'FILLED' : 'OPEN' });
    const paid = rounded(price * quantity);
    const [cash, held] = [this.balanceOf(cashAssetId), this.balanceOf(order.assetId)];
    const average = held.averageOpenPrice ?? 0;
    if (order.side === 'SELL') {
      const cost = rounded((held.cost ?? 0) - average * quantity);
      return [
        this.set({ ...held, balance: rounded(held.balance - quantity), cost }),
        this.set({
          ...cash,
          balance: rounded(cash.balance + paid),
          free: rounded(cash.free + paid),
        }),
      ];
    }
    const [balance, cost] = [rounded(held.balance + quantity), rounded((held.cost ?? 0) + paid)];
    const averageOpenPrice = Number((cost / balance).toFixed(4));
    const free = rounded(cash.free + tiedUp(order, quantity) - paid);
    return [
      this.set({ ...held, balance, free: rounded(held.free + quantity), averageOpenPrice, cost }),
      this.set({ ...cash, balance: rounded(cash.balance - paid), free }),
    ];
  }

  /** @throws RangeError when the order is not open. */
  cancel(orderId: string): readonly OutpollBalance[] {
    const order = this.#openOrder(orderId);
    this.#replace({ ...order, status: 'CANCELED' });
    const tied = this.balanceOf(paidWith(order));
    const freed = tiedUp(order, rounded(order.quantity - order.filled));
    return [this.set({ ...tied, free: rounded(tied.free + freed) })];
  }

  #openOrder(orderId: string): OutpollOrder {
    const order = this.order(orderId);
    if (order.status !== 'OPEN') {
      throw new RangeError(`Order ${orderId} is not open, but ${order.status}.`);
    }
    return order;
  }

  #replace(order: OutpollOrder): void {
    const place = this.#places.get(order.id);
    if (place !== undefined) this.orders[place] = order;
    if (order.status !== 'OPEN') this.#open.delete(order.id);
  }
}

/** The new order's fields that follow from its outcome. */
export function boughtIn(
  outcome: Outcome,
): Pick<OutpollOrder, 'eventId' | 'outcomeId' | 'assetId'> {
  return { eventId: outcome.event.id, outcomeId: outcome.id, assetId: outcome.assetId };
}

function paidWith(order: Pick<OutpollOrder, 'side' | 'assetId'>): string {
  return order.side === 'BUY' ? cashAssetId : order.assetId;
}

function tiedUp(order: Pick<OutpollOrder, 'side' | 'price'>, quantity: number): number {
  return order.side === 'BUY' ? rounded(order.price * quantity) : quantity;
}
