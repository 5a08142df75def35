import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock } from '../../src/index.ts';
import { exampleShape, shapeOf } from './examples.ts';
import { TestClient, seqIds, subscription } from './test-client.ts';

describe('resume_from', () => {
  test('the ack comes first, then all that was missed in order, then live signals', async () => {
    await using venue = await collective2Simulator();
    const seen = venue.publishSignal(1);
    const missed = [venue.publishSignal(1), venue.publishSignal(1)];
    venue.publishSignal(2);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: seen.seqId }));
    await venue.until(() => venue.connections[0]?.subscriptions.length === 1);
    const live = venue.publishSignal(1);
    expect(await client.take('subscription.ack')).toMatchObject({ request_id: 'my-sub-001' });
    await client.until(() => client.messages.length === 5);
    expect(seqIds(client.messages)).toEqual([...missed, live].map((signal) => signal.seqId));
  });

  test('a replayed signal looks as it did when it was live', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    await client.take('subscription.ack');
    venue.publishSignal(1);
    const live = await client.take('strategy.signal');
    clock.advance(5000);
    client.send(subscription(1, { resume_from: 1 }));
    await client.take('subscription.ack');
    expect(await client.take('strategy.signal')).toEqual(live);
  });

  test.for(['number', 'string'])('it may be a %s', async (form) => {
    await using venue = await collective2Simulator();
    const { seqId } = venue.publishSignal(1);
    const missed = venue.publishSignal(1);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: form === 'string' ? String(seqId) : seqId }));
    await client.take('subscription.ack');
    expect(await client.take('strategy.signal')).toMatchObject({ seq_id: missed.seqId });
  });

  test('signals that were published while replays ran come once, after them, for each client', async () => {
    await using venue = await collective2Simulator();
    const { seqId } = venue.publishSignal(1);
    for (let index = 0; index < 500; index += 1) venue.publishSignal(1);
    const clients = await Promise.all(Array.from({ length: 8 }, () => TestClient.open(venue.url)));
    for (const client of clients) client.send(subscription(1, { resume_from: seqId }));
    const stop = new AbortController();
    const playing = venue.play([{ every: 0, do: () => venue.publishSignal(1) }], {
      signal: stop.signal,
    });
    await venue.until(() => venue.published.length > 600 && venue.received.length === 8);
    stop.abort();
    await playing;
    const expected = venue.published.slice(1).map((signal) => signal.seqId);
    for (const client of clients) expect(seqIds(await client.flushed())).toEqual(expected);
  });

  test('more than 1000 missed: 1000 come, then gap in the form of the example, then live', async () => {
    await using venue = await collective2Simulator({ seed: 5 });
    const seen = venue.publishSignal(12345678);
    venue.faults.flood(1001, [12345678]);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(12345678, { resume_from: seen.seqId }));
    await client.until(() => client.messages.at(-1)?.['msg_type'] === 'gap');
    const gap = client.messages.at(-1);
    expect(shapeOf(gap)).toEqual(exampleShape('gap'));
    expect(gap?.['payload']).toEqual({
      strategy_id: null,
      channel: 'strategy.signal:12345678',
      from: String(seen.seqId),
      message: 'Replay limit of 1000 messages exceeded',
    });
    expect(client.messages.map((message) => message['msg_type'])).toEqual([
      'connection.connected',
      'subscription.ack',
      ...Array.from({ length: 1000 }, () => 'strategy.signal'),
      'gap',
    ]);
    const oldest = venue.published.slice(1, 1001).map((signal) => signal.seqId);
    expect(seqIds(client.messages)).toEqual(oldest);
    const live = venue.publishSignal(12345678);
    expect(seqIds(await client.flushed())).toEqual([...oldest, live.seqId]);
  });

  test('exactly 1000 missed come without a gap', async () => {
    await using venue = await collective2Simulator();
    const seen = venue.publishSignal(1);
    venue.faults.flood(1000, [1]);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: seen.seqId }));
    await venue.until(() => venue.connections[0]?.subscriptions.length === 1);
    const messages = await client.flushed();
    expect(messages).toHaveLength(1002);
    expect(messages.at(-1)).toMatchObject({ msg_type: 'strategy.signal' });
  });

  test('a resume_from beyond the last signal replays nothing', async () => {
    await using venue = await collective2Simulator();
    const last = venue.publishSignal(1);
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: last.seqId + 1_000_000 }));
    await client.take('subscription.ack');
    const live = venue.publishSignal(1);
    expect(seqIds(await client.flushed())).toEqual([live.seqId]);
  });

  test('an initial history is replayed', async () => {
    await using venue = await collective2Simulator({
      history: [
        { strategyId: 1, seqId: 5, payload: { text: 'first' } },
        { strategyId: 1, seqId: 9, payload: { text: 'second' }, timestamp: '2023-12-31T23:59:59Z' },
        { strategyId: 1 },
      ],
    });
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1, { resume_from: 5 }));
    await client.take('subscription.ack');
    expect(await client.take('strategy.signal')).toMatchObject({
      seq_id: 9,
      timestamp: '2023-12-31T23:59:59Z',
      payload: { text: 'second' },
    });
    expect(await client.take('strategy.signal')).toMatchObject({
      seq_id: venue.published[2]?.seqId,
    });
  });

  test('a history whose seq_id does not rise is refused', async () => {
    const history = [
      { strategyId: 1, seqId: 9 },
      { strategyId: 1, seqId: 9 },
    ];
    await expect(collective2Simulator({ history })).rejects.toThrow(RangeError);
  });
});
