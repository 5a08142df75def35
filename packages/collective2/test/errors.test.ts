import { AuthError, SubscriptionError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { examples } from './fixtures/examples.ts';
import { requests, type Message, type Peer } from './support/scripted-venue.ts';
import { start, startScripted } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const forbidden = JSON.parse(examples.error).payload as Message;

/** Refuses what a predicate names, and acknowledges the rest. */
function refusing(isRefused: (strategyId: unknown) => boolean, error: Message) {
  return (peer: Peer, message: Message): void => {
    const { strategy_id: strategyId } = (message['payload'] ?? {}) as Message;
    if (isRefused(strategyId)) {
      peer.send({ msg_type: 'error', request_id: message['request_id'], ...error });
    } else peer.acknowledge(message);
  };
}

describe('error, https://api-docs.collective2.com/guides/websocket-errors', () => {
  it('promise 8: FORBIDDEN ends that subscription alone', async () => {
    await using world = await start({ venue: { forbidden: [666] } });
    await using good = new Reader(world.c2.signals({ strategyId: 1 }));
    await using bad = new Reader(world.c2.signals({ strategyId: 666 }));
    const error = await bad.over();
    expect(error).toBeInstanceOf(SubscriptionError);
    expect(error).toMatchObject({
      retryable: false,
      venueCodes: ['FORBIDDEN'],
      message:
        'The venue refused strategy.signal 666 (FORBIDDEN: StrategyId: Not authorized to subscribe to Strategy).',
    });
    await good.live();
    world.venue.publishSignal(1);
    await good.until(({ events }) => events.length === 1);
    expect(good.gaps).toEqual([]);
    expect(world.venue.dials).toHaveLength(1);
    // It is not asked for again with the next connection either.
    world.venue.faults.drop();
    await good.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    const asked = sentTo(world.venue).filter(({ payload }) => payload?.strategy_id === 666);
    expect(asked).toHaveLength(1);
  });

  it('without request_id is about the only request under way', async () => {
    await using world = await start({
      venue: { forbidden: [666], variants: { errorRequestId: 'absent' } },
    });
    await using good = new Reader(world.c2.signals({ strategyId: 1 }));
    await good.live();
    await using bad = new Reader(world.c2.signals({ strategyId: 666 }));
    expect(await bad.over()).toBeInstanceOf(SubscriptionError);
    expect(good.isLive).toBe(true);
  });

  it('without request_id among several is told, and found out when it is asked for alone', async () => {
    await using world = await start({
      venue: { forbidden: [666], variants: { errorRequestId: 'absent' } },
      client: { timing: { acknowledge: 100 } },
    });
    await using bad = new Reader(world.c2.signals({ strategyId: 666 }));
    await using good = new Reader(world.c2.signals({ strategyId: 1 }));
    expect(await bad.over()).toBeInstanceOf(SubscriptionError);
    await good.live();
    world.venue.publishSignal(1);
    await good.until(({ events }) => events.length === 1);
    const refusals = world.events.filter((event) => event.type === 'refused');
    expect(refusals[0]).not.toHaveProperty('topic');
    expect(refusals.at(-1)).toMatchObject({ channel: 'strategy.signal', topic: '666' });
  });

  it('with errors[] names them all', async () => {
    const errors = [
      { code: 'INVALID_PARAMETER', field: 'Channel', message: 'Invalid channel' },
      { code: 'FORBIDDEN', field: 'StrategyId', message: 'Not yours' },
    ];
    const receive = refusing(() => true, { payload: { errors } });
    await using world = await startScripted({ receive });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    expect(await reader.over()).toMatchObject({
      venueCodes: ['INVALID_PARAMETER', 'FORBIDDEN'],
      message:
        'The venue refused strategy.signal 1 (INVALID_PARAMETER: Channel: Invalid channel; FORBIDDEN: StrategyId: Not yours).',
    });
  });

  it.each(['UNAUTHORIZED', 'FORBIDDEN', 'INVALID_PARAMETER'])(
    'promise 8: %s is permanent',
    async (code) => {
      const receive = refusing(() => true, { payload: { ...forbidden, code } });
      await using world = await startScripted({ receive });
      const subscription = world.c2.signals({ strategyId: 1 });
      await expect(subscription.ready()).rejects.toMatchObject({ venueCodes: [code] });
      expect(requests(world.venue.peer)).toHaveLength(1);
    },
  );

  it('promise 8: with a code that is not documented is tried again, and its neighbours go on', async () => {
    let refusals = 0;
    const receive = refusing((strategyId) => strategyId === 2 && (refusals += 1) <= 3, {
      payload: { code: 'TEMPORARILY_UNAVAILABLE', message: 'Later' },
    });
    await using world = await startScripted({ receive });
    await using one = new Reader(world.c2.signals({ strategyId: 1 }));
    await using two = new Reader(world.c2.signals({ strategyId: 2 }));
    await Promise.all([one.live(), two.live()]);
    expect(one.story).toEqual(['live']);
    expect(requests(world.venue.peer)).toHaveLength(5);
    expect(world.venue.peers).toHaveLength(1);
    expect(new Set(two.statuses.map(({ status }) => status))).toEqual(new Set(['waiting', 'live']));
    expect(two.statuses[0]).toMatchObject({ status: 'waiting', cause: { retryable: true } });
  });

  it('about the timestamp corrects the clock and is tried again', async () => {
    let refusals = 0;
    const timestamp = new Date(Date.now() + 600_000).toISOString();
    const payload = { code: 'INVALID_PARAMETER', field: 'Timestamp', message: 'Off' };
    const receive = refusing(() => (refusals += 1) === 1, { timestamp, payload });
    await using world = await startScripted({ receive });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const [first, second] = requests(world.venue.peer).map(({ timestamp: time }) =>
      Date.parse(String(time)),
    );
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(590_000);
  });

  it('to nothing that was asked is told to the observer, and ends nothing', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const { peer } = world.venue;
    peer.send({ msg_type: 'error', payload: forbidden });
    peer.send({ msg_type: 'error', request_id: 'nobody-asked', payload: forbidden });
    peer.send({ msg_type: 'strategy.signal', seq_id: 1, payload: { strategy_id: 1 } });
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', '1']);
    expect(world.events.filter(({ type }) => type === 'refused')).toHaveLength(2);
  });

  it('before the connection is ready is about the connection', async () => {
    const greet = (peer: Peer): void => peer.send({ msg_type: 'error', payload: forbidden });
    await using world = await startScripted({ greet });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    const error = await reader.over();
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ message: expect.stringContaining('FORBIDDEN: StrategyId') });
    expect(world.venue.peers).toHaveLength(1);
  });

  it('promise 7: one failure goes one way: through `ready()` or through the stream', async () => {
    await using world = await start({ venue: { forbidden: [666, 667] } });
    const asked = world.c2.signals({ strategyId: 666 });
    await expect(asked.ready()).rejects.toBeInstanceOf(SubscriptionError);
    expect(await asked.next()).toEqual({ done: true, value: undefined });
    const iterated = world.c2.signals({ strategyId: 667 });
    await expect(iterated.next()).rejects.toBeInstanceOf(SubscriptionError);
    expect(await iterated.next()).toEqual({ done: true, value: undefined });
  });
});

describe('promise 12: the unknown passes', () => {
  it('messages of unknown types are told and counted, and nothing else', async () => {
    await using world = await start({
      venue: { variants: { unknownMessages: 'sent', extraFields: 'sent' } },
    });
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    for (let signals = 0; signals < 5; signals += 1) world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 5);
    const unknown = world.events.filter(({ type }) => type === 'unknown');
    expect(unknown).toHaveLength(5);
    expect(unknown[0]).toMatchObject({ tag: 'simulator.unknown' });
    expect(world.c2.health().counters).toMatchObject({ unknown: 5, invalid: 0, gaps: 0 });
    expect(reader.gaps).toEqual([]);
    // Fields that no guide mentions are kept.
    expect(reader.events[0]?.data).toMatchObject({ payload: { simulator_extra: true } });
  });

  it.each([
    ['a text that is not JSON', '{"msg_type":'],
    ['a text that is JSON, but no message', '42'],
    ['a binary frame', new Uint8Array([0, 255, 1, 254])],
  ])('%s is counted, told, and a gap that the replay closes', async (_what, data) => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const before = world.venue.publishSignal(1);
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.invalidFrame(data);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual(['live', `${before.seqId}`, 'gap invalid-frame complete', 'live']);
    expect(world.c2.health().counters.invalid).toBe(1);
    expect(world.events.filter(({ type }) => type === 'invalid')).toHaveLength(1);
    expect(world.venue.dials).toHaveLength(1);
  });

  it('a frame that stays invalid however often it is replayed does not turn for ever', async () => {
    await using world = await startScripted({});
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
    await reader.live();
    const { peer } = world.venue;
    const broken = { msg_type: 'strategy.signal', seq_id: 'six', payload: { strategy_id: 1 } };
    peer.send({ msg_type: 'strategy.signal', seq_id: 5, payload: { strategy_id: 1 } });
    peer.send(broken);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    peer.send(broken);
    await reader.until(({ gaps }) => gaps.length === 2);
    await tick();
    peer.send({ msg_type: 'strategy.signal', seq_id: 7, payload: { strategy_id: 1 } });
    await reader.until(({ events }) => events.length === 2);
    expect(reader.story).toEqual([
      'live',
      '5',
      'gap invalid-frame complete',
      'live',
      'gap invalid-frame none',
      '7',
    ]);
    expect(requests(peer, 'subscribe')).toHaveLength(2);
  });
});
