import { describe, expect, test } from 'vitest';

import type { Channel } from '../src/index.ts';
import {
  book,
  news,
  prices,
  quotes,
  tiles,
  type Rows,
  type TopicParams,
} from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });
const row = (name: string, size: number): Rows => ({ rows: { [name]: { size } } });

/** A venue that sends nothing but what happens. */
async function terseVenue(): Promise<TestVenue> {
  const venue = await TestVenue.start();
  for (const channel of ['quotes', 'tiles']) venue.faults.withoutSnapshot.add(channel);
  return venue;
}

describe('a state of which nobody says that it comes by itself', () => {
  test('does not hold its subscription up', async () => {
    await using venue = await terseVenue();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(quotes, 'a'));
    await reader.live();
    venue.publish('quotes', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
  });

  test('promise 2: closes a break with its first message', async () => {
    await using venue = await terseVenue();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(quotes, 'a'));
    await reader.live();
    venue.publish('quotes', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.drop();
    await venue.until(() => venue.asked.includes('refresh quotes:a'));
    expect(reader.gaps).toEqual([]);
    venue.publish('quotes', 'a', price(2));
    await reader.live(2);
    expect(reader.story.slice(2)).toEqual([
      'recovering',
      'gap disconnect complete',
      'data',
      'live',
    ]);
  });

  test('promise 2: leaves a break open, and goes on without a dial, where nothing comes', async () => {
    await using venue = await terseVenue();
    await using client = new TestClient(venue, { timing: { snapshot: 20 } });
    const reader = new Reader(client.read(quotes, 'a'));
    await reader.live();
    venue.drop();
    await reader.live(2);
    expect(reader.story).toEqual(['live', 'recovering', 'gap disconnect none', 'live']);
    expect(venue.dials).toBe(2);
  });

  test('promise 2: of several rows closes a break in part with the first of them', async () => {
    await using venue = await terseVenue();
    await using client = new TestClient(venue);
    const subscription = client.read(tiles, 'a');
    const reader = new Reader(subscription);
    await reader.live();
    venue.publish('tiles', 'a', row('x', 1));
    venue.publish('tiles', 'a', row('y', 2));
    await client.hasRead(venue.only);
    expect(subscription.state()).toEqual({ rows: { x: { size: 1 }, y: { size: 2 } } });
    venue.drop();
    await venue.until(() => venue.asked.includes('refresh tiles:a'));
    expect(subscription.state()).toBeUndefined();
    venue.publish('tiles', 'a', row('y', 3));
    await reader.live(2);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'partial' }]);
    expect(subscription.state()).toEqual(row('y', 3));
  });

  test('promise 12: needs no new subscribe after a frame that cannot be read', async () => {
    await using venue = await terseVenue();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(quotes, 'a'));
    await reader.live();
    venue.only.send({ kind: 'data', channel: 'quotes', topic: 'a', full: 'no' });
    venue.publish('quotes', 'a', price(2));
    await reader.live(2);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame', recovery: 'complete' }]);
    expect(venue.asked.filter((one) => one.startsWith('subscribe'))).toHaveLength(1);
  });
});

describe('a state whose rows end without a word', () => {
  test('is corrected by REST, and who learns something new is told', async () => {
    await using venue = await TestVenue.start();
    venue.publish('orders', 'a', { rows: { one: { left: 5 }, two: { left: 6 } } });
    await using client = new TestClient(venue, { every: 5 });
    const subscription = client.read(client.orders, 'a');
    const reader = new Reader(subscription);
    await reader.live();
    venue.end('orders', 'a', 'one');
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual(['snapshot', 'live', 'snapshot']);
    expect(reader.data[1]).toEqual({ rows: { two: { left: 6 } } });
    expect(subscription.state()).toEqual({ rows: { two: { left: 6 } } });
  });

  test('promise 9: is compared in silence where REST says the same', async () => {
    await using venue = await TestVenue.start();
    venue.publish('orders', 'a', { rows: { one: { left: 5 } } });
    await using client = new TestClient(venue, { every: 5 });
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    // What only one of the two tells is no contradiction.
    venue.send('orders', 'a', { data: { rows: { one: { left: 5, side: 'buy' } } } });
    await venue.until(() => venue.requests.length === 4);
    expect(reader.story).toEqual(['snapshot', 'live', 'data']);
  });

  test('promise 5: is not held back while it is compared', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { every: 5 });
    const subscription = client.read(client.orders, 'a');
    const reader = new Reader(subscription);
    await reader.live();
    venue.faults.withholdRest = true;
    const asked = venue.requests.length;
    await venue.until(() => venue.requests.length > asked);
    venue.publish('orders', 'a', { rows: { one: { left: 5 } } });
    await reader.until(({ data }) => data.length === 2);
    const late = new Reader(client.read(client.orders, 'a'));
    await late.live();
    expect(late.data).toEqual([{ rows: { one: { left: 5 } } }]);
    venue.answer();
    await venue.until(() => venue.requests.length > asked + 2);
    expect(subscription.state()).toEqual({ rows: { one: { left: 5 } } });
    expect(reader.gaps).toEqual([]);
  });

  test('promise 8: is compared again after REST has failed', async () => {
    await using venue = await TestVenue.start();
    venue.publish('orders', 'a', { rows: { one: { left: 5 } } });
    await using client = new TestClient(venue, { every: 5 });
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    venue.faults.rest = { status: 404, body: 'no' };
    const asked = venue.requests.length;
    await venue.until(() => venue.requests.length > asked + 1);
    venue.faults.rest = undefined;
    venue.end('orders', 'a', 'one');
    await reader.until(({ data }) => data.length === 2);
    expect(reader.gaps).toEqual([]);
    expect(reader.data[1]).toEqual({ rows: {} });
  });
});

describe('state()', () => {
  test('is the merged state, also before anything of it is iterated', async () => {
    await using venue = await TestVenue.start();
    venue.publish('book', 'a', { rows: { x: { size: 1, side: 'bid' } } });
    await using client = new TestClient(venue);
    const subscription = client.read(book, 'a');
    expect(subscription.state()).toBeUndefined();
    await subscription.ready();
    venue.publish('book', 'a', row('x', 2));
    await client.hasRead(venue.only);
    expect(subscription.state()).toEqual({ rows: { x: { size: 2, side: 'bid' } } });
  });

  test('is undefined from a break until the state is whole again, and after the end', async () => {
    await using venue = await TestVenue.start();
    venue.publish('prices', 'a', price(1));
    await using client = new TestClient(venue);
    const subscription = client.read(prices, 'a');
    const reader = new Reader(subscription);
    await reader.live();
    expect(subscription.state()).toEqual(price(1));
    venue.faults.withoutSnapshot.add('prices');
    venue.drop();
    await venue.until(() => venue.asked.length === 3);
    expect(subscription.state()).toBeUndefined();
    venue.send('prices', 'a', { full: true, data: price(2) });
    await reader.live(2);
    expect(subscription.state()).toEqual(price(2));
    await client.client.close();
    expect(subscription.state()).toBeUndefined();
  });

  test('is undefined on a channel without state', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(news, 'a');
    await subscription.ready();
    venue.publish('news', 'a', price(1));
    await client.hasRead(venue.only);
    expect(subscription.state()).toBeUndefined();
  });
});

describe('a state whose rows never end', () => {
  const most = 3;
  const { apply } = tiles;
  if (!('rows' in apply)) throw new TypeError('Tiles have rows.');
  const bounded: Channel<TopicParams, Rows> = { ...tiles, apply: { ...apply, most } };

  test('promise 5: keeps its newest rows, for late readers and for slow ones', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const slow = client.read(bounded, 'a');
    await slow.ready();
    for (const size of [1, 2, 3, 4, 5]) venue.publish('tiles', 'a', row(`row${size}`, size));
    await client.hasRead(venue.only);
    const kept = { rows: { row3: { size: 3 }, row4: { size: 4 }, row5: { size: 5 } } };
    expect(slow.state()).toEqual(kept);
    const late = new Reader(client.read(bounded, 'a'));
    await late.live();
    expect(late.data).toEqual([kept]);
    const items = [];
    for await (const item of slow) {
      items.push(item);
      if (item.type === 'data') break;
    }
    expect(items.at(-1)).toMatchObject({ type: 'data', data: kept });
  });
});

describe('a recovery that depends on what is subscribed', () => {
  test('is chosen by the params', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const channel: Channel<TopicParams, Rows> = {
      ...client.orders,
      recovery: (params) =>
        params.topic === 'mine' && typeof client.orders.recovery !== 'function'
          ? client.orders.recovery
          : { mode: 'none' },
    };
    const mine = new Reader(client.read(channel, 'mine'));
    const others = new Reader(client.read(channel, 'others'));
    await Promise.all([mine.live(), others.live()]);
    venue.drop();
    await Promise.all([mine.live(2), others.live(2)]);
    expect(mine.gaps).toMatchObject([{ recovery: 'complete' }]);
    expect(others.gaps).toMatchObject([{ recovery: 'none' }]);
  });
});

describe('a text of one’s own', () => {
  test('is sent on the connection that carries a live subscription, and on no other', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const send = (topic: string): boolean =>
      client.client.send(news, { topic }, JSON.stringify({ do: 'wave', channel: 'x', topic }));
    expect(send('a')).toBe(false);
    const reader = new Reader(client.read(news, 'a'));
    expect(send('a')).toBe(false);
    await reader.live();
    expect([send('a'), send('b')]).toEqual([true, false]);
    await venue.until(() => venue.asked.includes('wave x:a'));
    await client.client.close();
    expect(send('a')).toBe(false);
  });
});
