import { AuthError, ClosedError, TimeoutError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { requests } from './support/scripted-venue.ts';
import { start, startScripted } from './support/start.ts';

describe('https://api-docs.collective2.com/guides/websocket-connect', () => {
  it('the key goes into the header of the upgrade, and nowhere else', async () => {
    await using world = await start();
    await world.c2.signals({ strategyId: 1 }).ready();
    const [dial] = world.venue.dials;
    expect(dial?.headers['authorization']).toBe(`Bearer ${world.venue.key}`);
    const { authorization: _, ...others } = dial?.headers ?? {};
    expect(JSON.stringify([dial?.path, others])).not.toContain(world.venue.key);
    expect(world.venue.received.map(({ text }) => text).join()).not.toContain(world.venue.key);
  });

  it('promise 8: a key that the venue refuses ends the subscription at once, and is never sent again', async () => {
    await using world = await start({ client: { apiKey: 'wrong-key' } });
    await using signals = new Reader(world.c2.signals({ strategyId: 1 }));
    await using positions = new Reader(world.c2.positions({ strategyId: 2 }));
    expect(await signals.over()).toBeInstanceOf(AuthError);
    expect(await positions.over()).toBeInstanceOf(AuthError);
    expect(world.venue.dials.map(({ status }) => status)).toEqual([401]);
    expect(world.c2.health()).toMatchObject({ state: 'idle' });
  });

  it('promise 7: `ready()` rejects with the refusal, and the iteration then has nothing more to say', async () => {
    await using world = await start({ client: { apiKey: 'wrong-key' } });
    const subscription = world.c2.signals({ strategyId: 1 });
    await expect(subscription.ready()).rejects.toBeInstanceOf(AuthError);
    expect(await subscription.next()).toEqual({ done: true, value: undefined });
  });

  it('nothing is asked for before connection.connected', async () => {
    await using world = await startScripted({ greet: () => undefined });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await world.venue.until(({ peers }) => peers.length === 1);
    const { peer } = world.venue;
    peer.send({ msg_type: 'heartbeat' });
    await world.venue.until(() => peer.received.length === 1);
    expect(peer.received).toMatchObject([{ msg_type: 'heartbeat.ack' }]);
    peer.send({ msg_type: 'connection.connected' });
    await reader.live();
    expect(requests(peer)).toHaveLength(1);
  });

  it('promise 7: a connection.connected that does not come is not waited for', async () => {
    let greetings = 0;
    await using world = await startScripted(
      {
        greet: (peer) => {
          greetings += 1;
          if (greetings > 1) peer.send({ msg_type: 'connection.connected' });
        },
      },
      { timing: { ready: 100 } },
    );
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const lost = world.events.find(({ type }) => type === 'lost');
    expect(lost).toMatchObject({ error: { deadline: 'ready' } });
    expect(lost && 'error' in lost && lost.error).toBeInstanceOf(TimeoutError);
  });

  it('a second connection.connected changes nothing', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const { peer } = world.venue;
    peer.send({ msg_type: 'connection.connected' });
    peer.send({ msg_type: 'strategy.signal', seq_id: 1, payload: { strategy_id: 1 } });
    await reader.until(({ events }) => events.length === 1);
    expect(requests(peer)).toHaveLength(1);
    expect(reader.story).toEqual(['live', '1']);
  });

  it('connection.disconnected is told, and the close that follows is recovered from', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const before = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.announceDisconnect();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual(['live', `${before.seqId}`, 'gap disconnect complete', 'live']);
    expect(world.events.map(({ type }) => type)).toContain('closing');
    const lost = world.events.find(({ type }) => type === 'lost');
    expect(lost && 'error' in lost && lost.error).toBeInstanceOf(ClosedError);
    expect(lost).toMatchObject({ error: { closeCode: 1001 } });
  });

  it('compression, which the guides do not mention, is not offered', async () => {
    await using world = await start();
    await world.c2.signals({ strategyId: 1 }).ready();
    expect(world.venue.dials[0]?.headers).not.toHaveProperty('sec-websocket-extensions');
  });

  it('a connection that nobody needs any more is let go', async () => {
    await using world = await start();
    const signals = world.c2.signals({ strategyId: 1 });
    await signals.ready();
    await signals.return();
    await world.venue.until(({ connections }) => connections.length === 0);
    expect(world.c2.health()).toMatchObject({ state: 'idle', subscriptions: [] });
  });
});

describe('the credential', () => {
  it('is asked for at each dial, so that a rotated key takes effect', async () => {
    const keys = ['first-key', 'second-key'];
    let asked = 0;
    const apiKey = (): Promise<string> => Promise.resolve(keys[Math.min(asked++, 1)] ?? '');
    await using world = await start({ venue: { keys }, client: { apiKey } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.faults.revokeKey('first-key');
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(world.venue.dials.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer first-key',
      'Bearer second-key',
    ]);
  });

  it('promise 8: a key that is revoked while it is in use is fatal at the next dial', async () => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    world.venue.faults.revokeKey(world.venue.key);
    expect(await reader.over()).toBeInstanceOf(AuthError);
    expect(world.venue.dials.map(({ status }) => status)).toEqual([101, 401]);
    // The break stays open: what came meanwhile, nobody will know.
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'none' }]);
  });

  it.each(['', ' ', 'with space', 'line\nbreak', 'ключ'])(
    'that cannot be a key (%j) is refused before anything is dialled',
    async (apiKey) => {
      await using world = await start();
      expect(() => world.client({ apiKey })).toThrow(/apiKey must be/);
      await using reader = new Reader(
        world.client({ apiKey: () => apiKey }).signals({ strategyId: 1 }),
      );
      expect(await reader.over()).toMatchObject({ code: 'CONFIG', retryable: false });
      expect(world.venue.dials).toEqual([]);
    },
  );

  it('whose provider fails for now is asked again', async () => {
    let asked = 0;
    await using world = await start();
    const apiKey = (): string => {
      asked += 1;
      if (asked < 3) throw new Error('The vault is sealed.');
      return world.venue.key;
    };
    await using reader = new Reader(world.client({ apiKey }).signals({ strategyId: 1 }));
    await reader.live();
    expect(world.venue.dials).toHaveLength(1);
  });
});
