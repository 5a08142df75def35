import { describe, expect, test } from 'vitest';

import type { Channel } from '../src/index.ts';
import { book, news, prices, type TopicParams, type Trade } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

describe.each(platforms)('snapshot on $name', ({ platform }) => {
  test('a subscription begins with the full state', async () => {
    await using venue = await TestVenue.start();
    venue.publish('prices', 'a', { price: '7' });
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(prices, 'a'));
    await reader.live();
    venue.publish('prices', 'a', { price: '8' });
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual(['snapshot', 'live', 'data']);
    expect(reader.data).toEqual([{ price: '7' }, { price: '8' }]);
  });

  test('promise 2: after a break the gap stands before the state as it is now', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(prices, 'a'));
    await reader.live();
    venue.drop();
    venue.publish('prices', 'a', { price: '9' });
    await reader.live(2);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'recovering',
      'gap disconnect complete',
      'snapshot',
      'live',
    ]);
    expect(reader.data.at(-1)).toEqual({ price: '9' });
  });
});

describe('snapshot', () => {
  test('a change that overtakes the snapshot is not taken for the state', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withoutSnapshot.add('book');
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(book, 'a'));
    await venue.until(() => venue.asked.includes('refresh book:a'));
    venue.publish('book', 'a', { rows: { '10': { size: 1 } } });
    venue.faults.withoutSnapshot.clear();
    venue.send('book', 'a', { full: true, data: venue.state('book', 'a') });
    await reader.live();
    venue.publish('book', 'a', { rows: { '11': { size: 2 } } });
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual(['snapshot', 'live', 'data']);
    expect(reader.data).toEqual([{ rows: { '10': { size: 1 } } }, { rows: { '11': { size: 2 } } }]);
  });

  test('no old row outlives a break', async () => {
    await using venue = await TestVenue.start();
    venue.publish('book', 'a', { rows: { old: { size: 1 } } });
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(book, 'a'));
    await venue.until(() => venue.asked.includes('refresh book:a'));
    await reader.live();
    venue.faults.withoutSnapshot.add('book');
    venue.drop();
    await venue.until(() => venue.asked.filter((one) => one === 'refresh book:a').length === 2);
    expect(reader.statuses.at(-1)).toBe('recovering');
    venue.send('book', 'a', { full: true, data: { rows: { new: { size: 2 } } } });
    await reader.live(2);
    const late = new Reader(client.read(book, 'a'));
    await late.live();
    expect(late.data).toEqual([{ rows: { new: { size: 2 } } }]);
  });
});

describe('backfill of a state', () => {
  test('begins with what REST knows, then with what came live meanwhile', async () => {
    await using venue = await TestVenue.start();
    venue.publish('orders', 'a', { rows: { one: { left: 5 }, two: { left: 6 } } });
    venue.faults.withholdRest = true;
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.orders, 'a'));
    await venue.until(() => venue.requests.length === 1);
    venue.publish('orders', 'a', { rows: { one: { left: 4 } } });
    await client.hasRead(venue.only);
    expect(reader.items).toEqual([]);
    venue.answer();
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual(['snapshot', 'data', 'live']);
    expect(reader.data[1]).toEqual({ rows: { one: { left: 4 } } });
  });

  test('promise 2: after a break the gap stands before the state as REST tells it', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    venue.drop();
    venue.publish('orders', 'a', { rows: { one: { left: 5 } } });
    await reader.live(2);
    venue.publish('orders', 'a', { rows: { two: { left: 6 } } });
    await reader.until(({ data }) => data.length === 3);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'recovering',
      'gap disconnect complete',
      'snapshot',
      'live',
      'data',
    ]);
    expect(reader.data.slice(1)).toEqual([
      { rows: { one: { left: 5 } } },
      { rows: { two: { left: 6 } } },
    ]);
  });

  test('REST that fails for a moment is asked again', async () => {
    await using venue = await TestVenue.start();
    venue.faults.rest = { status: 503, body: '' };
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.orders, 'a'));
    await venue.until(() => venue.requests.length === 3);
    venue.faults.rest = undefined;
    await reader.live();
    expect(reader.story).toEqual(['snapshot', 'live']);
  });

  test('promise 2: REST that fails for good leaves the gap open, with the cause, and the stream goes on', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    venue.faults.rest = { status: 404, body: 'no such thing' };
    venue.drop();
    await reader.live(2);
    venue.publish('orders', 'a', { rows: { two: { left: 6 } } });
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story.slice(2)).toEqual(['recovering', 'gap disconnect none', 'live', 'data']);
    expect(reader.gaps[0]?.cause).toMatchObject({ code: 'HTTP', status: 404 });
  });

  test('promise 2: a state that REST could not tell is asked for later, and told then', async () => {
    await using venue = await TestVenue.start();
    venue.publish('orders', 'a', { rows: { one: { left: 5 } } });
    venue.faults.rest = { status: 404, body: 'no such thing' };
    await using client = new TestClient(venue, { timing: { recovery: 20 } });
    const subscription = client.read(client.orders, 'a');
    const reader = new Reader(subscription);
    await reader.live();
    expect(subscription.state()).toBeUndefined();
    venue.faults.rest = undefined;
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['gap no-snapshot none', 'live', 'snapshot']);
    expect(subscription.state()).toEqual({ rows: { one: { left: 5 } } });
  });

  test('promise 2: a first state that cannot be had is a gap, not silence', async () => {
    await using venue = await TestVenue.start();
    venue.faults.rest = { status: 404, body: 'no such thing' };
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    expect(reader.story).toEqual(['gap no-snapshot none', 'live']);
    expect(reader.gaps[0]?.cause).toMatchObject({ code: 'HTTP', status: 404 });
  });
});

describe('backfill of a log', () => {
  test('asks for nothing that was before the first subscribe', async () => {
    await using venue = await TestVenue.start();
    venue.publish('fills', 'a', { price: '1' });
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.fills, 'a'));
    await reader.live();
    venue.publish('fills', 'a', { price: '2' });
    await reader.until(({ data }) => data.length === 1);
    expect(reader.data).toEqual([{ price: '2' }]);
    expect(venue.requests).toEqual([]);
  });

  test('promise 3: after a break each event comes once: from REST, or live', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.fills, 'a'));
    await reader.live();
    venue.publish('fills', 'a', { price: '1' });
    await reader.until(({ data }) => data.length === 1);
    venue.faults.withholdRest = true;
    venue.drop();
    venue.publish('fills', 'a', { price: '2' });
    await venue.until(() => venue.requests.length === 1);
    // Live, and in REST's answer as well.
    venue.publish('fills', 'a', { price: '3' });
    await client.hasRead(venue.only);
    venue.answer();
    await reader.live(2);
    venue.publish('fills', 'a', { price: '4' });
    await reader.until(({ data }) => data.length === 4);
    expect(reader.data.map((one) => one.price)).toEqual(['1', '2', '3', '4']);
    expect(reader.story).toEqual([
      'live',
      'data',
      'recovering',
      'gap disconnect complete',
      'replayed',
      'replayed',
      'live',
      'data',
    ]);
  });

  test.each([
    { told: ['b', 'c'], recovery: 'partial' },
    { told: ['a', 'b', 'c'], recovery: 'complete' },
  ])(
    'promise 2: where REST leaves out what is older than $told, the verdict is $recovery',
    async ({ told, recovery }) => {
      await using venue = await TestVenue.start();
      await using client = new TestClient(venue);
      const channel: Channel<TopicParams, Trade, never> = {
        ...client.fills,
        recovery: {
          mode: 'backfill',
          fetch: () =>
            Promise.resolve({
              isCut: true,
              events: told.map((id) => ({ id, data: { price: id } })),
            }),
        },
      };
      const reader = new Reader(client.read(channel, 'a'));
      await reader.live();
      venue.publish('fills', 'a', { price: 'a' }, 'a');
      await reader.until(({ data }) => data.length === 1);
      venue.drop();
      await reader.live(2);
      expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery }]);
      expect(reader.data.map(({ price }) => price)).toEqual(['a', 'b', 'c']);
    },
  );

  test('a reader that joins while REST is asked gets what comes live, and nothing from before', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const first = new Reader(client.read(client.fills, 'a'));
    await first.live();
    venue.faults.withholdRest = true;
    venue.drop();
    venue.publish('fills', 'a', { price: '1' });
    await venue.until(() => venue.requests.length === 1);
    const second = new Reader(client.read(client.fills, 'a'));
    await client.hasRead(venue.only);
    expect(client.health().subscriptions[0]?.consumers).toHaveLength(2);
    venue.answer();
    await Promise.all([first.live(2), second.live()]);
    venue.publish('fills', 'a', { price: '2' });
    await Promise.all([first, second].map((one) => one.until(({ data }) => data.length > 0)));
    expect(first.data).toEqual([{ price: '1' }, { price: '2' }]);
    expect(second.data).toEqual([{ price: '2' }]);
  });
});

describe('resync', () => {
  test('delivers what REST knows as one item beside the live ones, with the verdict partial', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.positions, 'a'));
    await reader.live();
    venue.drop();
    venue.publish('positions', 'a', { price: '1' });
    await reader.live(2);
    venue.publish('positions', 'a', { price: '2' });
    await reader.until(({ data }) => data.length === 3);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'recovering',
      'gap disconnect partial',
      'snapshot',
      'live',
      'data',
    ]);
    expect(reader.data[2]).toEqual({ price: '2' });
  });

  test('a second reader starts with a snapshot of its own', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const first = new Reader(client.read(client.positions, 'a'));
    await first.live();
    const second = new Reader(client.read(client.positions, 'a'));
    await second.live();
    expect(second.story).toEqual(['snapshot', 'live']);
    expect(first.story).toEqual(['snapshot', 'live']);
    expect(venue.asked).toEqual(['subscribe positions:a']);
  });
});

describe('none', () => {
  test('promise 2: what was missed is a gap that nothing closes', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(news, 'a'));
    await reader.live();
    venue.publish('news', 'a', { price: '1' });
    await reader.until(({ data }) => data.length === 1);
    venue.drop();
    venue.publish('news', 'a', { price: '2' });
    await reader.live(2);
    venue.publish('news', 'a', { price: '3' });
    await reader.until(({ data }) => data.length === 2);
    expect(reader.story).toEqual([
      'live',
      'data',
      'recovering',
      'gap disconnect none',
      'live',
      'data',
    ]);
    expect(reader.data).toEqual([{ price: '1' }, { price: '3' }]);
  });
});
