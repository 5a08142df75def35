import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { ClosedError, ConfigError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { outpoll, type EventParams, type OutcomeParams } from '../src/index.ts';
import { eventId, outcomeId } from './fixtures/examples.ts';
import { start } from './support/start.ts';

describe('an address', () => {
  it.each(['orderBook', 'lastTrades', 'balanceUpdates'] as const)(
    'of %s that is none is refused, by its name',
    (name) => {
      for (const url of ['', 'no url', 'https://order-book.outpoll.com', 'wss//x'])
        expect(() => outpoll({ urls: { [name]: url } })).toThrow(new RegExp(`urls\\.${name} must`));
    },
  );

  it.each(['events', 'balances', 'history'] as const)(
    'of REST’s %s that is none is refused, by its name',
    (name) => {
      for (const url of ['', 'wss://x'])
        expect(() => outpoll({ restUrls: { [name]: url } })).toThrow(
          new RegExp(`restUrls\\.${name} must`),
        );
    },
  );

  it('that is not given is the documented one', async () => {
    await using client = outpoll();
    expect(client.health()).toMatchObject({ venue: 'outpoll', state: 'idle' });
  });
});

describe('an id', () => {
  it.each([[''], [undefined], [5], [null]])('that is %j is refused at once', async (id) => {
    await using world = await start();
    const { client } = world;
    expect(() => client.orderBook({ eventId: id } as EventParams)).toThrow(ConfigError);
    expect(() => client.orderBook({ eventId: id } as EventParams)).toThrow(/eventId must/);
    for (const params of [
      { eventId: id, outcomeId },
      { eventId, outcomeId: id },
    ]) {
      expect(() => client.chanceHistory(params as OutcomeParams)).toThrow(ConfigError);
      expect(() => client.activity(params as OutcomeParams)).toThrow(/Id must/);
    }
    expect(world.venue.dials).toEqual([]);
  });

  it('is opaque, whatever is in it', async () => {
    await using world = await start();
    const odd = '__proto__ "\\\u2028💥';
    void new Reader(world.client.orderBook({ eventId: odd }));
    await world.venue.until(({ received }) => received.length === 1);
    expect(JSON.parse(world.venue.received[0]?.text ?? '')).toEqual({ t: 'SUBSCRIBE', e: odd });
  });
});

describe('a client', () => {
  it('connects each stream with its first subscription, and lets it go with its last', async () => {
    await using world = await start();
    const { client, venue } = world;
    expect(venue.dials).toEqual([]);
    const book = client.orderBook({ eventId });
    const trades = client.lastTrades();
    await Promise.all([book.ready(), trades.ready()]);
    expect(venue.connections.map(({ endpoint }) => endpoint).toSorted()).toEqual([
      'lastTrades',
      'orderBook',
    ]);
    await book.return();
    await venue.until(({ connections }) => connections.length === 1);
    await trades.return();
    await venue.until(({ connections }) => connections.length === 0);
    expect(client.health()).toMatchObject({ state: 'idle', subscriptions: [] });
  });

  it('promise 9: has one connection for a private stream, however many read it', async () => {
    await using world = await start();
    const readers = Array.from({ length: 5 }, () => new Reader(world.client.balances()));
    await Promise.all(readers.map((reader) => reader.live()));
    expect(world.venue.dials).toHaveLength(1);
    expect(readers.map((reader) => reader.state())).toEqual(
      Array.from({ length: 5 }, () => readers[0]?.state()),
    );
  });

  it('promise 10: that is closed ends every stream, and takes no more', async () => {
    await using world = await start();
    const { client, venue } = world;
    const readers = [client.orderBook({ eventId }), client.balances(), client.orderFeed()].map(
      (subscription) => new Reader<unknown>(subscription),
    );
    await Promise.all(readers.map((reader) => reader.live()));
    await client.close();
    expect(await Promise.all(readers.map((reader) => reader.over()))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await venue.until(({ connections }) => connections.length === 0);
    await expect(client.lastTrades().ready()).rejects.toBeInstanceOf(ClosedError);
    await expect(client.rest.check()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(client.health()).toMatchObject({ state: 'closed', connections: [] });
  });

  it('promise 10: that is closed lets the process end by itself', { timeout: 20_000 }, async () => {
    await using world = await start();
    const { urls, restUrls, key, secret } = world.venue;
    const options = JSON.stringify({ urls, restUrls, credentials: { apiKey: key, secret } });
    const program = `
      import { outpoll } from '@venuewire/outpoll';
      const market = outpoll(${options});
      await market.orderBook({ eventId: ${JSON.stringify(eventId)} }).ready();
      await market.orderUpdates().ready();
      await market.close();`;
    const child = spawn(
      process.execPath,
      ['--conditions=@venuewire/source', '--input-type=module', '--eval', program],
      { cwd: import.meta.dirname, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(world.venue.dials).toHaveLength(2);
  });

  it('promise 6: is alive by pings, and says so', async () => {
    await using world = await start();
    await world.client.orderBook({ eventId }).ready();
    expect(world.client.health()).toMatchObject({ liveness: 'proven' });
  });

  it('logs of events cannot be conflated', async () => {
    await using world = await start();
    const { client } = world;
    const policy = 'conflate';
    expect(() => client.orderUpdates({ policy })).toThrow(/log/);
    expect(() => client.orderFeed({ policy })).toThrow(/log/);
    expect(() => client.lastTrades({ policy })).toThrow(/log/);
    expect(() => client.activity({ eventId, outcomeId }, { policy })).toThrow(/log/);
  });
});
