import type { Published } from '@venuewire/simulator';

import type { Reader } from '../../../core/test/venue-suite/reader.ts';

/** The stable id that a published signal has for a consumer. */
export function itemId({ strategyId, seqId }: Published): string {
  return `collective2:strategy.signal:${strategyId}:${seqId}`;
}

/** What the venue published for a strategy, by ids. */
export function publishedIds(published: readonly Published[], strategyId: number): string[] {
  return published.filter((signal) => signal.strategyId === strategyId).map(itemId);
}

/** What a consumer handled, by ids: the same as what was published where nothing is lost, doubled or out of order. */
export function handledIds(reader: Reader): string[] {
  return reader.events.map(({ id }) => id);
}
