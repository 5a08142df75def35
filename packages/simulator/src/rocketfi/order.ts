import type { Decimal } from './decimal.ts';

export type RocketfiSide = 'Buy' | 'Sell';

export interface Order {
  readonly orderId: bigint;
  /** The account. */
  readonly trader: string;
  readonly instrumentId: string;
  readonly orderType: 'Limit' | 'Market' | 'Twap';
  readonly side: RocketfiSide;
  readonly price: Decimal;
  /** What was ordered, filled or not. */
  readonly quantity: Decimal;
  readonly filled: Decimal;
  /** When it was placed, in epoch milliseconds. */
  readonly timestamp: number;
  /** Of orders at one price, the one with the lowest is filled first. */
  readonly turn: number;
  readonly reduceOnly: boolean;
  /** In percent of the mark price. */
  readonly maxSlippage?: Decimal | undefined;
  /** It sleeps until the mark price gets there. */
  readonly trigger?: Trigger | undefined;
  readonly twap?: Twap | undefined;
}

export interface Trigger {
  readonly type: 'StopLoss' | 'TakeProfit';
  readonly price: Decimal;
}

/** Executed in parts, one every `frequency`, for as long as `interval`; both in milliseconds. */
export interface Twap {
  readonly interval: bigint;
  readonly frequency: bigint;
  readonly randomize: boolean;
}

export type RocketfiRejection =
  | 'marginViolated'
  | 'notEnoughLiquidity'
  | 'tooMuchSlippage'
  | 'selfTradePrevention'
  | 'marketMakerProtection';

/** What happened to an order. */
export type OrderEvent = { readonly order: Order } & (
  | { readonly type: 'placed'; readonly isPassive: boolean; readonly isFilled: boolean }
  | { readonly type: 'fill'; readonly fill: Fill }
  | { readonly type: 'canceled' }
  | { readonly type: 'modified'; readonly timestamp: number }
  | { readonly type: 'rejected'; readonly reason: RocketfiRejection }
);

export interface Fill {
  readonly price: Decimal;
  readonly size: Decimal;
  readonly timestamp: number;
  readonly round: bigint;
  readonly isPassive: boolean;
  /** Undefined where nothing was closed. */
  readonly pnl: Decimal | undefined;
  readonly feeRate: Decimal;
  readonly feeAmount: Decimal;
}

export function leftOf({ quantity, filled }: Pick<Order, 'quantity' | 'filled'>): Decimal {
  return quantity - filled;
}
