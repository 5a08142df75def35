import { describe, expect, test } from 'vitest';

import { SubscriptionError, type Venue } from '../src/index.ts';
import { book, news, prices, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });

/** A venue whose acknowledgements are not to be relied on. */
function forgetful(venue: Venue): Venue {
  const { main } = venue.endpoints;
  if (!main) throw new TypeError('The test venue has a main endpoint.');
  return {
    ...venue,
    endpoints: { ...venue.endpoints, main: { ...main, acknowledgement: 'optional' } },
  };
}

describe('a frame that says several things', () => {
  test('promise 1: is taken in the order of what it says', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    const datum = (n: number): object => ({
      kind: 'data',
      channel: 'trades',
      topic: 'a',
      n,
      data: price(n),
    });
    venue.only.send({ kind: 'several', of: [datum(1), { kind: 'horoscope' }, datum(2)] });
    await reader.until(({ data }) => data.length === 2);
    expect(reader.data).toEqual([price(1), price(2)]);
    expect(client.told('unknown')).toMatchObject([{ tag: 'horoscope' }]);
  });

  test('promise 12: loses only the part that a table cannot apply', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(news, 'a'));
    await reader.live();
    const datum = (data: unknown): object => ({ kind: 'data', channel: 'news', topic: 'a', data });
    venue.only.send({
      kind: 'several',
      of: [datum(price(1)), { kind: 'data', channel: 'news' }, datum(price(3))],
    });
    await reader.until(({ data }) => data.length >= 2);
    expect(reader.data).toContainEqual(price(1));
    expect(reader.data).toContainEqual(price(3));
  });

  test('that is empty says nothing', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.send({ kind: 'several', of: [] });
    venue.publish('trades', 'a', price(1));
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
  });

  test('is heard no further once it has ended its connection', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdWelcome = true;
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.received.length === 1);
    const refused = { kind: 'refused', again: false, code: 'KEY', text: 'no' };
    venue.only.send({ kind: 'several', of: [refused, { kind: 'welcome' }] });
    expect(await reader.ended).toMatchObject({ code: 'AUTH' });
    expect(client.told('ready')).toEqual([]);
  });
});

describe('an answer that names a topic', () => {
  test('promise 7: acknowledges the request for that topic, whatever else is under way', async () => {
    await using venue = await TestVenue.start();
    for (const channel of ['trades', 'news']) venue.faults.unacknowledged.add(channel);
    await using client = new TestClient(venue);
    const [one, two, other] = [
      new Reader(client.read(trades, 'a')),
      new Reader(client.read(trades, 'b')),
      new Reader(client.read(news, 'b')),
    ];
    await venue.until(() => venue.asked.length === 3);
    venue.only.send({ kind: 'ok', channel: 'trades', topic: 'b', action: 'subscribe' });
    await two.live();
    expect([...one.items, ...other.items]).toEqual([]);
    venue.only.send({ kind: 'ok', channel: 'news', topic: 'b' });
    await other.live();
    expect(one.items).toEqual([]);
  });

  test('promise 7: grants nothing that it does not name', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('trades');
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.asked.length === 1);
    venue.only.send({ kind: 'ok', channel: 'trades', topic: 'a', action: 'unsubscribe' });
    venue.only.send({ kind: 'ok', channel: 'trades', topic: 'z' });
    await client.hasRead(venue.only);
    expect(reader.items).toEqual([]);
  });

  test('promise 8: refuses that topic alone', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignored.add('trades');
    await using client = new TestClient(venue);
    const [one, two] = [new Reader(client.read(trades, 'a')), new Reader(client.read(trades, 'b'))];
    await venue.until(() => venue.asked.length === 2);
    const no = { kind: 'refused', again: false, code: 'NO', text: 'never' };
    venue.only.send({ ...no, channel: 'trades', topic: 'b' });
    expect(await two.ended).toBeInstanceOf(SubscriptionError);
    expect(one.isOver).toBe(false);
  });

  test('promise 8: can take back what it has granted', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const [one, two] = [new Reader(client.read(prices, 'a')), new Reader(client.read(prices, 'b'))];
    await Promise.all([one.live(), two.live()]);
    const no = { kind: 'refused', again: false, code: 'NO', text: 'no longer' };
    venue.only.send({ ...no, channel: 'prices', topic: 'b' });
    expect(String(await two.ended)).toContain('prices b');
    expect(one.isOver).toBe(false);
  });
});

describe('a message for all that it may have been sent for', () => {
  test('reaches each live subscription among its topics once, and no other', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const readers = ['a', 'b', 'c'].map((topic) => new Reader(client.read(news, topic)));
    await Promise.all(readers.map((reader) => reader.live()));
    const message = { kind: 'data', channel: 'news', topics: ['a', 'c', 'z'], id: 'one' };
    venue.only.send({ ...message, data: price(1) });
    venue.only.send({ ...message, data: price(1) });
    venue.publish('news', 'b', price(2));
    await Promise.all(readers.map((reader) => reader.until(({ data }) => data.length > 0)));
    await client.hasRead(venue.only);
    expect(readers.map(({ data }) => data)).toEqual([[price(1)], [price(2)], [price(1)]]);
    expect(client.health().counters.duplicates).toBe(2);
  });

  test('proves none of several that are still asked for, and is counted where it reached nobody', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignored.add('news');
    await using client = new TestClient(venue);
    const readers = ['a', 'b'].map((topic) => new Reader(client.read(news, topic)));
    await venue.until(() => venue.asked.length === 2);
    venue.only.send({ kind: 'data', channel: 'news', topics: ['a', 'b'], data: price(1) });
    venue.only.send({ kind: 'data', channel: 'news', topics: ['y', 'z'], data: price(1) });
    await client.hasRead(venue.only);
    expect(readers.flatMap(({ items }) => items)).toEqual([]);
    expect(client.health().counters.unrouted).toBe(2);
  });
});

describe('a venue whose acknowledgements are not to be relied on', () => {
  test('promise 7: has granted what it has not refused in time', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('trades');
    await using client = new TestClient(venue, { adapt: forgetful, timing: { acknowledge: 20 } });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    expect(venue.dials).toBe(1);
    expect(reader.story).toEqual(['live']);
  });

  test('promise 9: is not dialled anew because it left an unsubscribe unanswered', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('news');
    const timing = { acknowledge: 50, unsubscribe: 20 };
    await using client = new TestClient(venue, { adapt: forgetful, timing });
    const neighbour = new Reader(client.read(book, 'a'));
    const first = client.read(news, 'a');
    await Promise.all([neighbour.live(), first.ready()]);
    await first.return();
    await venue.until(() => venue.asked.includes('unsubscribe news:a'));
    const again = new Reader(client.read(news, 'a'));
    await venue.until(() => venue.asked.filter((one) => one === 'subscribe news:a').length === 2);
    venue.publish('news', 'a', price(1));
    await again.live();
    venue.publish('news', 'a', price(2));
    await again.until(({ data }) => data.length === 1);
    expect(again.data).toEqual([price(2)]);
    expect(venue.dials).toBe(1);
    expect(neighbour.gaps).toEqual([]);
  });
});

describe('a refusal that names nothing', () => {
  test('promise 3: is followed by leaving before asking again: what is asked for twice comes twice', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('news');
    await using client = new TestClient(venue);
    const readers = ['a', 'b'].map((topic) => new Reader(client.read(news, topic)));
    await venue.until(() => venue.asked.length === 2);
    venue.faults.unacknowledged.clear();
    venue.only.refuse('ODD', 'something', undefined, true);
    await Promise.all(readers.map((reader) => reader.live()));
    expect(venue.asked).toEqual([
      'subscribe news:a',
      'subscribe news:b',
      'unsubscribe news:a',
      'unsubscribe news:b',
      'subscribe news:a',
      'subscribe news:b',
    ]);
  });
});
