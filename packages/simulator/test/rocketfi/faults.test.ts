import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { manualClock, rocketfiSimulator } from '../../src/index.ts';
import { call } from './rest-client.ts';
import { signed, submission } from './signing.ts';
import { RocketfiClient, alice, bitcoin } from './test-client.ts';

const book = { Orderbook: { instrumentId: bitcoin } };
const fills = { AuctionFills: { instrumentId: bitcoin } };
const trade = { price: '97000', size: '0.1' } as const;
const claim = '{"FaucetClaim":{}}';

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

describe('faults of connections', () => {
  test('drop() and close() act on the connections that are selected', async () => {
    await using venue = await rocketfiSimulator();
    const clients = await Promise.all([1, 2, 3].map(() => RocketfiClient.open(venue)));
    venue.faults.drop(({ id }) => id === 1);
    venue.faults.close(1012, 'Service restart', ({ id }) => id === 2);
    venue.faults.close(1001);
    const codes = await Promise.all(clients.map(async ({ closed }) => (await closed).code));
    expect(new Set(codes)).toEqual(new Set([1001, 1006, 1012]));
  });

  test('refuse() closes the port for streams and REST, and opens the same one again', async () => {
    await using venue = await rocketfiSimulator();
    const { url } = venue;
    await using open = await RocketfiClient.subscribed(venue, book);
    const undo = venue.faults.refuse();
    expect(await outcomeOf(url)).toBe('ECONNREFUSED');
    await expect(fetch(venue.restUrl)).rejects.toThrow('fetch failed');
    venue.publishMarkPrice(bitcoin, '97001');
    expect(await open.flushed()).toHaveLength(2);
    await undo();
    expect([await outcomeOf(url), venue.url]).toEqual([101, url]);
  });

  test('restart() keeps the state, and forgets who had subscribed', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock, variants: { snapshot: 'sent' } });
    await using client = await RocketfiClient.subscribed(venue, { OpenOrders: { account: alice } });
    const restarted = venue.faults.restart(5000);
    expect(await client.closed).toMatchObject({ code: 1006 });
    expect(await outcomeOf(venue.url)).toBe('ECONNREFUSED');
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '1' });
    clock.advance(5000);
    await restarted;
    await using again = await RocketfiClient.subscribed(venue, { OpenOrders: { account: alice } });
    expect(await again.take('OpenOrdersUpdate')).toMatchObject({ orders: [{ price: '96000' }] });
  });

  test('tooManyRequests() and unavailable() refuse the next dials', async () => {
    await using venue = await rocketfiSimulator();
    venue.faults.tooManyRequests(1, 7);
    const undo = venue.faults.unavailable(100);
    expect([await outcomeOf(venue.url), await outcomeOf(venue.url)]).toEqual([429, 503]);
    undo();
    expect(await outcomeOf(venue.url)).toBe(101);
    expect(await outcomeOf(`${venue.url}/other`)).toBe(404);
  });

  test('acceptWithoutUpgrade() answers no dial until it is undone', async () => {
    await using venue = await rocketfiSimulator();
    const undo = venue.faults.acceptWithoutUpgrade();
    const waiting = new RocketfiClient(venue.url);
    await venue.until(() => venue.dials.length === 1);
    undo();
    expect(await waiting.closed).toMatchObject({ code: 1006 });
    expect(venue.dials).toMatchObject([{ status: null }]);
  });

  test('halfOpen() holds back data and pongs, and lets them go when it is undone', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(venue, fills);
    const undo = venue.faults.halfOpen();
    venue.publishTrade(bitcoin, trade);
    client.send('"Ping"');
    await using other = await RocketfiClient.open(venue);
    await other.flushed();
    expect(client.texts).toHaveLength(1);
    undo();
    await client.flushed();
    expect(client.texts.slice(1)).toEqual([expect.stringContaining('AuctionFill'), '"Pong"']);
  });

  test('mute() stops data, but neither confirmations nor pongs', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    const undo = venue.faults.mute();
    client.send({ Subscribe: fills });
    client.send('"Ping"');
    await client.flushed();
    venue.publishTrade(bitcoin, trade);
    await client.flushed();
    expect(client.texts).toEqual([JSON.stringify({ SubscribeConfirmation: fills }), '"Pong"']);
    undo();
    venue.publishTrade(bitcoin, trade);
    expect(await client.variants()).toEqual(['SubscribeConfirmation', 'AuctionFillUpdate']);
  });

  test('clockSkew() is in what the venue tells of the time', async () => {
    const clock = manualClock(1_000_000_000);
    await using venue = await rocketfiSimulator({ clock });
    venue.faults.clockSkew(-60_000);
    await using client = await RocketfiClient.subscribed(venue, fills);
    venue.publishTrade(bitcoin, trade);
    expect(await client.take('AuctionFillUpdate')).toMatchObject({
      fills: [{ timestamp: 999_940_000 }],
    });
    const { headers } = await call(venue, '/assets');
    expect(Date.parse(headers.get('Date') ?? '')).toBe(999_940_000);
  });
});

describe('faults of messages', () => {
  test('duplicate() sends live data twice, and no confirmation', async () => {
    await using venue = await rocketfiSimulator();
    const undo = venue.faults.duplicate();
    await using client = await RocketfiClient.subscribed(venue, fills);
    venue.publishTrade(bitcoin, trade);
    undo();
    venue.publishTrade(bitcoin, trade);
    expect((await client.variants()).slice(1)).toEqual(Array(3).fill('AuctionFillUpdate'));
  });

  test('truncateFrame() cuts the next message that somebody gets', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(venue, fills);
    venue.faults.truncateFrame();
    venue.publishMarkPrice(bitcoin, '97001');
    venue.publishTrade(bitcoin, trade);
    venue.publishTrade(bitcoin, trade);
    await client.flushed();
    expect(client.oddities).toHaveLength(1);
    expect(client.texts[2]?.startsWith(client.oddities[0] ?? '-')).toBe(true);
  });

  test('slowAck() handles requests later, but answers pings at once', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock });
    await using client = await RocketfiClient.open(venue);
    venue.faults.slowAck(3000);
    client.send({ Subscribe: fills });
    client.send('"Ping"');
    await client.flushed();
    venue.publishTrade(bitcoin, trade);
    clock.advance(3000);
    venue.publishTrade(bitcoin, trade);
    expect(await client.variants()).toEqual(['SubscribeConfirmation', 'AuctionFillUpdate']);
    expect(client.oddities).toEqual(['"Pong"']);
  });

  test('noAck(): requests are ignored, or have effect without a confirmation', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    const undo = venue.faults.noAck();
    client.send({ Subscribe: book });
    await client.flushed();
    undo();
    venue.faults.noAck('lost');
    client.send({ Subscribe: fills });
    await client.flushed();
    venue.publishMarkPrice(bitcoin, '97001');
    venue.publishTrade(bitcoin, trade);
    expect(await client.variants()).toEqual(['AuctionFillUpdate']);
  });

  test('noPong(): pings are not answered, and data comes', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(venue, fills);
    const undo = venue.faults.noPong();
    client.send('"Ping"');
    await client.flushed();
    venue.publishTrade(bitcoin, trade);
    await client.take('AuctionFillUpdate');
    expect(client.oddities).toEqual([]);
    undo();
    client.send({ Ping: null });
    await client.flushed();
    expect(client.oddities).toEqual(['"Pong"']);
  });

  test('invalidFrame() and oversizedFrame() send what is no message, and what is too much of one', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    venue.faults.invalidFrame();
    venue.faults.invalidFrame(new Uint8Array([0x41]));
    venue.faults.oversizedFrame(100_000);
    await client.flushed();
    expect(client.oddities).toEqual(['{"OrderbookUpdate":{"instrumentId":', 'A']);
    expect(JSON.stringify(client.messages[0])).toHaveLength(100_000);
  });

  test('flood() moves the market so many times in one turn', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(
      venue,
      ...venue.instruments.map(({ id }) => ({ PriceFeed: { instrumentId: id } })),
    );
    venue.faults.flood(500);
    expect((await client.flushed()).slice(3)).toHaveLength(500);
    expect(venue.publishedCount('PriceFeed')).toBe(500);
  });

  test('publish() sends any message to its subscriptions, and changes nothing', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(venue, { OpenOrders: { account: alice } });
    const data = { account: alice, orders: [{ orderId: 2n ** 64n - 1n, future: true }] };
    venue.publish('OpenOrders', { account: alice }, 'OpenOrdersUpdate', data);
    await client.flushed();
    expect(client.texts[1]).toBe(
      `{"OpenOrdersUpdate":{"account":"${alice}","orders":[{"orderId":18446744073709551615,"future":true}]}}`,
    );
    expect(venue.openOrders(alice)).toEqual([]);
    expect(venue.published).toMatchObject([{ kind: 'OpenOrders', data }]);
  });
});

describe('faults of transactions', () => {
  test('loseResults(): executed, and never answered; REST answers 500', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    const undo = venue.faults.loseResults();
    client.send(submission(await signed(claim)));
    expect(await client.flushed()).toEqual([]);
    expect(await call(venue, '/transaction', await signed(claim, { nonce: 1n }))).toMatchObject({
      status: 500,
    });
    expect([venue.collateral(alice), venue.nonce(alice)]).toEqual(['102000', 2n]);
    undo();
    client.send(submission(await signed(claim, { nonce: 2n })));
    expect(await client.take('TransactionResult')).toMatchObject({ response: 'Ok' });
  });

  test('delayResults(): executed at once, answered later', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock });
    await using client = await RocketfiClient.open(venue);
    venue.faults.delayResults(3000);
    client.send(submission(await signed(claim)));
    expect(await client.flushed()).toEqual([]);
    expect(venue.nonce(alice)).toBe(1n);
    clock.advance(3000);
    expect(await client.take('TransactionResult')).toMatchObject({ response: 'Ok' });
  });

  test('refuseTransactions(): not executed, and the nonce is not used up', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    const undo = venue.faults.refuseTransactions('The chain is halted');
    const transaction = await signed(claim);
    client.send(submission(transaction));
    const response = { Err: 'The chain is halted' };
    expect(await client.take('TransactionResult')).toMatchObject({ response });
    expect(await call(venue, '/transaction', transaction)).toMatchObject({
      status: 422,
      body: { error: 'The chain is halted' },
    });
    undo();
    expect(await call(venue, '/transaction', transaction)).toMatchObject({ status: 200 });
  });

  test('restDelay() and restFailure() are for transactions too: neither is executed', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock });
    venue.faults.restFailure(500);
    const transaction = await signed(claim);
    expect(await call(venue, '/transaction', transaction)).toMatchObject({ status: 500 });
    venue.faults.restDelay(2000);
    const slow = call(venue, '/transaction', transaction);
    await venue.until(() => venue.requests.length === 2);
    expect(venue.nonce(alice)).toBe(0n);
    clock.advance(2000);
    expect(await slow).toMatchObject({ status: 200 });
  });
});

describe('the end', () => {
  test('after close() nothing is listened to, and nothing keeps the process alive', async () => {
    const index = new URL('../../src/index.ts', import.meta.url).href;
    const program = `
      import { rocketfiSimulator, rocketfiMarketScript } from ${JSON.stringify(index)};
      const venue = await rocketfiSimulator({ variants: { serverPing: 'string' } });
      void venue.play(rocketfiMarketScript({ intervalMs: 60000 }));
      venue.faults.slowAck(60000);
      venue.faults.restDelay(60000);
      void fetch(venue.restUrl).catch(() => undefined);
      const socket = new WebSocket(venue.url);
      socket.onopen = () => socket.send('{}');
      await venue.until(() => venue.requests.length === 1 && venue.received.length === 1);
      void venue.faults.restart(60000);
      await venue.close();
      await fetch(venue.restUrl).catch((error) => console.log(error.message));`;
    const args = ['--conditions=@venuewire/source', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('fetch failed\n');
  });
});
