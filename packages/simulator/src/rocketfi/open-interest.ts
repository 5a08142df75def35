import { larger } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Ledger } from './ledger.ts';

/** Of the accounts: what they hold long, or short if that is more. What others hold is unknown. */
export function openInterestOf(instrumentId: string, ledger: Ledger): Decimal {
  let [long, short] = [0n, 0n];
  for (const { positions } of ledger.accounts) {
    const quantity = positions.get(instrumentId)?.quantity ?? 0n;
    if (quantity > 0n) long += quantity;
    else short -= quantity;
  }
  return larger(long, short);
}
