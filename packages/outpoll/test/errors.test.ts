import { SubscriptionError, type Subscription } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import type { Outpoll } from '../src/index.ts';
import { eventId, outcomeId } from './fixtures/examples.ts';
import type { Message, Peer } from './support/scripted-venue.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';

/** Refuses what a predicate names, as often as it says, and answers the rest. */
function refusing(
  isMeant: (message: Message) => boolean,
  error: (message: Message) => object,
  times = Number.POSITIVE_INFINITY,
) {
  let refusals = 0;
  return (peer: Peer, message: Message): void => {
    const isRefused = message['t'] === 'SUBSCRIBE' && isMeant(message) && refusals < times;
    if (!isRefused) return peer.answer(message);
    refusals += 1;
    peer.send(error(message));
  };
}

interface Kind {
  readonly name: string;
  readonly subscribe: (client: Outpoll, id: string) => Subscription<unknown, unknown>;
  /** Whether a message subscribes this id. */
  readonly isOf: (message: Message, id: string) => boolean;
}

const kinds: readonly Kind[] = [
  {
    name: 'orderBook',
    subscribe: (client, id) => client.orderBook({ eventId: id }),
    isOf: ({ e }, id) => e === id,
  },
  {
    name: 'chanceHistory',
    subscribe: (client, id) => client.chanceHistory({ eventId, outcomeId: id }),
    isOf: ({ o }, id) => Array.isArray(o) && o.includes(id),
  },
  {
    name: 'activity',
    subscribe: (client, id) => client.activity({ eventId, outcomeId: id }),
    isOf: ({ o }, id) => o === id,
  },
];
const timing = { acknowledge: 100, unsubscribe: 50 };
const named = (d: object) => (message: Message) => ({
  t: 'error',
  e: message['e'],
  o: message['o'],
  d,
});

describe.each(kinds)('an error of $name', ({ name, subscribe, isOf }) => {
  it('promise 8: that can never be right ends that subscription alone', async () => {
    const receive = refusing(
      (message) => isOf(message, 'bad'),
      named({ error: 'Unknown message type' }),
    );
    await using world = await startScripted({ receive }, { timing });
    await using good = new Reader(subscribe(world.client, 'good'));
    await using bad = new Reader(subscribe(world.client, 'bad'));
    const error = await bad.over();
    expect(error).toBeInstanceOf(SubscriptionError);
    expect(error).toMatchObject({
      retryable: false,
      message: `The venue refused ${name} bad (error: Unknown message type).`,
    });
    await good.live();
    expect(good.gaps).toEqual([]);
    expect(world.venue.peers).toHaveLength(1);
  });

  it('promise 8: of any other kind is tried again, and its neighbours go on', async () => {
    const receive = refusing(
      (message) => isOf(message, 'two'),
      named({ error: 'Error description' }),
      3,
    );
    await using world = await startScripted({ receive }, { timing });
    await using one = new Reader(subscribe(world.client, 'one'));
    await using two = new Reader(subscribe(world.client, 'two'));
    await two.live();
    expect(one.gaps).toEqual([]);
    expect(world.venue.peers).toHaveLength(1);
    expect(two.statuses[0]).toMatchObject({
      status: 'waiting',
      cause: { code: 'SUBSCRIPTION', retryable: true },
    });
  });

  it('that names nothing is about the only request under way', async () => {
    const receive = refusing(
      (message) => isOf(message, 'two'),
      () => ({ t: 'ERROR', r: 'Later' }),
      1,
    );
    await using world = await startScripted({ receive }, { timing });
    await using one = new Reader(subscribe(world.client, 'one'));
    await one.live();
    await using two = new Reader(subscribe(world.client, 'two'));
    await two.live();
    expect(world.events.find(({ type }) => type === 'refused')).toMatchObject({ topic: 'two' });
    expect(one.gaps).toEqual([]);
  });

  it('to nothing that was asked is told to the observer, and ends nothing', async () => {
    await using world = await startScripted({}, { timing });
    await using reader = new Reader(subscribe(world.client, 'one'));
    await reader.live();
    world.venue.peer.send({ t: 'error', d: { error: 'Error description' } });
    world.venue.peer.send({ t: 'error', e: 'another', o: ['another'], r: 'Error description' });
    await world.seen(({ type }) => type === 'refused');
    expect(reader.isLive).toBe(true);
    expect(reader.gaps).toEqual([]);
  });
});

describe('promise 12: the unknown passes', () => {
  it('messages of unknown types are told and counted, and nothing else', async () => {
    await using world = await start({
      venue: { variants: { unknownMessages: 'sent', extraFields: 'sent' } },
    });
    await using book = new Reader(world.client.orderBook({ eventId }));
    await using chance = new Reader(world.client.chanceHistory({ eventId, outcomeId }));
    await Promise.all([book.live(), chance.live()]);
    world.venue.publishChance(outcomeId, 0.6);
    await book.until(({ events }) => events.length === 1);
    await chance.until(({ events }) => events.length === 1);
    expect(world.client.health().counters).toMatchObject({ unknown: 2, invalid: 0, gaps: 0 });
    expect(world.events.filter(({ type }) => type === 'unknown')).toHaveLength(2);
  });

  it.each([
    ['a text that is not JSON', '{"t":'],
    ['a text that is JSON, but no message', '42'],
    ['a binary frame', new Uint8Array([0, 255, 1, 254])],
  ])('%s is counted, told, and a gap', async (_what, data) => {
    await using world = await start();
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    world.venue.faults.invalidFrame(data);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame', recovery: 'complete' }]);
    expect(world.client.health().counters.invalid).toBe(1);
    expect(world.events.filter(({ type }) => type === 'invalid')).toHaveLength(1);
  });

  it('a text that is no UTF-8 costs the connection, and nothing else', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderBook({ eventId }));
    await reader.live();
    world.venue.peer.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
    expect(world.venue.peers).toHaveLength(2);
  });
});
