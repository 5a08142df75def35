import { describe, expect, it } from 'vitest';

import type { OrderEvent } from '../src/index.ts';
import { account, instrument, orderEventData, orderEvents } from './fixtures/examples.ts';
import { Reader } from './support/reader.ts';
import { ok, type Script } from './support/scripted-venue.ts';
import { startScripted } from './support/start.ts';

const other = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

/** An event at the venue: its number is its order's and, in seconds, its time. */
function filled(number: number, fields: object = {}): object {
  const { fill } = JSON.parse(orderEventData.fill);
  const timestamp = 1767225600000 + number * 1000;
  return {
    orderId: number,
    account,
    instrument,
    eventData: { fill: { ...fill, timestamp } },
    ...fields,
  };
}

const placed = (number: number): object => filled(number, { eventData: 'canceled' });
const ordersOf = ({ data }: Reader<OrderEvent>): string[] => data.map((item) => item.data.orderId);

/** A venue whose REST knows of these events, in this order. */
function knowing(events: () => readonly object[]): Script {
  return { rest: () => ok({ orderEvents: events() }) };
}

describe('OrderEvents', () => {
  it.each([
    ['tagged', (text: string) => `{"OrderEventUpdate":${text}}`],
    ['bare, as live servers have sent it', (text: string) => text],
  ])('come %s', async (_form, message) => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderEvents({ account }));
    await reader.live();
    world.venue.peer.send(message(orderEvents(Object.values(orderEventData))));
    await reader.until(({ data }) => data.length === 5);
    expect(reader.data.map(({ data }) => data.eventData.type)).toEqual([
      'fill',
      'placed',
      'canceled',
      'modified',
      'rejected',
    ]);
  });

  it('reach whoever asked for their account, their instrument, both or neither', async () => {
    await using world = await startScripted();
    const wanted = [
      {},
      { account },
      { instrumentId: instrument },
      { account, instrumentId: instrument },
      { account: other },
      { instrumentId: '7' },
      { account: other, instrumentId: '7' },
    ];
    const readers = wanted.map((params) => new Reader(world.client.orderEvents(params)));
    await Promise.all(readers.map((reader) => reader.live()));
    const events = [
      filled(1),
      filled(2, { account: other }),
      filled(3, { instrument: '7' }),
      filled(4, { account: other.toLowerCase(), instrument: '7' }),
    ];
    // The venue sends each subscription its own.
    for (const orderEventsOfOne of [events, events])
      world.venue.peer.send({ OrderEventUpdate: { orderEvents: orderEventsOfOne } });
    const [all] = readers;
    await all?.until(({ data }) => data.length === 4);
    const last = readers.at(-1);
    await last?.until(({ data }) => data.length === 1);
    expect(readers.map(ordersOf)).toEqual([
      ['1', '2', '3', '4'],
      ['1', '3'],
      ['1', '2'],
      ['1'],
      ['2', '4'],
      ['3', '4'],
      ['4'],
    ]);
  });

  it('promise 3: that come twice are delivered once; two fills of one block are two', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderEvents());
    await reader.live();
    const again = { ...JSON.parse(orderEventData.fill).fill, remaining_size: '1.5' };
    const events = [
      filled(1),
      filled(1),
      filled(1, { eventData: { fill: again } }),
      placed(1),
      placed(1),
    ];
    world.venue.peer.send({ OrderEventUpdate: { orderEvents: events } });
    world.venue.peer.send({ OrderEventUpdate: { orderEvents: [...events, filled(2)] } });
    await reader.until(({ data }) => ordersOf(reader).includes('2') && data.length === 4);
    expect(ordersOf(reader)).toEqual(['1', '1', '1', '2']);
    expect(world.client.health().counters.duplicates).toBe(7);
  });

  it('promise 3: two changes of price in one block are two', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderEvents());
    await reader.live();
    const { modified } = JSON.parse(orderEventData.modified);
    const at = (price: string): object =>
      filled(1, { eventData: { modified: { ...modified, price } } });
    world.venue.peer.send({ OrderEventUpdate: { orderEvents: [at('1'), at('2')] } });
    await reader.until(({ data }) => data.length === 2);
    expect(new Set(reader.data.map(({ id }) => id)).size).toBe(2);
  });
});

describe('OrderEvents after a break', () => {
  it.each([
    ['oldest first', (events: readonly object[]) => events],
    ['newest first', (events: readonly object[]) => events.toReversed()],
  ])('promises 1–3: an account’s come from REST, which may tell the %s', async (_order, told) => {
    const happened: object[] = [filled(1)];
    await using world = await startScripted(knowing(() => told(happened)));
    await using reader = new Reader(world.client.orderEvents({ account }));
    await reader.live();
    expect(world.venue.targets).toEqual([]);
    happened.push(filled(2));
    world.venue.peer.send({ OrderEventUpdate: { account, orderEvents: [filled(2)] } });
    await reader.until(({ data }) => data.length === 1);
    happened.push(filled(3), placed(3), filled(4));
    world.venue.peer.socket.terminate();
    await reader.recovered();
    world.venue.peer.send({ OrderEventUpdate: { account, orderEvents: [filled(4), filled(5)] } });
    await reader.until(({ data }) => data.length === 5);
    expect(ordersOf(reader)).toEqual(['2', '3', '3', '4', '5']);
    expect(reader.story).toEqual([
      'live',
      'data',
      'gap disconnect complete',
      'replayed',
      'replayed',
      'replayed',
      'live',
      'data',
    ]);
    expect(world.venue.targets).toEqual([
      `/order-events?account=${account}&pageNumber=0&pageSize=100`,
    ]);
  });

  it('of one instrument are those of that one', async () => {
    const happened = [filled(1)];
    await using world = await startScripted(knowing(() => happened));
    const params = { account, instrumentId: instrument.toUpperCase().replace('X', 'x') };
    await using reader = new Reader(world.client.orderEvents(params));
    await reader.live();
    world.venue.peer.send({ OrderEventUpdate: { orderEvents: [filled(1)] } });
    await reader.until(({ data }) => data.length === 1);
    happened.push(filled(2, { instrument: '7' }), filled(3));
    world.venue.peer.socket.terminate();
    await reader.until(({ data }) => data.length === 2);
    expect(ordersOf(reader)).toEqual(['1', '3']);
  });

  it('of everybody are gone', async () => {
    await using world = await startScripted();
    await using reader = new Reader(world.client.orderEvents({ instrumentId: instrument }));
    await reader.live();
    world.venue.peer.socket.terminate();
    await reader.recovered();
    expect(reader.story).toEqual(['live', 'gap disconnect none', 'live']);
    expect(world.venue.targets).toEqual([]);
  });

  it('promise 2: of which REST cannot tell are a gap with its cause', async () => {
    const script: Script = { rest: () => ok({ orderEvents: [{ orderId: 1 }] }) };
    await using world = await startScripted(script, { timing: { recovery: 50 } });
    await using reader = new Reader(world.client.orderEvents({ account }));
    await reader.live();
    world.venue.peer.socket.terminate();
    await reader.recovered();
    expect(reader.gaps).toMatchObject([
      { reason: 'disconnect', recovery: 'none', cause: { code: 'TIMEOUT' } },
    ]);
  });
});
