import { describe, expect, test } from 'vitest';

import { ConfigError, LimitError, type ConsumerHealth } from '../src/index.ts';
import { book, news, prices, trades } from './support/channels.ts';
import { Reader, take, takeData } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

function consumer(client: TestClient): ConsumerHealth {
  const [first] = client.health().subscriptions[0]?.consumers ?? [];
  if (!first) throw new Error('Nobody reads.');
  return first;
}

describe('conflate', () => {
  test('promise 5: of a value only the latest waits for a consumer that stopped', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(prices, 'a');
    await subscription.ready();
    for (let value = 1; value <= 2000; value += 1) venue.publish('prices', 'a', price(value));
    await client.hasRead(venue.only);
    expect(consumer(client)).toMatchObject({ queuedItems: 1 });
    expect(consumer(client).queuedBytes).toBeLessThan(300);
    expect(await take(subscription)).toMatchObject({ data: price(2000), snapshot: true });
    expect(await take(subscription)).toMatchObject({ status: 'live' });
    expect(client.health().counters.gaps).toBe(0);
  });

  test('promise 5: changes of a book become one, and what is read is the book as it is', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(book, 'a');
    await subscription.ready();
    for (let value = 1; value <= 3000; value += 1) {
      const field = value % 2 === 0 ? 'size' : 'orders';
      venue.publish('book', 'a', { rows: { [`level${value % 20}`]: { [field]: value } } });
    }
    await client.hasRead(venue.only);
    expect(consumer(client)).toMatchObject({ queuedItems: 1 });
    expect(consumer(client).queuedBytes).toBeLessThan(20 * 200);
    const { data, snapshot } = await takeData(subscription);
    expect({ data, snapshot }).toEqual({ data: venue.state('book', 'a'), snapshot: true });
  });

  test('promise 5: changes that wait alone are merged into one change, not into a state', async () => {
    await using venue = await TestVenue.start();
    venue.publish('book', 'a', { rows: { still: { size: 1 } } });
    await using client = new TestClient(venue);
    const subscription = client.read(book, 'a');
    await takeData(subscription);
    await take(subscription);
    await venue.until(() => venue.asked.includes('refresh book:a'));
    await client.hasRead(venue.only);
    await takeData(subscription);
    venue.publish('book', 'a', { rows: { moved: { size: 1, orders: 1 } } });
    venue.publish('book', 'a', { rows: { moved: { size: 2 } } });
    await client.hasRead(venue.only);
    const { data, snapshot } = await takeData(subscription);
    expect({ data, snapshot }).toEqual({
      data: { rows: { moved: { size: 2, orders: 1 } } },
      snapshot: false,
    });
  });

  test('promise 2: a gap keeps its place between what was conflated before and after it', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(prices, 'a');
    await subscription.ready();
    venue.publish('prices', 'a', price(1));
    venue.publish('prices', 'a', price(2));
    await client.hasRead(venue.only);
    venue.drop();
    venue.publish('prices', 'a', price(3));
    await client.until(() => client.told('acknowledged').length === 2);
    await client.hasRead(venue.only);
    const reader = new Reader(subscription);
    await reader.live();
    expect(reader.items.filter(({ type }) => type !== 'status')).toMatchObject([
      { data: price(2) },
      { reason: 'disconnect', recovery: 'complete' },
      { data: price(3), snapshot: true },
    ]);
  });

  test('cannot be asked of a log of events', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    expect(() => client.read(trades, 'a', { policy: 'conflate' })).toThrow(ConfigError);
  });
});

describe('drop-oldest', () => {
  test('promise 5: the newest stay, and a gap stands for the others and counts them', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(news, 'a', { limits: { items: 10 } });
    await subscription.ready();
    for (let value = 1; value <= 500; value += 1) venue.publish('news', 'a', price(value));
    await client.hasRead(venue.only);
    expect(consumer(client)).toMatchObject({ queuedItems: 10, state: 'live' });
    const reader = new Reader(subscription);
    await reader.until(({ data }) => data.length === 10);
    expect(reader.story).toEqual(['live', 'gap overflow none', ...Array<string>(10).fill('data')]);
    expect(reader.gaps).toMatchObject([{ dropped: 490 }]);
    expect(reader.data.at(0)).toEqual(price(491));
    expect(reader.data.at(-1)).toEqual(price(500));
  });

  test('promise 5: its limit in bytes holds as well', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(news, 'a', { limits: { bytes: 50_000 } });
    await subscription.ready();
    for (let value = 1; value <= 100; value += 1)
      venue.publish('news', 'a', { price: String(value).padStart(5000) });
    await client.hasRead(venue.only);
    const { queuedBytes, queuedItems } = consumer(client);
    expect(queuedBytes).toBeLessThan(60_000);
    expect(queuedItems).toBeGreaterThan(5);
  });
});

describe('fail', () => {
  test('promise 5: a full queue ends the subscription, after what is in it and a gap', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const other = new Reader(client.read(news, 'b'));
    const subscription = client.read(trades, 'a', { policy: 'fail', limits: { items: 5 } });
    await Promise.all([other.live(), subscription.ready()]);
    for (let value = 1; value <= 50; value += 1) venue.publish('trades', 'a', price(value));
    await client.hasRead(venue.only);
    const reader = new Reader(subscription);
    const error = await reader.ended;
    expect(error).toBeInstanceOf(LimitError);
    expect(error).toMatchObject({ retryable: false });
    expect(reader.data).toEqual([1, 2, 3, 4, 5].map(price));
    expect(reader.story.at(-1)).toBe('gap overflow none');
    await venue.until(() => !venue.only.subscriptions.has('trades:a'));
    venue.publish('news', 'b', price(1));
    await other.until(({ data }) => data.length === 1);
  });
});

describe('a consumer that stopped', () => {
  test.each(['hold', 'drop-oldest'] as const)(
    'promise 5: under %s its marks do not pile up while connections come and go',
    async (policy) => {
      await using venue = await TestVenue.start();
      await using client = new TestClient(venue);
      const subscription = client.read(news, 'a', { policy, limits: { items: 5 } });
      await subscription.ready();
      const breaks = 40;
      for (let count = 1; count <= breaks; count += 1) {
        if (count % 5 === 0) venue.publish('news', 'a', price(count));
        await client.hasRead(venue.only);
        venue.drop();
        await client.until(() => client.told('acknowledged').length > count);
        await venue.until(() => venue.connections.length === 1);
      }
      const marks: string[] = [];
      venue.publish('news', 'a', price(0));
      for (let seen = 0; seen < 5;) {
        const item = await take(subscription);
        if (item.type === 'data') seen += 1;
        else marks.push(item.type);
      }
      // Three for each of the at most six places between five events.
      expect(marks.length).toBeLessThanOrEqual(6 * 3 + 3);
    },
  );
});
