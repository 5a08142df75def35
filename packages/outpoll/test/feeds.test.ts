import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/v4';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import type { ActivityEvent, FeedEvent } from '../src/index.ts';
import { eventId, otherOutcomeId, outcomeId } from './fixtures/examples.ts';
import { startScripted } from './support/start-scripted.ts';
import { start } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const params = { eventId, outcomeId };
const other = { eventId, outcomeId: otherOutcomeId };
const payload = { trade: 't1', price: '0.50', deep: [{ a: null }] };
/** No acknowledgement is documented: what is not acknowledged is live after this. */
const quick = { timing: { acknowledge: 50 } };

describe('activity', () => {
  it('passes type and payload through, with its event and outcome', async () => {
    await using world = await start({ client: quick });
    await using reader = new Reader(world.client.activity(params));
    await reader.live();
    world.venue.publishActivity(outcomeId, 'TRADE', payload);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data).toEqual({ type: 'TRADE', payload, eventId, outcomeId });
    expect(sentTo(world.venue)).toEqual([{ t: 'SUBSCRIBE', e: eventId, o: outcomeId }]);
  });

  it('needs no credentials', async () => {
    await using world = await start({ client: { ...quick, credentials: undefined } });
    await world.client.activity(params).ready();
    expect(world.venue.dials.map(({ path }) => path)).toEqual(['/history/ws']);
  });

  it('waits two seconds for an acknowledgement, which no page promises', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.activity(params));
    await reader.live();
    expect(reader.story).toEqual(['live']);
    expect(world.events.filter(({ type }) => type === 'lost')).toEqual([]);
  });

  it('is live at once where there is an acknowledgement', async () => {
    await using world = await start({
      venue: { variants: { activityAck: 'sent' } },
      client: { timing: { acknowledge: 60_000 } },
    });
    await using reader = new Reader(world.client.activity(params));
    await reader.live();
    expect(reader.story).toEqual(['live']);
  });

  it('is live with its first message', async () => {
    await using world = await start({ client: { timing: { acknowledge: 60_000 } } });
    await using reader = new Reader(world.client.activity(params));
    await world.venue.until(({ connections }) => connections[0]?.subscriptions.length === 1);
    world.venue.publishActivity(outcomeId, 'TRADE', payload);
    await reader.until(({ events, isLive }) => events.length === 1 && isLive);
    expect(reader.gaps).toEqual([]);
  });

  it('tells of a break what is true: what was missed cannot be had', async () => {
    await using world = await start({ client: quick });
    await using reader = new Reader(world.client.activity(params));
    await reader.live();
    world.venue.faults.drop();
    world.venue.publishActivity(outcomeId, 'TRADE', payload);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual(['live', 'gap disconnect none', 'live']);
  });

  it.each(['documented', 'array'] as const)(
    'of two outcomes on a connection goes to each by its envelope, where `o` is %s',
    async (outcomes) => {
      await using world = await start({ venue: { variants: { outcomes } }, client: quick });
      await using one = new Reader(world.client.activity(params));
      await using two = new Reader(world.client.activity(other));
      await Promise.all([one.live(), two.live()]);
      world.venue.publishActivity(outcomeId, 'TRADE', { for: 1 });
      world.venue.publishActivity(otherOutcomeId, 'TRADE', { for: 2 });
      await two.until(({ events }) => events.length === 1);
      expect(one.events.map(({ data }) => data)).toMatchObject([
        { outcomeId, payload: { for: 1 } },
      ]);
      expect(two.events.map(({ data }) => data)).toMatchObject([
        { outcomeId: otherOutcomeId, payload: { for: 2 } },
      ]);
      expect(world.venue.dials).toHaveLength(1);
    },
  );

  it.each(['payload', 'absent'] as const)(
    'whose envelope names no outcome (%s) gives each outcome a connection of its own',
    async (activityTopic) => {
      await using world = await start({ venue: { variants: { activityTopic } }, client: quick });
      await using one = new Reader(world.client.activity(params));
      await using two = new Reader(world.client.activity(other));
      await Promise.all([one.live(), two.live()]);
      world.venue.publishActivity(outcomeId, 'TRADE', { for: 1 });
      // Until it is clear whose it is, both have it, and it says so.
      await two.until(({ events }) => events.length === 1);
      expect(two.events[0]?.data).toMatchObject({ eventId: undefined, outcomeId: undefined });
      await two.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
      world.venue.publishActivity(otherOutcomeId, 'TRADE', { for: 2 });
      await two.until(({ events }) => events.length === 2);
      world.venue.publishActivity(outcomeId, 'TRADE', { for: 3 });
      await one.until(({ events }) => events.length === 2);
      expect(two.events[1]?.data).toMatchObject({ ...other, payload: { for: 2 } });
      expect(one.events[1]?.data).toMatchObject({ payload: { for: 3 } });
      expect(two.events).toHaveLength(2);
      expect(world.client.health().isolated).toEqual(['activityFeed']);
      expect(
        world.venue.connections.filter(({ endpoint }) => endpoint === 'activityFeed'),
      ).toHaveLength(2);
    },
  );

  it('alone on its connection knows whose it is, whatever the message names', async () => {
    await using world = await start({
      venue: { variants: { activityTopic: 'absent' } },
      client: quick,
    });
    await using reader = new Reader(world.client.activity(params));
    await reader.live();
    world.venue.publishActivity(outcomeId, 'TRADE', payload);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data).toEqual({ type: 'TRADE', payload, eventId, outcomeId });
  });

  it('of several outcomes goes to whoever subscribes one of them', async () => {
    await using world = await startScripted({}, quick);
    await using one = new Reader(world.client.activity(params));
    await using two = new Reader(world.client.activity(other));
    await Promise.all([one.live(), two.live()]);
    const o = [outcomeId, otherOutcomeId, 'a third'];
    world.venue.peer.send({ t: 'TRADE', e: eventId, o, d: payload });
    for (const reader of [one, two]) await reader.until(({ events }) => events.length === 1);
    expect(one.events[0]?.data).toEqual({ type: 'TRADE', payload, eventId, outcomeId: undefined });
  });

  it('ends with its event and its outcome', async () => {
    await using world = await start({ client: quick });
    await using one = new Reader(world.client.activity(params));
    await using two = new Reader(world.client.activity(other));
    await Promise.all([one.live(), two.live()]);
    await one[Symbol.asyncDispose]();
    await world.venue.until(({ connections }) => connections[0]?.subscriptions.length === 1);
    expect(sentTo(world.venue, 'UNSUBSCRIBE')).toEqual([
      { t: 'UNSUBSCRIBE', e: eventId, o: outcomeId },
    ]);
    expect(two.isLive).toBe(true);
  });

  it('is checked and typed by a schema of the caller’s', async () => {
    await using world = await start({ client: quick });
    const schema = z.object({ trade: z.string() });
    await using reader = new Reader(world.client.activity(params, { schema }));
    await reader.live();
    world.venue.publishActivity(outcomeId, 'TRADE', { trade: 5 });
    world.venue.publishActivity(outcomeId, 'TRADE', payload);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.story).toEqual(['live', 'gap invalid-frame none', 'undefined']);
    expect(reader.events[0]?.data).toMatchObject({ payload: { trade: 't1' }, eventId, outcomeId });
    type Data = (typeof reader.data)[number]['data'];
    expectTypeOf<Data>().toEqualTypeOf<ActivityEvent<{ trade: string }>>();
  });
});

describe('last trades', () => {
  it.each([
    ['sent', 'object'],
    ['sent', 'array'],
    ['absent', 'object'],
    ['absent', 'array'],
  ] as const)(
    'come unasked, with an envelope that is %s, as an %s',
    async (lastTradeEnvelope, lastTradePayload) => {
      const variants = { lastTradeEnvelope, lastTradePayload };
      await using world = await start({
        venue: { variants },
        client: { credentials: undefined },
      });
      await using reader = new Reader(world.client.lastTrades());
      await reader.live();
      world.venue.publishLastTrade('TRADE', { trade: 't1' });
      await reader.until(({ events }) => events.length === 1);
      const events = reader.events.map(({ data }) => data);
      expect(events.flatMap((event) => event.payload)).toMatchObject([{ trade: 't1' }]);
      expect(events[0]?.type).toBe(lastTradeEnvelope === 'sent' ? 'TRADE' : undefined);
      expect(world.venue.received).toEqual([]);
    },
  );

  it('tell of a break what is true, and go on', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.lastTrades());
    await reader.live();
    world.venue.publishLastTrade('TRADE', { trade: 't1' });
    await reader.until(({ events }) => events.length === 1);
    world.venue.faults.drop();
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    world.venue.publishLastTrade('TRADE', { trade: 't2' });
    await reader.until(({ events }) => events.length === 2);
    expect(reader.story).toEqual(['live', 'undefined', 'gap disconnect none', 'live', 'undefined']);
  });

  it('have ids that differ, though the venue gives none', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.lastTrades());
    await reader.live();
    for (let count = 0; count < 3; count += 1) world.venue.publishLastTrade('TRADE', payload);
    await reader.until(({ events }) => events.length === 3);
    expect(new Set(reader.events.map(({ id }) => id)).size).toBe(3);
  });

  it('are checked and typed by a schema of the caller’s', async () => {
    await using world = await start();
    const schema = z.object({ trade: z.string().transform((text) => text.length) });
    await using reader = new Reader(world.client.lastTrades({ schema }));
    await reader.live();
    world.venue.publishLastTrade('TRADE', payload);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data).toEqual({ type: 'TRADE', payload: { trade: 2 } });
    type Data = (typeof reader.data)[number]['data'];
    expectTypeOf<Data>().toEqualTypeOf<FeedEvent<{ trade: number }>>();
  });
});
