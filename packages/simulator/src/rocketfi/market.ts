import { decimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Ledger } from './ledger.ts';
import { Listing } from './listing.ts';
import type { Book, Level } from './listing.ts';
import type { RocketfiAsset, RocketfiInstrument } from './options.ts';
import { leftOf } from './order.ts';

/** All instruments and assets. */
export class Market {
  readonly assets: readonly RocketfiAsset[];
  readonly listings: readonly Listing[];
  readonly #assetPrices: Map<number, { readonly price: Decimal; readonly timestamp: number }>;

  constructor(
    instruments: readonly RocketfiInstrument[],
    assets: readonly RocketfiAsset[],
    now: number,
  ) {
    this.assets = assets;
    this.listings = instruments.map((instrument) => new Listing(instrument, now));
    this.#assetPrices = new Map(
      assets.map(({ id, price }) => [id, { price: decimal(price), timestamp: now }]),
    );
  }

  has(instrumentId: string): boolean {
    return this.listings.some(({ id }) => id === instrumentId);
  }

  hasAsset(assetId: number): boolean {
    return this.#assetPrices.has(assetId);
  }

  /** @throws RangeError for one that does not exist. */
  listing(instrumentId: string): Listing {
    const listing = this.listings.find(({ id }) => id === instrumentId.toLowerCase());
    if (listing === undefined) throw new RangeError(`There is no instrument ${instrumentId}.`);
    return listing;
  }

  /** @throws RangeError for one that does not exist. */
  assetPrice(assetId: number): { readonly price: Decimal; readonly timestamp: number } {
    const price = this.#assetPrices.get(assetId);
    if (price === undefined) throw new RangeError(`There is no asset ${assetId}.`);
    return price;
  }

  /** Null for one that does not exist. */
  tickerOf(assetId: number): string | null {
    return this.assets.find(({ id }) => id === assetId)?.ticker ?? null;
  }

  setAssetPrice(assetId: number, price: Decimal, timestamp: number): void {
    this.#assetPrices.set(assetId, { price, timestamp });
  }
}

/** Of others, and of the accounts' orders. */
export function wholeBook(listing: Listing, ledger: Ledger): Book {
  const resting = ledger.resting(listing.id);
  const levelsOf = (side: 'Buy' | 'Sell', others: readonly Level[]): readonly Level[] => {
    const quantities = new Map(others.map(({ price, quantity }) => [price, quantity]));
    for (const order of resting.filter((one) => one.side === side)) {
      quantities.set(order.price, (quantities.get(order.price) ?? 0n) + leftOf(order));
    }
    const levels = [...quantities].map(([price, quantity]) => ({ price, quantity }));
    const ascending = levels.toSorted((one, other) => (one.price < other.price ? -1 : 1));
    return side === 'Buy' ? ascending.toReversed() : ascending;
  };
  return {
    bids: levelsOf('Buy', listing.others.bids),
    asks: levelsOf('Sell', listing.others.asks),
  };
}
