import { describe, expect, test } from 'vitest';

import { outpollSimulator } from '../../src/index.ts';
import { exampleEvent, exampleOutcome, examples, otherOutcome } from './examples.ts';
import { OutpollClient } from './test-client.ts';

describe('chance history', () => {
  test('the latest values come before the ack', async () => {
    await using venue = await outpollSimulator();
    const request = examples.chanceHistory.subscribe;
    await using client = await OutpollClient.ask(venue, 'chanceHistory', request);
    expect(await client.types()).toEqual(['probability', 'probability', 'success']);
    expect(client.messages[1]).toMatchObject({
      o: [otherOutcome],
      d: venue.lastProbability(otherOutcome),
    });
  });

  test('only outcomes that are subscribed to come', async () => {
    await using venue = await outpollSimulator();
    const request = { t: 'SUBSCRIBE', e: exampleEvent, o: [exampleOutcome] };
    await using client = await OutpollClient.ask(venue, 'chanceHistory', request);
    venue.publishChance(otherOutcome, 0.3);
    venue.publishChance(exampleOutcome, 0.7);
    client.send(examples.chanceHistory.unsubscribe);
    await client.flushed();
    venue.publishChance(exampleOutcome, 0.6);
    expect(await client.types()).toEqual(['probability', 'success', 'UPDATE_HISTORY', 'success']);
    expect(client.messages[2]).toMatchObject({ o: [exampleOutcome], d: { p: 0.7 } });
  });

  test.for([[], undefined, exampleOutcome])(
    'a subscription to %j names no outcomes',
    async (outcomes) => {
      await using venue = await outpollSimulator();
      await using client = await OutpollClient.open(venue, 'chanceHistory');
      client.send({ t: 'SUBSCRIBE', e: exampleEvent, o: outcomes });
      expect(await client.take('error')).toMatchObject({
        e: exampleEvent,
        d: { error: 'No outcome IDs provided' },
      });
    },
  );

  test.for([
    { e: exampleEvent, o: [exampleOutcome, 'no such outcome'] },
    { e: 'another event', o: [exampleOutcome] },
    { o: [exampleOutcome] },
  ])('a subscription to $o of $e is refused as a whole', async (topic) => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'chanceHistory');
    client.send({ t: 'SUBSCRIBE', ...topic });
    expect(await client.take('error')).toMatchObject(topic);
    expect(venue.connections).toMatchObject([{ subscriptions: [] }]);
  });
});

describe('activity feed', () => {
  test('trades of the outcome that is subscribed to come, and no others', async () => {
    await using venue = await outpollSimulator();
    const request = examples.activityFeed.subscribe;
    await using client = await OutpollClient.ask(venue, 'activityFeed', request);
    venue.publishTrade({ outcomeId: otherOutcome, quantity: 1 });
    venue.publishTrade({ outcomeId: exampleOutcome, side: 'SELL', price: 0.5, quantity: 7 });
    venue.publishActivity(exampleOutcome, 'ANYTHING', { own: 'payload' });
    expect(await client.next()).toMatchObject({
      e: exampleEvent,
      o: exampleOutcome,
      d: { si: 'SELL', p: 0.5, q: 7 },
    });
    expect(await client.next()).toEqual({
      t: 'ANYTHING',
      e: exampleEvent,
      o: exampleOutcome,
      d: { own: 'payload' },
    });
  });

  test('its outcome is one string', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'activityFeed');
    client.send({ t: 'SUBSCRIBE', e: exampleEvent, o: [exampleOutcome] });
    expect(await client.take('error')).toMatchObject({ d: { error: 'No outcome IDs provided' } });
  });
});

describe('last trades', () => {
  test('all trades of the platform come without being asked for', async () => {
    await using venue = await outpollSimulator();
    await using client = await OutpollClient.open(venue, 'lastTrades');
    venue.publishTrade({ outcomeId: exampleOutcome, quantity: 1 });
    venue.publishTrade({ outcomeId: venue.events[1]?.outcomes[0]?.id ?? '', quantity: 2 });
    venue.publishLastTrade('ANYTHING', { own: 'payload' });
    await client.flushed();
    expect(client.messages.map(({ d }) => d)).toMatchObject([
      { o: exampleOutcome, q: 1 },
      { q: 2 },
      { own: 'payload' },
    ]);
    expect(venue.publishedCount('lastTrades')).toBe(3);
  });
});
