import type { Scheduler } from '../platform.ts';

/** setTimeout counts in 32 bits, and fires at once beyond. */
const longest = 2 ** 31 - 1;

export const nodeScheduler: Scheduler = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(longest, Math.ceil(milliseconds)));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
