import { describe, expect, test } from 'vitest';

import { AuthError, ConfigError, memoryCursor } from '../src/index.ts';
import { platform as nodePlatform } from '../src/node/index.ts';
import { platform as webPlatform } from '../src/web/index.ts';
import { bulletin, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

describe('what is permanent', () => {
  test('promise 8: a key that the venue refuses with a status stops every subscription at once', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { limits: { subscriptionsPerConnection: 1 } });
    venue.faults.refuse = { status: 401 };
    const readers = ['a', 'b'].map((topic) => new Reader(client.read(trades, topic)));
    const errors = await Promise.all(readers.map(({ ended }) => ended));
    expect(errors.every((error) => error instanceof AuthError)).toBe(true);
    expect(errors[0]).toMatchObject({ code: 'AUTH', retryable: false, venue: 'test-venue' });
    const { dials } = venue;
    await client.until(() => client.told('fatal').length > 0);
    expect(venue.dials).toBe(dials);
    expect(client.told('waiting')).toEqual([]);
  });

  test.each(platforms)(
    'promise 8: a key that the venue refuses in its greeting on $name stops, as an AuthError',
    async ({ platform }) => {
      await using venue = await TestVenue.start();
      await using client = new TestClient(venue, { platform: platform(), key: 'no-such-key' });
      const error = await new Reader(client.read(trades, 'a')).ended;
      expect(error).toBeInstanceOf(AuthError);
      expect(String(error)).toContain('no such key');
      expect(venue.dials).toBe(1);
    },
  );

  test('promise 8: a close code that the venue’s table calls fatal stops, and names its code', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.close(4001, 'account closed');
    const error = await reader.ended;
    expect(error).toMatchObject({ code: 'CLOSED', closeCode: 4001, retryable: false });
    expect(String(error)).toContain('account closed');
    expect(String(error)).not.toContain('again');
    expect(venue.dials).toBe(1);
  });

  test('promise 8: a credential that cannot be had stops with the caller’s own error', async () => {
    await using venue = await TestVenue.start();
    const failure = new ConfigError('There is no key in the vault.');
    await using client = new TestClient(venue, { key: () => Promise.reject(failure) });
    expect(await new Reader(client.read(trades, 'a')).ended).toBe(failure);
    expect(venue.dials).toBe(0);
  });

  test('promise 8: what one endpoint refuses does not end the other’s subscriptions', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const other = new Reader(client.read(bulletin, 'all'));
    await other.live();
    venue.keys.clear();
    const error = await new Reader(client.read(trades, 'a')).ended;
    expect(error).toBeInstanceOf(AuthError);
    venue.publish('bulletin', 'all', { price: '1' });
    await other.until(({ data }) => data.length === 1);
  });

  test('promise 8: with another key a subscription that is made anew goes on from its cursor', async () => {
    await using venue = await TestVenue.start();
    const cursor = memoryCursor();
    let key = venue.key;
    await using client = new TestClient(venue, { key: () => key });
    const before = new Reader(client.read(trades, 'a', { cursor }));
    await before.live();
    venue.publish('trades', 'a', { price: '1' });
    await before.until(({ data }) => data.length === 1);
    venue.keys.clear();
    venue.keys.add('another-key');
    venue.drop();
    expect(await before.ended).toBeInstanceOf(AuthError);
    venue.publish('trades', 'a', { price: '2' });
    key = 'another-key';
    const after = new Reader(client.read(trades, 'a', { cursor }));
    await after.until(({ data }) => data.length === 1);
    expect(after.data).toEqual([{ price: '2' }]);
  });
});

describe('what is transient', () => {
  test('promise 8: is tried for ever, and what waits says why and until when', async () => {
    await using venue = await TestVenue.start();
    await venue.stop();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('dial').length === 12);
    await venue.listen();
    await reader.live();
    const waiting = reader.items.find((item) => item.type === 'status');
    expect(waiting).toMatchObject({ status: 'waiting', cause: { code: 'CLOSED' } });
    expect(waiting?.type === 'status' && waiting.nextAttemptAt).toBeGreaterThanOrEqual(
      waiting?.type === 'status' ? waiting.at : Number.NaN,
    );
  });

  test('promise 8: the first retry of a lone client is immediate, and the waits after it are random up to a bound', async () => {
    await using venue = await TestVenue.start();
    venue.faults.refuse = { status: 500 };
    await using client = new TestClient(venue, { timing: { backoffBase: 2, backoffCap: 16 } });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('waiting').length === 10);
    const order = client.events.flatMap(({ type }) =>
      ['dial', 'lost', 'waiting'].includes(type) ? [type] : [],
    );
    expect(order.slice(0, 6)).toEqual(['dial', 'lost', 'dial', 'lost', 'waiting', 'dial']);
    const delays = client.told('waiting').map(({ delay }) => delay);
    const bounds = [2, 4, 8, 16, 16, 16, 16, 16, 16, 16];
    expect(delays.every((delay, index) => delay <= (bounds[index] ?? 0))).toBe(true);
    expect(new Set(delays).size).toBeGreaterThan(5);
    venue.faults.refuse = undefined;
    await reader.live();
  });

  test('promise 8: what the venue’s table wants to be waited for is not retried at once', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.close(1008);
    await reader.live(2);
    const order = client.events.flatMap(({ type }) =>
      ['dial', 'lost', 'waiting'].includes(type) ? [type] : [],
    );
    expect(order).toEqual(['dial', 'lost', 'waiting', 'dial']);
  });

  test('promise 8: a wait that the venue asks for is kept', async () => {
    await using venue = await TestVenue.start();
    venue.faults.refuse = { status: 503, retryAfter: '3600' };
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('waiting').length === 1);
    const hour = 3_600_000;
    expect(client.told('waiting')[0]?.delay).toBeGreaterThanOrEqual(hour);
    await reader.until(({ statuses }) => statuses.includes('waiting'));
    const [status] = reader.items;
    expect(status?.type === 'status' && status.nextAttemptAt).toBeGreaterThan(
      Date.now() + hour / 2,
    );
  });

  test('promise 8: the waits start over when a connection was stable', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { stable: 0 } });
    const reader = new Reader(client.read(trades, 'a'));
    for (let times = 1; times <= 4; times += 1) {
      await reader.live(times);
      venue.drop();
    }
    await reader.live(5);
    expect(client.told('waiting')).toEqual([]);
  });

  test('promise 8: the waits do not start over for a connection that is lost as soon as it is there', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { timing: { stable: 60_000 } });
    const reader = new Reader(client.read(trades, 'a'));
    for (let times = 1; times <= 4; times += 1) {
      await reader.live(times);
      venue.drop();
    }
    await reader.live(5);
    expect(client.told('dial').map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3, 4]);
    expect(client.told('waiting')).toHaveLength(3);
  });

  test('a closing that the venue announces is told, and followed by the next dial', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.only.send({ kind: 'bye' });
    venue.only.close(1001);
    await reader.live(2);
    expect(client.told('closing')).toHaveLength(1);
  });
});

describe('a dial that fails without a reason', () => {
  test('promise 8: is explained by REST: a key that was revoked stops', async () => {
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue, { platform: webPlatform() });
    const reader = new Reader(client.read(trades, 'a'));
    await reader.live();
    venue.faults.refuse = { status: 401 };
    venue.keys.clear();
    venue.drop();
    const error = await reader.ended;
    expect(error).toBeInstanceOf(AuthError);
    expect(venue.requests).toEqual(['/hello']);
    expect(client.told('probed')).toMatchObject([{ endpoint: 'main', error: { code: 'AUTH' } }]);
  });

  test('promise 8: a venue that is down is dialled on, and asked once in a while', async () => {
    await using venue = await TestVenue.start();
    venue.faults.refuse = { status: 503 };
    venue.faults.rest = { status: 503, body: '' };
    await using client = new TestClient(venue, { platform: webPlatform() });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('dial').length >= 8 && client.told('probed').length === 1);
    expect(venue.requests).toEqual(['/hello']);
    expect(client.health().counters.probes).toBe(1);
    venue.faults.refuse = undefined;
    await reader.live();
  });

  test('promise 8: it is asked again when its interval has passed', async () => {
    await using venue = await TestVenue.start();
    venue.faults.refuse = { status: 503 };
    await using client = new TestClient(venue, {
      platform: webPlatform(),
      timing: { probe: 30 },
    });
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('probed').length === 3);
    venue.keys.clear();
    expect(await reader.ended).toBeInstanceOf(AuthError);
  });

  test('promise 8: nothing is asked where the transport told the status', async () => {
    await using venue = await TestVenue.start();
    venue.faults.refuse = { status: 503 };
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await client.until(() => client.told('dial').length === 4);
    venue.faults.refuse = undefined;
    await reader.live();
    expect(venue.requests).toEqual([]);
  });
});

describe('a greeting that is refused in a way that may be the moment’s fault', () => {
  const doubt = { kind: 'refused', again: 'probe', code: 'AUTH', text: 'bad or late' };

  test('promise 8: stops where REST refuses the credential too', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdWelcome = true;
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.received.length === 1);
    venue.keys.clear();
    venue.only.send(doubt);
    expect(await reader.ended).toBeInstanceOf(AuthError);
    expect(venue.requests).toEqual(['/hello']);
  });

  test('promise 8: is tried again where REST takes the credential', async () => {
    await using venue = await TestVenue.start();
    venue.faults.withholdWelcome = true;
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a'));
    await venue.until(() => venue.received.length === 1);
    venue.faults.withholdWelcome = false;
    venue.only.send(doubt);
    await reader.live();
    expect(venue.requests).toEqual(['/hello']);
    expect(venue.dials).toBe(2);
  });
});

describe('a refusal with which the venue hangs up', () => {
  test('promise 9: costs the others a connection or two, not one for each attempt', async () => {
    await using venue = await TestVenue.start();
    venue.faults.hangsUp = true;
    // The wait of the refused one is long, that of the connection short.
    const chances = [0.5, 0.5, 0.99, 0.001];
    const { scheduler, ...others } = nodePlatform();
    const random = (): number => chances.shift() ?? 0.5;
    const timing = { backoffBase: 60_000, backoffCap: 60_000 };
    const platform = { ...others, scheduler: { ...scheduler, random } };
    await using client = new TestClient(venue, { timing, platform });
    const readers = ['a', 'busy', 'b'].map((topic) => new Reader(client.read(trades, topic)));
    const [one, refused, other] = readers;
    await client.until(() => {
      const ready = client.events.findLastIndex(({ type }) => type === 'ready');
      const since = client.events.slice(ready).filter(({ type }) => type === 'acknowledged');
      return client.told('dial').length === 3 && since.length === 2;
    });
    // The one that the venue refuses waits for itself.
    venue.publish('trades', 'a', { price: '1' });
    venue.publish('trades', 'b', { price: '1' });
    await one?.until(({ data }) => data.length === 1);
    await other?.until(({ data }) => data.length === 1);
    expect(refused?.statuses).not.toContain('live');
    expect(venue.dials).toBe(3);
  });
});
