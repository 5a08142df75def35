import { memoryCursor } from '@venuewire/core';
import type { HistoricalSignal } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { start, startScripted } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const key = 'collective2:strategy.signal:1';
const yesterday = Date.now() - 86_400_000;
const cursorAt = (sequence: number) => memoryCursor([[key, { sequence, at: yesterday }]]);

/** Signals of strategy 1 from before the client, with the numbers from 1 to `count`. */
function numbered(count: number, timestamp?: string): HistoricalSignal[] {
  const time = timestamp === undefined ? {} : { timestamp };
  return Array.from({ length: count }, (_, index) => ({
    strategyId: 1,
    seqId: index + 1,
    ...time,
  }));
}

describe('seq_id', () => {
  it('that jumps is no loss', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    for (const seq of [5, 6, 900, 5_000_000]) {
      world.venue.peer.send({
        msg_type: 'strategy.signal',
        seq_id: seq,
        payload: { strategy_id: 1 },
      });
    }
    await reader.until(({ events }) => events.length === 4);
    expect(reader.story).toEqual(['live', '5', '6', '900', '5000000']);
  });

  it('promise 3: that comes again is not delivered again', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    for (const seq of [5, 5, 6, 5, 6, 7]) {
      world.venue.peer.send({
        msg_type: 'strategy.signal',
        seq_id: seq,
        payload: { strategy_id: 1 },
      });
    }
    await reader.until(({ events }) => events.length === 3);
    expect(reader.story).toEqual(['live', '5', '6', '7']);
    expect(world.c2.health().counters.duplicates).toBe(3);
  });

  it('counts for its strategy alone, whatever its scope is', async () => {
    await using world = await startScripted({});
    await using one = new Reader(world.c2.signals({ strategyId: 1 }));
    await using two = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([one.live(), two.live()]);
    for (const [strategy, seq] of [
      [1, 5],
      [2, 5],
      [2, 4],
      [1, 6],
      [2, 6],
    ]) {
      const payload = { strategy_id: strategy };
      world.venue.peer.send({ msg_type: 'strategy.signal', seq_id: seq, payload });
    }
    await one.until(({ events }) => events.length === 2);
    await two.until(({ events }) => events.length === 3);
    expect(one.story).toEqual(['live', '5', '6']);
    // A number that was not there before is news, even where it falls: losing it would be worse.
    expect(two.story).toEqual(['live', '5', 'gap sequence-reset none', '4', '6']);
  });

  it('that is absent leaves the signal without a number, and delivers it', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.peer.send({
      msg_type: 'strategy.signal',
      id: 'msg_x',
      payload: { strategy_id: 1 },
    });
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]).toMatchObject({
      sequence: undefined,
      id: 'collective2:strategy.signal:1:msg_x',
    });
  });
});

describe('https://api-docs.collective2.com/guides/websocket-gap-fill', () => {
  it('promise 2: a break is closed from the last number that came, in order, replayed before live', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const before = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.drop();
    const missed = [world.venue.publishSignal(1), world.venue.publishSignal(1)];
    await reader.until(({ events }) => events.length === 3);
    await tick();
    const after = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 4);
    expect(reader.story).toEqual([
      'live',
      `${before.seqId}`,
      'gap disconnect complete',
      'live',
      ...missed.map(({ seqId }) => `replayed ${seqId}`),
      `${after.seqId}`,
    ]);
    expect(sentTo(world.venue).map(({ payload }) => payload?.resume_from)).toEqual([
      undefined,
      before.seqId,
    ]);
  });

  it('promise 2: a break before the first number was ever seen is a gap that nothing closes', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.faults.drop();
    world.venue.publishSignal(1);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    await tick();
    const after = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', 'gap disconnect none', 'live', `${after.seqId}`]);
  });

  it('promise 2: the gap is told although nothing comes after it', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.faults.drop();
    await reader.until(({ gaps }) => gaps.length === 1);
    const [gap] = reader.gaps;
    expect(gap).toMatchObject({ reason: 'disconnect', recovery: 'none' });
    expect(gap?.since).toBeLessThanOrEqual(gap?.until ?? 0);
  });

  it.each(['published', 'sent'] as const)(
    'the timestamp of a replayed signal may be the time of being %s',
    async (replayTimestamp) => {
      await using world = await start({ venue: { variants: { replayTimestamp } } });
      await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
      await reader.live();
      world.venue.publishSignal(1);
      await reader.until(({ events }) => events.length === 1);
      world.venue.faults.drop();
      world.venue.publishSignal(1);
      await reader.until(({ events }) => events.length === 2);
      world.venue.publishSignal(1);
      await reader.until(({ events }) => events.length === 3);
      expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1));
    },
  );

  it('an old signal that is replayed is marked as late by the venue’s clock', async () => {
    const timestamp = new Date(yesterday).toISOString();
    await using world = await start({ venue: { history: numbered(2, timestamp) } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1) }));
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]).toMatchObject({ late: true, replayed: true, time: timestamp });
  });
});

describe('a replay is limited to 1000', () => {
  it('1000 that were missed are all replayed', async () => {
    await using world = await start({ venue: { history: numbered(1001) } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1) }));
    await reader.until(({ events }) => events.length === 1000);
    await tick();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1001);
    expect(reader.gaps).toMatchObject([{ reason: 'restart', recovery: 'complete' }]);
    expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1).slice(1));
  });

  it.each(['null', 'number'] as const)(
    'promise 2: more than that is a gap at its place, whose strategy_id may be %s',
    async (gapStrategyId) => {
      await using world = await start({
        venue: { history: numbered(1005), variants: { gapStrategyId } },
      });
      await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1) }));
      await reader.until(({ gaps }) => gaps.length === 2);
      await tick();
      const after = world.venue.publishSignal(1);
      await reader.until(({ events }) => events.length === 1001);
      expect(reader.story.slice(0, 3)).toEqual(['gap restart complete', 'live', 'replayed 2']);
      expect(reader.story.slice(-3)).toEqual([
        'replayed 1001',
        'gap replay-limit partial',
        `${after.seqId}`,
      ]);
      expect(reader.gaps[1]?.since).toBe(yesterday);
      // Lost are exactly those that the gap stands for.
      const lost = world.venue.published.slice(1001, 1005).map(({ seqId }) => `${seqId}`);
      expect(lost).toEqual(['1002', '1003', '1004', '1005']);
      expect(reader.story.join()).not.toContain('1002');
    },
  );

  it('of which the newest may be the ones that are replayed', async () => {
    await using world = await start({
      venue: { history: numbered(10), replayLimit: 3, variants: { replayWindow: 'newest' } },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1) }));
    await reader.until(({ gaps }) => gaps.length === 2);
    expect(reader.story.slice(1)).toEqual([
      'live',
      'replayed 8',
      'replayed 9',
      'replayed 10',
      'gap replay-limit partial',
    ]);
  });

  it('of another strategy is none of ours', async () => {
    const history = numbered(10);
    await using world = await start({ venue: { history, replayLimit: 3 } });
    await using two = new Reader(world.c2.signals({ strategyId: 2 }));
    await two.live();
    await using one = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1) }));
    await one.until(({ gaps }) => gaps.length === 2);
    world.venue.publishSignal(2);
    await two.until(({ events }) => events.length === 1);
    expect(two.gaps).toEqual([]);
  });

  it('after which the venue may send nothing more of it: the next connection does', async () => {
    await using world = await start({
      venue: { history: numbered(10), replayLimit: 3, variants: { afterGap: 'silence' } },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1) }));
    await reader.until(({ gaps }) => gaps.length === 2);
    world.venue.publishSignal(1);
    // Each cut brings its own gap, and that of a limit which is exceeded again.
    for (const gapsSoFar of [4, 6, 7]) {
      world.venue.faults.drop();
      await reader.until(({ gaps }) => gaps.length === gapsSoFar);
    }
    await reader.until(({ events }) => events.length === 10);
    expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1).slice(1));
  });
});

describe('a cursor', () => {
  it('that is newer than anything the venue has: what comes is news, and the reset is told', async () => {
    await using world = await start({ venue: { history: numbered(3) } });
    await using reader = new Reader(
      world.c2.signals({ strategyId: 1 }, { cursor: cursorAt(1_000_000) }),
    );
    await reader.live();
    await tick();
    const signal = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual([
      'gap restart complete',
      'live',
      'gap sequence-reset none',
      `${signal.seqId}`,
    ]);
  });

  it.each([0, -1, Number.NaN])(
    'of %d is refused: nothing would be replayed after it',
    async (sequence) => {
      await using world = await start({ venue: { history: numbered(3) } });
      const cursor = cursorAt(sequence);
      await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor }));
      expect(await reader.over()).toMatchObject({
        code: 'CONFIG',
        message: expect.stringContaining('after which Collective2 replays nothing'),
      });
      expect(world.venue.dials).toEqual([]);
    },
  );
});
