import type { DataItem } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { MissedEvents } from '../../src/trigger/missed-events.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const minute = 60_000;
const policy = { maximumAge: 15 * minute, maximumCount: 2, maximumDelay: 15 * minute };
const here = { clockOffset: 0, wasInFlight: false };

function item(
  minutes: number | undefined,
  more: Partial<DataItem<unknown>> = {},
): DataItem<unknown> {
  return {
    type: 'data',
    data: {},
    id: 'id',
    snapshot: false,
    replayed: true,
    late: false,
    receivedAt: now,
    time: minutes === undefined ? undefined : new Date(now - minutes * minute).toISOString(),
    ...more,
  };
}

function missedBy(missed: 'replayed' | 'fetched' | 'lost', clock = { now }): MissedEvents {
  return new MissedEvents(policy, { now: () => clock.now, missed });
}

describe(MissedEvents, () => {
  it('takes what is young enough for an event, up to a number after each break', () => {
    const missed = missedBy('replayed');
    const judged = [1, 2, 3].map((minutes) => missed.judge(item(minutes), here));
    expect(judged).toEqual([undefined, undefined, 'too-many']);
    missed.broke();
    expect(missed.judge(item(1), here)).toBeUndefined();
  });

  it('takes nothing for an event that is too old, however it came', () => {
    const missed = missedBy('replayed');
    expect(missed.judge(item(16), here)).toBe('too-old');
    expect(missed.judge(item(16, { replayed: false }), here)).toBe('too-old');
  });

  it('tells the age by the venue’s clock', () => {
    const missed = missedBy('replayed');
    expect(missed.judge(item(60), { ...here, clockOffset: -60 * minute })).toBeUndefined();
  });

  it('takes what was in flight for an event whatever the number, but not whatever the age', () => {
    const missed = missedBy('replayed');
    const inFlight = { ...here, wasInFlight: true };
    for (let count = 0; count < 5; count += 1) {
      expect(missed.judge(item(1), inFlight)).toBeUndefined();
    }
    expect(missed.judge(item(16), inFlight)).toBe('too-old');
    expect(missed.judge(item(undefined), inFlight)).toBeUndefined();
  });

  it('takes what says no time for old as long as the venue may be replaying', () => {
    const clock = { now };
    const missed = missedBy('replayed', clock);
    const silent = item(undefined, { replayed: false });
    expect(missed.judge(silent, here)).toBeUndefined();
    missed.broke();
    expect(missed.judge(silent, here)).toBe('unknown-age');
    clock.now += 10_000;
    expect(missed.judge(silent, here)).toBeUndefined();
  });

  it('believes the mark of what was fetched', () => {
    const missed = missedBy('fetched');
    missed.broke();
    expect(missed.judge(item(undefined, { replayed: false }), here)).toBeUndefined();
    expect(missed.judge(item(undefined), here)).toBe('unknown-age');
  });

  it('knows that a state is never old', () => {
    const missed = missedBy('replayed');
    expect(missed.judge(item(60, { snapshot: true }), here)).toBeUndefined();
    expect(missedBy('lost').judge(item(60), here)).toBeUndefined();
  });

  it('reports what it counted, once', () => {
    const missed = missedBy('replayed');
    expect(missed.report()).toBeUndefined();
    missed.count(item(60, { sequence: 1 }), 'too-old');
    missed.count(item(50, { sequence: 2 }), 'too-old');
    missed.count(item(1, { sequence: 3 }), 'too-many');
    expect(missed.report()).toEqual({
      count: 3,
      reasons: { 'too-old': 2, 'too-many': 1 },
      firstSequence: 1,
      lastSequence: 3,
      oldest: '2026-01-01T11:00:00.000Z',
    });
    expect(missed.report()).toBeUndefined();
  });
});
