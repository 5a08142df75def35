import { absolute, readDecimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Listing } from './listing.ts';
import { greeksOf } from './market-messages.ts';
import type { Market } from './market.ts';

/** Which orders are canceled; what is absent lets all through. */
export interface CancelFilters {
  readonly instrumentId?: string | undefined;
  /** A ticker, in any case. */
  readonly underlying?: string | undefined;
  /** `perp` or `option`. */
  readonly contractType?: string | undefined;
  /** The size of an option's delta, both bounds included. */
  readonly deltaLower?: Decimal | undefined;
  readonly deltaUpper?: Decimal | undefined;
}

export function isMeant(listing: Listing, market: Market, filters: CancelFilters): boolean {
  const { instrumentType, underlyingAsset } = listing.instrument;
  const contractType = instrumentType === 'Options' ? 'option' : 'perp';
  return (
    [undefined, listing.id].includes(filters.instrumentId) &&
    [undefined, market.tickerOf(underlyingAsset)?.toLowerCase()].includes(
      filters.underlying?.toLowerCase(),
    ) &&
    [undefined, contractType].includes(filters.contractType) &&
    isWithinDelta(listing, filters)
  );
}

function isWithinDelta(listing: Listing, { deltaLower, deltaUpper }: CancelFilters): boolean {
  const delta = readDecimal(greeksOf(listing)?.delta);
  if (delta === undefined) return true;
  const size = absolute(delta);
  return size >= (deltaLower ?? size) && size <= (deltaUpper ?? size);
}
