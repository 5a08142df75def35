import { describe, expect, test } from 'vitest';

import { manualClock, systemClock } from '../src/index.ts';

describe('manualClock', () => {
  test('runs what falls due in the order of time, then of arming, at its own time', () => {
    const clock = manualClock(1000);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} ${clock.now()}`);
    clock.setTimer(20, note('second'));
    clock.setTimer(10, note('first'));
    clock.setTimer(20, note('third'));
    clock.setTimer(21, note('later'));
    clock.advance(20);
    expect(ran).toEqual(['first 1010', 'second 1020', 'third 1020']);
    expect(clock.now()).toBe(1020);
  });

  test('runs timers that a timer arms, as far as they fall due', () => {
    const clock = manualClock(0);
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.now());
      clock.setTimer(10, again);
    };
    clock.setTimer(10, again);
    clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  test('a cancelled timer does not run', () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    const cancel = clock.setTimer(10, () => ran.push('cancelled'));
    clock.setTimer(10, () => ran.push('kept'));
    cancel();
    cancel();
    clock.advance(10);
    expect(ran).toEqual(['kept']);
  });
});

describe('systemClock', () => {
  test('a timer runs, a cancelled one does not', async () => {
    const ran: string[] = [];
    const cancel = systemClock.setTimer(0, () => ran.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.setTimer(1, resolve);
    });
    expect(ran).toEqual([]);
  });
});
