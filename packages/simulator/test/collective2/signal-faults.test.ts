import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock } from '../../src/index.ts';
import type { Collective2Simulator } from '../../src/index.ts';
import { TestClient, seqIds, subscription } from './test-client.ts';

async function subscribed(
  venue: Collective2Simulator,
  strategyIds: readonly number[],
): Promise<TestClient> {
  const client = await TestClient.open(venue.url);
  for (const strategyId of strategyIds) {
    client.send(subscription(strategyId));
    await client.take('subscription.ack');
  }
  return client;
}

describe('faults of acks and signals', () => {
  test('slowAck() handles a request later, its ack still before its data', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const seen = venue.publishSignal(1);
    venue.faults.slowAck(5000);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: seen.seqId }));
    await venue.until(() => venue.received.length === 1);
    const missed = venue.publishSignal(1);
    expect(await client.flushed()).toHaveLength(1);
    clock.advance(5000);
    await client.take('subscription.ack');
    expect(await client.take('strategy.signal')).toMatchObject({ seq_id: missed.seqId });
  });

  test('a connection that ends before its slow ack is left alone', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    venue.faults.slowAck(5000);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await venue.until(() => venue.received.length === 1);
    venue.faults.drop();
    clock.advance(5000);
    expect(venue.connections).toEqual([]);
  });

  test('noAck() leaves requests without ack and without effect', async () => {
    await using venue = await collective2Simulator();
    const undo = venue.faults.noAck();
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await venue.until(() => venue.received.length === 1);
    venue.publishSignal(1);
    expect(await client.flushed()).toHaveLength(1);
    undo();
    client.send(subscription(1));
    await client.take('subscription.ack');
  });

  test("noAck('lost') subscribes without an ack", async () => {
    await using venue = await collective2Simulator();
    venue.faults.noAck('lost');
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await venue.until(() => venue.connections[0]?.subscriptions.length === 1);
    const signal = venue.publishSignal(1);
    expect(await client.take('strategy.signal')).toMatchObject({ seq_id: signal.seqId });
  });

  test('duplicate() sends each signal twice', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue, [1]);
    const undo = venue.faults.duplicate();
    const twice = venue.publishSignal(1);
    undo();
    const once = venue.publishSignal(1);
    expect(seqIds(await client.flushed())).toEqual([twice.seqId, twice.seqId, once.seqId]);
    expect(venue.published).toHaveLength(2);
  });

  test('reorder() shuffles strategies and keeps the order within each', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue, [1, 2, 3]);
    venue.faults.reorder({ items: 9 });
    venue.faults.flood(9);
    const ids = seqIds(await client.flushed());
    const published = venue.published.map((signal) => signal.seqId);
    expect(ids).not.toEqual(published);
    expect(ids.toSorted((one, other) => Number(one) - Number(other))).toEqual(published);
    for (const strategyId of [1, 2, 3]) {
      const own = venue.published.filter((signal) => signal.strategyId === strategyId);
      const ownIds = own.map((signal) => signal.seqId);
      expect(ids.filter((id) => ownIds.some((one) => one === id))).toEqual(ownIds);
    }
  });

  test.for([1, 2, 3, 4])('reorder() swaps two strategies, with seed %i', async (seed) => {
    await using venue = await collective2Simulator({ seed });
    await using client = await subscribed(venue, [1, 2]);
    venue.faults.reorder({ items: 2 });
    const [first, second] = venue.faults.flood(2);
    expect(seqIds(await client.flushed())).toEqual([second?.seqId, first?.seqId]);
  });

  test('reorder() lets go after its time, and when it is undone', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await subscribed(venue, [1]);
    const undo = venue.faults.reorder({ milliseconds: 100 });
    const first = venue.publishSignal(1);
    expect(seqIds(await client.flushed())).toEqual([]);
    clock.advance(100);
    expect(seqIds(await client.flushed())).toEqual([first.seqId]);
    const second = venue.publishSignal(1);
    undo();
    expect(seqIds(await client.flushed())).toEqual([first.seqId, second.seqId]);
  });

  test('what reorder() holds is not sent again after a replay of it', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue, [1]);
    const seen = venue.publishSignal(1);
    using reordered = venue.faults.reorder();
    const held = venue.publishSignal(1);
    client.send(subscription(1, { resume_from: held.seqId }));
    await client.until(() => client.messages.at(-1)?.['msg_type'] === 'subscription.ack');
    expect(seqIds(await client.flushed())).toEqual([seen.seqId, held.seqId]);
    reordered();
    expect(seqIds(await client.flushed())).toHaveLength(2);
  });

  test('truncateFrame() cuts the next signal, and only that', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue, [1]);
    venue.faults.truncateFrame();
    const cut = venue.publishSignal(1);
    const whole = venue.publishSignal(1);
    expect(seqIds(await client.flushed())).toEqual([whole.seqId]);
    expect(client.oddities).toHaveLength(1);
    expect(client.oddities[0]).toContain(`"seq_id":${cut.seqId}`);
    client.send(subscription(1, { resume_from: cut.seqId - 1 }));
    await client.until(() => client.messages.length === 6);
    expect(seqIds(client.messages)).toEqual([whole.seqId, cut.seqId, whole.seqId]);
  });

  test('flood() publishes a burst in one turn, over the subscribed strategies or the given ones', async () => {
    await using venue = await collective2Simulator();
    expect(venue.faults.flood(10)).toEqual([]);
    await using client = await subscribed(venue, [1, 2]);
    const burst = venue.faults.flood(5000);
    expect(seqIds(await client.flushed())).toEqual(burst.map((signal) => signal.seqId));
    expect(new Set(burst.map((signal) => signal.strategyId))).toEqual(new Set([1, 2]));
    expect(venue.faults.flood(2, [3]).map((signal) => signal.strategyId)).toEqual([3, 3]);
  });

  test('a fault that is held with using ends with its block', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue, [1]);
    {
      using twice = venue.faults.duplicate();
      venue.publishSignal(1);
      expect(twice).toBeTypeOf('function');
    }
    venue.publishSignal(1);
    expect(seqIds(await client.flushed())).toHaveLength(3);
  });
});
