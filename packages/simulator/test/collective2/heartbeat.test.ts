import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock } from '../../src/index.ts';
import { exampleShape, examples, shapeOf } from './examples.ts';
import { TestClient } from './test-client.ts';

describe('heartbeat', () => {
  test('one comes every 30 s, in the form of the example', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    clock.advance(29_999);
    expect(await client.flushed()).toHaveLength(1);
    clock.advance(1);
    const heartbeat = await client.take('heartbeat');
    expect(shapeOf(heartbeat)).toEqual(exampleShape('heartbeat'));
    expect(heartbeat['timestamp']).toBe(new Date(clock.now()).toISOString().replace(/\.\d+/, ''));
  });

  test('a connection that acknowledges each stays open', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    for (let beat = 1; beat <= 5; beat += 1) {
      clock.advance(30_000);
      await client.take('heartbeat');
      client.send(examples.heartbeatAck.replace('<now>', new Date(clock.now()).toISOString()));
      await venue.until(() => venue.received.length === beat);
    }
    expect(venue.connections).toHaveLength(1);
    expect(await client.flushed()).toHaveLength(6);
  });

  test('a missed heartbeat.ack closes the connection 40 s after the one before', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    clock.advance(30_000);
    client.send({ msg_type: 'heartbeat.ack', timestamp: new Date(clock.now()).toISOString() });
    await venue.until(() => venue.received.length === 1);
    clock.advance(39_999);
    expect(venue.connections).toHaveLength(1);
    clock.advance(1);
    expect(venue.connections).toHaveLength(0);
    expect(await client.closed).toMatchObject({ code: 1008 });
  });

  test('a connection that never acknowledges is closed after 40 s', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    clock.advance(39_999);
    expect(venue.connections).toHaveLength(1);
    clock.advance(1);
    await client.closed;
    expect(client.messages.map((message) => message['msg_type'])).toEqual([
      'connection.connected',
      'heartbeat',
    ]);
  });

  test('a heartbeat.ack with a wrong clock does not count', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    clock.advance(30_000);
    await client.take('heartbeat');
    client.send({ msg_type: 'heartbeat.ack', timestamp: '2020-01-01T00:00:00Z' });
    await client.take('error');
    clock.advance(10_000);
    expect(await client.closed).toMatchObject({ code: 1008 });
  });

  test('its times are options', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({
      clock,
      heartbeatMs: 100,
      heartbeatGraceMs: 50,
    });
    await using client = await TestClient.open(venue.url);
    clock.advance(100);
    await client.take('heartbeat');
    clock.advance(50);
    await client.closed;
    expect(venue.connections).toEqual([]);
  });
});
