import { describe, expect, it } from 'vitest';

import { faults } from './support/faults.ts';
import { survive } from './support/survive.ts';

describe('promises 1, 2, 3 and 8: live again within the declared deadlines, nothing lost, nothing doubled', () => {
  it.each(faults)('after: $name', { timeout: 20_000 }, async (fault) => {
    const survival = await survive(fault);
    expect(survival.handled).toEqual(survival.published);
    expect(survival).toMatchObject({
      replayed: { before: [false], during: [fault.signals.length > 0], after: [false] },
      signalGaps: fault.signals,
      positionGaps: fault.positions,
      gapsAreInPlace: true,
      state: 'live',
    });
  });
});
