import type { SeededRandom } from '../random.ts';
import type { ScenarioStep } from '../scenario.ts';
import type { Book } from './book.ts';
import { instrumentOf, instruments } from './instruments.ts';
import type { IllustrativeSignal } from './signal-payload.ts';
import type { Collective2Simulator } from './venue.ts';

/**
 * The next thing that a strategy might do: it fills or cancels the limit order that works, closes
 * the position that it holds, or opens one. Illustrative, as the venue documents no payload.
 */
export function nextSignal(
  random: SeededRandom,
  book: Book,
  strategyId: number,
): IllustrativeSignal {
  const working = book.workingOrderOf(strategyId);
  const [held] = book.positionsOf(strategyId);
  if (working !== undefined && random.next() < 0.5) {
    const isFilled = random.next() < 0.8;
    return {
      signal_id: working.SignalId,
      symbol: working.C2Symbol?.FullSymbol ?? '',
      order_type: '2',
      side: working.Side ?? '1',
      open_close: working.OpenClose ?? 'O',
      quantity: working.OrderQuantity ?? 0,
      limit: working.Limit,
      order_status: isFilled ? '2' : '4',
      fill_price: isFilled ? working.Limit : null,
    };
  }
  const closes = held !== undefined && working === undefined && random.next() < 0.6;
  const symbol = closes ? (held.C2Symbol.FullSymbol ?? '') : random.pick(instruments).symbol;
  const price = nearby(random, instrumentOf(symbol).price);
  const isLimit = working === undefined && random.next() < 0.25;
  return {
    signal_id: 150_000_000 + random.integer(0, 49_999_999),
    symbol,
    order_type: isLimit ? '2' : '1',
    side: closes ? (held.Quantity > 0 ? '2' : '1') : random.pick(['1', '2']),
    open_close: closes ? 'C' : 'O',
    quantity: closes ? Math.abs(held.Quantity) : random.integer(1, 20),
    limit: isLimit ? price : null,
    order_status: isLimit ? '0' : '2',
    fill_price: isLimit ? null : price,
  };
}

/**
 * A scenario that publishes made-up signals, and the positions that they lead to, strategy by
 * strategy in turns, until it is stopped.
 */
export function marketScript(options: {
  readonly strategyIds: readonly number[];
  readonly intervalMs: number;
  /** Default: until stopped. */
  readonly times?: number;
}): readonly ScenarioStep<Collective2Simulator>[] {
  const { strategyIds, intervalMs, times = Infinity } = options;
  const publish = (venue: Collective2Simulator): void => {
    const strategyId = strategyIds[venue.published.length % strategyIds.length];
    if (strategyId === undefined) return;
    venue.publishSignal(strategyId);
    venue.publishPositions(strategyId);
  };
  return [{ every: intervalMs, times, do: publish }];
}

/** Within 2 %, to four places. */
function nearby(random: SeededRandom, price: number): number {
  return Number((price * (0.98 + random.next() * 0.04)).toFixed(4));
}
