import { averagePrice } from './account.ts';
import type { Account, Position, PositionFunding } from './account.ts';
import { writeDecimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Json, JsonObject } from './exact-json.ts';
import type { Market } from './market.ts';
import { withOptional } from './optional-fields.ts';
import type { Order } from './order.ts';
import { marginOf, riskOf, unrealizedOf } from './risk.ts';
import type { RocketfiVariants } from './variants.ts';

/** Contents of the private messages, and the rows of REST, which have the same form. */
export class AccountMessages {
  readonly #market: Market;
  readonly #variants: RocketfiVariants;

  constructor(market: Market, variants: RocketfiVariants) {
    this.#market = market;
    this.#variants = variants;
  }

  address(account: string): string {
    return this.#variants.addresses === 'lower' ? account.toLowerCase() : account;
  }

  collateral(account: Account, assetId: number): JsonObject {
    return {
      assetId,
      account: this.address(account.address),
      collateral: writeDecimal(account.collateral(assetId)),
    };
  }

  risk(account: Account): JsonObject {
    const risk = riskOf(account, this.#market);
    const address = this.address(account.address);
    const figures = Object.entries(risk).map(([name, value]: [string, Decimal]) => [
      name,
      writeDecimal(value),
    ]);
    return { account: address, risk: { account: address, ...Object.fromEntries(figures) } };
  }

  positionFunding(account: string, funding: PositionFunding): JsonObject {
    return {
      account: this.address(account),
      fundingRate: writeDecimal(funding.fundingRate),
      timestamp: funding.timestamp,
      round: funding.round,
      instrumentId: funding.instrumentId,
      pnl: writeDecimal(funding.pnl),
    };
  }

  /** As REST has it. */
  positionFundingRow(account: string, funding: PositionFunding): JsonObject {
    return {
      ...this.positionFunding(account, funding),
      positionQuantity: writeDecimal(funding.quantity),
      instrumentMarkPrice: writeDecimal(funding.mark),
    };
  }

  openOrders(account: string, orders: readonly Order[]): JsonObject {
    return { account: this.address(account), orders: orders.map((order) => this.order(order)) };
  }

  /** That `quantity` is what was ordered, filled or not, is inferred. */
  order(order: Order): JsonObject {
    const { instrument } = this.#market.listing(order.instrumentId);
    const { trigger, twap } = order;
    const isTwap = twap !== undefined;
    return {
      orderId: order.orderId,
      trader: this.address(order.trader),
      orderType: order.orderType,
      ...this.#optional({ triggerType: trigger?.type ?? null }),
      instrumentId: order.instrumentId,
      ...this.#optional({
        instrumentType: instrument.instrumentType,
        ticker: instrument.ticker,
        underlyingAsset: this.#market.tickerOf(instrument.underlyingAsset),
      }),
      price: writeDecimal(order.price),
      quantity: writeDecimal(order.quantity),
      filledQuantity: writeDecimal(order.filled),
      side: order.side,
      timestamp: order.timestamp,
      ...this.#optional({
        triggerPrice: trigger === undefined ? null : writeDecimal(trigger.price),
        twapInterval: twap?.interval ?? null,
        twapOriginalQuantity: isTwap ? writeDecimal(order.quantity) : null,
        twapFilledQuantity: isTwap ? writeDecimal(order.filled) : null,
        twapFrequency: twap?.frequency ?? null,
        twapRandomize: twap?.randomize ?? null,
      }),
    };
  }

  /** A position that is no longer held has quantity 0. */
  positions(account: Account, instrumentIds: readonly string[]): JsonObject {
    return {
      account: this.address(account.address),
      positions: this.positionsById(account, instrumentIds),
    };
  }

  positionsById(account: Account, instrumentIds: readonly string[]): JsonObject {
    return Object.fromEntries(instrumentIds.map((id) => [id, this.#position(account, id)]));
  }

  /** How the liquidation price and the margins follow from the rest is illustrative. */
  #position(account: Account, instrumentId: string): JsonObject {
    const { instrument } = this.#market.listing(instrumentId);
    const position = account.positions.get(instrumentId) ?? flat(instrumentId);
    const margin = writeDecimal(marginOf(account, position, this.#market));
    const leverage = account.leverage(instrumentId);
    const average = position.quantity === 0n ? 0n : averagePrice(position);
    const distance = average / BigInt(leverage);
    const liquidation = position.quantity < 0n ? average + distance : average - distance;
    return {
      quantity: writeDecimal(position.quantity),
      averagePrice: writeDecimal(average),
      liquidationPrice: writeDecimal(liquidation),
      accruedFunding: writeDecimal(position.accruedFunding),
      unrealizedPnl: writeDecimal(unrealizedOf(position, this.#market)),
      ...this.#optional({
        reservedMargin: margin,
        allocatedInitialMargin: margin,
        standaloneInitialMargin: margin,
        leverageSetting: leverage,
        createdAt: position.createdAt,
        updatedAt: position.updatedAt,
        instrumentType: instrument.instrumentType,
        ticker: instrument.ticker,
        underlyingTicker: this.#market.tickerOf(instrument.underlyingAsset),
      }),
    };
  }

  #optional(fields: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
    return withOptional(fields, this.#variants);
  }
}

function flat(instrumentId: string): Position {
  return {
    instrumentId,
    quantity: 0n,
    cost: 0n,
    accruedFunding: 0n,
    createdAt: 0,
    updatedAt: 0,
  };
}
