import { Candles } from './candles.ts';
import { Day } from './day.ts';
import { decimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { RocketfiInstrument } from './options.ts';

export interface Level {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Best first. */
export interface Book {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface Funding {
  readonly rate: Decimal;
  readonly premiumIndex: Decimal;
  readonly timestamp: number;
  readonly round: bigint;
}

const levels = 5;

/** All that is public about one instrument. */
export class Listing {
  readonly instrument: RocketfiInstrument;
  readonly tick: Decimal;
  readonly candles = new Candles();
  readonly day: Day;
  /** Oldest first. */
  readonly fundings: Funding[] = [];
  mark: Decimal;
  markedAt: number;
  iv: Decimal | undefined;
  lastMatchPrice: Decimal;
  /** What those quote who are no account of the simulator. */
  others: Book = { bids: [], asks: [] };

  constructor(instrument: RocketfiInstrument, now: number) {
    this.instrument = instrument;
    this.tick = decimal(instrument.tick);
    this.mark = decimal(instrument.price);
    this.markedAt = now;
    this.iv = instrument.iv === undefined ? undefined : decimal(instrument.iv);
    this.lastMatchPrice = this.mark;
    this.day = new Day(this.mark);
  }

  get id(): string {
    return this.instrument.id;
  }

  /** Nobody bids nothing: near zero a book has fewer bids. */
  ladderAround(mark: Decimal, quantityOf: () => Decimal): Book {
    const steps = Array.from({ length: levels }, (_, index) => this.tick * BigInt(index + 1));
    return {
      bids: steps
        .map((step) => ({ price: mark - step, quantity: quantityOf() }))
        .filter(({ price }) => price > 0n),
      asks: steps.map((step) => ({ price: mark + step, quantity: quantityOf() })),
    };
  }
}
