import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { start } from './support/start.ts';

describe('a clock that is set while a key is in use', () => {
  it.each([-300_000, -40_000, 40_000, 300_000])(
    'promise 8: does not make it a bad key, where the venue’s is %d ms off',
    async (milliseconds) => {
      await using world = await start();
      const { venue, client } = world;
      await using reader = new Reader(client.orderUpdates());
      await reader.live();
      // So that the clock is known well, and wrongly from then on.
      for (let calls = 0; calls < 6; calls += 1) await client.rest.check();
      venue.faults.clockSkew(milliseconds);
      venue.faults.drop();
      await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
      expect(reader.isOver).toBe(false);
    },
  );
});
