import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { manualClock, outpollSimulator } from '../../src/index.ts';
import type { OutpollEndpoint } from '../../src/index.ts';
import { exampleEvent, examples } from './examples.ts';
import { OutpollClient } from './test-client.ts';

const paths: Readonly<Record<OutpollEndpoint, string>> = {
  orderBook: '/event/ws',
  chanceHistory: '/ws',
  orderUpdates: '/order/ws',
  balanceUpdates: '/balance/ws',
  orderFeed: '/order/ws',
  activityFeed: '/history/ws',
  lastTrades: '/last-trades/ws',
};
const names = Object.keys(paths) as OutpollEndpoint[];

describe('the endpoints', () => {
  test.for(names)('%s has its documented path', async (endpoint) => {
    await using venue = await outpollSimulator();
    expect(new URL(venue.urls[endpoint]).pathname).toBe(paths[endpoint]);
    await using client = await OutpollClient.open(venue, endpoint);
    expect(await client.flushed()).toEqual([]);
    expect(venue.connections).toMatchObject([{ endpoint, path: paths[endpoint], key: '' }]);
    expect(venue.dials).toMatchObject([{ path: paths[endpoint], status: 101 }]);
  });

  test('endpoints of one documented host share a port, those of several do not', async () => {
    await using venue = await outpollSimulator();
    const hostOf = (url: string): string => new URL(url).host;
    const { urls, restUrls } = venue;
    expect(hostOf(urls.orderFeed)).toBe(hostOf(urls.activityFeed));
    expect(hostOf(urls.orderFeed)).toBe(hostOf(urls.lastTrades));
    expect(hostOf(urls.orderFeed)).toBe(hostOf(restUrls.history));
    expect(hostOf(urls.orderUpdates)).toBe(hostOf(restUrls.orders));
    expect(hostOf(urls.balanceUpdates)).toBe(hostOf(restUrls.balances));
    const all = [...Object.values(urls), ...Object.values(restUrls)].map(hostOf);
    expect(new Set(all).size).toBe(6);
  });

  test('a path of another host is refused with 404', async () => {
    await using venue = await outpollSimulator();
    const url = new URL('/balance/ws', venue.urls.orderBook);
    const socket = new WebSocket(url);
    const answer = await once(socket, 'unexpected-response');
    expect((answer[1] as { statusCode: number }).statusCode).toBe(404);
    socket.on('error', () => undefined);
    socket.terminate();
    expect(venue.dials).toMatchObject([{ host: 'orderBook', path: '/balance/ws', status: 404 }]);
  });

  test("the answer to a dial tells the venue's time", async () => {
    const clock = manualClock(Date.UTC(2024, 3, 7, 14, 26, 40));
    await using venue = await outpollSimulator({ clock });
    await using client = new OutpollClient(venue.urls.lastTrades);
    const answer = await once(client.socket, 'upgrade');
    const { date } = (answer[0] as IncomingMessage).headers;
    expect(date).toBe('Sun, 07 Apr 2024 14:26:40 GMT');
  });

  test('a query does not change the endpoint', async () => {
    await using venue = await outpollSimulator();
    await using client = new OutpollClient(`${venue.urls.lastTrades}?a=b`);
    await once(client.socket, 'open');
    expect(venue.connections).toMatchObject([
      { endpoint: 'lastTrades', path: '/last-trades/ws?a=b' },
    ]);
  });

  test('what a client sends is recorded, also where nothing can be asked for', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'lastTrades');
    client.send(examples.orderBook.subscribe);
    expect(await client.take('error')).toMatchObject({ d: { error: 'Unknown message type' } });
    expect(venue.received).toMatchObject([{ connectionId: 1, text: examples.orderBook.subscribe }]);
  });

  test.for(['nonsense', '[]', '{}', '{"t":"HISTORY"}', '{"t":"constructor"}', '{"t":"AUTH"}'])(
    '%s is answered as an unknown message',
    async (text) => {
      await using venue = await outpollSimulator();
      await using client = await OutpollClient.open(venue, 'chanceHistory');
      client.send(text);
      expect(await client.next()).toEqual({ t: 'error', d: { error: 'Unknown message type' } });
    },
  );

  test('a port that is taken leaves no other open', async () => {
    const first = await outpollSimulator();
    const port = Number(new URL(first.urls.orderBook).port);
    const listeners = async (): Promise<number> => {
      // A handle that is closed goes at the end of a turn.
      await setImmediate();
      await setImmediate();
      return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPServer')).length;
    };
    const before = await listeners();
    expect(before).toBe(6);
    await expect(outpollSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(await listeners()).toBe(before);
    await first.close();
  });

  test('PING comes on the order book and the order updates, in its time', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock, pingMs: 1000 });
    const clients = await Promise.all(names.map((name) => OutpollClient.open(venue, name)));
    clock.advance(999);
    clock.advance(1);
    clock.advance(1000);
    const pings = await Promise.all(clients.map((client) => client.types()));
    const both = ['PING', 'PING'];
    expect(pings).toEqual([both, [], both, [], [], [], []]);
  });

  test('a bad secret is refused at the start', async () => {
    const keys = [{ apiKey: 'op_k_1', secret: 'not base64url!' }];
    await expect(outpollSimulator({ keys })).rejects.toMatchObject({ name: 'ConfigError' });
  });

  test('names that do not exist are a RangeError', async () => {
    await using venue = await outpollSimulator();
    expect(() => venue.books('?')).toThrow(RangeError);
    expect(() => venue.lastProbability('?')).toThrow(RangeError);
    expect(() => venue.publishChance('?', 0.5)).toThrow(RangeError);
    expect(() => venue.publishPrices(exampleEvent, [{ o: '?', c: 1 }])).toThrow(RangeError);
    expect(() => venue.placeOrder({ outcomeId: '?', side: 'BUY', quantity: 1 })).toThrow(
      RangeError,
    );
    expect(() => venue.cancelOrder('?')).toThrow(RangeError);
    expect(venue.published).toEqual([]);
  });
});
