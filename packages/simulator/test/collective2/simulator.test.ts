import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock, marketScript } from '../../src/index.ts';
import type { Published } from '../../src/index.ts';
import { TestClient, subscription } from './test-client.ts';

async function marketOf(seed: number): Promise<readonly Published[]> {
  const clock = manualClock(0);
  await using venue = await collective2Simulator({ clock, seed });
  await using client = await TestClient.open(venue.url);
  const played = venue.play(marketScript({ strategyIds: [1, 2], intervalMs: 100, times: 50 }));
  clock.advance(5000);
  await played;
  await client.flushed();
  return [...venue.published, ...venue.publishedPositions];
}

describe('the simulator', () => {
  test('the same seed publishes the same, another seed something else', async () => {
    const [first, second, other] = [await marketOf(1), await marketOf(1), await marketOf(2)];
    expect(first).toHaveLength(100);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('a market script publishes for its strategies in turns', async () => {
    const published = (await marketOf(1)).slice(0, 4);
    expect(published.map((signal) => signal.strategyId)).toEqual([1, 2, 1, 2]);
  });

  test('what is published without a client is kept', async () => {
    await using venue = await collective2Simulator();
    const signal = venue.publishSignal(1, { text: 'buy' });
    expect(venue.published).toEqual([signal]);
    expect(signal).toEqual({
      id: expect.stringMatching(/^msg_/),
      seqId: expect.any(Number),
      strategyId: 1,
      payload: { strategy_id: 1, text: 'buy' },
      timestamp: expect.stringMatching(/Z$/),
    });
  });

  test('a strategy id that is no positive integer cannot be published for', async () => {
    await using venue = await collective2Simulator();
    expect(() => venue.publishSignal(0)).toThrow(RangeError);
    expect(() => venue.publishPositions(1.5)).toThrow(RangeError);
  });

  test('open connections show their key and subscriptions', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    await using client = await TestClient.open(venue.url);
    client.send(subscription(1));
    client.send(subscription(1, { channel: 'strategy.positions' }));
    await venue.until(() => venue.connections[0]?.subscriptions.length === 2);
    expect(venue.connections[0]).toMatchObject({
      id: 1,
      key: 'simulator-key',
      openedAt: clock.now(),
      subscriptions: ['strategy.signal:1', 'strategy.positions:1'],
    });
  });

  test('it listens on the port that it is given', async () => {
    const first = await collective2Simulator();
    const port = Number(new URL(first.restUrl).port);
    await expect(collective2Simulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    await using second = await collective2Simulator({ port });
    expect(second.restUrl).toBe(first.restUrl);
  });

  test('close() ends open, half-open and unanswered connections, and until()', async () => {
    const venue = await collective2Simulator();
    const stalled = await TestClient.open(venue.url);
    venue.faults.halfOpen();
    const open = await TestClient.open(venue.url);
    venue.faults.acceptWithoutUpgrade();
    const unanswered = new TestClient(venue.url);
    await venue.until(() => venue.dials.length === 3);
    const never = venue.until(() => false).catch(String);
    await venue.close();
    await Promise.all([stalled.closed, open.closed, unanswered.closed]);
    expect(await never).toContain('closed');
    await expect(venue.until(() => false)).rejects.toThrow('closed');
    expect(venue.connections).toEqual([]);
    await venue.close();
  });

  test('after close() nothing is listened to again', async () => {
    const venue = await collective2Simulator();
    const undo = venue.faults.refuse();
    const restarted = venue.faults.restart(1);
    await venue.close();
    await Promise.all([undo(), restarted]);
    await expect(fetch(venue.restUrl)).rejects.toThrow('fetch failed');
  });

  test('after close() nothing keeps the process alive', async () => {
    const index = new URL('../../src/index.ts', import.meta.url).href;
    const program = `
      import { collective2Simulator, marketScript } from ${JSON.stringify(index)};
      const venue = await collective2Simulator();
      void venue.play(marketScript({ strategyIds: [1], intervalMs: 60000 }));
      venue.faults.restDelay(60000);
      void fetch(venue.restUrl).catch(() => undefined);
      await venue.until(() => venue.requests.length === 1);
      const socket = new WebSocket(venue.url);
      socket.onerror = () => undefined;
      await venue.until(() => venue.dials.length === 1);
      void venue.faults.restart(60000);
      await venue.close();
      console.log('closed');`;
    const args = ['--conditions=@venuewire/source', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('closed\n');
  });
});
