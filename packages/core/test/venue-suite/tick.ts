import { setImmediate } from 'node:timers/promises';

/** Until the clock has moved: what is published then is later than anything before, to the millisecond. */
export async function tick(): Promise<void> {
  const before = Date.now();
  while (Date.now() <= before) await setImmediate();
}
