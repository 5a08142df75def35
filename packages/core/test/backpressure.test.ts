import { describe, expect, test } from 'vitest';

import { type ConsumerHealth, type Item, type Subscription } from '../src/index.ts';
import { platform as webPlatform } from '../src/web/index.ts';
import { news, trades } from './support/channels.ts';
import { Reader, take } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const size = 1000;
const trade = (value: number): { price: string } => ({ price: String(value).padStart(size) });

function publish(venue: TestVenue, channel: string, topic: string, count: number): void {
  for (let value = 1; value <= count; value += 1) venue.publish(channel, topic, trade(value));
}

function consumer(client: TestClient, topic = 'a'): ConsumerHealth {
  const subscription = client.health().subscriptions.find((one) => one.topic === topic);
  const [first] = subscription?.consumers ?? [];
  if (!first) throw new Error(`Nobody reads ${topic}.`);
  return first;
}

/** Takes items until there were so many events. */
async function drain<Live, Snapshot>(
  subscription: Subscription<Live, Snapshot>,
  count: number,
): Promise<Item<Live, Snapshot>[]> {
  const items: Item<Live, Snapshot>[] = [];
  for (let seen = 0; seen < count;) {
    const item = await take(subscription);
    items.push(item);
    if (item.type === 'data') seen += 1;
  }
  return items;
}

function sequences(items: readonly Item<unknown>[]): (number | undefined)[] {
  return items.flatMap((item) => (item.type === 'data' ? [item.sequence] : []));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('hold', () => {
  test('promise 5: alone on its connection it stops the socket: nothing is lost, and no gap is needed', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const limits = { items: 50, bytes: 1_000_000 };
    const subscription = client.read(trades, 'a', { limits });
    await subscription.ready();
    const total = 3000;
    publish(venue, 'trades', 'a', total);
    while (consumer(client).queuedItems < 50) await new Promise(setImmediate);
    await new Promise(setImmediate);
    // What the socket had read already comes in beside the limit; the rest stays with the venue.
    expect(consumer(client).queuedItems).toBeLessThan(50 + 150);
    const items = await drain(subscription, total);
    expect(sequences(items)).toEqual(upTo(total));
    expect(items.filter(({ type }) => type !== 'data')).toMatchObject([{ status: 'live' }]);
    expect(venue.asked).toEqual(['subscribe trades:a']);
  });

  test('promise 5: a pause that lasts ends in letting go, and in a replay when there is room again', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { pause: 30 } });
    const subscription = client.read(trades, 'a', { limits: { items: 50 } });
    await subscription.ready();
    publish(venue, 'trades', 'a', 400);
    await venue.until(() => venue.connections.length === 0);
    expect(consumer(client)).toMatchObject({ state: 'held' });
    const items = await drain(subscription, 400);
    expect(sequences(items)).toEqual(upTo(400));
    expect(items.filter(({ type }) => type !== 'data')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 'waiting', cause: 'consumer' }),
        expect.objectContaining({ type: 'gap', reason: 'overflow', recovery: 'complete' }),
      ]),
    );
    const story = items.map((item) => (item.type === 'status' ? item.status : item.type));
    expect(story.indexOf('gap')).toBeGreaterThan(story.indexOf('waiting'));
  });

  test('promise 5: beside others it lets go of its own subscription, and they notice nothing', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const neighbour = new Reader(client.read(trades, 'b'));
    const subscription = client.read(trades, 'a', { limits: { items: 50 } });
    await Promise.all([neighbour.live(), subscription.ready()]);
    publish(venue, 'trades', 'a', 500);
    await venue.until(() => !venue.only.subscriptions.has('trades:a'));
    expect(consumer(client)).toMatchObject({ state: 'held', queuedItems: 50 });
    publish(venue, 'trades', 'b', 20);
    await neighbour.until(({ data }) => data.length === 20);
    const items = await drain(subscription, 500);
    expect(sequences(items)).toEqual(upTo(500));
    expect(neighbour.story).toEqual(['live', ...Array<string>(20).fill('data')]);
    expect(venue.dials).toBe(1);
  });

  test('promise 5: a reader that shares its subscription does not slow the other down', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const fast = new Reader(client.read(trades, 'a'));
    const slow = client.read(trades, 'a', { limits: { items: 10 } });
    await Promise.all([fast.live(), slow.ready()]);
    publish(venue, 'trades', 'a', 300);
    await fast.until(({ data }) => data.length === 300);
    expect(fast.story).toEqual(['live', ...Array<string>(300).fill('data')]);
    expect(sequences(await drain(slow, 300))).toEqual(upTo(300));
  });

  test('promise 5: a transport that cannot stop reading lets go at once', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: webPlatform() });
    const subscription = client.read(trades, 'a', { limits: { items: 50 } });
    await subscription.ready();
    publish(venue, 'trades', 'a', 500);
    await venue.until(() => venue.connections.length === 0);
    expect(consumer(client)).toMatchObject({ state: 'held', queuedItems: 50 });
    expect(sequences(await drain(subscription, 500))).toEqual(upTo(500));
  });

  test('promise 2: what a channel without replay had to leave behind is a gap at its place', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: webPlatform() });
    const subscription = client.read(news, 'a', { policy: 'hold', limits: { items: 10 } });
    await subscription.ready();
    publish(venue, 'news', 'a', 100);
    await venue.until(() => venue.connections.length === 0);
    const first = await drain(subscription, 10);
    await venue.until(() => venue.connections.some((one) => one.subscriptions.size === 1));
    venue.publish('news', 'a', trade(101));
    const rest = await drain(subscription, 1);
    const story = [...first, ...rest].map((item) =>
      item.type === 'gap' ? `gap ${item.reason} ${item.recovery}` : item.type,
    );
    expect(story.filter((word) => word !== 'status')).toEqual([
      ...Array<string>(10).fill('data'),
      'gap overflow none',
      'data',
    ]);
    expect(rest.at(-1)).toMatchObject({ data: trade(101) });
  });

  test('promise 2: a backfill that is larger than the queue comes in parts, and whole', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: webPlatform() });
    const subscription = client.read(client.fills, 'a', { limits: { items: 10 } });
    await subscription.ready();
    venue.faults.mute.add('fills');
    publish(venue, 'fills', 'a', 35);
    venue.faults.mute.clear();
    venue.drop();
    const items = await drain(subscription, 35);
    const values = items.flatMap((item) => (item.type === 'data' ? [item.data.price] : []));
    expect(values).toEqual(upTo(35).map((value) => trade(value).price));
  });

  test('promise 5: its limit in bytes holds as well', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: webPlatform() });
    const subscription = client.read(trades, 'a', { limits: { bytes: 20_000 } });
    await subscription.ready();
    publish(venue, 'trades', 'a', 300);
    await venue.until(() => venue.connections.length === 0);
    expect(consumer(client).queuedBytes).toBeLessThan(20_000 + 2 * size);
    expect(sequences(await drain(subscription, 300))).toEqual(upTo(300));
  });
});
