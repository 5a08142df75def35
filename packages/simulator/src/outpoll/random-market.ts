import { SeededRandom } from '../random.ts';
import type { ScenarioStep } from '../scenario.ts';
import type { OutpollOrder } from './account.ts';
import type { Exchange } from './exchange.ts';
import { quotesAround, rounded } from './market.ts';
import type { Outcome } from './market.ts';
import type { OutpollSimulator } from './venue.ts';
import type { World } from './world.ts';

/** A market that moves by itself. */
export class RandomMarket {
  readonly #world: World;
  readonly #exchange: Exchange;
  readonly #random: SeededRandom;

  constructor(world: World, exchange: Exchange) {
    this.#world = world;
    this.#exchange = exchange;
    this.#random = new SeededRandom(world.settings.seed, 'market');
  }

  /**
   * The chances of two outcomes of one event move against each other; others trade in one of them;
   * orders of the user that the new chance crosses are filled; and every other time or so the user
   * places an order, or cancels one.
   */
  step(): void {
    const { account, market } = this.#world;
    const event = this.#random.pick(market.events);
    const moved = this.#random.pick(event.outcomes);
    const against = event.outcomes.filter(({ id }) => id !== moved.id);
    const distance = this.#random.integer(1, 3) * this.#random.pick([-0.01, 0.01]);
    const rows = [{ o: moved.id, ...quotesAround(this.#walked(moved.id, distance)) }];
    if (against.length > 0) {
      const { id } = this.#random.pick(against);
      rows.push({ o: id, ...quotesAround(this.#walked(id, -distance)) });
    }
    this.#exchange.setPrices(event.id, rows);
    const side = distance > 0 ? 'BUY' : 'SELL';
    this.#exchange.trade({ outcomeId: moved.id, side, quantity: this.#random.integer(1, 100) });
    for (const order of account.openOrders) {
      const price = this.#crossing(order);
      if (price !== undefined) this.#exchange.fillOrder(order.id, { price });
    }
    this.#act(market.outcome(moved.id));
  }

  #act(outcome: Outcome): void {
    const { account } = this.#world;
    const dice = this.#random.next();
    const [oldest] = account.openOrders;
    if (oldest !== undefined && (dice < 0.1 || account.openOrders.length > 4)) {
      this.#exchange.cancelOrder(oldest.id);
    } else if (dice < 0.5) {
      const { free } = account.balanceOf(outcome.assetId);
      const chance = this.#world.market.lastPoint(outcome.id).p;
      const sells = free > 0 && this.#random.next() < 0.5;
      this.#exchange.placeOrder({
        outcomeId: outcome.id,
        side: sells ? 'SELL' : 'BUY',
        price: inBounds(chance + (sells ? 0.02 : -0.02)),
        quantity: sells ? free : this.#random.integer(1, 20),
      });
    }
  }

  #walked(outcomeId: string, distance: number): number {
    return inBounds(this.#world.market.lastPoint(outcomeId).p + distance);
  }

  /** The chance at which an order is filled now, if it is. */
  #crossing({ outcomeId, price, side }: OutpollOrder): number | undefined {
    const chance = this.#world.market.lastPoint(outcomeId).p;
    const isCrossed = side === 'BUY' ? chance <= price : chance >= price;
    return isCrossed ? chance : undefined;
  }
}

/** A scenario that lets the market move by itself, until it is stopped. */
export function outpollMarketScript(options: {
  readonly intervalMs: number;
  /** Default: until stopped. */
  readonly times?: number;
}): readonly ScenarioStep<OutpollSimulator>[] {
  const { intervalMs, times = Infinity } = options;
  return [{ every: intervalMs, times, do: (venue) => venue.step() }];
}

function inBounds(chance: number): number {
  return Math.min(0.99, Math.max(0.01, rounded(chance)));
}
