import { larger, smaller } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import { intervalMs, intervals } from './subscription.ts';
import type { RocketfiInterval } from './subscription.ts';

export interface Candle {
  readonly interval: RocketfiInterval;
  /** Intervals since 1970. */
  readonly slot: bigint;
  /** When it began, in epoch milliseconds. */
  readonly timestamp: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly isClosed: boolean;
}

/** As many as a REST answer can have, for each interval. */
const kept = 1000;

/** The candles of one instrument. There is none for a slot without a trade (illustrative). */
export class Candles {
  readonly #candles = new Map<RocketfiInterval, Candle[]>();

  /** Oldest first. */
  of(interval: RocketfiInterval): readonly Candle[] {
    return this.#candles.get(interval) ?? [];
  }

  /** Says which candles have changed: those that the trade closes, and those that it is in. */
  record(at: number, price: Decimal, size: Decimal): readonly Candle[] {
    return [...this.closeBefore(at), ...intervals.map((one) => this.#add(one, at, price, size))];
  }

  /** Closes the candles whose slot is over, and says which. */
  closeBefore(at: number): readonly Candle[] {
    return intervals.flatMap((interval) => {
      const last = this.of(interval).at(-1);
      if (last === undefined || last.isClosed || last.slot >= slotOf(interval, at)) return [];
      return [this.#replaceLast({ ...last, isClosed: true })];
    });
  }

  #add(interval: RocketfiInterval, at: number, price: Decimal, size: Decimal): Candle {
    const last = this.of(interval).at(-1);
    const slot = slotOf(interval, at);
    if (last !== undefined && last.slot >= slot) {
      return this.#replaceLast({
        ...last,
        high: larger(last.high, price),
        low: smaller(last.low, price),
        close: price,
        volume: last.volume + size,
      });
    }
    const timestamp = Number(slot) * intervalMs[interval];
    const prices = { open: price, high: price, low: price, close: price };
    const candle = { interval, slot, timestamp, ...prices, volume: size, isClosed: false };
    const candles = this.#candles.get(interval) ?? [];
    candles.push(candle);
    if (candles.length > kept) candles.shift();
    this.#candles.set(interval, candles);
    return candle;
  }

  #replaceLast(candle: Candle): Candle {
    this.#candles.get(candle.interval)?.splice(-1, 1, candle);
    return candle;
  }
}

function slotOf(interval: RocketfiInterval, at: number): bigint {
  return BigInt(Math.floor(at / intervalMs[interval]));
}
