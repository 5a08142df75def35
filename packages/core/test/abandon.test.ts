import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { platform as webPlatform } from '../src/web/index.ts';
import { trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const transports = [{ transport: 'ws' }, { transport: 'web' }];
const pings = { pingInterval: 80, pingTimeout: 250 };

const program = fileURLToPath(new URL('support/exit-program.ts', import.meta.url));

/** Runs a client in a process of its own until that ends by itself; answers its exit code and what it printed. */
async function runToItsEnd(
  venue: TestVenue,
  transport: string,
  stage: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [program, transport, stage, venue.url, venue.restUrl, venue.key],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: output.trim() };
  } finally {
    child.kill('SIGKILL');
  }
}

describe.each(platforms)('abandoning on $name', ({ platform }) => {
  test('promise 6: a socket whose peer never answers the close does not delay the next dial', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      platform: platform(),
      timing: { ...pings, close: 60_000 },
    });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    const [dead] = venue.connections;
    dead?.freeze();
    await reader.live(2);
    expect(dead && venue.connections.includes(dead)).toBe(true);
    dead?.drop();
  });

  test('promise 10: what an abandoned socket still says is not heard', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      platform: platform(),
      timing: { ...pings, close: 60_000 },
    });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    const [dead] = venue.connections;
    dead?.freeze();
    await reader.live(2);
    dead?.thaw();
    dead?.send({ kind: 'data', channel: 'trades', topic: 'a', n: 7, data: { price: '7' } });
    dead?.send({ kind: 'mark-of-the-dead' });
    const alive = venue.connections.find((one) => one !== dead);
    if (alive) await client.hasRead(alive);
    venue.publish('trades', 'a', { price: '1' });
    await reader.until(({ data }) => data.length > 0);
    expect(reader.data).toEqual([{ price: '1' }]);
    expect(client.told('unknown').map(({ tag }) => tag)).not.toContain('mark-of-the-dead');
  });
});

describe('the end', { timeout: 20_000 }, () => {
  test('promise 10: close() waits no longer than its deadline for a peer that does not answer', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { close: 50 } });
    await client.read(trades, 'a').ready();
    const connection = venue.only;
    connection.freeze();
    await client.client.close();
    connection.thaw();
    await venue.until(() => venue.connections.length === 0);
    expect(client.health().state).toBe('closed');
  });

  test('promise 10: close() on the standard WebSocket does not wait for such a peer at all', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: webPlatform() });
    await client.read(trades, 'a').ready();
    const connection = venue.only;
    connection.freeze();
    await client.client.close();
    expect(venue.connections).toEqual([connection]);
    connection.drop();
  });

  test('promise 10: after close() of a live client the process ends by itself', async () => {
    await using venue = await TestVenue.start();
    for (const { transport } of transports) {
      const end = await runToItsEnd(venue, transport, 'live');
      expect(end).toEqual({ code: 0, output: 'closed while live' });
    }
  });

  test('promise 10: so it does when its peer is a black hole', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdRest = true;
    const end = runToItsEnd(venue, 'ws', 'frozen');
    await venue.until(() => venue.requests.length === 1);
    venue.only.freeze();
    venue.answer();
    expect(await end).toEqual({ code: 0, output: 'closed while frozen' });
  });

  test('promise 10: so it does when its dial is not answered', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignoreUpgrades = true;
    for (const { transport } of transports) {
      const end = await runToItsEnd(venue, transport, 'dialling');
      expect(end).toEqual({ code: 0, output: 'closed while dialling' });
    }
  });

  test('promise 10: so it does when it waits for its next attempt', async () => {
    await using venue = await TestVenue.start();
    venue.faults.refuse = { status: 503 };
    const end = await runToItsEnd(venue, 'ws', 'waiting');
    expect(end).toEqual({ code: 0, output: 'closed while waiting' });
  });

  test('promise 10: so it does when REST does not answer', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdRest = true;
    const end = await runToItsEnd(venue, 'ws', 'restoring');
    expect(end).toEqual({ code: 0, output: 'closed while restoring' });
  });
});
