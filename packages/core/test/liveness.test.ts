import { describe, expect, test } from 'vitest';

import { platform as webPlatform } from '../src/web/index.ts';
import { bulletin, pulse, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

/** Long enough for a loaded machine to answer a ping in. */
const pings = { pingInterval: 100, pingTimeout: 300 };

describe.each(platforms)('a black hole on $name', ({ platform }) => {
  test('promise 6: is noticed by pings, and what it swallowed is recovered', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform(), timing: pings });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', { price: '1' });
    await reader.until(({ data }) => data.length === 1);
    venue.only.freeze();
    venue.publish('trades', 'a', { price: '2' });
    await reader.until(({ data }) => data.length === 2);
    expect(client.told('lost')[0]?.error).toMatchObject({ code: 'TIMEOUT', deadline: 'ping' });
    expect(reader.story.filter((word) => word.startsWith('gap'))).toEqual([
      'gap disconnect complete',
    ]);
  });

  test('promise 12: a pong that nobody asked for tells no time', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform() });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.send({ kind: 'pong' });
    await client.hasRead(venue.only);
    expect(client.told('pong')).toEqual([]);
    expect(client.health().connections[0]?.roundTrip).toBeUndefined();
  });

  test('promise 6: the time that a ping takes is told', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: platform(), timing: pings });
    await client.read(trades, 'a').ready();
    await client.until(() => client.told('pong').length > 0);
    expect(client.health().connections[0]?.roundTrip).toBeGreaterThanOrEqual(0);
    expect(client.health().liveness).toBe('proven');
  });
});

describe('liveness', () => {
  test('promise 6: any frame proves it, where the pong is lost', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdPongs = true;
    await using client = new TestClient(venue, { platform: webPlatform(), timing: pings });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    // Each ping is answered by data instead.
    for (let count = 1; count <= 2; count += 1) {
      await venue.until(
        () => venue.received.filter(({ message }) => message.do === 'ping').length >= count,
      );
      venue.publish('trades', 'a', { price: String(count) });
    }
    expect(reader.statuses).toEqual(['live']);
  });

  test('promise 6: is called unproven where nothing would show a dead connection', async () => {
    await using venue = await TestVenue.start();
    await using web = new TestClient(venue, { platform: webPlatform() });
    await web.read(bulletin, 'all').ready();
    expect(web.health().liveness).toBe('unproven');
    await using watched = new TestClient(venue, {
      platform: webPlatform(),
      timing: { silence: 60_000 },
    });
    await watched.read(bulletin, 'all').ready();
    expect(watched.health().liveness).toBe('proven');
    await using node = new TestClient(venue);
    await node.read(bulletin, 'all').ready();
    expect(node.health().liveness).toBe('proven');
  });

  test('promise 6: the venue’s heartbeat is answered, by its own clock', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await client.read(trades, 'a').ready();
    const hour = 3_600_000;
    venue.only.send({ kind: 'beat', at: venue.now() + hour });
    await venue.until(() => venue.received.some(({ message }) => message.do === 'beat'));
    const beat = venue.received.find(({ message }) => message.do === 'beat');
    const { at } = JSON.parse(beat?.text ?? '{}') as { at?: number };
    expect(at).toBeGreaterThan(Date.now() + hour / 2);
    expect(client.health().clockOffset).toBeGreaterThan(hour / 2);
  });
});

describe('a channel with a cadence', () => {
  test('promise 6: that falls mute is asked for again, then dialled again, then reported', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(pulse(60), 'a'));
    await reader.live();
    venue.publish('pulse', 'a', { price: '1' });
    await reader.until(({ data }) => data.length === 1);
    venue.faults.mute.add('pulse');
    await client.until(() => client.told('mute').length === 3);
    await reader.until(({ gaps }) => gaps.some(({ reason }) => reason === 'silence'));
    expect(client.told('mute').map(({ times }) => times)).toEqual([1, 2, 3]);
    const between = client.events.flatMap((event) => {
      if (event.type === 'mute') return [`mute ${event.times}`];
      return event.type === 'subscribe' || event.type === 'dial' ? [event.type] : [];
    });
    expect(between.slice(0, 8)).toEqual([
      'dial',
      'subscribe',
      'mute 1',
      'subscribe',
      'mute 2',
      'dial',
      'subscribe',
      'mute 3',
    ]);
    venue.faults.mute.clear();
    const seen = reader.data.length;
    while (reader.data.length === seen) {
      venue.publish('pulse', 'a', { price: '2' });
      await new Promise(setImmediate);
    }
  });

  test('promise 6: one without is never called mute for being quiet', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const quiet = new Reader(client.read(trades, 'a'));
    const rhythmic = new Reader(client.read(pulse(30), 'a'));
    await Promise.all([quiet.live(), rhythmic.live()]);
    await client.until(() => client.told('mute').length === 1);
    expect(client.told('mute').every(({ channel }) => channel === 'pulse')).toBe(true);
    expect(quiet.story).toEqual(['live']);
  });
});
