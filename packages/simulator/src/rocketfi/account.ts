import { absolute, dividedBy, smaller, times } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Order, OrderEvent } from './order.ts';

export interface Position {
  readonly instrumentId: string;
  /** Negative for a short one (inferred). */
  readonly quantity: Decimal;
  /** What the quantity cost: quantity times average price, with the sign of the quantity. */
  readonly cost: Decimal;
  readonly accruedFunding: Decimal;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A funding that an account paid or got. */
export interface PositionFunding {
  readonly instrumentId: string;
  readonly fundingRate: Decimal;
  readonly timestamp: number;
  readonly round: bigint;
  readonly pnl: Decimal;
  /** Of the position. */
  readonly quantity: Decimal;
  readonly mark: Decimal;
}

/** Illustrative: the venue does not document what an account begins with. */
const defaultLeverage = 10;

/** What one account has. It says nothing to anybody. */
export class Account {
  readonly address: string;
  /** What REST tells. */
  nonce: bigint;
  deferredNonce: bigint;
  /** In the order of placing. */
  readonly orders = new Map<bigint, Order>();
  readonly positions = new Map<string, Position>();
  /** Oldest first. */
  readonly events: OrderEvent[] = [];
  readonly fundings: PositionFunding[] = [];
  readonly #collaterals = new Map<number, Decimal>();
  readonly #leverages = new Map<string, number>();

  constructor(address: string, nonce: bigint, deferredNonce: bigint) {
    this.address = address;
    this.nonce = nonce;
    this.deferredNonce = deferredNonce;
  }

  get collaterals(): readonly (readonly [assetId: number, amount: Decimal])[] {
    return [...this.#collaterals];
  }

  collateral(assetId: number): Decimal {
    return this.#collaterals.get(assetId) ?? 0n;
  }

  addCollateral(assetId: number, amount: Decimal): void {
    this.#collaterals.set(assetId, this.collateral(assetId) + amount);
  }

  leverage(instrumentId: string): number {
    return this.#leverages.get(instrumentId) ?? defaultLeverage;
  }

  setLeverage(instrumentId: string, leverage: number): void {
    this.#leverages.set(instrumentId, leverage);
  }

  /**
   * Adds a signed quantity to a position; one that becomes nothing ends.
   *
   * @returns what was won or lost by closing, if anything was closed
   */
  trade(instrumentId: string, change: Decimal, price: Decimal, now: number): Decimal | undefined {
    const before = this.positions.get(instrumentId);
    const held = before?.quantity ?? 0n;
    const isClosing = held !== 0n && held > 0n !== change > 0n;
    const closed = isClosing ? smaller(absolute(change), absolute(held)) : 0n;
    const signed = change < 0n ? -closed : closed;
    const released = closed === 0n ? 0n : partOf(before?.cost ?? 0n, closed, absolute(held));
    const opened = change - signed;
    const quantity = held + change;
    if (quantity === 0n) {
      this.positions.delete(instrumentId);
    } else {
      const isNew = before === undefined || held > 0n !== quantity > 0n;
      this.positions.set(instrumentId, {
        instrumentId,
        quantity,
        cost: (before?.cost ?? 0n) - released + times(opened, price),
        accruedFunding: isNew ? 0n : before.accruedFunding,
        createdAt: isNew ? now : before.createdAt,
        updatedAt: now,
      });
    }
    return isClosing ? -times(signed, price) - released : undefined;
  }
}

export function averagePrice({ cost, quantity }: Position): Decimal {
  return dividedBy(cost, quantity);
}

function partOf(amount: Decimal, part: Decimal, whole: Decimal): Decimal {
  return part === whole ? amount : (amount * part) / whole;
}
