import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { eventId, otherOutcomeId, outcomeId } from './fixtures/examples.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const params = { eventId, outcomeId };
const other = { eventId, outcomeId: otherOutcomeId };

describe('a chance history', () => {
  it.each(['after-probability', 'before-probability'] as const)(
    'begins with the latest known value, where the acknowledgement comes %s',
    async (chanceAck) => {
      await using world = await start({ venue: { variants: { chanceAck } } });
      await using reader = new Reader(world.client.chanceHistory(params));
      await reader.live();
      await reader.until(({ data }) => data.length === 1);
      const { t: time, p: probability } = world.venue.lastProbability(outcomeId);
      expect(reader.data).toMatchObject([
        { snapshot: true, time, late: false, data: { eventId, outcomeId, time, probability } },
      ]);
      expect(reader.gaps).toEqual([]);
    },
  );

  it('is live with its first value where no acknowledgement comes', async () => {
    await using world = await start({
      venue: { variants: { subscribeAck: 'absent' } },
      client: { timing: { acknowledge: 60_000 } },
    });
    await using reader = new Reader(world.client.chanceHistory(params));
    await reader.live();
    expect(reader.gaps).toEqual([]);
  });

  it('goes on with each new value', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.chanceHistory(params, { policy: 'hold' }));
    await reader.live();
    for (const chance of [0.6, 0.61, 0.62]) world.venue.publishChance(outcomeId, chance);
    await reader.until(({ events }) => events.length === 3);
    expect(reader.events.map(({ data }) => (data as { probability: number }).probability)).toEqual([
      0.6, 0.61, 0.62,
    ]);
    expect(reader.state()).toMatchObject({ probability: 0.62 });
  });

  it('needs no credentials, and asks for one outcome with each message', async () => {
    await using world = await start({ client: { credentials: undefined } });
    await world.client.chanceHistory(params).ready();
    await world.client.chanceHistory(other).ready();
    expect(sentTo(world.venue)).toEqual([
      { t: 'SUBSCRIBE', e: eventId, o: [outcomeId] },
      { t: 'SUBSCRIBE', e: eventId, o: [otherOutcomeId] },
    ]);
    expect(world.venue.dials).toHaveLength(1);
  });

  it('does not end with another outcome of its event: an unsubscribe names no event', async () => {
    await using world = await start();
    await using one = new Reader(world.client.chanceHistory(params));
    await using two = new Reader(world.client.chanceHistory(other));
    await Promise.all([one.live(), two.live()]);
    await one[Symbol.asyncDispose]();
    await world.venue.until(({ connections }) => connections[0]?.subscriptions.length === 1);
    expect(sentTo(world.venue, 'UNSUBSCRIBE')).toEqual([{ t: 'UNSUBSCRIBE', o: [outcomeId] }]);
    world.venue.publishChance(otherOutcomeId, 0.123);
    await two.until((reader) => reader.state()?.probability === 0.123);
    expect(two.gaps).toEqual([]);
  });

  it('of the same outcome is one subscription; who comes later begins with the latest value', async () => {
    await using world = await start();
    await using first = new Reader(world.client.chanceHistory(params));
    await first.live();
    world.venue.publishChance(outcomeId, 0.7);
    await first.until((reader) => reader.state()?.probability === 0.7);
    await using second = new Reader(world.client.chanceHistory(params));
    await second.live();
    expect(second.data).toMatchObject([{ snapshot: true, data: { probability: 0.7 } }]);
    expect(sentTo(world.venue)).toHaveLength(1);
  });

  it('that is left and wanted again begins with the latest value again', async () => {
    await using world = await start();
    await using kept = new Reader(world.client.chanceHistory(other));
    await kept.live();
    for (const chance of [0.3, 0.4, 0.5]) {
      world.venue.publishChance(outcomeId, chance);
      await using reader = new Reader(world.client.chanceHistory(params));
      await reader.until((one) => one.state()?.probability === chance);
    }
    expect(world.venue.dials).toHaveLength(1);
    expect(kept.gaps).toEqual([]);
  });

  it('is recovered after a break by the value that comes by itself', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.chanceHistory(params));
    await reader.until(({ data, isLive }) => data.length === 1 && isLive);
    world.venue.faults.drop();
    world.venue.publishChance(outcomeId, 0.7);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
    expect(reader.state()).toMatchObject({ probability: 0.7 });
  });

  it('is live without a value where none comes by itself, and waits for none for ever', async () => {
    await using world = await startScripted({}, { timing: { snapshot: 100 } });
    await using reader = new Reader(world.client.chanceHistory(params));
    await reader.live();
    expect(reader.state()).toBeUndefined();
    world.venue.peer.socket.terminate();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual(['live', 'gap disconnect none', 'live']);
    expect(world.venue.peers).toHaveLength(2);
    const d = { t: 1_712_160_300, p: 0.67 };
    world.venue.peer.send({ t: 'UPDATE_HISTORY', e: eventId, o: [outcomeId], d });
    await reader.until(({ events }) => events.length === 1);
    expect(reader.state()).toMatchObject({ probability: 0.67 });
  });

  it('is acknowledged by its outcome, also where one answer is for several', async () => {
    const asked: string[] = [];
    await using world = await startScripted({
      receive(peer, { o }) {
        asked.push(...(o as string[]));
        if (asked.length === 2)
          peer.send({ t: 'SUCCESS', o: asked.toReversed(), d: 'subscribed', r: null });
      },
    });
    await using one = new Reader(world.client.chanceHistory(params));
    await using two = new Reader(world.client.chanceHistory(other));
    await Promise.all([one.live(), two.live()]);
    expect(world.venue.peers).toHaveLength(1);
  });

  it.each(['success', 'SUCCESS'])('is acknowledged by %s without an outcome, too', async (t) => {
    await using world = await startScripted({ receive: (peer) => peer.send({ t, d: 'done' }) });
    await using reader = new Reader(world.client.chanceHistory(params));
    await reader.live();
    expect(world.venue.peers).toHaveLength(1);
  });

  it('of which a message could not be read is whole again with the next value', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.chanceHistory(params));
    await reader.until(({ data, isLive }) => data.length === 1 && isLive);
    world.venue.faults.truncateFrame();
    world.venue.publishChance(outcomeId, 0.7);
    await world.seen(({ type }) => type === 'invalid');
    expect(reader.state()).toBeUndefined();
    world.venue.publishChance(outcomeId, 0.71);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame', recovery: 'complete' }]);
    expect(reader.state()).toMatchObject({ probability: 0.71 });
    expect(world.venue.dials).toHaveLength(1);
  });
});
