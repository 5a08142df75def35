import { absolute, decimal, smaller, times } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Listing } from './listing.ts';
import {
  bestFirst,
  bestMaker,
  isTriggered,
  limitOf,
  meetsItself,
  quantityFor,
  takeFromOthers,
} from './makers.ts';
import type { Maker } from './makers.ts';
import { settlementAsset } from './order-events.ts';
import { leftOf } from './order.ts';
import type { Order, OrderEvent, RocketfiRejection, RocketfiSide, Twap } from './order.ts';
import { reservedFor, riskOf } from './risk.ts';
import type { Updates } from './updates.ts';
import type { World } from './world.ts';

/** Illustrative, as are the rules by which orders are rejected. */
const feeRates = { passive: decimal('0.0002'), aggressive: decimal('0.0005') } as const;

/** Lets orders meet, and notes what comes of it. */
export class Matching {
  readonly #world: World;
  readonly #updates: Updates;
  readonly #round: bigint;

  constructor(world: World, updates: Updates, round: bigint) {
    this.#world = world;
    this.#updates = updates;
    this.#round = round;
  }

  /** Says why it was rejected, if it was. */
  place(order: Order): RocketfiRejection | undefined {
    const reason = this.#world.orderFaults.rejections.shift() ?? this.#rejectionOf(order);
    if (reason !== undefined) {
      this.#record({ type: 'rejected', order, reason });
      return reason;
    }
    this.#store(order);
    const isPassive = isWaiting(order) || this.#makerFor(order) === undefined;
    this.#record({ type: 'placed', order, isPassive, isFilled: this.#isFilledAtOnce(order) });
    if (!isWaiting(order)) this.#take(order, leftOf(order));
    return undefined;
  }

  /** `changed` is the order as it is to be, under its old id; it goes behind all others. */
  modify(changed: Order): RocketfiRejection | undefined {
    const account = this.#world.ledger.account(changed.trader);
    const before = account.orders.get(changed.orderId);
    account.orders.delete(changed.orderId);
    const reason = this.#rejectionOf(changed);
    if (reason !== undefined) {
      if (before !== undefined) account.orders.set(before.orderId, before);
      return reason;
    }
    this.#store(changed);
    this.#record({ type: 'modified', order: changed, timestamp: this.#world.clock.now() });
    if (!isWaiting(changed)) this.#take(changed, leftOf(changed));
    return undefined;
  }

  cancel(order: Order): void {
    this.#world.ledger.account(order.trader).orders.delete(order.orderId);
    this.#updates.order(order);
    this.#record({ type: 'canceled', order });
  }

  /** Fills open orders that others' quotes have reached, then wakes those that wait for the mark. */
  afterQuotes(listing: Listing): void {
    const { ledger } = this.#world;
    for (const order of bestFirst(ledger.resting(listing.id))) this.#meetOthers(listing, order);
    for (const order of ledger.openIn(listing.id)) {
      if (!isTriggered(order, listing.mark)) continue;
      const awake = { ...order, trigger: undefined, turn: ledger.newTurn() };
      const reason = this.#selfTrade(awake);
      if (reason === undefined) {
        this.#store(awake);
        this.#take(awake, leftOf(awake));
      } else {
        this.cancel(awake);
      }
    }
  }

  /** The next part of an order over time; one that would meet its own account is left out. */
  takePart(order: Order, { frequency, interval }: Twap): void {
    if (this.#selfTrade(order) !== undefined) return;
    const part = order.quantity / (interval > frequency ? interval / frequency : 1n);
    const left = leftOf(order);
    this.#take(order, left < part * 2n ? left : part);
  }

  /** A trade that others begin: with whom the book has, until the size or the book is used up. */
  takeByOthers(listing: Listing, side: RocketfiSide, size: Decimal): void {
    for (let left = size; left > 0n;) {
      const maker = bestMaker(listing, this.#world.ledger, side);
      if (maker === undefined) return;
      const traded = smaller(left, maker.quantity);
      this.#takeFrom(listing, maker, side, traded);
      left -= traded;
    }
  }

  /** A trade that moves nobody's quotes. */
  match(listing: Listing, price: Decimal, size: Decimal): void {
    const timestamp = this.#world.clock.now();
    listing.lastMatchPrice = price;
    listing.day.record(timestamp, price, size);
    this.#updates.matches.push({ instrumentId: listing.id, price, size, timestamp });
    for (const candle of listing.candles.record(timestamp, price, size)) {
      this.#updates.candle(listing.id, candle);
    }
  }

  #meetOthers(listing: Listing, order: Order): void {
    const against = order.side === 'Buy' ? 'asks' : 'bids';
    for (let left = leftOf(order); left > 0n;) {
      const [level] = listing.others[against];
      const isReached =
        level !== undefined &&
        (order.side === 'Buy' ? level.price <= order.price : level.price >= order.price);
      const current = this.#world.ledger.account(order.trader).orders.get(order.orderId);
      if (!isReached || current === undefined) return;
      const traded = smaller(left, level.quantity);
      takeFromOthers(listing, order.side, traded);
      this.#fill(current, traded, order.price, true);
      this.match(listing, order.price, traded);
      left -= traded;
    }
  }

  /** Of what is left then, a limit order waits, a market order is canceled. */
  #take(order: Order, most: Decimal): void {
    const listing = this.#world.market.listing(order.instrumentId);
    let current: Order | undefined = order;
    for (let left = most; left > 0n;) {
      const maker = this.#makerFor(order);
      if (maker === undefined) break;
      const traded = smaller(left, maker.quantity);
      this.#takeFrom(listing, maker, order.side, traded);
      current = this.#fill(current, traded, maker.price, false);
      left -= traded;
    }
    if (order.orderType === 'Market' && leftOf(current) > 0n) this.cancel(current);
  }

  #takeFrom(listing: Listing, maker: Maker, side: RocketfiSide, size: Decimal): void {
    if (maker.order === undefined) takeFromOthers(listing, side, size);
    else this.#fill(maker.order, size, maker.price, true);
    this.#updates.books.add(listing.id);
    this.match(listing, maker.price, size);
  }

  #fill(order: Order, size: Decimal, price: Decimal, isPassive: boolean): Order {
    const timestamp = this.#world.clock.now();
    const { instrumentId, trader } = order;
    const account = this.#world.ledger.account(trader);
    const change = order.side === 'Buy' ? size : -size;
    const pnl = account.trade(instrumentId, change, price, timestamp);
    const feeRate = isPassive ? feeRates.passive : feeRates.aggressive;
    const feeAmount = times(times(price, size), feeRate);
    account.addCollateral(settlementAsset, (pnl ?? 0n) - feeAmount);
    const filled = { ...order, filled: order.filled + size };
    this.#store(filled);
    this.#updates.position(trader, instrumentId);
    this.#updates.collateral(trader, settlementAsset);
    const round = this.#round;
    const fill = { price, size, timestamp, round, isPassive, pnl, feeRate, feeAmount };
    this.#record({ type: 'fill', order: filled, fill });
    return filled;
  }

  /** An order of which nothing is left is no longer open. */
  #store(order: Order): void {
    const { orders } = this.#world.ledger.account(order.trader);
    if (leftOf(order) > 0n) orders.set(order.orderId, order);
    else orders.delete(order.orderId);
    this.#updates.order(order);
  }

  #record(event: OrderEvent): void {
    this.#world.ledger.account(event.order.trader).events.push(event);
    this.#updates.events.push(event);
  }

  #makerFor(order: Order): Maker | undefined {
    const listing = this.#world.market.listing(order.instrumentId);
    return bestMaker(listing, this.#world.ledger, order.side, limitOf(order, listing));
  }

  #isFilledAtOnce(order: Order): boolean {
    if (isWaiting(order)) return false;
    const listing = this.#world.market.listing(order.instrumentId);
    return quantityFor(order, listing, this.#world.ledger) >= leftOf(order);
  }

  #selfTrade(order: Order): 'selfTradePrevention' | undefined {
    const { ledger, market } = this.#world;
    const listing = market.listing(order.instrumentId);
    return meetsItself(order, listing, ledger) ? 'selfTradePrevention' : undefined;
  }

  #rejectionOf(order: Order): RocketfiRejection | undefined {
    const { ledger, market } = this.#world;
    const account = ledger.account(order.trader);
    const held = account.positions.get(order.instrumentId)?.quantity ?? 0n;
    const isReducing = held > 0n === (order.side === 'Sell') && leftOf(order) <= absolute(held);
    if (order.reduceOnly && !isReducing) return 'marginViolated';
    const needed = isReducing ? 0n : reservedFor(account, order);
    if (needed > riskOf(account, market).availableCollateral) return 'marginViolated';
    if (order.trigger !== undefined) return undefined;
    if (order.orderType === 'Market' && this.#makerFor(order) === undefined) {
      const isEmpty =
        bestMaker(market.listing(order.instrumentId), ledger, order.side) === undefined;
      return isEmpty ? 'notEnoughLiquidity' : 'tooMuchSlippage';
    }
    return this.#selfTrade(order);
  }
}

/** For its trigger, or for its parts to be due. */
function isWaiting({ orderType, trigger }: Order): boolean {
  return trigger !== undefined || orderType === 'Twap';
}
