import { describe, expect, test } from 'vitest';

import { ConfigError, SubscriptionError } from '../src/index.ts';
import { prices, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

describe('a refusal', () => {
  test('promise 7: that names no request is about the only one under way', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignored.add('trades');
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.asked.length === 1);
    venue.only.refuse('ODD', 'not that one');
    expect(await reader.ended).toBeInstanceOf(SubscriptionError);
  });

  test('promise 7: that names no request finds the right one of several', async () => {
    await using venue = await TestVenue.start();
    venue.faults.anonymous = true;
    await using client = new TestClient(venue);
    const readers = ['a', 'forbidden', 'b'].map((topic) => new Reader(client.read(trades, topic)));
    const [first, refused, last] = readers;
    const error = await refused?.ended;
    expect(error).toBeInstanceOf(SubscriptionError);
    expect(String(error)).toContain('trades forbidden');
    await Promise.all([first?.live(), last?.live()]);
    expect(first?.isOver || last?.isOver).toBe(false);
    expect(venue.dials).toBe(1);
  });
});

describe('an acknowledgement', () => {
  test('promise 7: that never comes is made up for by data', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('trades');
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.asked.length === 1);
    venue.publish('trades', 'a', { price: '1' });
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
  });

  test('promise 3: that comes after its data changes nothing', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('prices');
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(prices, 'a'));
    await reader.live();
    const request = venue.received.find(({ message }) => message.do === 'subscribe');
    venue.only.send({ kind: 'ok', request: request?.message.request });
    venue.publish('prices', 'a', { price: '2' });
    await reader.until(({ data }) => data.at(-1)?.price === '2');
    expect(reader.statuses).toEqual(['live']);
    expect(reader.gaps).toEqual([]);
  });
});

describe('the caller’s own check', () => {
  test('promise 12: makes what it rejects a gap, and the stream goes on', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const refine = ({ price }: { price: string }) =>
      Number.isNaN(Number(price))
        ? { issues: [{ message: 'is no number', path: ['price'] }] }
        : { value: Number(price) };
    const reader = new Reader(client.client.subscribe(trades, { topic: 'a' }, { refine }));
    await reader.live();
    for (const price of ['1', 'secret', '3']) venue.publish('trades', 'a', { price });
    await reader.until(({ data }) => data.length === 2);
    expect(reader.data).toEqual([1, 3]);
    expect(reader.story).toEqual(['live', 'data', 'gap invalid-frame none', 'data']);
    expect(reader.gaps[0]?.cause).toMatchObject({ code: 'PROTOCOL', venue: 'test-venue' });
    expect(String(reader.gaps[0]?.cause)).toContain('price: is no number');
    expect(String(reader.gaps[0]?.cause)).not.toContain('secret');
  });
});

describe('an option', () => {
  test.each([0, -1, Number.NaN, Number('x')])('a limit of %d is refused at once', async (items) => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    expect(() => client.read(trades, 'a', { limits: { items } })).toThrow(ConfigError);
    expect(() => client.read(trades, 'a', { limits: { bytes: items } })).toThrow('limits.bytes');
  });

  test('a deadline that is no number is refused at once', async () => {
    await using venue = await TestVenue.start();
    expect(() => new TestClient(venue, { timing: { dial: -1 } })).toThrow('timing.dial');
    expect(() => new TestClient(venue, { timing: { silence: Number.NaN } })).toThrow(ConfigError);
  });
});

describe('live messages that wait for REST', () => {
  test(
    'promise 3: are not delivered twice, even when they were too many to hold all of them',
    { timeout: 20_000 },
    async () => {
      await using venue = await TestVenue.start();
      await using client = new TestClient(venue);
      const reader = new Reader(client.read(client.fills, 'a', { limits: { items: 100_000 } }));
      await reader.live();
      venue.publish('fills', 'a', { price: '0' });
      await reader.until(({ data }) => data.length === 1);
      venue.faults.withholdRest = true;
      venue.drop();
      await venue.until(() => venue.requests.length === 1);
      const total = 11_000;
      for (let value = 1; value <= total; value += 1) {
        venue.publish('fills', 'a', { price: String(value) });
        // So that the venue’s own buffers stay small.
        if (value % 1000 === 0) await client.hasRead(venue.only);
      }
      venue.answer();
      await reader.live(2);
      expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'partial' }]);
      // What REST tells makes up for what was too much to hold, and nothing comes twice.
      const values = reader.data.map(({ price }) => Number(price));
      expect(new Set(values).size).toBe(values.length);
      expect(values.at(-1)).toBe(total);
    },
  );
});
