import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock } from '../../src/index.ts';
import { exampleShape, examples, shapeOf } from './examples.ts';
import { TestClient, seqIds, subscription } from './test-client.ts';

describe('subscription.request', () => {
  test('the example of the guides is acknowledged, its request_id echoed in the envelope', async () => {
    const clock = manualClock(Date.UTC(2024, 0, 1, 12));
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    client.send(examples.subscribe);
    const ack = await client.take('subscription.ack');
    expect(ack).toMatchObject({
      request_id: 'my-sub-001',
      timestamp: '2024-01-01T12:00:00Z',
      v: 4,
    });
    expect(venue.connections[0]?.subscriptions).toEqual(['strategy.signal:12345678']);
  });

  test('without a resume_from, or with 0, only signals published after the ack come', async () => {
    await using venue = await collective2Simulator();
    venue.publishSignal(1);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await client.take('subscription.ack');
    client.send(subscription(1, { resume_from: 0 }));
    await client.take('subscription.ack');
    const { seqId, payload, id, timestamp } = venue.publishSignal(1);
    const signal = await client.take('strategy.signal');
    expect(signal).toEqual({
      msg_type: 'strategy.signal',
      id,
      seq_id: seqId,
      timestamp,
      v: 4,
      payload,
    });
    expect(seqIds(await client.flushed())).toEqual([seqId]);
  });

  test('a signal has the envelope of the guides', async () => {
    await using venue = await collective2Simulator();
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await client.take('subscription.ack');
    venue.publishSignal(1, {});
    const { request_id: _request, ...envelope } = {
      ...(exampleShape('envelope') as object),
    } as Record<string, unknown>;
    expect(shapeOf({ ...(await client.take('strategy.signal')), payload: {} })).toEqual(envelope);
  });

  test('each connection gets only what it subscribed to', async () => {
    await using venue = await collective2Simulator();
    await using one = await TestClient.open(venue.url);
    await using two = await TestClient.open(venue.url);
    one.send(subscription(1));
    two.send(subscription(2));
    await Promise.all([one.take('subscription.ack'), two.take('subscription.ack')]);
    const [first, second] = [venue.publishSignal(1), venue.publishSignal(2)];
    venue.publishPositions(1);
    expect(seqIds(await one.flushed())).toEqual([first.seqId]);
    expect(seqIds(await two.flushed())).toEqual([second.seqId]);
  });

  test('seq_id rises over all strategies and leaves numbers out within one', async () => {
    await using venue = await collective2Simulator();
    const published = Array.from({ length: 30 }, (_, index) =>
      venue.publishSignal(1 + (index % 3)),
    );
    const ids = published.map((signal) => signal.seqId);
    expect(ids).toEqual([...new Set(ids)].toSorted((one, other) => one - other));
    const own = published.filter((signal) => signal.strategyId === 1).map((signal) => signal.seqId);
    expect((own.at(-1) ?? 0) - (own[0] ?? 0)).toBeGreaterThan(own.length);
  });

  test('positions come on their own channel', async () => {
    await using venue = await collective2Simulator();
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { channel: 'strategy.positions' }));
    await client.take('subscription.ack');
    venue.publishSignal(1);
    const { payload } = venue.publishPositions(1, [
      { symbol: 'AAPL', quantity: -5, averagePrice: 187.5 },
    ]);
    expect(await client.take('strategy.positions')).toMatchObject({ payload });
    expect(payload).toMatchObject({
      strategy_id: 1,
      positions: [{ symbol: 'AAPL', quantity: -5, average_price: 187.5 }],
    });
  });

  test('unsubscribe is acknowledged and ends the channel', async () => {
    await using venue = await collective2Simulator();
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await client.take('subscription.ack');
    client.send(subscription(1, { action: 'unsubscribe', envelope: { request_id: 'bye' } }));
    expect(await client.take('subscription.ack')).toMatchObject({ request_id: 'bye' });
    venue.publishSignal(1);
    expect(seqIds(await client.flushed())).toEqual([]);
    expect(venue.connections[0]?.subscriptions).toEqual([]);
  });

  test('subscriptions end with their connection', async () => {
    await using venue = await collective2Simulator();
    await using first = await TestClient.open(venue.url);
    first.send(subscription(1));
    await first.take('subscription.ack');
    venue.faults.drop();
    await first.closed;
    await using second = await TestClient.open(venue.url);
    venue.publishSignal(1);
    expect(seqIds(await second.flushed())).toEqual([]);
  });

  test('the 101st subscription of a connection is an error', async () => {
    await using venue = await collective2Simulator();
    await using client = await TestClient.open(venue.url);
    for (let strategyId = 1; strategyId <= 101; strategyId += 1)
      client.send(subscription(strategyId));
    for (let taken = 0; taken < 100; taken += 1) await client.take('subscription.ack');
    const error = await client.take('error');
    expect(shapeOf(error)).toMatchObject({ payload: { code: 'string', message: 'string' } });
    expect(venue.connections[0]?.subscriptions).toHaveLength(100);
    client.send(subscription(1));
    await client.take('subscription.ack');
  });

  test('a strategy without a right to it is answered as in the example', async () => {
    await using venue = await collective2Simulator({ strategies: [1, 2], forbidden: [2] });
    await using client = await TestClient.open(venue.url);
    for (const strategyId of [2, 3]) {
      client.send(subscription(strategyId, { envelope: { request_id: undefined } }));
      const error = await client.take('error');
      expect(shapeOf(error)).toEqual(exampleShape('error'));
      expect(error).toMatchObject({ payload: JSON.parse(examples.error).payload });
    }
    client.send(subscription(1));
    await client.take('subscription.ack');
  });
});
