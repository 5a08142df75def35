import { createHmac } from 'node:crypto';

import { AuthError, ConfigError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { eventId, examples } from './fixtures/examples.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const streams = ['orderUpdates', 'balances', 'orderFeed'] as const;
/** The paths that the pages name, and that are signed. */
const paths = { orderUpdates: '/order/ws', balances: '/balance/ws', orderFeed: '/order/ws' };

interface Auth {
  readonly t: string;
  readonly d: { readonly apiKey: string; readonly signature: string; readonly timestamp: string };
}

/** By the formula of the pages, without any code of this project. */
function expectedSignature(secret: string, timestamp: string, path: string): string {
  const key = Buffer.from(secret, 'base64url');
  return createHmac('sha256', key).update(`${timestamp}GET${path}`).digest('base64url');
}

describe.each(streams)('AUTH of %s', (stream) => {
  it('is sent right after the connect: key, signature of the path, and Unix seconds as a text', async () => {
    await using world = await start();
    await world.client[stream]().ready();
    const [auth] = sentTo(world.venue) as unknown as Auth[];
    const timestamp = auth?.d.timestamp ?? '';
    expect(timestamp).toMatch(/^\d{10}$/);
    expect(Math.abs(Number(timestamp) * 1000 - Date.now())).toBeLessThan(30_000);
    const signature = expectedSignature(world.venue.secret, timestamp, paths[stream]);
    expect(auth).toEqual({ t: 'AUTH', d: { apiKey: world.venue.key, signature, timestamp } });
    expect(JSON.stringify(auth)).toBe(
      examples.auth
        .replace('…', world.venue.key)
        .replace('…', signature)
        .replace('1712500000', timestamp),
    );
  });

  it('is sent with every dial', async () => {
    await using world = await start();
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    world.venue.faults.drop();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(sentTo(world.venue, 'AUTH')).toHaveLength(2);
  });

  it('signs the path of the address that is dialled, without its query', async () => {
    await using world = await start();
    const url = `${world.venue.urls[stream === 'balances' ? 'balanceUpdates' : stream]}?query=1`;
    const urls = { ...world.venue.urls, [stream === 'balances' ? 'balanceUpdates' : stream]: url };
    await world.another({ urls })[stream]().ready();
    expect(world.venue.dials[0]?.path).toBe(`${paths[stream]}?query=1`);
  });

  it('promise 8: that is refused for its key ends the stream, once REST has said the same', async () => {
    await using world = await start({
      client: { credentials: { apiKey: 'op_k_unknown', secret: 'dGVzdA' } },
    });
    await using reader = new Reader<unknown>(world.client[stream]());
    const error = await reader.over();
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ venue: 'outpoll', retryable: false });
    expect(world.client.health().counters.probes).toBe(1);
    // What is public goes on.
    await world.client.orderBook({ eventId }).ready();
  });

  it('promise 8: of a key that is blocked ends the stream', async () => {
    await using world = await start();
    world.venue.faults.blockKey(world.venue.key);
    await using reader = new Reader<unknown>(world.client[stream]());
    const error = await reader.over();
    expect(error).toBeInstanceOf(AuthError);
    expect(String(error)).toContain('HTTP 403');
  });

  it('promise 8: of a key that is revoked while it is in use ends the stream', async () => {
    await using world = await start();
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    world.venue.faults.revokeKey(world.venue.key);
    expect(await reader.over()).toBeInstanceOf(AuthError);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'none' }]);
  });

  it('that is refused, after which the venue hangs up, is refused all the same', async () => {
    await using world = await start({
      venue: { variants: { afterAuthError: 'closed' } },
      client: { credentials: { apiKey: 'op_k_unknown', secret: 'dGVzdA' } },
    });
    await using reader = new Reader<unknown>(world.client[stream]());
    expect(await reader.over()).toBeInstanceOf(AuthError);
  });

  it('that is refused although REST takes the key is tried again', async () => {
    let refusals = 0;
    await using world = await startScripted({
      receive(peer, message) {
        if ((refusals += 1) > 2) peer.answer(message);
        else peer.send({ t: 'error', d: { error: 'Not now' } });
      },
    });
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    expect(world.venue.peers).toHaveLength(3);
    expect(world.events.filter(({ type }) => type === 'fatal')).toEqual([]);
    // The first refusal is worth a question, the next not within a minute.
    expect(world.client.health().counters.probes).toBe(1);
  });

  it('promise 7: that is never answered costs the connection', async () => {
    let dials = 0;
    await using world = await startScripted(
      {
        receive(peer, message) {
          if ((dials += 1) > 1) peer.answer(message);
        },
      },
      { timing: { ready: 50 } },
    );
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    expect(world.events.find(({ type }) => type === 'lost')).toMatchObject({
      error: { deadline: 'ready' },
    });
  });

  it.each([40_000, -40_000, 300_000, -300_000])(
    'by a clock that is off by %d ms is made good: a good key is not bad for that',
    async (skew) => {
      await using world = await start();
      world.venue.faults.clockSkew(skew);
      await using reader = new Reader<unknown>(world.client[stream]());
      await reader.live();
      expect(reader.isOver).toBe(false);
      expect(world.client.health().clockOffset).toBeGreaterThan(skew - 3_000);
      expect(world.client.health().clockOffset).toBeLessThan(skew + 3_000);
      expect(sentTo(world.venue, 'AUTH').length).toBeGreaterThan(1);
    },
  );

  it.each([300_000, -300_000])(
    'after the venue’s clock has jumped by %d ms between two connections is made good',
    async (skew) => {
      await using world = await start();
      await using reader = new Reader<unknown>(world.client[stream]());
      await reader.live();
      world.venue.faults.clockSkew(skew);
      world.venue.faults.drop();
      await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
      expect(reader.isOver).toBe(false);
    },
  );

  it('promise 8: of a bad key by a clock that is off is refused: the right time does not help', async () => {
    await using world = await start({
      client: { credentials: { apiKey: 'op_k_unknown', secret: 'dGVzdA' } },
    });
    world.venue.faults.clockSkew(300_000);
    await using reader = new Reader<unknown>(world.client[stream]());
    expect(await reader.over()).toBeInstanceOf(AuthError);
    // Asked, and once more with the right time.
    expect(world.venue.requests).toHaveLength(2);
  });

  it('without credentials fails at once, and says what to do', async () => {
    await using world = await start({ client: { credentials: undefined } });
    expect(() => world.client[stream]()).toThrow(ConfigError);
    expect(() => world.client[stream]()).toThrow(/give outpoll\(\) credentials/);
    expect(world.venue.dials).toEqual([]);
  });
});

describe('a secret', () => {
  it.each(['dGVzdF9zZWNyZXRfMTIzNDU2Nzg', 'dGVzdF9zZWNyZXRfMTIzNDU2Nzg='])(
    'may be padded or not: %s',
    async (secret) => {
      await using world = await start();
      await world
        .another({ credentials: { apiKey: world.venue.key, secret } })
        .balances()
        .ready();
      expect(world.client.health().counters.probes).toBe(0);
    },
  );

  it('of which the key is the decoded bytes: the vector of the formula', () => {
    expect(expectedSignature('dGVzdF9zZWNyZXRfMTIzNDU2Nzg', '1712500000', '/order/ws')).toBe(
      'Cn6oA9BE3cVxdIjkuFm3RotzukgbLGUqdA5KcC_L9Lw',
    );
  });
});

describe('credentials', () => {
  const good = { apiKey: 'op_k_one', secret: 'c2VjcmV0LW9uZQ' };
  const rotated = { apiKey: 'op_k_two', secret: 'c2VjcmV0LXR3bw' };

  it('from a function are asked for at each dial and each call, so that rotated ones take effect', async () => {
    let current = good;
    const credentials = (): Promise<typeof good> => Promise.resolve(current);
    await using world = await start({ venue: { keys: [good, rotated] }, client: { credentials } });
    await using reader = new Reader(world.client.balances());
    await reader.live();
    current = rotated;
    world.venue.faults.revokeKey('op_k_one');
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    const keys = (sentTo(world.venue, 'AUTH') as unknown as Auth[]).map(({ d }) => d.apiKey);
    expect(keys).toEqual(['op_k_one', 'op_k_two']);
    await world.client.rest.check();
    expect(world.venue.requests.at(-1)?.headers['outpoll-api-key']).toBe('op_k_two');
  });

  it.each([
    [{ apiKey: '', secret: 'dGVzdA' }],
    [{ apiKey: 'with space', secret: 'dGVzdA' }],
    [{ apiKey: 'ключ', secret: 'dGVzdA' }],
    [{ apiKey: 'op_k_one' }],
    [{ apiKey: 'op_k_one', secret: '' }],
    [{ apiKey: 'op_k_one', secret: 'base64+not/url' }],
    [{ apiKey: 'op_k_one', secret: 5 }],
    [{}],
  ])('that cannot be any (%j) are refused before anything is dialled', async (given) => {
    await using world = await start();
    const credentials = given as typeof good;
    expect(() => world.another({ credentials })).toThrow(ConfigError);
    await using reader = new Reader(world.another({ credentials: () => credentials }).balances());
    expect(await reader.over()).toMatchObject({ code: 'CONFIG', retryable: false });
    expect(world.venue.dials).toEqual([]);
  });

  it('from a function that has none are refused', async () => {
    await using world = await start();
    const credentials = (() => undefined) as unknown as () => typeof good;
    await using reader = new Reader(world.another({ credentials }).balances());
    expect(await reader.over()).toMatchObject({ code: 'CONFIG' });
  });

  it('from a function that fails for now are asked for again', async () => {
    let asked = 0;
    await using world = await start();
    const { key: apiKey, secret } = world.venue;
    const credentials = (): typeof good => {
      if ((asked += 1) < 3) throw new Error('The vault is sealed.');
      return { apiKey, secret };
    };
    await using reader = new Reader(world.another({ credentials }).balances());
    await reader.live();
    expect(world.venue.dials).toHaveLength(1);
  });
});
