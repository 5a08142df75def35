import { once } from 'node:events';

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { collective2Simulator, manualClock } from '../../src/index.ts';
import { TestClient, subscription } from './test-client.ts';

/** Why a dial failed: the system's error code, or the status and headers of its answer. */
async function failureOf(url: string): Promise<unknown> {
  const socket = new WebSocket(url, { headers: { authorization: 'Bearer simulator-key' } });
  const failure = Promise.race([
    once(socket, 'error').then(([error]: unknown[]) =>
      error instanceof Error && 'code' in error ? error.code : error,
    ),
    once(socket, 'unexpected-response').then((answer) => {
      const { statusCode, headers } = answer[1] as { statusCode: number; headers: object };
      return { status: statusCode, headers };
    }),
  ]);
  const answer = await failure;
  socket.on('error', () => undefined);
  socket.terminate();
  return answer;
}

describe('faults of the server', () => {
  test('refuse() refuses dials, leaves connections open, and is undone on the same port', async () => {
    await using venue = await collective2Simulator();
    const { url } = venue;
    await using open = await TestClient.open(url);
    const undo = venue.faults.refuse();
    expect(await failureOf(url)).toBe('ECONNREFUSED');
    expect(await open.flushed()).toHaveLength(1);
    await undo();
    await using again = await TestClient.open(url);
    expect(again.messages).toHaveLength(1);
    expect(venue.url).toBe(url);
  });

  test('acceptWithoutUpgrade() never answers a dial until it is undone', async () => {
    await using venue = await collective2Simulator();
    const undo = venue.faults.acceptWithoutUpgrade();
    await using waiting = new TestClient(venue.url);
    await venue.until(() => venue.dials.length === 1);
    expect(venue.dials).toMatchObject([{ status: null }]);
    expect(waiting.socket.readyState).toBe(WebSocket.CONNECTING);
    expect(venue.connections).toEqual([]);
    undo();
    expect(await waiting.closed).toMatchObject({ code: 1006 });
    await using again = await TestClient.open(venue.url);
    expect(again.messages).toHaveLength(1);
  });

  test('tooManyRequests() answers so many dials with 429, with or without Retry-After', async () => {
    await using venue = await collective2Simulator();
    venue.faults.tooManyRequests(1, 7);
    venue.faults.tooManyRequests(1);
    expect(await failureOf(venue.url)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'x-ws-error': expect.any(String) },
    });
    const second = await failureOf(venue.url);
    expect(second).toMatchObject({ status: 429 });
    expect(second).not.toHaveProperty(['headers', 'retry-after']);
    await using client = await TestClient.open(venue.url);
    expect(client.messages).toHaveLength(1);
  });

  test('unavailable() answers so many dials with 503, and can be undone', async () => {
    await using venue = await collective2Simulator();
    const undo = venue.faults.unavailable(100);
    expect(await failureOf(venue.url)).toMatchObject({
      status: 503,
      headers: { 'x-ws-error': expect.any(String) },
    });
    undo();
    await using client = await TestClient.open(venue.url);
    expect(client.messages).toHaveLength(1);
  });

  test('restart() drops all, refuses for its time, then serves the same port and history', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const { url } = venue;
    await using client = await TestClient.open(url);
    const seen = venue.publishSignal(1);
    const restarted = venue.faults.restart(5000);
    expect(await client.closed).toMatchObject({ code: 1006 });
    expect(await failureOf(url)).toBe('ECONNREFUSED');
    const missed = venue.publishSignal(1);
    clock.advance(5000);
    await restarted;
    await using again = await TestClient.open(url);
    again.send(subscription(1, { resume_from: seen.seqId, at: clock.now() }));
    await again.take('subscription.ack');
    expect(await again.take('strategy.signal')).toMatchObject({ seq_id: missed.seqId });
  });

  test('clockSkew() moves the timestamps and the time that clients are held to', async () => {
    const clock = manualClock(Date.UTC(2024, 0, 1, 12));
    await using venue = await collective2Simulator({ clock });
    const undo = venue.faults.clockSkew(120_000);
    await using client = new TestClient(venue.url);
    expect(await client.take('connection.connected')).toMatchObject({
      timestamp: '2024-01-01T12:02:00Z',
    });
    client.send(subscription(1, { at: clock.now() }));
    expect(await client.take('error')).toMatchObject({ payload: { field: 'Timestamp' } });
    client.send(subscription(1, { at: clock.now() + 120_000 }));
    await client.take('subscription.ack');
    undo();
    client.send(subscription(1, { at: clock.now() }));
    await client.take('subscription.ack');
  });

  test('restFailure() answers so many REST requests with its status', async () => {
    await using venue = await collective2Simulator();
    venue.faults.restFailure(500, 2);
    const headers = { accept: 'application/json', authorization: `Bearer ${venue.key}` };
    const call = () => fetch(`${venue.restUrl}/General/GetProfile`, { headers });
    const failed = await call();
    expect(failed.status).toBe(500);
    expect(await failed.json()).toMatchObject({ ErrorCode: '500', Message: expect.any(String) });
    expect((await call()).status).toBe(500);
    expect((await call()).status).toBe(200);
    expect(venue.requests.map((request) => request.status)).toEqual([500, 500, 200]);
  });

  test('restDelay() answers later', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const undo = venue.faults.restDelay(2000);
    const headers = { accept: 'application/json', authorization: `Bearer ${venue.key}` };
    const slow = fetch(`${venue.restUrl}/General/GetProfile`, { headers });
    await venue.until(() => venue.requests.length === 1);
    undo();
    const fast = await fetch(`${venue.restUrl}/General/GetProfile`, { headers });
    expect(fast.status).toBe(200);
    expect(venue.requests.map((request) => request.status)).toEqual([null, 200]);
    clock.advance(2000);
    expect((await slow).status).toBe(200);
  });

  test('restDelay(Infinity) never answers, and close() ends the wait', async () => {
    const venue = await collective2Simulator();
    venue.faults.restDelay(Infinity);
    const hanging = fetch(`${venue.restUrl}/General/GetProfile`);
    const failure = hanging.catch(String);
    await venue.until(() => venue.requests.length === 1);
    await venue.close();
    expect(await failure).toContain('fetch failed');
  });
});
