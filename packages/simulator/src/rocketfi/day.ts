import { times } from './decimal.ts';
import type { Decimal } from './decimal.ts';

const dayMs = 86_400_000;

/** What was traded of one instrument within the last 24 hours. */
export class Day {
  readonly #trades: { readonly at: number; readonly price: Decimal; readonly size: Decimal }[] = [];
  #before: Decimal;
  #volume: Decimal = 0n;
  #quoteVolume: Decimal = 0n;

  constructor(price: Decimal) {
    this.#before = price;
  }

  record(at: number, price: Decimal, size: Decimal): void {
    this.#trades.push({ at, price, size });
    this.#volume += size;
    this.#quoteVolume += times(price, size);
  }

  /** The price change is that of the last trade against the last one before the day, or the start. */
  figures(now: number): {
    readonly volume: Decimal;
    readonly quoteVolume: Decimal;
    readonly priceChange: Decimal;
  } {
    const fresh = this.#trades.findIndex(({ at }) => at > now - dayMs);
    const stale = this.#trades.splice(0, fresh === -1 ? this.#trades.length : fresh);
    for (const { price, size } of stale) {
      this.#volume -= size;
      this.#quoteVolume -= times(price, size);
      this.#before = price;
    }
    const last = this.#trades.at(-1)?.price ?? this.#before;
    return {
      volume: this.#volume,
      quoteVolume: this.#quoteVolume,
      priceChange: last - this.#before,
    };
  }
}
