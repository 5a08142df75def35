import { boughtIn, cashAssetId } from './account.ts';
import type { OutpollBalance, OutpollOrder } from './account.ts';
import type { Feeds } from './feeds.ts';
import { quotesAround, rounded } from './market.ts';
import type { OutpollBookRowChange } from './market.ts';
import type { World } from './world.ts';

/** An order as a test states it. */
export interface NewOutpollOrder {
  /** Default: made up. */
  readonly id?: string;
  readonly outcomeId: string;
  readonly side: 'BUY' | 'SELL';
  /** A market order is filled at once, at the other side's best price. Default: `LIMIT`. */
  readonly type?: 'LIMIT' | 'MARKET';
  /** Dollars, between 0 and 1. Default: the last chance. */
  readonly price?: number;
  readonly quantity: number;
}

/** A trade between others. */
export interface NewOutpollTrade {
  readonly outcomeId: string;
  readonly side?: 'BUY' | 'SELL';
  /** Dollars, between 0 and 1. Default: the last chance. */
  readonly price?: number;
  readonly quantity: number;
}

/** Everything that can happen on the venue: it changes the state and publishes what follows. */
export class Exchange {
  readonly #world: World;
  readonly #feeds: Feeds;

  constructor(world: World, feeds: Feeds) {
    this.#world = world;
    this.#feeds = feeds;
  }

  /** One delta with the rows that have changed, if any has, and a point for each new chance. */
  setPrices(eventId: string, rows: readonly OutpollBookRowChange[]): void {
    const { market } = this.#world;
    const own = new Set(market.rowsOf(eventId).map(({ o }) => o));
    const stranger = rows.find(({ o }) => !own.has(o));
    if (stranger !== undefined) {
      throw new RangeError(`Event ${eventId} has no outcome ${stranger.o}.`);
    }
    const changes = rows
      .map((row) => market.change(row))
      .filter((change) => Object.keys(change).length > 1);
    if (changes.length > 0) this.#feeds.prices(eventId, changes);
    for (const { o, c } of changes) if (typeof c === 'number') this.#recordChance(o, c);
  }

  /** The chance of one outcome, with the bid and the ask around it; a point also where it stays. */
  setChance(outcomeId: string, chance: number): void {
    const { market } = this.#world;
    const { event } = market.outcome(outcomeId);
    const isNew = market.row(outcomeId).c !== chance;
    this.setPrices(event.id, [{ o: outcomeId, ...quotesAround(chance) }]);
    if (!isNew) this.#recordChance(outcomeId, chance);
  }

  /** A trade makes the chance. */
  trade({
    outcomeId,
    side = 'BUY',
    price = this.#priceOf(outcomeId),
    quantity,
  }: NewOutpollTrade): void {
    this.#publishTrade(this.#feeds.newId(), { outcomeId, side, price, quantity });
  }

  placeOrder(order: NewOutpollOrder): OutpollOrder {
    const { account, clock, market } = this.#world;
    const { outcomeId, side, type = 'LIMIT', quantity } = order;
    const id = order.id ?? this.#feeds.newId();
    const { a: ask, b: bid } = market.row(outcomeId);
    const best = (type === 'MARKET' ? (side === 'BUY' ? ask : bid) : null) ?? undefined;
    const price = best ?? order.price ?? this.#priceOf(outcomeId);
    const changed = account.place({
      id,
      ...boughtIn(market.outcome(outcomeId)),
      side,
      type,
      price,
      quantity,
      placedAt: clock.now(),
    });
    this.#publishBalances(changed);
    this.#publishStatus(account.order(id));
    const placed = account.order(id);
    return type === 'MARKET' && placed.status === 'OPEN' ? this.fillOrder(id) : placed;
  }

  /** By default all that is left of it, at its own price. */
  fillOrder(
    orderId: string,
    { quantity, price }: { readonly quantity?: number; readonly price?: number } = {},
  ): OutpollOrder {
    const { account } = this.#world;
    const order = account.order(orderId);
    const filled = quantity ?? rounded(order.quantity - order.filled);
    const paid = price ?? order.price;
    this.#publishBalances(account.fill(orderId, filled, paid));
    this.#publishStatus(account.order(orderId));
    const { outcomeId, side } = order;
    this.#publishTrade(this.#feeds.newId(), { outcomeId, side, price: paid, quantity: filled });
    return account.order(orderId);
  }

  cancelOrder(orderId: string): OutpollOrder {
    const { account } = this.#world;
    this.#publishBalances(account.cancel(orderId));
    this.#publishStatus(account.order(orderId));
    return account.order(orderId);
  }

  /** Cash that comes in, or with a negative amount goes out. */
  deposit(amount: number): void {
    const { account } = this.#world;
    const cash = account.balanceOf(cashAssetId);
    const [balance, free] = [rounded(cash.balance + amount), rounded(cash.free + amount)];
    this.setBalance({ ...cash, balance, free });
  }

  setBalance(balance: OutpollBalance): void {
    this.#publishBalances([this.#world.account.set(balance)]);
  }

  #priceOf(outcomeId: string): number {
    const { market } = this.#world;
    return market.row(outcomeId).c ?? market.lastPoint(outcomeId).p;
  }

  #recordChance(outcomeId: string, chance: number): void {
    const point = this.#feeds.pointAt(chance);
    this.#world.market.recordPoint(outcomeId, point);
    this.#feeds.chance(outcomeId, point);
  }

  #publishBalances(balances: readonly OutpollBalance[]): void {
    for (const balance of balances) this.#feeds.balance(balance);
  }

  /** The order feed's event is illustrative: the venue documents none. */
  #publishStatus(order: OutpollOrder): void {
    const { clock, settings } = this.#world;
    this.#feeds.orderUpdate(order.id, order.status === 'FAILED' ? 'FAILED' : 'SUCCESS');
    this.#feeds.orderFeed('ORDER_STATUS', {
      i: order.id,
      u: settings.userId,
      e: order.eventId,
      o: order.outcomeId,
      st: order.status,
      q: order.filled,
      m: clock.now(),
    });
  }

  /** The payloads are illustrative: the venue documents none. */
  #publishTrade(id: string, trade: Required<NewOutpollTrade>): void {
    const { clock, market } = this.#world;
    const { outcomeId, side, price, quantity } = trade;
    if (market.row(outcomeId).c !== price) this.setChance(outcomeId, price);
    const data = { i: id, si: side, p: price, q: quantity, m: clock.now() };
    const eventId = market.outcome(outcomeId).event.id;
    this.#feeds.lastTrade('TRADE', { ...data, e: eventId, o: outcomeId });
    this.#feeds.activity(outcomeId, 'TRADE', data);
  }
}
