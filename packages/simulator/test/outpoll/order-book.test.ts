import { describe, expect, test } from 'vitest';

import { outpollSimulator } from '../../src/index.ts';
import { exampleEvent, exampleOutcome, examples, otherOutcome } from './examples.ts';
import { OutpollClient } from './test-client.ts';

const request = { t: 'REQUEST_DATA', e: exampleEvent };

describe('order book', () => {
  test('a snapshot has all outcomes of the event, at any time', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'orderBook');
    client.send(request);
    const snapshot = {
      t: 'PRICES_DATA',
      e: exampleEvent,
      d: [
        { o: exampleOutcome, c: 0.55, b: 0.54, a: 0.56 },
        { o: otherOutcome, c: 0.45, b: 0.44, a: 0.46 },
      ],
    };
    expect(await client.next()).toEqual(snapshot);
    client.send(request);
    expect(await client.next()).toEqual(snapshot);
    expect(venue.books(exampleEvent)).toEqual(snapshot.d);
  });

  test('a delta has only the outcomes that have changed', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.ask(venue, 'orderBook', examples.orderBook.subscribe);
    venue.publishPrices(exampleEvent, [
      { o: exampleOutcome, b: 0.54 },
      { o: otherOutcome, b: 0.4, a: 0.5 },
    ]);
    await client.take('SUBSCRIBED');
    expect(await client.next()).toEqual({
      t: 'PRICES_DATA_DELTA',
      e: exampleEvent,
      d: [{ o: otherOutcome, c: 0.45, b: 0.4, a: 0.5 }],
    });
    expect(venue.publishedCount('orderBook')).toBe(1);
  });

  test('where nothing has changed nothing is sent', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.ask(venue, 'orderBook', examples.orderBook.subscribe);
    venue.publishPrices(exampleEvent, venue.books(exampleEvent));
    expect(await client.flushed()).toHaveLength(1);
    expect(venue.published).toEqual([]);
  });

  test('a new chance is a point of the chance history too, another side is not', async () => {
    await using venue = await outpollSimulator();
    venue.publishPrices(exampleEvent, [{ o: exampleOutcome, b: null }]);
    expect(venue.publishedCount('chanceHistory')).toBe(0);
    venue.publishPrices(exampleEvent, [{ o: exampleOutcome, c: 0.6 }]);
    expect(venue.lastProbability(exampleOutcome).p).toBe(0.6);
    expect(venue.books(exampleEvent)[0]).toEqual({ o: exampleOutcome, c: 0.6, b: null, a: 0.56 });
    expect(venue.publishedCount('chanceHistory')).toBe(1);
  });

  test('a connection has the events that it has subscribed to, until it has unsubscribed', async () => {
    await using venue = await outpollSimulator();
    const other = venue.events[1]?.id ?? '';
    const moved = venue.events[1]?.outcomes[0]?.id ?? '';
    await using client = await OutpollClient.ask(venue, 'orderBook', examples.orderBook.subscribe);
    venue.publishChance(moved, 0.9);
    client.send({ t: 'SUBSCRIBE', e: other });
    client.send({ t: 'UNSUBSCRIBE', e: exampleEvent });
    await client.flushed();
    expect(venue.connections).toMatchObject([{ subscriptions: [other] }]);
    venue.publishChance(moved, 0.8);
    venue.publishChance(exampleOutcome, 0.8);
    await client.flushed();
    expect(client.messages.map(({ t, e }) => [t, e])).toEqual([
      ['SUBSCRIBED', exampleEvent],
      ['SUBSCRIBED', other],
      ['UNSUBSCRIBED', exampleEvent],
      ['PRICES_DATA_DELTA', other],
    ]);
  });

  test('at the edges nobody bids 0 or asks 1', async () => {
    await using venue = await outpollSimulator();
    venue.publishChance(exampleOutcome, 0.01);
    venue.publishChance(otherOutcome, 0.99);
    expect(venue.books(exampleEvent)).toEqual([
      { o: exampleOutcome, c: 0.01, b: null, a: 0.02 },
      { o: otherOutcome, c: 0.99, b: 0.98, a: null },
    ]);
  });

  test.for(['SUBSCRIBE', 'UNSUBSCRIBE', 'REQUEST_DATA'])(
    '%s of an event that does not exist is an error with its text in r',
    async (t) => {
      await using venue = await outpollSimulator();
      await using client = await OutpollClient.open(venue, 'orderBook');
      client.send({ t, e: 'no such event' });
      expect(await client.next()).toEqual({ t: 'ERROR', e: 'no such event', r: 'Event not found' });
    },
  );
});
