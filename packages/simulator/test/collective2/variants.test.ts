import { describe, expect, test } from 'vitest';

import { collective2Simulator, defaultVariants, manualClock } from '../../src/index.ts';
import type { Collective2Variants } from '../../src/index.ts';
import { exampleShape, examples, shapeOf } from './examples.ts';
import { TestClient, seqIds, subscription } from './test-client.ts';

/** One client that has seen a heartbeat, a subscription to signals and one to positions. */
async function conversation(variants: Partial<Collective2Variants>) {
  const clock = manualClock(Date.UTC(2024, 0, 1, 12, 0, 0, 500));
  const venue = await collective2Simulator({ clock, variants, replayLimit: 2 });
  const client = await TestClient.open(venue.url);
  const subscribe = (fields: Record<string, unknown> = {}): void =>
    client.send(subscription(1, { at: clock.now(), ...fields }));
  return {
    clock,
    venue,
    client,
    subscribe,
    async [Symbol.asyncDispose]() {
      await venue.close();
    },
  };
}

const both = ['absent', 'sent'] as const;

describe('variants of messages', () => {
  test.for(['absent', 'null'] as const)(
    'unorderedSeqId %s: seq_id of acks, heartbeats, errors and the first message',
    async (unorderedSeqId) => {
      await using talk = await conversation({ unorderedSeqId });
      talk.subscribe();
      talk.client.send('nonsense');
      await talk.client.take('subscription.ack');
      await talk.client.take('error');
      talk.clock.advance(30_000);
      await talk.client.take('heartbeat');
      for (const message of talk.client.messages) {
        expect(message['seq_id']).toBe(unorderedSeqId === 'null' ? null : undefined);
        expect('seq_id' in message).toBe(unorderedSeqId === 'null');
      }
    },
  );

  test.for([
    { version: 'number', v: 4 },
    { version: 'string', v: '4' },
  ] as const)('version $version', async ({ version, v }) => {
    await using talk = await conversation({ version });
    expect(talk.client.messages[0]).toMatchObject({ v });
  });

  test.for(['strategy_id', 'StrategyId', 'absent'] as const)(
    'strategyField %s: how a payload names its strategy',
    async (strategyField) => {
      await using talk = await conversation({ strategyField });
      talk.subscribe();
      await talk.client.take('subscription.ack');
      const signal = talk.venue.publishSignal(1, { text: 'buy' });
      const named = strategyField === 'absent' ? {} : { [strategyField]: 1 };
      expect(signal.payload).toEqual({ ...named, text: 'buy' });
      expect((await talk.client.take('strategy.signal'))['payload']).toEqual(signal.payload);
    },
  );

  test('a payload that names its strategy is left as it is', async () => {
    await using talk = await conversation({ strategyField: 'strategy_id' });
    expect(talk.venue.publishSignal(1, { StrategyId: 7 }).payload).toEqual({ StrategyId: 7 });
  });

  test.for(['before-replay', 'after-replay'] as const)('ackOrder %s', async (ackOrder) => {
    await using talk = await conversation({ ackOrder });
    const seen = talk.venue.publishSignal(1);
    talk.venue.publishSignal(1);
    talk.subscribe({ resume_from: seen.seqId });
    await talk.client.until(() => talk.client.messages.length === 3);
    const types = talk.client.messages.slice(1).map((message) => message['msg_type']);
    const order = ['subscription.ack', 'strategy.signal'];
    expect(types).toEqual(ackOrder === 'before-replay' ? order : order.toReversed());
  });

  test.for(both)('unsubscribeAck %s', async (unsubscribeAck) => {
    await using talk = await conversation({ unsubscribeAck });
    talk.subscribe();
    await talk.client.take('subscription.ack');
    talk.subscribe({ action: 'unsubscribe' });
    await talk.venue.until(() => talk.venue.connections[0]?.subscriptions.length === 0);
    expect(await talk.client.flushed()).toHaveLength(unsubscribeAck === 'sent' ? 3 : 2);
  });

  test.for(both)('errorRequestId %s', async (errorRequestId) => {
    await using talk = await conversation({ errorRequestId });
    talk.subscribe({ action: 'pause' });
    const error = await talk.client.take('error');
    expect(error['request_id']).toBe(errorRequestId === 'sent' ? 'my-sub-001' : undefined);
    expect('request_id' in error).toBe(errorRequestId === 'sent');
  });

  test.for([
    { replayTimestamp: 'published', timestamp: '2024-01-01T12:00:00Z' },
    { replayTimestamp: 'sent', timestamp: '2024-01-01T12:00:10Z' },
  ] as const)('replayTimestamp $replayTimestamp', async ({ replayTimestamp, timestamp }) => {
    await using talk = await conversation({ replayTimestamp });
    talk.venue.publishSignal(1);
    talk.clock.advance(10_000);
    talk.subscribe({ resume_from: 1 });
    await talk.client.take('subscription.ack');
    expect(await talk.client.take('strategy.signal')).toMatchObject({ timestamp });
  });

  test.for([
    { replayWindow: 'oldest', from: 1, to: 3 },
    { replayWindow: 'newest', from: 2, to: 4 },
  ] as const)('replayWindow $replayWindow', async ({ replayWindow, from, to }) => {
    await using talk = await conversation({ replayWindow });
    const published = [1, 1, 1, 1].map((id) => talk.venue.publishSignal(id).seqId);
    talk.subscribe({ resume_from: published[0] });
    await talk.client.until(() => talk.client.messages.at(-1)?.['msg_type'] === 'gap');
    expect(seqIds(talk.client.messages)).toEqual(published.slice(from, to));
  });

  test.for([
    { gapStrategyId: 'null', strategyId: null },
    { gapStrategyId: 'number', strategyId: 1 },
  ] as const)('gapStrategyId $gapStrategyId', async ({ gapStrategyId, strategyId }) => {
    await using talk = await conversation({ gapStrategyId });
    talk.venue.faults.flood(4, [1]);
    talk.subscribe({ resume_from: 1 });
    await talk.client.until(() => talk.client.messages.at(-1)?.['msg_type'] === 'gap');
    expect(talk.client.messages.at(-1)).toMatchObject({ payload: { strategy_id: strategyId } });
  });

  test.for(['live', 'silence'] as const)('afterGap %s', async (afterGap) => {
    await using talk = await conversation({ afterGap });
    talk.venue.faults.flood(4, [1]);
    talk.subscribe({ resume_from: 1 });
    await talk.client.until(() => talk.client.messages.at(-1)?.['msg_type'] === 'gap');
    talk.venue.publishSignal(1);
    expect(seqIds(await talk.client.flushed())).toHaveLength(afterGap === 'live' ? 3 : 2);
    talk.subscribe();
    await talk.venue.until(() => talk.venue.received.length === 2);
    talk.venue.publishSignal(1);
    expect(seqIds(await talk.client.flushed())).toHaveLength(afterGap === 'live' ? 4 : 3);
  });

  test.for(['absent', 'null', 'number'] as const)('positionsSeqId %s', async (positionsSeqId) => {
    await using talk = await conversation({ positionsSeqId });
    talk.subscribe({ channel: 'strategy.positions' });
    await talk.client.take('subscription.ack');
    const { seqId } = talk.venue.publishPositions(1);
    const message = await talk.client.take('strategy.positions');
    const expected = { absent: undefined, null: null, number: seqId };
    expect(message['seq_id']).toBe(expected[positionsSeqId]);
  });

  test.for(both)('initialPositions %s', async (initialPositions) => {
    await using talk = await conversation({ initialPositions });
    talk.venue.publishPositions(1);
    talk.subscribe({ channel: 'strategy.positions' });
    await talk.client.take('subscription.ack');
    const messages = await talk.client.flushed();
    expect(messages).toHaveLength(initialPositions === 'sent' ? 3 : 2);
  });

  test.for([
    { timestampPrecision: 'seconds', timestamp: '2024-01-01T12:00:00Z' },
    { timestampPrecision: 'milliseconds', timestamp: '2024-01-01T12:00:00.500Z' },
  ] as const)('timestampPrecision $timestampPrecision', async (variant) => {
    await using talk = await conversation({ timestampPrecision: variant.timestampPrecision });
    expect(talk.client.messages[0]).toMatchObject({ timestamp: variant.timestamp });
  });

  test.for(both)('extraFields %s: in the envelope and the payload', async (extraFields) => {
    await using talk = await conversation({ extraFields });
    const extra = extraFields === 'sent' ? true : undefined;
    expect(talk.client.messages[0]?.['simulator_extra']).toBe(extra);
    talk.subscribe();
    await talk.client.take('subscription.ack');
    talk.venue.publishSignal(1);
    const { payload } = await talk.client.take('strategy.signal');
    expect((payload as Record<string, unknown>)['simulator_extra']).toBe(extra);
  });

  test.for(both)('unknownMessages %s: before signals and heartbeats', async (unknownMessages) => {
    await using talk = await conversation({ unknownMessages });
    talk.subscribe();
    await talk.client.take('subscription.ack');
    talk.venue.publishSignal(1);
    talk.clock.advance(30_000);
    const types = (await talk.client.flushed()).slice(2).map((message) => message['msg_type']);
    const unknown = unknownMessages === 'sent' ? ['simulator.unknown'] : [];
    expect(types).toEqual([...unknown, 'strategy.signal', ...unknown, 'heartbeat']);
  });

  test.for(both)('retryAfter %s: at the connection limit', async (retryAfter) => {
    await using venue = await collective2Simulator({
      connectionLimit: 0,
      variants: { retryAfter },
    });
    const client = new TestClient(venue.url);
    const header = new Promise((resolve) => {
      client.socket.on('unexpected-response', (request, response) => {
        resolve(response.headers['retry-after']);
        request.destroy();
      });
    });
    expect(await header).toBe(retryAfter === 'sent' ? '5' : undefined);
  });

  test('the defaults are those of the examples', async () => {
    await using talk = await conversation(defaultVariants);
    expect(shapeOf(talk.client.messages[0])).toEqual(exampleShape('connected'));
    talk.client.send(examples.subscribe);
    await talk.client.take('subscription.ack');
  });
});
