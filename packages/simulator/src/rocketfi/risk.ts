import type { Account, Position } from './account.ts';
import { absolute, times } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Market } from './market.ts';
import { leftOf } from './order.ts';
import type { Order } from './order.ts';

/** How the figures follow from one another is illustrative: the venue documents their names. */
export interface Risk {
  readonly availableCollateral: Decimal;
  readonly marginRequirement: Decimal;
  readonly unreservedMargin: Decimal;
  readonly equity: Decimal;
  readonly reservedMargin: Decimal;
  readonly unrealizedPnl: Decimal;
  readonly notionalValue: Decimal;
}

export function riskOf(account: Account, market: Market): Risk {
  const positions = [...account.positions.values()];
  const collateral = sum(
    account.collaterals.map(([assetId, amount]) => times(amount, market.assetPrice(assetId).price)),
  );
  const unrealizedPnl = sum(positions.map((position) => unrealizedOf(position, market)));
  const equity = collateral + unrealizedPnl;
  const marginRequirement = sum(positions.map((one) => marginOf(account, one, market)));
  const reservedMargin = sum([...account.orders.values()].map((one) => reservedFor(account, one)));
  return {
    availableCollateral: equity - marginRequirement - reservedMargin,
    marginRequirement,
    unreservedMargin: equity - reservedMargin,
    equity,
    reservedMargin,
    unrealizedPnl,
    notionalValue: sum(positions.map((position) => notionalOf(position, market))),
  };
}

export function unrealizedOf({ instrumentId, quantity, cost }: Position, market: Market): Decimal {
  return times(quantity, market.listing(instrumentId).mark) - cost;
}

export function marginOf(account: Account, position: Position, market: Market): Decimal {
  return leveraged(account, position.instrumentId, notionalOf(position, market));
}

/** What an open order ties up. */
export function reservedFor(account: Account, order: Order): Decimal {
  if (order.reduceOnly) return 0n;
  return leveraged(account, order.instrumentId, times(leftOf(order), order.price));
}

function notionalOf({ instrumentId, quantity }: Position, market: Market): Decimal {
  return times(absolute(quantity), market.listing(instrumentId).mark);
}

function leveraged(account: Account, instrumentId: string, notional: Decimal): Decimal {
  return notional / BigInt(account.leverage(instrumentId));
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
