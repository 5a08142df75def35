import { SeededRandom } from '../random.ts';
import { decimal, readDecimal, times } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Feeds } from './feeds.ts';
import type { Book, Funding, Listing } from './listing.ts';
import { fundingRateOf } from './market-messages.ts';
import { Matching } from './matching.ts';
import { settlementAsset } from './order-events.ts';
import type { RocketfiSide } from './order.ts';
import { publishUpdates } from './publish-updates.ts';
import { Updates } from './updates.ts';
import type { World } from './world.ts';

/** A trade between others. */
export interface NewRocketfiTrade {
  /** Of who began it. Default `Buy`. */
  readonly side?: RocketfiSide;
  /** A decimal string. Without one it trades with the book, and with the accounts that are in it. */
  readonly price?: string;
  /** A decimal string. */
  readonly size: string;
}

/** Everything that can happen to the market: it changes the state and publishes what follows. */
export class Exchange {
  readonly #world: World;
  readonly #feeds: Feeds;
  readonly #sizes: SeededRandom;
  #round: bigint;

  constructor(world: World, feeds: Feeds) {
    this.#world = world;
    this.#feeds = feeds;
    this.#round = world.settings.firstRound;
    this.#sizes = new SeededRandom(world.settings.seed, 'sizes');
    for (const listing of world.market.listings) listing.others = this.#ladder(listing);
  }

  /** Does something as one happening, and publishes what it has changed. */
  happen<Result>(action: (matching: Matching, updates: Updates) => Result): Result {
    const updates = new Updates();
    const matching = new Matching(this.#world, updates, this.#round);
    const result = action(matching, updates);
    if (updates.matches.length > 0) this.#round += 1n;
    publishUpdates(updates, this.#world, this.#feeds);
    return result;
  }

  /** Others quote around the new price; accounts that hold the instrument win or lose. */
  setMark(instrumentId: string, mark: Decimal, iv?: Decimal): void {
    const { clock, ledger, market } = this.#world;
    const listing = market.listing(instrumentId);
    this.happen((matching, updates) => {
      listing.mark = mark;
      listing.markedAt = clock.now();
      if (iv !== undefined) listing.iv = iv;
      updates.marks.add(listing.id);
      const { instrumentType, underlyingAsset } = listing.instrument;
      if (instrumentType === 'Perpetuals') this.#setAssetPrice(underlyingAsset, mark, updates);
      for (const { address, positions } of ledger.accounts) {
        if (positions.has(listing.id)) updates.position(address, listing.id);
      }
      this.#quote(listing, this.#ladder(listing), matching, updates);
    });
  }

  /** What others quote; whoever it reaches is filled. */
  setOthers(instrumentId: string, book: Book): void {
    const listing = this.#world.market.listing(instrumentId);
    this.happen((matching, updates) => this.#quote(listing, book, matching, updates));
  }

  setAssetPrice(assetId: number, price: Decimal): void {
    this.#world.market.assetPrice(assetId);
    this.happen((_matching, updates) => this.#setAssetPrice(assetId, price, updates));
  }

  /** @throws RangeError for a size or price that is no positive decimal. */
  trade(instrumentId: string, { side = 'Buy', price, size }: NewRocketfiTrade): void {
    const listing = this.#world.market.listing(instrumentId);
    const traded = positive(size);
    const at = price === undefined ? undefined : positive(price);
    this.happen((matching) => {
      if (at === undefined) matching.takeByOthers(listing, side, traded);
      else matching.match(listing, at, traded);
    });
  }

  /** A round in which who is long pays who is short, or the other way round. */
  fund(instrumentId: string, rate: Decimal, premiumIndex: Decimal): void {
    const { clock, ledger, market, messages } = this.#world;
    const listing = market.listing(instrumentId);
    const [timestamp, round] = [clock.now(), this.#round];
    this.#round += 1n;
    const funding: Funding = { rate, premiumIndex, timestamp, round };
    listing.fundings.push(funding);
    const data = fundingRateOf(listing.id, funding);
    this.#feeds.publish('FundingRate', { instrumentId: listing.id }, 'FundingRateUpdate', data);
    this.happen((_matching, updates) => {
      for (const account of ledger.accounts) {
        const position = account.positions.get(listing.id);
        if (position === undefined) continue;
        const { quantity } = position;
        const pnl = -times(times(quantity, listing.mark), rate);
        const accruedFunding = position.accruedFunding + pnl;
        account.positions.set(listing.id, { ...position, accruedFunding, updatedAt: timestamp });
        account.addCollateral(settlementAsset, pnl);
        const amounts = { quantity, mark: listing.mark, pnl };
        const paid = { instrumentId: listing.id, fundingRate: rate, timestamp, round, ...amounts };
        account.fundings.push(paid);
        updates.position(account.address, listing.id);
        updates.collateral(account.address, settlementAsset);
        const { address } = account;
        const content = messages.positionFunding(address, paid);
        const subject = { account: address };
        this.#feeds.publish('PositionFunding', subject, 'PositionFundingUpdate', content);
      }
    });
  }

  /** @throws RangeError for an asset that does not exist. */
  addCollateral(address: string, assetId: number, amount: Decimal): void {
    this.#world.market.assetPrice(assetId);
    const account = this.#world.ledger.account(address);
    this.happen((_matching, updates) => {
      account.addCollateral(assetId, amount);
      updates.collateral(account.address, assetId);
    });
  }

  /** Closes the candles whose time is over. */
  closeCandles(): void {
    const now = this.#world.clock.now();
    this.happen((_matching, updates) => {
      for (const { candles, id } of this.#world.market.listings) {
        for (const candle of candles.closeBefore(now)) updates.candle(id, candle);
      }
    });
  }

  #quote(listing: Listing, book: Book, matching: Matching, updates: Updates): void {
    listing.others = book;
    updates.books.add(listing.id);
    matching.afterQuotes(listing);
  }

  #setAssetPrice(assetId: number, price: Decimal, updates: Updates): void {
    const { clock, ledger, market } = this.#world;
    if (!market.hasAsset(assetId)) return;
    market.setAssetPrice(assetId, price, clock.now());
    updates.assets.add(assetId);
    for (const account of ledger.accounts) {
      if (account.collateral(assetId) !== 0n) updates.accounts.add(account.address);
    }
  }

  #ladder(listing: Listing): Book {
    return listing.ladderAround(listing.mark, () => decimal(`0.${this.#sizes.integer(10, 99)}`));
  }
}

/** @throws RangeError */
export function positive(text: string): Decimal {
  const value = readDecimal(text);
  if (value === undefined || value <= 0n) {
    throw new RangeError(`"${text}" is no decimal above zero.`);
  }
  return value;
}
