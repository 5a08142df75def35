import { once } from 'node:events';

import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock } from '../../src/index.ts';
import type { Collective2Simulator } from '../../src/index.ts';
import { TestClient, seqIds, subscription } from './test-client.ts';

async function subscribed(venue: Collective2Simulator, strategyId = 1): Promise<TestClient> {
  const client = await TestClient.open(venue.url);
  client.send(subscription(strategyId));
  await client.take('subscription.ack');
  return client;
}

describe('faults of connections', () => {
  test('drop() destroys the connections without a close frame', async () => {
    await using venue = await collective2Simulator();
    await using one = await subscribed(venue);
    await using two = await subscribed(venue);
    venue.faults.drop();
    expect(venue.connections).toEqual([]);
    expect(await one.closed).toMatchObject({ code: 1006 });
    expect(await two.closed).toMatchObject({ code: 1006 });
  });

  test('drop() with a selector leaves the others alone', async () => {
    await using venue = await collective2Simulator();
    await using one = await subscribed(venue, 1);
    await using two = await subscribed(venue, 2);
    venue.faults.drop((connection) => connection.subscriptions.includes('strategy.signal:1'));
    await one.closed;
    const signal = venue.publishSignal(2);
    expect(seqIds(await two.flushed())).toEqual([signal.seqId]);
  });

  test('close() sends its code and reason', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue);
    venue.faults.close(1012, 'Service restart');
    expect(await client.closed).toEqual({ code: 1012, reason: 'Service restart' });
    expect(venue.connections).toEqual([]);
  });

  test('announceDisconnect() sends connection.disconnected, then closes', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue);
    venue.faults.announceDisconnect();
    await client.take('connection.disconnected');
    expect(await client.closed).toMatchObject({ code: 1001 });
  });

  test('halfOpen() delivers nothing and answers no ping, and later connections are well', async () => {
    await using venue = await collective2Simulator();
    await using stalled = await subscribed(venue);
    const pongs: unknown[] = [];
    stalled.socket.on('pong', (data) => pongs.push(data));
    venue.faults.halfOpen();
    await using healthy = await subscribed(venue);
    stalled.socket.ping();
    stalled.send('unread');
    const signal = venue.publishSignal(1);
    expect(seqIds(await healthy.flushed())).toEqual([signal.seqId]);
    expect(seqIds(stalled.messages)).toEqual([]);
    expect(pongs).toEqual([]);
    expect(venue.received.map((frame) => frame.text)).not.toContain('unread');
    expect(stalled.socket.readyState).toBe(stalled.socket.OPEN);
  });

  test('halfOpen() undone delivers late what was written and read meanwhile', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue);
    const undo = venue.faults.halfOpen();
    client.send('late');
    const signal = venue.publishSignal(1);
    undo();
    expect(await client.take('strategy.signal')).toMatchObject({ seq_id: signal.seqId });
    await venue.until(() => venue.received.at(-1)?.text === 'late');
    await client.flushed();
  });

  test('a half-open connection is given up after 40 s, and the client is not told', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await subscribed(venue);
    const undo = venue.faults.halfOpen();
    clock.advance(40_000);
    expect(venue.connections).toEqual([]);
    await using other = await subscribed(venue);
    expect(other.messages).toHaveLength(2);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    undo();
    expect(await client.closed).toMatchObject({ code: 1006 });
  });

  test('mute() stops data and heartbeats, but neither pongs nor acks nor later connections', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using muted = await subscribed(venue);
    const undo = venue.faults.mute();
    await using healthy = await subscribed(venue);
    const signal = venue.publishSignal(1);
    venue.publishPositions(1);
    clock.advance(30_000);
    await healthy.take('strategy.signal');
    await healthy.take('heartbeat');
    muted.send(subscription(2, { at: clock.now() }));
    await muted.take('subscription.ack');
    expect(await muted.flushed()).toHaveLength(3);
    undo();
    const later = venue.publishSignal(1);
    expect(seqIds(await muted.flushed())).toEqual([later.seqId]);
    expect(later.seqId).toBeGreaterThan(signal.seqId);
  });

  test('a muted connection has no heartbeat to acknowledge, so it stays open', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await subscribed(venue);
    const undo = venue.faults.mute();
    clock.advance(200_000);
    expect(venue.connections).toHaveLength(1);
    undo();
    clock.advance(39_999);
    expect(venue.connections).toHaveLength(1);
    clock.advance(1);
    expect(await client.closed).toMatchObject({ code: 1008 });
  });

  test('connectionRace() closes the next connection with 1008 and without a message', async () => {
    await using venue = await collective2Simulator();
    venue.faults.connectionRace();
    await using loser = new TestClient(venue.url);
    expect(await loser.closed).toMatchObject({ code: 1008 });
    expect(loser.messages).toEqual([]);
    expect(venue.dials).toMatchObject([{ status: 101 }]);
    await using winner = await TestClient.open(venue.url);
    expect(winner.messages).toHaveLength(1);
  });

  test('invalidFrame() sends text that is not JSON, any text, or bytes', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue);
    venue.faults.invalidFrame();
    venue.faults.invalidFrame('hello');
    venue.faults.invalidFrame(new Uint8Array([0x41, 0x42]));
    await client.flushed();
    expect(client.oddities).toEqual(['{"msg_type":', 'hello', 'AB']);
  });

  test('oversizedFrame() sends one JSON text of so many bytes', async () => {
    await using venue = await collective2Simulator();
    await using client = await subscribed(venue);
    const arrived = once(client.socket, 'message');
    venue.faults.oversizedFrame(300_000);
    const [data] = (await arrived) as [Buffer];
    expect(data.byteLength).toBe(300_000);
    await client.take('simulator.oversized');
  });

  test('revokeKey() closes the connections of the key and refuses it from then on', async () => {
    await using venue = await collective2Simulator({ keys: ['one', 'two'] });
    await using one = await TestClient.open(venue.url, 'one');
    await using two = await TestClient.open(venue.url, 'two');
    const undo = venue.faults.revokeKey('one');
    expect(await one.closed).toMatchObject({ code: 1008 });
    await using refused = new TestClient(venue.url, 'one');
    await refused.closed;
    expect(venue.dials.at(-1)).toMatchObject({ status: 401 });
    expect(await two.flushed()).toHaveLength(1);
    undo();
    await using again = await TestClient.open(venue.url, 'one');
    expect(again.messages).toHaveLength(1);
  });
});
