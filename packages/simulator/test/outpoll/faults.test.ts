import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { manualClock, outpollSimulator } from '../../src/index.ts';
import type { OutpollEndpoint, OutpollSimulator } from '../../src/index.ts';
import { exampleEvent, exampleOutcome, examples } from './examples.ts';
import { call } from './rest-client.ts';
import { OutpollClient, authentication } from './test-client.ts';

const names: readonly OutpollEndpoint[] = [
  'orderBook',
  'chanceHistory',
  'orderUpdates',
  'balanceUpdates',
  'orderFeed',
  'activityFeed',
  'lastTrades',
];
const trade = { outcomeId: exampleOutcome, quantity: 1 } as const;

/** Why a dial failed: the system's error code, or the status of its answer; 101 if it did not. */
async function outcomeOf(url: string): Promise<unknown> {
  const socket = new WebSocket(url);
  const outcome = await new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('error', (error) => resolve('code' in error ? error.code : error));
  });
  socket.terminate();
  return outcome;
}

function outcomes(venue: OutpollSimulator): Promise<unknown[]> {
  return Promise.all(names.map((name) => outcomeOf(venue.urls[name])));
}

describe('faults of all hosts', () => {
  test('drop() and close() act on every endpoint, or on those that are selected', async () => {
    await using venue = await outpollSimulator();
    const clients = await Promise.all(names.map((name) => OutpollClient.open(venue, name)));
    venue.faults.drop(({ endpoint }) => endpoint === 'orderBook');
    venue.faults.drop(({ path }) => path === '/order/ws');
    venue.faults.close(1012, 'Service restart', ({ endpoint }) => endpoint === 'chanceHistory');
    venue.faults.close(1001);
    const codes = await Promise.all(clients.map(async ({ closed }) => (await closed).code));
    expect(codes).toEqual([1006, 1012, 1006, 1001, 1006, 1001, 1001]);
  });

  test('refuse() closes all ports and opens the same ones again', async () => {
    await using venue = await outpollSimulator();
    const { urls } = venue;
    await using open = await OutpollClient.open(venue, 'lastTrades');
    const undo = venue.faults.refuse();
    expect(await outcomes(venue)).toEqual(names.map(() => 'ECONNREFUSED'));
    expect(await open.flushed()).toEqual([]);
    await undo();
    expect(await outcomes(venue)).toEqual(names.map(() => 101));
    expect(venue.urls).toEqual(urls);
  });

  test('restart() keeps the state, and forgets who had subscribed and authenticated', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock });
    await using client = await OutpollClient.enter(venue, 'balanceUpdates');
    const { id } = venue.placeOrder({ ...trade, side: 'BUY' });
    const restarted = venue.faults.restart(5000);
    expect(await client.closed).toMatchObject({ code: 1006 });
    expect(await outcomes(venue)).toEqual(names.map(() => 'ECONNREFUSED'));
    venue.fillOrder(id);
    clock.advance(5000);
    await restarted;
    await using again = await OutpollClient.open(venue, 'balanceUpdates');
    venue.deposit(1);
    expect(await again.flushed()).toEqual([]);
    again.send(authentication(venue, 'balanceUpdates'));
    const rows = venue.balances.map(({ assetId, balance, free }) => ({
      i: assetId,
      b: balance,
      f: free,
    }));
    expect(await again.next()).toMatchObject({ d: { l: rows } });
  });

  test('tooManyRequests() and unavailable() count the dials of all hosts', async () => {
    await using venue = await outpollSimulator();
    venue.faults.tooManyRequests(2, 7);
    const undo = venue.faults.unavailable(100);
    const { orderBook, lastTrades, balanceUpdates } = venue.urls;
    expect(await outcomeOf(orderBook)).toBe(429);
    expect(await outcomeOf(lastTrades)).toBe(429);
    expect(await outcomeOf(balanceUpdates)).toBe(503);
    undo();
    expect(await outcomeOf(orderBook)).toBe(101);
  });

  test('acceptWithoutUpgrade() answers no dial until it is undone', async () => {
    await using venue = await outpollSimulator();
    const undo = venue.faults.acceptWithoutUpgrade();
    const waiting = names.map((name) => new OutpollClient(venue.urls[name]));
    await venue.until(() => venue.dials.length === names.length);
    expect(venue.dials.every(({ status }) => status === null)).toBe(true);
    undo();
    const closed = await Promise.all(waiting.map((client) => client.closed));
    expect(closed.map(({ code }) => code)).toEqual(names.map(() => 1006));
    expect(await outcomes(venue)).toEqual(names.map(() => 101));
  });

  test('restFailure() counts the requests of all hosts, restDelay() holds them', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock });
    venue.faults.restFailure(500, 2);
    expect(await call(venue, 'history', '/api/history/orders')).toMatchObject({
      status: 500,
      body: { error: expect.any(String) },
    });
    expect(await call(venue, 'balances', '/api/user-balances')).toMatchObject({ status: 500 });
    expect(await call(venue, 'balances', '/api/user-balances')).toMatchObject({ status: 200 });
    const undo = venue.faults.restDelay(2000);
    const slow = call(venue, 'balances', '/api/user-balances');
    await venue.until(() => venue.requests.length === 4);
    undo();
    expect(venue.requests[3]?.status).toBe(null);
    clock.advance(2000);
    expect(await slow).toMatchObject({ status: 200 });
  });
});

describe('faults of one host', () => {
  test('refuse() of one leaves the others alone', async () => {
    await using venue = await outpollSimulator();
    await using undo = venue.faultsOf('history').refuse();
    expect(await outcomes(venue)).toEqual([
      101,
      101,
      101,
      101,
      'ECONNREFUSED',
      'ECONNREFUSED',
      'ECONNREFUSED',
    ]);
    await undo();
    expect(await outcomeOf(venue.urls.orderFeed)).toBe(101);
  });

  test('drop(), mute() and restart() of one leave the others alone', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock });
    await using book = await OutpollClient.open(venue, 'orderBook');
    await using trades = await OutpollClient.open(venue, 'lastTrades');
    venue.faultsOf('orderBook').drop();
    await book.closed;
    venue.faultsOf('orderBook').mute();
    venue.publishTrade(trade);
    expect(await trades.flushed()).toHaveLength(1);
    const restarted = venue.faultsOf('history').restart(1000);
    await trades.closed;
    expect(await outcomeOf(venue.urls.lastTrades)).toBe('ECONNREFUSED');
    expect(await outcomeOf(venue.urls.orderBook)).toBe(101);
    clock.advance(1000);
    await restarted;
    expect(await outcomeOf(venue.urls.lastTrades)).toBe(101);
  });

  test('its refusals and REST failures are for its own dials and requests', async () => {
    await using venue = await outpollSimulator();
    const orders = venue.faultsOf('orders');
    orders.tooManyRequests(1);
    expect(await outcomeOf(venue.urls.orderFeed)).toBe(101);
    expect(await outcomeOf(venue.urls.orderUpdates)).toBe(429);
    venue.faultsOf('balances').restFailure(503);
    expect(await call(venue, 'history', '/api/history/orders')).toMatchObject({ status: 200 });
    expect(await call(venue, 'balances', '/api/user-balances')).toMatchObject({ status: 503 });
    venue.faultsOf('balances').restDelay(Infinity);
    expect(await call(venue, 'history', '/api/history/orders')).toMatchObject({ status: 200 });
  });
});

describe('faults of messages', () => {
  test('halfOpen() holds back data, acks and pongs, and lets them go when it is undone', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'lastTrades');
    const undo = venue.faults.halfOpen(({ endpoint }) => endpoint === 'lastTrades');
    venue.publishTrade(trade);
    await using other = await OutpollClient.open(venue, 'lastTrades');
    venue.publishTrade({ ...trade, quantity: 2 });
    expect(await other.flushed()).toHaveLength(1);
    expect(client.messages).toEqual([]);
    undo();
    expect(await client.flushed()).toMatchObject([{ d: { q: 1 } }, { d: { q: 2 } }]);
  });

  test('mute() stops data and PING, but neither acks nor pongs', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock });
    await using client = await OutpollClient.open(venue, 'orderBook');
    const undo = venue.faults.mute();
    client.send(examples.orderBook.subscribe);
    client.send({ t: 'REQUEST_DATA', e: exampleEvent });
    await client.flushed();
    venue.publishChance(exampleOutcome, 0.7);
    clock.advance(60_000);
    expect(await client.types()).toEqual(['SUBSCRIBED']);
    undo();
    venue.publishChance(exampleOutcome, 0.8);
    expect(await client.types()).toEqual(['SUBSCRIBED', 'PRICES_DATA_DELTA']);
  });

  test('duplicate() sends live data twice, and neither acks nor snapshots', async () => {
    await using venue = await outpollSimulator();
    const undo = venue.faults.duplicate();
    await using client = await OutpollClient.ask(venue, 'orderBook', examples.orderBook.subscribe);
    client.send({ t: 'REQUEST_DATA', e: exampleEvent });
    await client.flushed();
    venue.publishChance(exampleOutcome, 0.7);
    undo();
    venue.publishChance(exampleOutcome, 0.8);
    const delta = 'PRICES_DATA_DELTA';
    expect(await client.types()).toEqual(['SUBSCRIBED', 'PRICES_DATA', delta, delta, delta]);
  });

  test('truncateFrame() cuts the next message that somebody gets', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'lastTrades');
    venue.faults.truncateFrame();
    venue.publishChance(exampleOutcome, 0.7);
    venue.publishLastTrade('TRADE', { own: 'payload' });
    venue.publishLastTrade('TRADE', { own: 'payload' });
    expect(await client.flushed()).toHaveLength(1);
    expect(client.oddities).toEqual(['{"t":"TRADE","d":']);
  });

  test('slowAck() handles requests late, AUTH among them', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock });
    const undo = venue.faults.slowAck(3000);
    await using client = await OutpollClient.open(venue, 'orderFeed');
    client.send(authentication(venue, 'orderFeed'));
    await client.flushed();
    clock.advance(2999);
    expect(await client.flushed()).toEqual([]);
    clock.advance(1);
    await client.take('success');
    undo();
    client.send(authentication(venue, 'orderFeed'));
    await client.take('success');
    expect(venue.received).toHaveLength(2);
  });

  test("noAck('ignored') takes no notice of requests", async () => {
    await using venue = await outpollSimulator();
    const undo = venue.faults.noAck();
    const request = examples.orderBook.subscribe;
    await using client = await OutpollClient.ask(venue, 'orderBook', request);
    client.send({ t: 'REQUEST_DATA', e: exampleEvent });
    await using feed = await OutpollClient.open(venue, 'orderFeed');
    feed.send(authentication(venue, 'orderFeed'));
    await Promise.all([client.flushed(), feed.flushed()]);
    venue.faults.flood(20);
    expect([...(await client.flushed()), ...(await feed.flushed())]).toEqual([]);
    undo();
    client.send(request);
    await client.take('SUBSCRIBED');
  });

  test("noAck('lost') does what it is asked for, and says so to nobody", async () => {
    await using venue = await outpollSimulator();
    venue.faults.noAck('lost');
    const request = examples.chanceHistory.subscribe;
    await using chance = await OutpollClient.ask(venue, 'chanceHistory', request);
    await using balances = await OutpollClient.open(venue, 'balanceUpdates');
    balances.send(authentication(venue, 'balanceUpdates'));
    await balances.flushed();
    venue.publishChance(exampleOutcome, 0.7);
    venue.deposit(1);
    expect(await chance.types()).toEqual(['probability', 'probability', 'UPDATE_HISTORY']);
    expect(await balances.flushed()).toMatchObject([{ b: 1251.5 }]);
  });

  test('invalidFrame() and oversizedFrame() send what is no message, and what is too much of one', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'chanceHistory');
    venue.faults.invalidFrame();
    venue.faults.invalidFrame(new Uint8Array([0x41]));
    venue.faults.oversizedFrame(100_000);
    await client.flushed();
    expect(client.oddities).toEqual(['{"t":', 'A']);
    expect(JSON.stringify(client.messages[0])).toHaveLength(100_000);
  });

  test('flood() moves the market so many times in one turn', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'lastTrades');
    venue.faults.flood(1000);
    const messages = await client.flushed();
    expect(messages.length).toBeGreaterThanOrEqual(1000);
    expect(messages).toHaveLength(venue.publishedCount('lastTrades'));
  });
});

describe('the end', () => {
  test('after close() nothing is listened to, and nothing keeps the process alive', async () => {
    const index = new URL('../../src/index.ts', import.meta.url).href;
    const program = `
      import { outpollSimulator, outpollMarketScript } from ${JSON.stringify(index)};
      const venue = await outpollSimulator();
      void venue.play(outpollMarketScript({ intervalMs: 60000 }));
      venue.faults.slowAck(60000);
      venue.faults.restDelay(60000);
      void fetch(venue.restUrls.history).catch(() => undefined);
      const socket = new WebSocket(venue.urls.orderBook);
      socket.onopen = () => socket.send('{}');
      await venue.until(() => venue.requests.length === 1 && venue.received.length === 1);
      void venue.faultsOf('orders').restart(60000);
      await venue.close();
      await fetch(venue.restUrls.history).catch((error) => console.log(error.message));`;
    const args = ['--conditions=@venuewire/source', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('fetch failed\n');
  });
});
