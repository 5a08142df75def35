import { describe, expect, test } from 'vitest';

import { ConfigError, type Channel, type Venue } from '../src/index.ts';
import { book, news, trades, type Rows, type TopicParams } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';
import { codec } from './support/wire.ts';

/** A table that can take rows in, and cannot give them out. */
function closed(channel: Channel<TopicParams, Rows>): Channel<TopicParams, Rows> {
  const { apply } = channel;
  if (!('rows' in apply)) throw new TypeError('It has no rows.');
  const data = (): never => {
    throw new RangeError('There is no way out.');
  };
  return { ...channel, apply: { ...apply, data } };
}

function withCodec(change: Partial<Venue['endpoints'][string]['codec']>): (venue: Venue) => Venue {
  return (venue) => {
    const { main } = venue.endpoints;
    if (!main) throw new Error('The test venue has a main endpoint.');
    const changed = { ...main, codec: { ...main.codec, ...change } };
    return { ...venue, endpoints: { ...venue.endpoints, main: changed } };
  };
}

describe('a mistake in a venue’s tables', () => {
  test('promise 7: a channel of an endpoint that there is not is refused at once', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const lost = { ...trades, endpoint: 'atlantis' };
    expect(() => client.read(lost, 'a')).toThrow(ConfigError);
    expect(() => client.read(lost, 'a')).toThrow('atlantis');
  });

  test('promise 12: a request that the codec cannot write ends its subscription alone', async () => {
    await using venue = await TestVenue.start();
    const adapt = withCodec({
      subscribe: (request) => {
        if (request.topic === 'unspeakable') throw new TypeError('a BigInt cannot be JSON');
        return codec.subscribe(request);
      },
    });
    await using client = new TestClient(venue, { adapt });
    const neighbour = new Reader(client.read(news, 'a'));
    await neighbour.live();
    const error = await new Reader(client.read(trades, 'unspeakable')).ended;
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ cause: { message: 'a BigInt cannot be JSON' } });
    venue.publish('news', 'a', { price: '1' });
    await neighbour.until(({ data }) => data.length === 1);
    expect(venue.dials).toBe(1);
  });

  test('promise 12: an unsubscribe that the codec cannot write disturbs nobody', async () => {
    await using venue = await TestVenue.start();
    const adapt = withCodec({
      unsubscribe: () => {
        throw new TypeError('no words');
      },
    });
    await using client = new TestClient(venue, { adapt });
    const neighbour = new Reader(client.read(news, 'a'));
    const leaving = client.read(trades, 'a');
    await Promise.all([neighbour.live(), leaving.ready()]);
    await leaving.return();
    await client.hasRead(venue.only);
    venue.publish('news', 'a', { price: '1' });
    await neighbour.until(({ data }) => data.length === 1);
    expect(neighbour.story).toEqual(['live', 'data']);
  });

  test('promise 7: rows that cannot be given out fail the late joiner, and not silently', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const table = closed(book);
    const first = new Reader(client.read(table, 'a'));
    await first.live();
    await expect(client.read(table, 'a').ready()).rejects.toThrow('no way out');
    await expect(client.read(table, 'a').next()).rejects.toThrow('no way out');
    expect(first.isOver).toBe(false);
  });

  test('promise 7: changes that cannot be given out reject the next(), which does not throw', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(closed(book), 'a');
    await subscription.ready();
    await venue.until(() => venue.asked.includes('refresh book:a'));
    await client.hasRead(venue.only);
    for (const size of [1, 2]) venue.publish('book', 'a', { rows: { one: { size } } });
    await client.hasRead(venue.only);
    const results: unknown[] = [];
    for (let count = 0; count < 4; count += 1) {
      const step: unknown = subscription.next();
      expect(step).toBeInstanceOf(Promise);
      results.push(await Promise.resolve(step).catch((error: unknown) => error));
    }
    expect(results).toContainEqual(new RangeError('There is no way out.'));
    expect(results.at(-1)).toEqual({ done: true, value: undefined });
  });
});
