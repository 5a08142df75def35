import { inspect } from 'node:util';

import { describe, expect, test } from 'vitest';

import type { Venue } from '../src/index.ts';
import { news, trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { platforms, TestClient, type TestClientOptions } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

/** With characters that JSON, URLs and headers write differently. */
const key = 'k3y-"4f\\9c/7 e1?&=%';
const account = 'account-77-1234';

/** Every way in which a text may hold one of them. */
const traces = [key, account].flatMap((secret) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  encodeURIComponent(secret),
  encodeURI(secret),
  Buffer.from(secret).toString('base64'),
]);

function texts(value: unknown): string[] {
  const shown = inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  return [shown, String(value), JSON.stringify(value) ?? ''];
}

/** What of the client, of what it threw and of what it told shows a secret. */
function leaks(client: TestClient, thrown: readonly unknown[]): string[] {
  const shown = [client.client, client.health(), client.client.recording(), client.events, thrown];
  const everything = [...shown, ...client.events, ...thrown].flatMap(texts);
  return traces.flatMap((trace) =>
    everything
      .filter((text) => text.includes(trace))
      .map((text) => text.slice(Math.max(0, text.indexOf(trace) - 200)).slice(0, 400)),
  );
}

function withDial(dial: Venue['endpoints'][string]['dial']): (venue: Venue) => Venue {
  return (venue) => {
    const { main } = venue.endpoints;
    if (!main) throw new Error('The test venue has a main endpoint.');
    return { ...venue, endpoints: { ...venue.endpoints, main: { ...main, dial } } };
  };
}

interface Failure {
  readonly what: string;
  readonly options?: (venue: TestVenue) => TestClientOptions;
  readonly happens: (venue: TestVenue, client: TestClient) => Promise<unknown[]>;
}

async function readEnd(client: TestClient): Promise<unknown[]> {
  return [await new Reader(client.read(trades, 'a')).ended];
}

const failures: readonly Failure[] = [
  {
    what: 'a key that is refused with a status',
    happens: (venue, client) => {
      venue.faults.refuse = { status: 401 };
      venue.keys.clear();
      return readEnd(client);
    },
  },
  {
    what: 'a venue that repeats the key when it refuses it',
    happens: async (venue, client) => {
      venue.keys.clear();
      venue.faults.echo = true;
      return readEnd(client);
    },
  },
  {
    what: 'a close whose reason repeats the key',
    happens: async (venue, client) => {
      const reader = new Reader(client.read(trades, 'a'));
      await reader.live();
      venue.only.close(4001, key);
      return [await reader.ended];
    },
  },
  {
    what: 'a refused subscription, in words that repeat the key',
    happens: async (venue, client) => {
      venue.faults.ignored.add('trades');
      const reader = new Reader(client.read(trades, 'a'));
      await venue.until(() => venue.asked.length === 1);
      venue.only.refuse('KEY', `not with ${key}`, venue.received.at(-1)?.message.request);
      return [await reader.ended];
    },
  },
  {
    what: 'a port that refuses',
    happens: async (venue, client) => {
      await venue.stop();
      void new Reader(client.read(trades, 'a'));
      await client.until(() => client.told('waiting').length === 3);
      return [];
    },
  },
  {
    what: 'an address that holds the key',
    options: (venue) => ({
      adapt: withDial(() => ({ url: `${venue.url}/main?key=${encodeURIComponent(key)}` })),
    }),
    happens: async (venue, client) => {
      venue.faults.refuse = { status: 500 };
      void new Reader(client.read(trades, 'a'));
      await client.until(() => client.told('waiting').length === 2);
      return [];
    },
  },
  {
    what: 'an address that cannot be dialled',
    options: () => ({
      adapt: withDial(() => ({ url: `no-protocol://${encodeURIComponent(key)}/${key}` })),
    }),
    happens: async (_venue, client) => {
      void new Reader(client.read(trades, 'a'));
      await client.until(() => client.told('waiting').length === 2);
      return [];
    },
  },
  {
    what: 'a header that cannot be sent',
    options: (venue) => ({
      adapt: withDial(() => ({
        url: `${venue.url}/main`,
        headers: { authorization: `${key}\u0001` },
      })),
    }),
    happens: async (_venue, client) => {
      void new Reader(client.read(trades, 'a'));
      await client.until(() => client.told('waiting').length === 2);
      return [];
    },
  },
  {
    what: 'a vault that fails, and repeats the key',
    options: () => {
      let calls = 0;
      return {
        key: () => {
          calls += 1;
          return calls === 1 ? key : Promise.reject(new Error(`cannot open ${key}`));
        },
      };
    },
    happens: async (venue, client) => {
      const reader = new Reader(client.read(trades, 'a'));
      await reader.live();
      venue.drop();
      await client.until(() => client.told('waiting').length === 2);
      return [];
    },
  },
  {
    what: 'frames that cannot be read',
    happens: async (venue, client) => {
      const reader = new Reader(client.read(news, 'a'));
      await reader.live();
      venue.only.sendRaw(`{"kind":"data","account":"${account}","key":${JSON.stringify(key)}`);
      venue.only.send({ kind: 'data', channel: 'news', topic: 'a', n: key, account });
      venue.only.send({ kind: 'explode', account, key });
      await reader.until(({ gaps }) => gaps.length > 0);
      await client.until(() => client.told('invalid').length === 3);
      return reader.gaps;
    },
  },
  {
    what: 'REST that refuses, and repeats the key',
    happens: async (venue, client) => {
      venue.faults.rest = { status: 400, body: `what is ${key}?` };
      const reader = new Reader(client.read(client.orders, 'a'));
      await reader.live();
      return reader.gaps;
    },
  },
  {
    what: 'REST whose answer cannot be read',
    options: () => ({ timing: { recovery: 60 } }),
    happens: async (venue, client) => {
      venue.faults.rest = { status: 200, body: `${account} ${key}` };
      const reader = new Reader(client.read(client.orders, 'a'));
      await reader.live();
      return reader.gaps;
    },
  },
  {
    what: 'REST that cannot be reached',
    options: () => ({ timing: { recovery: 60 } }),
    happens: async (venue, client) => {
      const reader = new Reader(client.read(client.orders, 'a'));
      await reader.live();
      venue.faults.withholdRest = true;
      venue.drop();
      await reader.live(2);
      return reader.gaps;
    },
  },
];

describe.each(platforms)('after each failure on $name', ({ platform }) => {
  test.each(failures)('promise 11: no secret shows: $what', async ({ options, happens }) => {
    await using venue = await TestVenue.start();
    venue.keys.clear();
    venue.keys.add(key);
    await using client = new TestClient(venue, { platform: platform(), ...options?.(venue) });
    const thrown = await happens(venue, client);
    expect(client.events.length).toBeGreaterThan(0);
    expect(leaks(client, thrown)).toEqual([]);
  });
});

describe('while all is well', () => {
  test('promise 11: neither the client nor a subscription shows a secret', async () => {
    await using venue = await TestVenue.start();
    venue.keys.clear();
    venue.keys.add(key);
    await using client = new TestClient(venue);
    const subscription = client.read(trades, 'a');
    await subscription.ready();
    venue.publish('trades', 'a', { price: '1', account });
    await client.hasRead(venue.only);
    expect(leaks(client, [subscription])).toEqual([]);
  });
});
