import { setImmediate } from 'node:timers/promises';

import type { Published } from '@venuewire/simulator';

import type { Reader } from './reader.ts';

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

/** Until the clock has moved: what is published then is later than anything before, to the millisecond. */
export async function tick(): Promise<void> {
  const before = Date.now();
  while (Date.now() <= before) await setImmediate();
}
