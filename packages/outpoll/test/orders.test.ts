import { expectTypeOf, describe, expect, it } from 'vitest';
import * as z from 'zod/v4';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import type { FeedEvent, Orders, OrderUpdate } from '../src/index.ts';
import { examples } from './fixtures/examples.ts';
import { ok } from './support/scripted-venue.ts';
import { startScripted } from './support/start-scripted.ts';
import { start, type World } from './support/start.ts';
import { sentTo } from './support/wire.ts';

type TakeProfit = Extract<OrderUpdate, { type: 'TPSL_UPDATE' }>;

const streams = ['orderUpdates', 'orderFeed'] as const;

function buy({ venue, outcomeId }: World, quantity: number): string {
  return venue.placeOrder({ outcomeId, side: 'BUY', price: 0.5, quantity }).id;
}

describe.each(streams)('%s', (stream) => {
  it('begins with what REST knows of orders, then tells what happens', async () => {
    await using world = await start();
    const working = buy(world, 10);
    const filled = buy(world, 20);
    world.venue.fillOrder(filled);
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    expect(reader.items).toMatchObject([
      {
        type: 'data',
        snapshot: true,
        data: {
          activeOrders: [{ id: working, side: 'BUY', price: 0.5, quantity: 10 }],
          recentOrders: [{ orderId: filled }, { orderId: working, originalQuantity: 10 }],
        },
      },
      { type: 'status', status: 'live' },
    ]);
    world.venue.cancelOrder(working);
    await reader.until(({ events }) => events.length > 0);
    expect(reader.gaps).toEqual([]);
  });

  it('says nothing but AUTH', async () => {
    await using world = await start();
    await world.client[stream]().ready();
    expect(sentTo(world.venue).map(({ t }) => t)).toEqual(['AUTH']);
  });

  it('asks REST again after a break, and tells that what happened meanwhile is gone', async () => {
    await using world = await start();
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    world.venue.faults.drop();
    const id = buy(world, 10);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story).toEqual([
      'snapshot',
      'live',
      'gap disconnect partial',
      'snapshot',
      'live',
    ]);
    expect(reader.data.at(-1)).toMatchObject({ data: { activeOrders: [{ id }] } });
  });

  it('tells where REST could not say how things are', async () => {
    await using world = await start();
    world.venue.faults.restFailure(400, 100);
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    expect(reader.story).toEqual(['gap no-snapshot none', 'live']);
    expect(reader.gaps[0]?.cause).toMatchObject({ code: 'HTTP' });
  });

  it('asks REST again where a message could not be read', async () => {
    await using world = await start();
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    world.venue.faults.invalidFrame('{"t":"ORDER_UPDATE"', ({ endpoint }) => endpoint === stream);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.story.slice(2)).toEqual(['gap invalid-frame partial', 'snapshot', 'live']);
    expect(world.venue.dials).toHaveLength(1);
  });

  it('tells active orders of every page, and the latest hundred of all', async () => {
    const page = (url: URL): object => {
      const number = Number(url.searchParams.get('page'));
      if (url.pathname.endsWith('/orders'))
        return { i: [{ i: `page-${number}` }], p: number, s: 100, tp: 50 };
      return { i: [{ id: `active-${number}` }], p: number, s: 1, tp: 3 };
    };
    await using world = await startScripted({ rest: ({ url }) => ok(page(url)) });
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    expect(reader.data[0]?.data).toEqual({
      activeOrders: [{ id: 'active-0' }, { id: 'active-1' }, { id: 'active-2' }],
      recentOrders: [{ orderId: 'page-0' }],
    });
  });

  it('that loses its authorization while it is live is authorized anew, on a new connection', async () => {
    await using world = await startScripted();
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    world.venue.peer.send(examples.orderUpdates.error);
    await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
    expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'partial' }]);
    expect(world.venue.peers.map(({ received }) => received)).toMatchObject([
      [{ t: 'AUTH' }],
      [{ t: 'AUTH' }],
    ]);
  });

  it('goes on where an error says something else', async () => {
    await using world = await startScripted();
    await using reader = new Reader<unknown>(world.client[stream]());
    await reader.live();
    world.venue.peer.send({ t: 'error', r: 'Unknown message type' });
    await world.seen(({ type }) => type === 'refused');
    expect(reader.isLive).toBe(true);
    expect(reader.gaps).toEqual([]);
  });
});

describe('order updates', () => {
  it('are notices with the order’s id and SUCCESS or FAILED', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.orderUpdates());
    await reader.live();
    world.venue.publishOrderUpdate('order-1', 'SUCCESS');
    world.venue.publishOrderUpdate('order-2', 'FAILED');
    await reader.until(({ events }) => events.length === 2);
    expect(reader.events.map(({ data }) => data)).toEqual([
      { type: 'ORDER_UPDATE', orderId: 'order-1', userId: 'user-id', status: 'SUCCESS' },
      { type: 'ORDER_UPDATE', orderId: 'order-2', userId: 'user-id', status: 'FAILED' },
    ]);
  });

  it.each(['null', 'absent'] as const)(
    'tell of take-profit and stop-loss prices; where there is none it is %s',
    async (tpslEmpty) => {
      await using world = await start({ venue: { variants: { tpslEmpty } } });
      await using reader = new Reader(world.client.orderUpdates());
      await reader.live();
      const order = { assetId: 'asset-1', quantity: 5, status: 'ACTIVE' };
      world.venue.publishTakeProfit({ ...order, takeProfit: 0.9, stopLoss: 0.2 });
      world.venue.publishTakeProfit({ ...order, takeProfit: null, stopLoss: 0.2 });
      await reader.until(({ events }) => events.length === 2);
      expect(reader.events[0]?.data).toMatchObject({
        type: 'TPSL_UPDATE',
        assetId: 'asset-1',
        quantity: 5,
        takeProfitPrice: 0.9,
        stopLossPrice: 0.2,
        status: 'ACTIVE',
      });
      const [, half] = reader.events.map(({ data }) => data as TakeProfit);
      expect(half?.takeProfitPrice ?? null).toBeNull();
      expect(half?.stopLossPrice).toBe(0.2);
    },
  );

  it('are typed by their type', () => {
    expectTypeOf<TakeProfit['takeProfitPrice']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<OrderUpdate['status']>().toEqualTypeOf<string>();
    expectTypeOf<Orders['activeOrders'][number]['id']>().toEqualTypeOf<string>();
  });

  it('count what they do not know', async () => {
    await using world = await start({ venue: { variants: { unknownMessages: 'sent' } } });
    await using reader = new Reader(world.client.orderUpdates());
    await reader.live();
    world.venue.publishOrderUpdate('order-1', 'SUCCESS');
    await reader.until(({ events }) => events.length === 1);
    expect(world.client.health().counters).toMatchObject({ unknown: 1, invalid: 0, gaps: 0 });
  });
});

describe('the order feed', () => {
  const payload = { order: 'o1', price: '0.50', deep: [{ a: null }] };

  it('passes type and payload through', async () => {
    await using world = await start();
    await using reader = new Reader(world.client.orderFeed());
    await reader.live();
    world.venue.publishOrderFeed('ORDER_STATUS', payload);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.events[0]?.data).toEqual({ type: 'ORDER_STATUS', payload });
  });

  it('delivers events that are called like an acknowledgement', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderFeed());
    await reader.live();
    world.venue.peer.send({ t: 'SUCCESS', d: payload });
    world.venue.peer.send({ t: 'success', d: { message: 'Order filled', order: 'o1' } });
    await reader.until(({ events }) => events.length === 2);
    expect(reader.events.map(({ data }) => (data as FeedEvent).type)).toEqual([
      'SUCCESS',
      'success',
    ]);
    expect(world.venue.peers).toHaveLength(1);
  });

  it('delivers events of types that no page mentions: none is mentioned', async () => {
    await using world = await start({ venue: { variants: { unknownMessages: 'sent' } } });
    await using reader = new Reader(world.client.orderFeed());
    await reader.live();
    world.venue.publishOrderFeed('ORDER_STATUS', payload);
    await reader.until(({ events }) => events.length === 2);
    expect(world.client.health().counters.unknown).toBe(0);
  });

  it('is checked and typed by a schema of the caller’s; its snapshots are not', async () => {
    await using world = await start();
    const schema = z.object({ order: z.string(), price: z.coerce.number() });
    await using reader = new Reader(world.client.orderFeed({ schema }));
    await reader.live();
    world.venue.publishOrderFeed('ORDER_STATUS', payload);
    world.venue.publishOrderFeed('ORDER_STATUS', { other: 'private-content' });
    await reader.until(({ gaps }) => gaps.length === 1);
    expect(reader.story).toEqual(['snapshot', 'live', 'undefined', 'gap invalid-frame none']);
    expect(reader.events[0]?.data).toEqual({
      type: 'ORDER_STATUS',
      payload: { order: 'o1', price: 0.5 },
    });
    expect(String(reader.gaps[0]?.cause)).not.toContain('private-content');
    type Data = (typeof reader.data)[number]['data'];
    expectTypeOf<Data>().toEqualTypeOf<FeedEvent<z.infer<typeof schema>> | Orders>();
  });
});
