import { averagePrice } from './account.ts';
import type { Account } from './account.ts';
import type { Candle } from './candles.ts';
import { decimal, writeDecimal } from './decimal.ts';
import type { Book, Level } from './listing.ts';
import type { Market } from './market.ts';
import type { Order, RocketfiSide } from './order.ts';
import { unrealizedOf } from './risk.ts';
import type { RocketfiInterval } from './subscription.ts';

/** The venue's own state, for tests to compare with. Amounts are decimal strings. */

export interface RocketfiLevel {
  readonly price: string;
  readonly quantity: string;
}

/** Best first. */
export interface RocketfiBook {
  readonly bids: readonly RocketfiLevel[];
  readonly asks: readonly RocketfiLevel[];
}

export interface RocketfiOrder {
  readonly orderId: bigint;
  readonly account: string;
  readonly instrumentId: string;
  readonly orderType: 'Limit' | 'Market' | 'Twap';
  readonly side: RocketfiSide;
  readonly price: string;
  /** What was ordered, filled or not. */
  readonly quantity: string;
  readonly filledQuantity: string;
  /** When it was placed, in epoch milliseconds. */
  readonly timestamp: number;
  /** Null for an order that waits for no mark price. */
  readonly triggerPrice: string | null;
}

export interface RocketfiPosition {
  readonly instrumentId: string;
  /** Negative for a short one. */
  readonly quantity: string;
  readonly averagePrice: string;
  readonly accruedFunding: string;
  readonly unrealizedPnl: string;
}

export interface RocketfiCandle {
  readonly interval: RocketfiInterval;
  readonly slot: bigint;
  /** When it began, in epoch milliseconds. */
  readonly timestamp: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly isClosed: boolean;
}

export function bookView({ bids, asks }: Book): RocketfiBook {
  return { bids: bids.map(levelView), asks: asks.map(levelView) };
}

/** @throws RangeError for what is no decimal. */
export function bookFrom({ bids, asks }: RocketfiBook): Book {
  return { bids: bids.map(levelFrom), asks: asks.map(levelFrom) };
}

export function orderView(order: Order): RocketfiOrder {
  const { orderId, instrumentId, orderType, side, timestamp, trigger } = order;
  return {
    orderId,
    account: order.trader,
    instrumentId,
    orderType,
    side,
    price: writeDecimal(order.price),
    quantity: writeDecimal(order.quantity),
    filledQuantity: writeDecimal(order.filled),
    timestamp,
    triggerPrice: trigger === undefined ? null : writeDecimal(trigger.price),
  };
}

export function positionViews({ positions }: Account, market: Market): readonly RocketfiPosition[] {
  return [...positions.values()].map((position) => ({
    instrumentId: position.instrumentId,
    quantity: writeDecimal(position.quantity),
    averagePrice: writeDecimal(averagePrice(position)),
    accruedFunding: writeDecimal(position.accruedFunding),
    unrealizedPnl: writeDecimal(unrealizedOf(position, market)),
  }));
}

export function candleView(candle: Candle): RocketfiCandle {
  const { interval, isClosed, slot, timestamp } = candle;
  return {
    interval,
    slot,
    timestamp,
    open: writeDecimal(candle.open),
    high: writeDecimal(candle.high),
    low: writeDecimal(candle.low),
    close: writeDecimal(candle.close),
    volume: writeDecimal(candle.volume),
    isClosed,
  };
}

function levelView({ price, quantity }: Level): RocketfiLevel {
  return { price: writeDecimal(price), quantity: writeDecimal(quantity) };
}

function levelFrom({ price, quantity }: RocketfiLevel): Level {
  return { price: decimal(price), quantity: decimal(quantity) };
}
