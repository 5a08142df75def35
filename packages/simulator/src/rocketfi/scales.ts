import { decimal, writeDecimal } from './decimal.ts';
import type { RocketfiInstrument } from './options.ts';

/** How many places the integers of sizes have, in answers to transactions. */
export const quantityScale = 6;

/** The same, of prices: as many as the tick has. */
export function priceScaleOf({ tick }: RocketfiInstrument): number {
  return writeDecimal(decimal(tick)).split('.')[1]?.length ?? 0;
}
