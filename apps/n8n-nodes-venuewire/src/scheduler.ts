import type { Scheduler } from '@venuewire/core';
import { sleep } from 'n8n-workflow';

/** Beyond it, a timer of Node's fires at once. */
const longest = 2 ** 31 - 1;

/** n8n allows a node no timers of its own: `sleep` is the one that it lends. */
export const scheduler: Scheduler = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  after(milliseconds, callback) {
    const cancelled = new AbortController();
    void wait(milliseconds, cancelled.signal, callback);
    return () => cancelled.abort();
  },
  random: () => Math.random(),
};

async function wait(
  milliseconds: number,
  signal: AbortSignal,
  callback: () => void,
): Promise<void> {
  try {
    await sleep(Math.min(longest, Math.ceil(milliseconds)), signal);
  } catch {
    // It rejects when it is cancelled, which nobody waits for.
    return;
  }
  // Versions of n8n whose `sleep` takes no signal wake up nevertheless.
  if (!signal.aborted) callback();
}

/** Settles after so long, or when the signal aborts; never rejects. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, signal);
  } catch {
    // Aborted, which is what it is for.
  }
}
