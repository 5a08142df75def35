import { SeededRandom } from '../random.ts';
import type { ScenarioStep } from '../scenario.ts';
import type { Account } from './account.ts';
import { decimal, larger, writeDecimal } from './decimal.ts';
import type { Exchange } from './exchange.ts';
import type { Listing } from './listing.ts';
import type { RocketfiSide } from './order.ts';
import type { Trading } from './trading.ts';
import type { RocketfiSimulator } from './venue.ts';
import type { World } from './world.ts';

/** A market that moves by itself. */
export class RandomMarket {
  readonly #world: World;
  readonly #exchange: Exchange;
  readonly #trading: Trading;
  readonly #random: SeededRandom;
  #steps = 0;

  constructor(world: World, exchange: Exchange, trading: Trading) {
    this.#world = world;
    this.#exchange = exchange;
    this.#trading = trading;
    this.#random = new SeededRandom(world.settings.seed, 'market');
  }

  /**
   * The mark of one instrument moves by a few ticks, others trade in it, every other time or so an
   * account places, changes or cancels an order, and each tenth time a funding is due.
   */
  step(): void {
    const { settings, ledger, market } = this.#world;
    this.#exchange.closeCandles();
    const listing = this.#random.pick(market.listings);
    const ticks = BigInt(this.#random.integer(1, 6)) * this.#random.pick([-1n, 1n]);
    const mark = larger(listing.mark + listing.tick * ticks, listing.tick);
    const iv = listing.iv === undefined ? undefined : this.#volatility();
    this.#exchange.setMark(listing.id, mark, iv);
    const side = ticks > 0n ? 'Buy' : 'Sell';
    this.#exchange.trade(listing.id, { side, size: this.#size() });
    const [first] = settings.accounts;
    if (first !== undefined)
      this.#act(ledger.account(this.#random.pick(settings.accounts).address), listing);
    this.#steps += 1;
    if (this.#steps % 10 === 0) this.#fund();
  }

  #act(account: Account, listing: Listing): void {
    const dice = this.#random.next();
    const orders = [...account.orders.values()];
    const [oldest] = orders;
    if (oldest !== undefined && (dice < 0.1 || orders.length > 4)) {
      this.#trading.cancel(account.address, oldest.orderId);
    } else if (oldest !== undefined && oldest.orderType === 'Limit' && dice < 0.2) {
      const quantity = oldest.quantity + decimal('0.01');
      this.#trading.modify(account.address, oldest.orderId, { price: oldest.price, quantity });
    } else if (dice < 0.6) {
      this.#order(account, listing, dice < 0.3 ? 'Market' : 'Limit');
    }
  }

  /** Rather against the position, so that it does not grow for ever. */
  #order(account: Account, listing: Listing, orderType: 'Limit' | 'Market'): void {
    const held = account.positions.get(listing.id)?.quantity ?? 0n;
    const against = held > 0n ? 'Sell' : 'Buy';
    const side: RocketfiSide =
      held !== 0n && this.#random.next() < 0.6 ? against : this.#random.pick(['Buy', 'Sell']);
    const distance = listing.tick * BigInt(this.#random.integer(2, 8));
    const price = side === 'Buy' ? listing.mark - distance : listing.mark + distance;
    this.#trading.place({
      trader: account.address,
      instrumentId: listing.id,
      side,
      orderType,
      price: orderType === 'Limit' ? larger(price, listing.tick) : undefined,
      quantity: decimal(this.#size()),
      reduceOnly: false,
    });
  }

  #fund(): void {
    const perpetuals = this.#world.market.listings.filter(
      ({ instrument }) => instrument.instrumentType === 'Perpetuals',
    );
    for (const { id } of perpetuals) {
      const rate = decimal(`0.0000${this.#random.integer(1, 99)}`);
      const premium = decimal(`0.000${this.#random.integer(1, 99)}`);
      this.#exchange.fund(id, this.#random.next() < 0.3 ? -rate : rate, premium);
    }
  }

  #volatility(): bigint {
    return decimal(`0.${this.#random.integer(50, 79)}`);
  }

  #size(): string {
    return writeDecimal(decimal(`0.${this.#random.integer(1, 59)}`));
  }
}

/** A scenario that lets the market move by itself, until it is stopped. */
export function rocketfiMarketScript(options: {
  readonly intervalMs: number;
  /** Default: until stopped. */
  readonly times?: number;
}): readonly ScenarioStep<RocketfiSimulator>[] {
  const { intervalMs, times = Infinity } = options;
  return [{ every: intervalMs, times, do: (venue) => venue.step() }];
}
