import { ConfigError, memoryCursor } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { requests } from './support/scripted-venue.ts';
import { start, startScripted } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const after = (sequence: number) =>
  memoryCursor([['collective2:strategy.signal:1', { sequence, at: Date.now() }]]);

describe('https://api-docs.collective2.com/guides/websocket-subscribe', () => {
  it('one request for each strategy and channel, of the documented form', async () => {
    await using world = await start();
    await world.c2.signals({ strategyId: 1 }).ready();
    await world.c2.signals({ strategyId: 2 }).ready();
    await world.c2.positions({ strategyId: 2 }).ready();
    expect(sentTo(world.venue, 'subscribe').map(({ payload }) => payload)).toEqual([
      { action: 'subscribe', channel: 'strategy.signal', strategy_id: 1 },
      { action: 'subscribe', channel: 'strategy.signal', strategy_id: 2 },
      { action: 'subscribe', channel: 'strategy.positions', strategy_id: 2 },
    ]);
  });

  it('a client sends two types of messages, with the documented fields and no others', async () => {
    await using world = await start({ venue: { heartbeatMs: 20 } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await using other = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([reader.live(), other.live()]);
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.drop();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    await other[Symbol.asyncDispose]();
    const isAcknowledged = (): boolean =>
      sentTo(world.venue).some(({ msg_type: type }) => type === 'heartbeat.ack');
    await world.venue.until(
      () => sentTo(world.venue, 'unsubscribe').length === 1 && isAcknowledged(),
    );
    const shapes = sentTo(world.venue).map(({ payload, ...envelope }) =>
      [...Object.keys(envelope), ...Object.keys(payload ?? {})].join(' '),
    );
    expect(new Set(shapes)).toEqual(
      new Set([
        'msg_type request_id timestamp action channel strategy_id',
        'msg_type request_id timestamp action channel strategy_id resume_from',
        'msg_type timestamp',
      ]),
    );
  });

  it('every request_id is new, and has at most 50 characters', async () => {
    await using world = await start();
    await Promise.all([1, 2, 3].map((strategyId) => world.c2.signals({ strategyId }).ready()));
    world.venue.faults.drop();
    await world.venue.until(() => sentTo(world.venue, 'subscribe').length === 6);
    const ids = sentTo(world.venue).map(({ request_id: id }) => id ?? '');
    expect(new Set(ids).size).toBe(6);
    expect(ids.filter((id) => id.length === 0 || id.length > 50)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])(
    'strategy_id is a positive integer: %d is refused before anything is sent',
    async (strategyId) => {
      await using world = await start();
      expect(() => world.c2.signals({ strategyId })).toThrow(ConfigError);
      expect(() => world.c2.positions({ strategyId })).toThrow(ConfigError);
      expect(world.venue.dials).toEqual([]);
    },
  );

  it('without a cursor only signals that are published after the ack come', async () => {
    await using world = await start({ venue: { history: [{ strategyId: 1 }, { strategyId: 1 }] } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    await tick();
    const signal = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', `${signal.seqId}`]);
    expect(sentTo(world.venue)[0]?.payload).not.toHaveProperty('resume_from');
  });

  it.each([undefined, 'number', 'string'] as const)(
    'with a cursor what it lacks is asked for, in the form that `resumeAs` says (%s)',
    async (resumeAs) => {
      const history = [98_001, 98_002, 98_003].map((seqId) => ({ strategyId: 1, seqId }));
      await using world = await start({ venue: { history }, client: { resumeAs } });
      await using reader = new Reader(
        world.c2.signals({ strategyId: 1 }, { cursor: after(98_001) }),
      );
      await reader.until(({ events }) => events.length === 2);
      expect(sentTo(world.venue)[0]?.payload?.resume_from).toBe(
        resumeAs === 'string' ? '98001' : 98_001,
      );
      expect(reader.story).toEqual([
        'gap restart complete',
        'live',
        'replayed 98002',
        'replayed 98003',
      ]);
    },
  );

  it('positions never resume', async () => {
    await using world = await start({ venue: { variants: { positionsSeqId: 'number' } } });
    await using reader = new Reader(world.c2.positions({ strategyId: 1 }));
    await reader.live();
    world.venue.publishPositions(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.drop();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(sentTo(world.venue, 'subscribe').map(({ payload }) => payload?.resume_from)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('subscriptions do not survive the connection: each is asked for again, once', async () => {
    await using world = await start();
    const readers = [1, 2, 3].map((strategyId) => new Reader(world.c2.signals({ strategyId })));
    await Promise.all(readers.map((reader) => reader.live()));
    world.venue.faults.drop();
    for (const reader of readers)
      await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    const asked = sentTo(world.venue, 'subscribe').map(({ payload }) => `${payload?.strategy_id}`);
    expect(asked.toSorted()).toEqual(['1', '1', '2', '2', '3', '3']);
  });
});

describe('subscription.ack', () => {
  it('is told from others by its request_id, whatever the order', async () => {
    await using world = await startScripted({ receive: () => undefined });
    await using first = new Reader(world.c2.signals({ strategyId: 1 }));
    await using second = new Reader(world.c2.signals({ strategyId: 2 }));
    await world.venue.until(({ peers }) => peers.some(({ received }) => received.length === 2));
    const { peer } = world.venue;
    const [one, two] = requests(peer);
    peer.acknowledge({ request_id: 'nobody-asked' });
    peer.acknowledge(two);
    await second.live();
    expect(first.isLive).toBe(false);
    peer.acknowledge(one);
    await first.live();
    expect([first.story, second.story]).toEqual([['live'], ['live']]);
  });

  it('without request_id is for the only request under way', async () => {
    await using world = await startScripted({ receive: (peer) => peer.acknowledge(undefined) });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    expect(reader.story).toEqual(['live']);
  });

  it('without request_id says nothing where several are under way', async () => {
    let connections = 0;
    await using world = await startScripted(
      {
        greet(peer) {
          connections += 1;
          peer.send({ msg_type: 'connection.connected' });
        },
        receive(peer, message) {
          if (connections > 1) peer.acknowledge(message);
          else if (peer.received.length === 2) peer.acknowledge(undefined);
        },
      },
      { timing: { acknowledge: 200 } },
    );
    await using first = new Reader(world.c2.signals({ strategyId: 1 }));
    await using second = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([first.live(), second.live()]);
    expect(world.events.find(({ type }) => type === 'lost')).toMatchObject({
      error: { deadline: 'acknowledge' },
    });
  });

  it('that comes twice, or for what is live already, changes nothing', async () => {
    await using world = await startScripted({
      receive(peer, message) {
        peer.acknowledge(message);
        peer.acknowledge(message);
      },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const { peer } = world.venue;
    peer.send({ msg_type: 'strategy.signal', seq_id: 1, payload: { strategy_id: 1 } });
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', '1']);
  });

  it('is not needed where data comes', async () => {
    await using world = await start({ client: { timing: { acknowledge: 100 } } });
    world.venue.faults.noAck('lost');
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await world.venue.until(({ connections }) => connections[0]?.subscriptions.length === 1);
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 2);
    expect(handledIds(reader)).toEqual(publishedIds(world.venue.published, 1));
    expect(world.venue.dials).toHaveLength(1);
  });

  it('after the replay that it announces makes no difference', async () => {
    const history = [98_001, 98_002, 98_003].map((seqId) => ({ strategyId: 1, seqId }));
    await using world = await start({ venue: { history, variants: { ackOrder: 'after-replay' } } });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { cursor: after(98_001) }));
    await reader.until(({ events }) => events.length === 2);
    await tick();
    world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 3);
    expect(reader.story).toEqual([
      'gap restart complete',
      'live',
      'replayed 98002',
      'replayed 98003',
      `${world.venue.published.at(-1)?.seqId}`,
    ]);
  });
});

describe('unsubscribe', () => {
  it.each(['sent', 'absent'] as const)(
    'whose ack is %s: others go on, and the same can be had again',
    async (unsubscribeAck) => {
      await using world = await start({
        venue: { variants: { unsubscribeAck } },
        client: { timing: { unsubscribe: 50 } },
      });
      await using other = new Reader(world.c2.signals({ strategyId: 2 }));
      const first = world.c2.signals({ strategyId: 1 });
      await Promise.all([other.live(), first.ready()]);
      await first.return();
      await world.venue.until(() => sentTo(world.venue, 'unsubscribe').length === 1);
      await using again = new Reader(world.c2.signals({ strategyId: 1 }));
      await again.live();
      world.venue.publishSignal(1);
      world.venue.publishSignal(2);
      await again.until(({ events }) => events.length === 1);
      await other.until(({ events }) => events.length === 1);
      expect(other.story).toEqual(['live', `${world.venue.published[1]?.seqId}`]);
      expect(world.venue.dials).toHaveLength(1);
    },
  );

  it('promise 10: whose subscription is gone delivers nothing more of it', async () => {
    await using world = await start();
    await using other = new Reader(world.c2.signals({ strategyId: 2 }));
    await using first = new Reader(world.c2.signals({ strategyId: 1 }));
    await Promise.all([other.live(), first.live()]);
    await first[Symbol.asyncDispose]();
    // The venue has not heard of it yet.
    world.venue.publishSignal(1);
    world.venue.publishSignal(2);
    await other.until(({ events }) => events.length === 1);
    expect(first.story).toEqual(['live']);
    expect(world.c2.health().counters.unrouted).toBe(1);
  });
});
