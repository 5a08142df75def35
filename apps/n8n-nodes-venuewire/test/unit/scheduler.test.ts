import { expect, it } from 'vitest';

import { pause, scheduler } from '../../src/scheduler.ts';

it('calls back once', async () => {
  const called = await new Promise((resolve) => {
    scheduler.after(1, () => resolve(true));
  });
  expect(called).toBe(true);
});

it('does not call back what was cancelled, and leaves no rejection behind', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): number => rejections.push(reason);
  process.on('unhandledRejection', note);
  let calls = 0;
  scheduler.after(1, () => (calls += 1))();
  const cancelLate = scheduler.after(0, () => (calls += 10));
  await pause(20, new AbortController().signal);
  cancelLate();
  await pause(20, new AbortController().signal);
  process.off('unhandledRejection', note);
  expect(calls).toBe(10);
  expect(rejections).toEqual([]);
});

it('waits for what is longer than a timer of Node’s can', async () => {
  let calls = 0;
  const cancel = scheduler.after(Number.MAX_SAFE_INTEGER, () => (calls += 1));
  await pause(20, new AbortController().signal);
  cancel();
  expect(calls).toBe(0);
});

it('a pause ends with its signal', async () => {
  const abort = new AbortController();
  const paused = pause(60_000, abort.signal);
  abort.abort();
  await expect(paused).resolves.toBeUndefined();
  await expect(pause(60_000, abort.signal)).resolves.toBeUndefined();
});

it('numbers are random, and the clocks run', () => {
  const random = scheduler.random();
  expect(random).toBeGreaterThanOrEqual(0);
  expect(random).toBeLessThan(1);
  expect(scheduler.now()).toBeLessThanOrEqual(scheduler.now());
  expect(Math.abs(scheduler.epoch() - Date.now())).toBeLessThan(60_000);
});
