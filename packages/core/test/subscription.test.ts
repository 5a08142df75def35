import { describe, expect, test } from 'vitest';

import { ClosedError, SubscriptionError } from '../src/index.ts';
import { prices, trades } from './support/channels.ts';
import { Reader, take, takeData } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

const price = (value: number): { price: string } => ({ price: String(value) });
const over = { done: true, value: undefined };

describe('beginning', () => {
  test('nothing happens before the first item is asked for', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    client.read(trades, 'a');
    await client.read(trades, 'b').ready();
    expect(venue.asked).toEqual(['subscribe trades:b']);
  });

  test('ready() settles when it is live, and the items wait', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    await subscription.ready();
    venue.publish('trades', 'a', price(1));
    expect(await take(subscription)).toMatchObject({ type: 'status', status: 'live' });
    expect((await takeData(subscription)).data).toEqual(price(1));
    await subscription.ready();
  });

  test('data() gives the data alone', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    await subscription.ready();
    for (const value of [1, 2, 3]) venue.publish('trades', 'a', price(value));
    const seen: unknown[] = [];
    for await (const data of subscription.data()) {
      seen.push(data);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([price(1), price(2), price(3)]);
    expect(await subscription.next()).toEqual(over);
  });

  test('promise 8: a refusal that is meant for good is thrown, once, and the neighbours go on', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const neighbour = new Reader(client.read(trades, 'a'));
    const refused = new Reader(client.read(trades, 'forbidden'));
    const error = await refused.ended;
    expect(error).toBeInstanceOf(SubscriptionError);
    expect(error).toMatchObject({
      code: 'SUBSCRIPTION',
      retryable: false,
      venue: 'test-venue',
      venueCodes: ['FORBIDDEN'],
    });
    expect(String(error)).toContain('trades forbidden');
    await neighbour.live();
    venue.publish('trades', 'a', price(1));
    await neighbour.until(({ data }) => data.length === 1);
    expect(venue.asked.filter((one) => one === 'subscribe trades:forbidden')).toHaveLength(1);
  });

  test('promise 7: a refusal before it is live goes to ready() alone', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'forbidden');
    await expect(subscription.ready()).rejects.toBeInstanceOf(SubscriptionError);
    expect(await subscription.next()).toEqual(over);
  });

  test('promise 8: a refusal for now is asked again, and the neighbours are left in peace', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const neighbour = new Reader(client.read(trades, 'a'));
    const busy = new Reader(client.read(trades, 'busy'));
    await venue.until(() => venue.asked.filter((one) => one.endsWith('busy')).length === 3);
    expect(busy.statuses).toEqual(expect.arrayContaining(['waiting']));
    const waiting = busy.items.find((item) => item.type === 'status');
    expect(waiting).toMatchObject({ cause: { code: 'SUBSCRIPTION', retryable: true } });
    expect(neighbour.story).toEqual(['live']);
    expect(venue.dials).toBe(1);
  });
});

describe('asking', () => {
  test('promise 1: calls of next() that do not wait for each other are answered in order', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    const calls = Array.from({ length: 6 }, () => subscription.next());
    await client.until(() => client.told('acknowledged').length === 1);
    for (const value of [1, 2, 3, 4, 5]) venue.publish('trades', 'a', price(value));
    const results = await Promise.all(calls);
    expect(results.map(({ value }) => value?.type)).toEqual(['status', ...Array(5).fill('data')]);
    expect(
      results.flatMap(({ value }) => (value?.type === 'data' ? [value.sequence] : [])),
    ).toEqual([1, 2, 3, 4, 5]);
  });

  test('promise 7: return() answers the calls of next() that wait', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    await take(subscription);
    const calls = [subscription.next(), subscription.next()];
    expect(await subscription.return()).toEqual(over);
    expect(await Promise.all(calls)).toEqual([over, over]);
    await venue.until(() => venue.connections.length === 0);
  });

  test('promise 7: return() before anything happened answers too, and nothing is dialled', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    const call = subscription.next();
    await subscription.return();
    expect(await call).toEqual(over);
    await expect(subscription.ready()).rejects.toBeInstanceOf(ClosedError);
    expect(client.told('dial')).toEqual([]);
  });

  test('a subscription is let go at the end of its block', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    {
      await using subscription = client.read(trades, 'a');
      await subscription.ready();
    }
    await venue.until(() => venue.connections.length === 0);
    expect(client.health().subscriptions).toEqual([]);
  });
});

describe('a signal', () => {
  test('that aborts ends the iteration with its reason', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const abort = new AbortController();
    const reader = new Reader(client.read(trades, 'a', { signal: abort.signal }));
    await reader.live();
    const reason = new RangeError('enough');
    abort.abort(reason);
    expect(await reader.ended).toBe(reason);
    await venue.until(() => venue.connections.length === 0);
  });

  test('that aborts takes what waits with it', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const abort = new AbortController();
    const subscription = client.read(trades, 'a', { signal: abort.signal });
    await subscription.ready();
    venue.publish('trades', 'a', price(1));
    await client.hasRead(venue.only);
    abort.abort();
    await expect(subscription.next()).rejects.toBe(abort.signal.reason);
    expect(await subscription.next()).toEqual(over);
  });

  test('that is aborted already lets nothing begin', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const signal = AbortSignal.abort();
    const subscription = client.read(trades, 'a', { signal });
    await expect(subscription.next()).rejects.toBe(signal.reason);
    const another = client.read(trades, 'a', { signal });
    await expect(another.ready()).rejects.toBe(signal.reason);
    expect(client.told('dial')).toEqual([]);
  });

  test('that aborts while it dials ends ready() with its reason', async () => {
    await using venue = await TestVenue.start();
    venue.faults.ignoreUpgrades = true;
    await using client = new TestClient(venue);
    const abort = new AbortController();
    const ready = client.read(trades, 'a', { signal: abort.signal }).ready();
    await venue.until(() => venue.dials === 1);
    abort.abort();
    await expect(ready).rejects.toBe(abort.signal.reason);
    expect(client.health().connections.map(({ state }) => state)).toEqual(['idle']);
  });

  test('leaves the other readers of the same thing alone', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const abort = new AbortController();
    const other = new Reader(client.read(trades, 'a'));
    const reader = new Reader(client.read(trades, 'a', { signal: abort.signal }));
    await Promise.all([other.live(), reader.live()]);
    abort.abort();
    await reader.ended;
    venue.publish('trades', 'a', price(1));
    await other.until(({ data }) => data.length === 1);
    expect(other.story).toEqual(['live', 'data']);
  });
});

describe('close()', () => {
  test('promise 10: ends every iteration, delivers nothing more and lets every connection go', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    const full = client.read(trades, 'b');
    await Promise.all([reader.live(), full.ready()]);
    venue.publish('trades', 'b', price(1));
    await client.hasRead(venue.only);
    await client.client.close();
    expect(await reader.ended).toBeUndefined();
    expect(await full.next()).toEqual(over);
    await venue.until(() => venue.connections.length === 0);
    expect(client.health()).toMatchObject({ state: 'closed', subscriptions: [], connections: [] });
    const { events } = client;
    const told = events.length;
    venue.publish('trades', 'a', price(1));
    await new Promise(setImmediate);
    expect(events).toHaveLength(told);
  });

  test('promise 7: answers ready() and next() whatever is under way', async () => {
    await using venue = await TestVenue.start();
    const stages: (() => Promise<void> | void)[] = [
      () => undefined,
      () => {
        venue.faults.ignoreUpgrades = true;
      },
      () => {
        venue.faults.ignoreUpgrades = false;
        venue.faults.withholdWelcome = true;
      },
      () => {
        venue.faults.withholdWelcome = false;
        venue.faults.ignored.add('trades');
        venue.faults.ignored.add('orders');
      },
      () => {
        venue.faults.ignored.clear();
        venue.faults.withholdRest = true;
      },
      async () => {
        await venue.stop();
      },
    ];
    for (const [index, enter] of stages.entries()) {
      await enter();
      await using client = new TestClient(venue);
      const [ready, next] = [
        client.read(trades, 'a').ready(),
        client.read(client.orders, 'b').next(),
      ];
      const settled = Promise.allSettled([ready, next]);
      // Before anything, or when it has come as far as the fault lets it.
      if (index > 0 && index < 5) await client.until(() => client.told('dial').length === 1);
      if (index === 4) await venue.until(() => venue.requests.length > 0);
      if (index === 5) await client.until(() => client.told('waiting').length > 0);
      await client.client.close();
      for (const result of await settled) {
        expect(result.status === 'fulfilled' || result.reason instanceof ClosedError).toBe(true);
      }
    }
  });

  test('promise 10: may be called twice, and waits for the same end', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await client.read(trades, 'a').ready();
    expect(client.client.close()).toBe(client.client.close());
    await client.client.close();
    await venue.until(() => venue.connections.length === 0);
  });

  test('a subscription after it fails, and says so', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    await client.client.close();
    const error: unknown = await client
      .read(prices, 'a')
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ClosedError);
    expect(error).toMatchObject({ retryable: false });
    await expect(client.read(prices, 'a').ready()).rejects.toBeInstanceOf(ClosedError);
    expect(venue.dials).toBe(0);
  });

  test('promise 10: a REST call that is under way is aborted', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdRest = true;
    await using client = new TestClient(venue);
    const call = client.client.http.request({ method: 'GET', url: `${venue.restUrl}/hello` });
    const failure = call.catch((reason: unknown) => reason);
    await venue.until(() => venue.requests.length === 1);
    await client.client.close();
    expect(await failure).toBeInstanceOf(ClosedError);
  });
});
