import { manualClock } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const fiveMinutes = 300_000;

/** How far the timestamps of the client's messages were from the venue's clock when they came. */
function distances(world: Awaited<ReturnType<typeof start>>): number[] {
  return world.venue.received.map(({ at, text }) =>
    Math.abs(Date.parse((JSON.parse(text) as { timestamp: string }).timestamp) - at),
  );
}

describe('timestamps must be within one minute of the venue’s clock', () => {
  it.each([fiveMinutes, -fiveMinutes])(
    'a clock that is off by %d ms is measured, corrected, and shown in health()',
    async (skew) => {
      const clock = manualClock();
      await using world = await start({ venue: { clock } });
      world.venue.faults.clockSkew(skew);
      await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
      await reader.live();
      clock.advance(30_000);
      await world.venue.until(() => sentTo(world.venue).length === 2);
      expect(sentTo(world.venue).map(({ msg_type: type }) => type)).toEqual([
        'subscription.request',
        'heartbeat.ack',
      ]);
      expect(distances(world).filter((distance) => distance > 60_000)).toEqual([]);
      expect(world.events.filter(({ type }) => type === 'refused')).toEqual([]);
      const { clockOffset = 0 } = world.c2.health();
      expect(Math.abs(clockOffset - skew - 30_000)).toBeLessThan(30_000);
    },
  );

  it.each([fiveMinutes, -fiveMinutes])(
    'a venue’s clock that jumps by %d ms between two connections loses nothing',
    async (skew) => {
      await using world = await start();
      await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
      await reader.live();
      world.venue.publishSignal(1);
      await reader.until(({ events }) => events.length === 1);
      world.venue.faults.clockSkew(skew);
      world.venue.faults.drop();
      world.venue.publishSignal(1);
      await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
      world.venue.publishSignal(1);
      await reader.until(({ events }) => events.length === 3);
      expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1));
      expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
      expect(world.events.filter(({ type }) => type === 'refused')).toEqual([]);
    },
  );

  it('a heartbeat.ack is never refused for its time', async () => {
    const clock = manualClock();
    await using world = await start({ venue: { clock } });
    world.venue.faults.clockSkew(-fiveMinutes);
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    for (let beats = 1; beats <= 5; beats += 1) {
      clock.advance(30_000);
      await world.venue.until(() => sentTo(world.venue).length === beats + 1);
    }
    expect(world.events.filter(({ type }) => type === 'refused')).toEqual([]);
    expect(world.venue.dials).toHaveLength(1);
  });
});
