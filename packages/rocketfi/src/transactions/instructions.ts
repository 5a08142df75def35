/**
 * What an account can ask for, after the venue's SDK (https://github.com/rocketfoundation/rocket-sdk-rust). The name of a
 * variant, which the venue puts around its fields, is their `type`; all other names are the venue's.
 */

export type Instruction = PlaceOrder | PlaceTwap | Deferred | SetLeverage | Withdraw | FaucetClaim;

export type Order = LimitOrder | MarketOrder | CancelOrder | CancelAllOrders | ModifyOrder;

/** An unsigned integer of 64 bits. A number must be a safe one; beyond 2^53, give a bigint or the digits. */
export type Unsigned64 = bigint | number | string;

/** Several requests in one transaction, each with a result of its own. */
export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  /** From 1 to 100. */
  readonly orders: readonly Order[];
}

/** Prices, quantities and amounts are decimal strings such as `'0.1'`, and are signed digit by digit as they are given. */
interface NewOrder {
  /** `0x` and 16 hex digits. */
  readonly instrumentId: string;
  readonly side: 'Buy' | 'Sell';
  readonly quantity: string;
  /** Whose order it is: the signer's by default, else an account that it may trade for. */
  readonly trader?: string | undefined;
  /** `false` by default. */
  readonly reduceOnly?: boolean | undefined;
  /** A group of orders under market maker protection, from 0 to 65535. */
  readonly mmpTag?: number | null | undefined;
}

interface ConditionalOrder extends NewOrder {
  /** With it, the order waits for this price. */
  readonly triggerPrice?: string | null | undefined;
  /** Whether the trigger is a take-profit; `false` by default. */
  readonly takeProfit?: boolean | undefined;
}

export interface LimitOrder extends ConditionalOrder {
  readonly type: 'Limit';
  readonly price: string;
}

export interface MarketOrder extends ConditionalOrder {
  readonly type: 'Market';
  readonly maxSlippage?: string | null | undefined;
}

export interface CancelOrder {
  readonly type: 'Cancel';
  readonly orderId: Unsigned64;
  /** The signer by default. */
  readonly trader?: string | undefined;
}

/** Cancels the open orders of `trader` that fit every filter; all of them without any. */
export interface CancelAllOrders {
  readonly type: 'CancelAll';
  readonly instrumentId?: string | null | undefined;
  /** The signer by default. */
  readonly trader?: string | undefined;
  /** The ticker of the underlying asset. */
  readonly underlying?: string | null | undefined;
  readonly contractType?: 'perp' | 'option' | null | undefined;
  /** Bounds of an option's absolute delta, both included. */
  readonly deltaLower?: string | null | undefined;
  readonly deltaUpper?: string | null | undefined;
}

export interface ModifyOrder {
  readonly type: 'Modify';
  readonly orderId: Unsigned64;
  readonly newPrice: string;
  /** The signer by default. */
  readonly trader?: string | undefined;
  readonly newQuantity: string;
  readonly newTriggerPrice?: string | null | undefined;
}

/** A market order in small steps. */
export interface PlaceTwap extends NewOrder {
  readonly type: 'PlaceTWAP';
  readonly maxSlippage?: string | null | undefined;
  /** Milliseconds for the whole. */
  readonly twapInterval: Unsigned64;
  /** Milliseconds from step to step; the venue's choice by default. */
  readonly frequency?: Unsigned64 | null | undefined;
  /** Whether steps come at random times; the venue's choice by default. */
  readonly randomize?: boolean | null | undefined;
}

/** Orders that are signed now, and may be submitted later, by whoever has them. Their nonce is the account's deferred nonce. */
export interface Deferred {
  readonly type: 'Deferred';
  /** Epoch milliseconds: a later block refuses them. */
  readonly expiresAtMs: Unsigned64;
  /** From 1 to 100. */
  readonly orders: readonly Order[];
}

export interface SetLeverage {
  readonly type: 'SetLeverage';
  /** The signer by default. */
  readonly to?: string | undefined;
  readonly instrumentId: string;
  readonly leverage: Unsigned64;
}

export interface Withdraw {
  readonly type: 'Withdraw';
  /** 0 is USDC. */
  readonly assetId: Unsigned64;
  readonly amount: string;
  /** The address outside the venue that gets it. There is no default. */
  readonly to: string;
}

/** Test money; only where the venue has a faucet. */
export interface FaucetClaim {
  readonly type: 'FaucetClaim';
}
