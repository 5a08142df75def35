import { describe, expect, test } from 'vitest';

import { TimeoutError, type Deadline, type Venue } from '../src/index.ts';
import { platform as webPlatform } from '../src/web/index.ts';
import { news, prices, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

/** The deadlines that cost a connection, in order. */
function missed(client: TestClient): (Deadline | undefined)[] {
  return client
    .told('lost')
    .map(({ error }) => (error instanceof TimeoutError ? error.deadline : undefined));
}

/** The venue's main endpoint with a dial of the test's own. */
function withDial(dial: Venue['endpoints'][string]['dial']): (venue: Venue) => Venue {
  return (venue) => {
    const { main } = venue.endpoints;
    if (!main) throw new Error('The test venue has a main endpoint.');
    return { ...venue, endpoints: { ...venue.endpoints, main: { ...main, dial } } };
  };
}

describe('a deadline that passes costs the connection, and the next one is dialled', () => {
  test('promise 7: dial, where the credential does not come', async () => {
    await using venue = await TestVenue.start();
    let asked = 0;
    const signals: AbortSignal[] = [];
    const adapt = withDial(({ signal }) => {
      asked += 1;
      signals.push(signal);
      const request = {
        url: `${venue.url}/main`,
        greetings: [JSON.stringify({ do: 'auth', key: venue.key })],
      };
      return asked === 1 ? new Promise(() => undefined) : request;
    });
    await using client = new TestClient(venue, { timing: { dial: 40 }, adapt });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    expect(missed(client)).toContain('dial');
    expect(signals[0]?.aborted).toBe(true);
  });

  test('promise 7: dial, where the transport cannot tell TCP from the upgrade', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignoreUpgrades = true;
    await using client = new TestClient(venue, {
      platform: webPlatform(),
      timing: { dial: 80, handshake: 60_000 },
    });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => missed(client).includes('dial'));
    venue.faults.ignoreUpgrades = false;
    await reader.live();
    expect(new Set(missed(client))).toEqual(new Set(['dial']));
  });

  test('promise 7: handshake, where TCP is accepted and the upgrade is not answered', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignoreUpgrades = true;
    await using client = new TestClient(venue, { timing: { handshake: 50 } });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => missed(client).includes('handshake'));
    venue.faults.ignoreUpgrades = false;
    await reader.live();
    expect(new Set(missed(client))).toEqual(new Set(['handshake']));
  });

  test('promise 7: ready, where the venue does not say that it is', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdWelcome = true;
    await using client = new TestClient(venue, { timing: { ready: 60 } });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => missed(client).includes('ready'));
    venue.faults.withholdWelcome = false;
    await reader.live();
    expect(new Set(missed(client))).toEqual(new Set(['ready']));
  });

  test('promise 7: acknowledge, where nothing at all is acknowledged', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignored.add('trades');
    await using client = new TestClient(venue, { timing: { acknowledge: 60 } });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => missed(client).includes('acknowledge'));
    venue.faults.ignored.clear();
    await reader.live();
    expect(venue.dials).toBeGreaterThan(1);
  });

  test('promise 6: silence, on a venue that should say something', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { silence: 80 } });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live(2);
    expect(new Set(missed(client))).toEqual(new Set(['silence']));
  });

  test('promise 7: snapshot, where the state does not come', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withoutSnapshot.add('prices');
    await using client = new TestClient(venue, { timing: { snapshot: 60 } });
    const reader = new Reader(client.read(prices, 'a'));
    await client.until(() => missed(client).includes('snapshot'));
    venue.faults.withoutSnapshot.clear();
    await reader.live();
    expect(reader.story.filter((word) => word !== 'waiting')).toEqual(['snapshot', 'live']);
  });

  test('promise 6: maximumAge, from the cursor and with a gap that is closed', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { maximumAge: 100 } });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.publish('trades', 'a', { price: '1' });
    await reader.live(2);
    expect(client.told('renewed').length).toBeGreaterThan(0);
    expect(reader.story.slice(0, 5)).toEqual([
      'live',
      'data',
      'recovering',
      'gap disconnect complete',
      'live',
    ]);
  });
});

describe('a deadline that passes leaves the connection alone', () => {
  test('promise 7: acknowledge, where others were acknowledged meanwhile', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignored.add('news');
    await using client = new TestClient(venue, { timing: { acknowledge: 150 } });
    const late = new Reader(client.read(news, 'a'));
    await venue.until(() => venue.asked.includes('subscribe news:a'));
    const neighbour = new Reader(client.read(trades, 'a'));
    await neighbour.live();
    await late.until(({ statuses }) => statuses.includes('waiting'));
    venue.faults.ignored.clear();
    await late.live();
    expect(neighbour.story).toEqual(['live']);
    expect(venue.dials).toBe(1);
    const waiting = late.items.find((item) => item.type === 'status' && item.status === 'waiting');
    expect(waiting).toMatchObject({ cause: { code: 'TIMEOUT', deadline: 'acknowledge' } });
  });

  test('promise 7: unsubscribe, which then counts as done', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { unsubscribe: 40 } });
    const neighbour = new Reader(client.read(news, 'b'));
    const left = client.read(trades, 'a');
    await Promise.all([neighbour.live(), left.ready()]);
    venue.faults.unacknowledged.add('trades');
    await left.return();
    await venue.until(() => venue.asked.includes('unsubscribe trades:a'));
    venue.faults.unacknowledged.clear();
    await client.read(trades, 'a').ready();
    expect(venue.asked.filter((one) => one.endsWith('trades:a'))).toEqual([
      'subscribe trades:a',
      'unsubscribe trades:a',
      'subscribe trades:a',
    ]);
    expect(venue.dials).toBe(1);
  });

  test('promise 7: recovery, and the gap stays open with the cause', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { recovery: 60 } });
    const reader = new Reader(client.read(client.orders, 'a'));
    await reader.live();
    venue.faults.withholdRest = true;
    venue.drop();
    await reader.live(2);
    expect(reader.story.slice(2)).toEqual(['recovering', 'gap disconnect none', 'live']);
    expect(reader.gaps[0]?.cause).toMatchObject({ code: 'TIMEOUT', deadline: 'recovery' });
    expect(venue.dials).toBe(2);
  });

  test('promise 7: request, after which REST is asked again', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdRest = true;
    await using client = new TestClient(venue, { timing: { request: 60 } });
    const reader = new Reader(client.read(client.orders, 'a'));
    await venue.until(() => venue.requests.length === 2);
    venue.faults.withholdRest = false;
    await reader.live();
    expect(reader.story).toEqual(['snapshot', 'live']);
    venue.faults.withholdRest = true;
    const url = `${venue.restUrl}/hello`;
    const error: unknown = await client.client.http
      .request({ method: 'GET', url })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'TIMEOUT', deadline: 'request', retryable: true });
    expect(String(error)).toContain('/hello');
  });

  test('promise 6: maximumAge, for as long as a channel could not recover', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdRest = true;
    await using client = new TestClient(venue, { timing: { maximumAge: 40, request: 120 } });
    const forgetful = client.read(news, 'a');
    const reader = new Reader(client.read(trades, 'a'));
    await Promise.all([forgetful.ready(), reader.live()]);
    venue.publish('trades', 'a', { price: '1' });
    // Its age passes before this deadline does, and nobody is told.
    const rest = client.client.http.request({ method: 'GET', url: `${venue.restUrl}/hello` });
    await expect(rest).rejects.toMatchObject({ deadline: 'request' });
    expect(client.told('renewed')).toEqual([]);
    await forgetful.return();
    await client.until(() => client.told('renewed').length === 1);
    await reader.live(2);
    expect(reader.gaps[0]).toMatchObject({ reason: 'disconnect', recovery: 'complete' });
  });

  test('promise 6: maximumAge, while a reader has no position to come back to', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { maximumAge: 40 } });
    const reader = new Reader(client.read(trades, 'a'));
    const state = new Reader(client.read(prices, 'a'));
    await Promise.all([reader.live(), state.live()]);
    venue.publish('trades', 'a', { price: '1' });
    await reader.live(2);
    expect(reader.story.slice(0, 3)).toEqual(['live', 'data', 'recovering']);
    expect(reader.gaps[0]).toMatchObject({ recovery: 'complete' });
  });

  test('promise 7: acknowledge, where the venue’s table calls it optional', async () => {
    await using venue = await TestVenue.start();
    venue.faults.unacknowledged.add('news');
    const adapt = (tables: Venue): Venue => {
      const { main } = tables.endpoints;
      if (!main) throw new Error('The test venue has a main endpoint.');
      return { ...tables, endpoints: { main: { ...main, acknowledgement: 'optional' } } };
    };
    await using client = new TestClient(venue, { timing: { acknowledge: 150 }, adapt });
    const reader = new Reader(client.read(news, 'a'));
    const refused = new Reader(client.read(news, 'forbidden'));
    expect(await refused.ended).toMatchObject({ code: 'SUBSCRIPTION' });
    await reader.live();
    venue.publish('news', 'a', { price: '1' });
    await reader.until(({ data }) => data.length === 1);
    expect(reader.story).toEqual(['live', 'data']);
    expect(venue.dials).toBe(1);
  });

  test('promise 6: maximumAge, where a channel could not recover', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { maximumAge: 40, silence: 200 } });
    const reader = new Reader(client.read(news, 'a'));
    await reader.live();
    // The silence that ends it comes long after its age.
    await client.until(() => missed(client).includes('silence'));
    expect(client.told('renewed')).toEqual([]);
  });

  test('promise 6: lateAfter, and the data is marked', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { lateAfter: 1000 } });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    const [old, young] = [venue.now() - 60_000, venue.now()];
    venue.send('trades', 'a', { n: 1, at: old, data: { price: '1' } });
    venue.send('trades', 'a', { n: 2, at: young, data: { price: '2' } });
    await reader.until(({ data }) => data.length === 2);
    const late = reader.items.flatMap((item) => (item.type === 'data' ? [item.late] : []));
    expect(late).toEqual([true, false]);
  });
});
