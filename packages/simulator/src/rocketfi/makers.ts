import { times } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Ledger } from './ledger.ts';
import type { Listing } from './listing.ts';
import { leftOf } from './order.ts';
import type { Order, RocketfiSide } from './order.ts';

/** Whom one trades with: an account's order, or a level of others. */
export interface Maker {
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly order?: Order;
}

/**
 * Who trades with a taker next, within its limit. At one price accounts come first, in the order of
 * their turns.
 */
export function bestMaker(
  listing: Listing,
  ledger: Ledger,
  side: RocketfiSide,
  limit?: Decimal,
): Maker | undefined {
  const [level] = side === 'Buy' ? listing.others.asks : listing.others.bids;
  let best: Maker | undefined = undefined;
  for (const order of ledger.resting(listing.id)) {
    if (order.side === side) continue;
    if (best === undefined || isBetter(side, order.price, best.price)) {
      best = { price: order.price, quantity: leftOf(order), order };
    }
  }
  if (level !== undefined && (best === undefined || isBetter(side, level.price, best.price))) {
    best = level;
  }
  return best !== undefined && isWithin(side, best.price, limit) ? best : undefined;
}

/** In the order in which quotes of others fill them; each side for itself. */
export function bestFirst(orders: readonly Order[]): readonly Order[] {
  return (['Buy', 'Sell'] as const).flatMap((side) =>
    orders
      .filter((order) => order.side === side)
      .toSorted((one, other) => {
        if (one.price === other.price) return one.turn - other.turn;
        return one.price > other.price === (side === 'Buy') ? -1 : 1;
      }),
  );
}

/** How much an order can take at once. */
export function quantityFor(order: Order, listing: Listing, ledger: Ledger): Decimal {
  const limit = limitOf(order, listing);
  return makersFor(order, listing, ledger)
    .filter(({ price }) => isWithin(order.side, price, limit))
    .reduce((sum, { quantity }) => sum + quantity, 0n);
}

/** Whether a taker would get as far as to an order of its own. */
export function meetsItself(order: Order, listing: Listing, ledger: Ledger): boolean {
  const { side, trader } = order;
  const limit = limitOf(order, listing);
  const makers = makersFor(order, listing, ledger);
  const [first, ...others] = makers
    .filter((maker) => maker.order?.trader === trader && isWithin(side, maker.price, limit))
    .map(({ price }) => price);
  if (first === undefined) return false;
  const nearest = others.reduce((one, other) => (isBetter(side, other, one) ? other : one), first);
  const ahead = makers
    .filter(({ price }) => isBetter(side, price, nearest))
    .reduce((sum, { quantity }) => sum + quantity, 0n);
  return ahead < leftOf(order);
}

function makersFor({ side }: Order, listing: Listing, ledger: Ledger): readonly Maker[] {
  const orders = ledger.resting(listing.id).filter((order) => order.side !== side);
  return [
    ...(side === 'Buy' ? listing.others.asks : listing.others.bids),
    ...orders.map((order) => ({ price: order.price, quantity: leftOf(order), order })),
  ];
}

/** The worst price at which an order trades; undefined for any. */
export function limitOf(order: Order, { mark }: Listing): Decimal | undefined {
  if (order.orderType === 'Limit') return order.price;
  if (order.maxSlippage === undefined) return undefined;
  const distance = times(mark, order.maxSlippage) / 100n;
  return order.side === 'Buy' ? mark + distance : mark - distance;
}

/** Whether the mark price is where an order waits for it. */
export function isTriggered({ side, trigger }: Order, mark: Decimal): boolean {
  if (trigger === undefined) return false;
  const waitsForRise = (trigger.type === 'TakeProfit') === (side === 'Sell');
  return waitsForRise ? mark >= trigger.price : mark <= trigger.price;
}

/** Takes a quantity from the best level of others, against a taker of this side. */
export function takeFromOthers(listing: Listing, side: RocketfiSide, size: Decimal): void {
  const { bids, asks } = listing.others;
  const [best, ...rest] = side === 'Buy' ? asks : bids;
  if (best === undefined) return;
  const quantity = best.quantity - size;
  const left = quantity > 0n ? [{ price: best.price, quantity }, ...rest] : rest;
  listing.others = side === 'Buy' ? { bids, asks: left } : { bids: left, asks };
}

/** From a taker's point of view. */
function isBetter(side: RocketfiSide, price: Decimal, than: Decimal): boolean {
  return side === 'Buy' ? price < than : price > than;
}

function isWithin(side: RocketfiSide, price: Decimal, limit: Decimal | undefined): boolean {
  return limit === undefined || !isBetter(side, limit, price);
}
