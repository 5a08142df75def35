import { describe, expect, test } from 'vitest';

import { manualClock, outpollSimulator } from '../../src/index.ts';
import { shapeOf } from '../json-shape.ts';
import { exampleEvent, exampleOutcome, exampleShape, examples, otherOutcome } from './examples.ts';
import { call } from './rest-client.ts';
import { OutpollClient, authentication } from './test-client.ts';

/** The one outcome of the examples whose book is shown. */
const events = [
  {
    id: exampleEvent,
    title: 'Example',
    outcomes: [{ id: exampleOutcome, title: 'Yes', chance: 0.55 }],
  },
];

describe('the examples of the pages', () => {
  test('order book: the subscription is understood, its ack and the snapshot are the examples', async () => {
    await using venue = await outpollSimulator({ events });
    await using client = await OutpollClient.open(venue, 'orderBook');
    client.send(examples.orderBook.subscribe);
    expect(await client.next()).toEqual(JSON.parse(examples.orderBook.subscribed));
    client.send({ t: 'REQUEST_DATA', e: exampleEvent });
    expect(await client.next()).toEqual(JSON.parse(examples.orderBook.prices));
  });

  test('chance history: latest value, live value, and the end of a subscription', async () => {
    const clock = manualClock(1_712_160_300_000);
    await using venue = await outpollSimulator({ clock });
    venue.publishChance(exampleOutcome, 0.67);
    await using client = await OutpollClient.open(venue, 'chanceHistory');
    client.send(examples.chanceHistory.subscribe);
    expect(await client.next()).toEqual(JSON.parse(examples.chanceHistory.probability));
    expect(await client.next()).toMatchObject({ t: 'probability', o: [otherOutcome] });
    expect(await client.next()).toMatchObject({
      t: 'success',
      o: [exampleOutcome, otherOutcome],
    });
    venue.publishChance(exampleOutcome, 0.67);
    expect(await client.next()).toEqual(JSON.parse(examples.chanceHistory.update));
    client.send(examples.chanceHistory.unsubscribe);
    expect(await client.next()).toEqual(JSON.parse(examples.chanceHistory.unsubscribed));
  });

  test('order updates: ack, refusal, both notices and PING', async () => {
    const clock = manualClock();
    await using venue = await outpollSimulator({ clock });
    await using client = await OutpollClient.open(venue, 'orderUpdates');
    client.send(examples.auth);
    expect(await client.next()).toEqual(JSON.parse(examples.orderUpdates.refused));
    client.send(authentication(venue, 'orderUpdates'));
    expect(await client.next()).toEqual(JSON.parse(examples.orderUpdates.authorized));
    venue.publishOrderUpdate('a1b2c3d4-e5f6-7890-abcd-ef1234567890', 'SUCCESS');
    expect(await client.next()).toEqual(JSON.parse(examples.orderUpdates.order));
    venue.publishTakeProfit({
      orderId: 'order-id',
      assetId: 'asset-id',
      quantity: 100,
      takeProfit: 0.95,
      stopLoss: 0.1,
      status: 'ACTIVE',
    });
    expect(await client.next()).toEqual(JSON.parse(examples.orderUpdates.takeProfit));
    clock.advance(30_000);
    expect(await client.next()).toEqual(JSON.parse(examples.orderUpdates.ping));
  });

  test('balance updates: the ack is the snapshot, and a delta has no envelope', async () => {
    await using venue = await outpollSimulator();
    venue.placeOrder({ outcomeId: exampleOutcome, side: 'BUY', price: 0.5, quantity: 101 });
    await using client = await OutpollClient.open(venue, 'balanceUpdates');
    client.send(authentication(venue, 'balanceUpdates'));
    expect(await client.next()).toEqual(JSON.parse(examples.balanceUpdates.snapshot));
    venue.publishBalance({
      assetId: 'asset-id',
      averageOpenPrice: 0.5,
      cost: 50,
      balance: 1200.5,
      free: 1150,
    });
    expect(await client.next()).toEqual(JSON.parse(examples.balanceUpdates.delta));
  });

  test('order feed: the ack', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'orderFeed');
    client.send(authentication(venue, 'orderFeed'));
    expect(await client.next()).toEqual(JSON.parse(examples.orderFeed.authorized));
  });

  test('activity feed: both requests are understood, and an error has the form of the example', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'activityFeed');
    client.send(examples.activityFeed.subscribe);
    await client.flushed();
    expect(venue.connections[0]?.subscriptions).toEqual([exampleOutcome]);
    client.send(examples.activityFeed.unsubscribe);
    await client.flushed();
    expect(venue.connections[0]?.subscriptions).toEqual([]);
    expect(client.messages).toEqual([]);
    client.send({ t: 'SUBSCRIBE', e: 'event-id', o: 'outcome-id' });
    const error = await client.next();
    expect(error).toMatchObject({ e: 'event-id', o: ['outcome-id'] });
    expect(shapeOf(error)).toEqual(exampleShape(examples.activityFeed.error));
  });

  test('REST: a page, and the search for events', async () => {
    await using venue = await outpollSimulator();
    venue.placeOrder({ outcomeId: exampleOutcome, side: 'BUY', price: 0.5, quantity: 1 });
    const { body } = await call(venue, 'history', '/api/history/orders?page=0&size=100');
    expect({ ...body, i: [] }).toEqual(JSON.parse(examples.page));
    const found = await call(venue, 'events', '/api/events/search?page=0&size=10', {
      method: 'POST',
      body: examples.search,
    });
    expect(found.rows.map((event) => event['id'])).toEqual([exampleEvent]);
  });
});
