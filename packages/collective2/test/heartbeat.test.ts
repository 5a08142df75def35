import { manualClock } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

describe('heartbeats come every 30 s and are acknowledged within 40 s of the last', () => {
  it('promise 6: each is answered, and the connection stays', async () => {
    const clock = manualClock();
    await using world = await start({ venue: { clock } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    for (let beats = 1; beats <= 4; beats += 1) {
      clock.advance(30_000);
      await world.venue.until(() => sentTo(world.venue).length === beats + 1);
    }
    // Later than the fourth was acknowledged, sooner than the fifth must be.
    clock.advance(29_000);
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(world.venue.connections).toHaveLength(1);
    const acks = sentTo(world.venue).filter(({ msg_type: type }) => type === 'heartbeat.ack');
    expect(acks).toHaveLength(4);
    for (const ack of acks) expect(Object.keys(ack)).toEqual(['msg_type', 'timestamp']);
  });

  it('a connection that the venue closes because an answer was lost is recovered', async () => {
    const clock = manualClock();
    await using world = await start({ venue: { clock } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    // Both deadlines pass before an answer can come.
    clock.advance(40_000);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
    expect(world.venue.dials).toHaveLength(2);
  });

  it('promise 6: a venue that falls mute, heartbeats and all, is given up', async () => {
    await using world = await start({
      venue: { heartbeatMs: 50 },
      client: { timing: { silence: 500 } },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.mute();
    const lost = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 2);
    expect(reader.data.at(-1)).toMatchObject({ sequence: lost.seqId, replayed: true });
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
    expect(world.events.find(({ type }) => type === 'lost')).toMatchObject({
      error: { deadline: 'silence' },
    });
  });

  it('promise 6: heartbeats alone are life enough', async () => {
    await using world = await start({
      venue: { heartbeatMs: 50 },
      client: { timing: { silence: 500 } },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    // Twice as long as the silence that would end it.
    await world.venue.until(() => sentTo(world.venue).length > 20);
    expect(reader.story).toEqual(['live']);
    expect(world.venue.dials).toHaveLength(1);
  });
});

describe('promise 6: freshness', () => {
  it('a connection is renewed at its maximum age, from where it was, and loses nothing', async () => {
    await using world = await start({ client: { timing: { maximumAge: 100 } } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    await world.seen(({ type }) => type === 'renewed');
    world.venue.publishSignal(1);
    await reader.until(({ events, gaps }) => events.length === 2 && gaps.length > 0);
    expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1));
    expect(reader.gaps[0]).toMatchObject({ reason: 'disconnect', recovery: 'complete' });
  });

  it('old data that TCP delivers late is marked, although there is no gap', async () => {
    await using world = await start({ client: { timing: { lateAfter: 10 } } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const thaw = world.venue.faults.halfOpen();
    world.venue.publishSignal(1);
    for (let milliseconds = 0; milliseconds < 30; milliseconds += 1) await tick();
    thaw();
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]).toMatchObject({ late: true, replayed: false });
    expect(reader.gaps).toEqual([]);
  });
});
