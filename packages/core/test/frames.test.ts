import { describe, expect, test } from 'vitest';

import type { Channel } from '../src/index.ts';
import { book, news, prices, trades, type Rows, type TopicParams } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

/** A table that cannot apply a row named `poison`. */
function picky<Live extends Rows>(channel: Channel<TopicParams, Live>): Channel<TopicParams, Live> {
  const { apply } = channel;
  if (!('rows' in apply)) throw new TypeError('It has no rows.');
  return {
    ...channel,
    apply: {
      ...apply,
      rows: (data) => {
        if ('poison' in data.rows) throw new RangeError('This row cannot be applied.');
        return apply.rows(data);
      },
    },
  };
}

describe('what is not known', () => {
  test('promise 12: a field that no schema names is kept', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', { price: '1', mood: { of: ['the', 'day'] } });
    await reader.until(({ data }) => data.length === 1);
    expect(reader.data).toEqual([{ price: '1', mood: { of: ['the', 'day'] } }]);
  });

  test('promise 12: a message of a type that is not known is told and counted, and is no gap', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.send({ kind: 'horoscope', of: 'today' });
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    expect(client.told('unknown')).toMatchObject([{ tag: 'horoscope' }]);
    expect(client.health().counters).toMatchObject({ unknown: 1, invalid: 0, gaps: 0 });
    expect(reader.story).toEqual(['live', 'data']);
  });

  test('promise 12: data of a topic that nobody asked for is counted', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await client.read(trades, 'a').ready();
    venue.only.send({ kind: 'data', channel: 'trades', topic: 'z', n: 1, data: price(1) });
    await client.hasRead(venue.only);
    expect(client.health().counters.unrouted).toBe(1);
  });

  test('promise 12: an answer to nothing is ignored', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.send({ kind: 'ok', request: 'nobody-asked' });
    venue.only.send({ kind: 'ok' });
    venue.only.refuse('ODD', 'what?', 'nobody-asked');
    venue.only.send({ kind: 'welcome' });
    venue.only.send({ kind: 'pong' });
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
  });
});

const invalid: readonly { what: string; frame: string | Buffer }[] = [
  { what: 'that is cut off', frame: '{"kind":"data","channel":"trades","topic":"a","da' },
  { what: 'that is no JSON', frame: 'hello?' },
  { what: 'that is empty', frame: '' },
  { what: 'that is no object', frame: '[1,2,3]' },
  { what: 'that is null', frame: 'null' },
  { what: 'without a type', frame: '{"channel":"trades"}' },
  { what: 'of bytes', frame: Buffer.from([0, 159, 146, 150]) },
  { what: 'with fields of other types', frame: '{"kind":"data","channel":7}' },
  { what: 'at which the codec throws', frame: '{"kind":"explode"}' },
];

describe.each(platforms)('a frame on $name', ({ platform }) => {
  test.each(invalid)(
    'promise 12: $what is counted, and what it may have hidden is had again',
    async ({ frame }) => {
      await using venue = await TestVenue.start();
      await using client = new TestClient(venue, { platform: platform() });
      const reader = new Reader(client.read(trades, 'a'));
      await reader.live();
      venue.publish('trades', 'a', price(1));
      await reader.until(({ data }) => data.length === 1);
      venue.faults.mute.add('trades');
      venue.publish('trades', 'a', price(2));
      venue.faults.mute.clear();
      venue.only.sendRaw(frame);
      await reader.until(({ data }) => data.length === 2);
      expect(reader.story).toEqual([
        'live',
        'data',
        'recovering',
        'gap invalid-frame complete',
        'live',
        'replayed',
      ]);
      expect(client.health().counters).toMatchObject({ invalid: 1, gaps: 1 });
      expect(venue.dials).toBe(1);
    },
  );

  test('promise 12: that is larger than the limit costs the connection, and nothing else', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, {
      platform: platform(),
      maximumFrameSize: 100_000,
    });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.only.send({ kind: 'noise', noise: 'x'.repeat(200_000) });
    await reader.live(2);
    venue.publish('trades', 'a', price(2));
    await reader.until(({ data }) => data.length === 2);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
  });
});

describe('an invalid frame', () => {
  test('promise 12: that comes again at the same place is a gap, and not asked for for ever', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    venue.only.sendRaw('{');
    await reader.live(2);
    venue.only.sendRaw('{');
    await reader.until(({ gaps }) => gaps.length === 2);
    await client.hasRead(venue.only);
    expect(reader.story.slice(2)).toEqual([
      'recovering',
      'gap invalid-frame complete',
      'live',
      'gap invalid-frame none',
    ]);
    expect(venue.asked.filter((one) => one.startsWith('subscribe'))).toHaveLength(2);
  });

  test('promise 12: a state is asked for again', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(prices, 'a'));
    await reader.live();
    await venue.until(() => venue.asked.includes('refresh prices:a'));
    await client.hasRead(venue.only);
    const before = reader.story.length;
    venue.only.sendRaw('{');
    await reader.live(2);
    expect(reader.story.slice(before)).toEqual([
      'recovering',
      'gap invalid-frame complete',
      'snapshot',
      'live',
    ]);
    expect(venue.dials).toBe(1);
  });

  test('promise 9: a state that cannot be read is not asked for again and again', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { snapshot: 60_000 } });
    const reader = new Reader(client.read(prices, 'a'));
    await reader.live();
    await venue.until(() => venue.asked.includes('refresh prices:a'));
    await client.hasRead(venue.only);
    venue.faults.withoutSnapshot.add('prices');
    const before = venue.asked.length;
    for (let times = 0; times < 20; times += 1)
      venue.only.send({ kind: 'data', channel: 'prices', topic: 'a', full: 'yes' });
    await client.hasRead(venue.only);
    expect(client.told('invalid')).toHaveLength(20);
    await client.read(news, 'after').ready();
    expect(venue.asked.slice(before)).toEqual(['refresh prices:a', 'subscribe news:after']);
    expect(reader.statuses.at(-1)).toBe('recovering');
  });

  test('promise 12: REST is asked again where it knows the state', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    venue.only.sendRaw('{');
    await reader.live(2);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'recovering',
      'gap invalid-frame complete',
      'snapshot',
      'live',
    ]);
  });

  test('promise 12: where nothing can be had again it is a gap that stays', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(news, 'a'));
    await reader.live();
    venue.only.sendRaw('{');
    venue.publish('news', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'gap invalid-frame none', 'data']);
  });

  test('promise 12: that names its topic concerns that topic alone', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const readers = ['a', 'b'].map((topic) => new Reader(client.read(news, topic)));
    await Promise.all(readers.map((reader) => reader.live()));
    venue.only.send({ kind: 'data', channel: 'news', topic: 'a', n: 'one' });
    await client.hasRead(venue.only);
    expect(readers.map(({ story }) => story)).toEqual([
      ['live', 'gap invalid-frame none'],
      ['live'],
    ]);
  });
});

describe('rows that the channel’s table cannot apply', () => {
  test('promise 12: are an invalid frame, after which the state is had again', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const neighbour = new Reader(client.read(news, 'a'));
    const reader = new Reader(client.read(picky(book), 'a'));
    await Promise.all([neighbour.live(), reader.live()]);
    await venue.until(() => venue.asked.includes('refresh book:a'));
    await client.hasRead(venue.only);
    venue.send('book', 'a', { data: { rows: { poison: {} } } });
    await reader.live(2);
    expect(reader.story.slice(-4)).toEqual([
      'recovering',
      'gap invalid-frame complete',
      'snapshot',
      'live',
    ]);
    expect(client.told('invalid')).toMatchObject([{ issue: 'RangeError' }]);
    expect(neighbour.story).toEqual(['live']);
    expect(venue.dials).toBe(1);
  });

  test('promise 12: in a snapshot leave the stream recovering, and the process alive', async () => {
    await using venue = await TestVenue.start();
    venue.publish('book', 'a', { rows: { poison: { size: 1 } } });
    await using client = new TestClient(venue, { timing: { snapshot: 50 } });
    const reader = new Reader(client.read(picky(book), 'a'));
    await client.until(() => client.told('dial').length === 2);
    expect(reader.data).toEqual([]);
    expect(client.told('lost')[0]?.error).toMatchObject({ deadline: 'snapshot' });
  });

  test('promise 12: from REST leave the gap open, with the cause', async () => {
    await using venue = await TestVenue.start();
    venue.publish('orders', 'a', { rows: { poison: { left: 1 } } });
    await using client = new TestClient(venue, { timing: { recovery: 300 } });
    const reader = new Reader(client.read(picky(client.orders), 'a'));
    await venue.until(() => venue.requests.length > 1);
    await reader.live();
    expect(reader.story).toEqual(['gap no-snapshot none', 'live']);
  });
});
