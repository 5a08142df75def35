import { outpollSimulator, type OutpollSimulator } from '@venuewire/simulator';
import type { INodeParameters } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { Outpoll } from '../nodes/Outpoll/Outpoll.node.ts';
import { runAction, search } from './support/run-action.ts';
import { stageOf, type Stage } from './support/stage.ts';

const nodeType = new Outpoll();

function credentialOf(venue: OutpollSimulator): Record<string, string> {
  return {
    apiKey: venue.key,
    secret: venue.secret,
    environment: 'custom',
    addresses: JSON.stringify({ urls: venue.urls, restUrls: venue.restUrls }),
  };
}

async function stage(): Promise<Stage<OutpollSimulator>> {
  const venue = await outpollSimulator();
  return stageOf(venue, credentialOf(venue), async () => {
    const { OutpollTrigger } = await import('../nodes/Outpoll/OutpollTrigger.node.ts');
    return new OutpollTrigger();
  });
}

function ids(venue: OutpollSimulator): { eventId: string; outcomeId: string } {
  const [event] = venue.events;
  const [outcome] = event?.outcomes ?? [];
  return { eventId: event?.id ?? '', outcomeId: outcome?.id ?? '' };
}

function parameters(venue: OutpollSimulator, event: string, options = {}): INodeParameters {
  const { eventId, outcomeId } = ids(venue);
  const byId = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });
  return { events: [event], eventId: byId(eventId), outcomeId: byId(outcomeId), options };
}

function trade(venue: OutpollSimulator): void {
  const { outcomeId } = ids(venue);
  const order = venue.placeOrder({ outcomeId, side: 'BUY', price: 0.6, quantity: 100 });
  venue.fillOrder(order.id);
  venue.publishTrade({ outcomeId, price: 0.61, quantity: 5 });
}

it.each([
  'activity',
  'balances',
  'chance',
  'lastTrade',
  'orderBook',
  'orderFeed',
  'orders',
  'orderUpdate',
])('what happens on Outpoll starts executions: %s', async (event) => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  const options = { minimumInterval: 0 };
  await n8n.publish({ parameters: parameters(venue, event, options) });
  await expect
    .poll(
      () => {
        trade(venue);
        return database.events.filter((output) => !output.data['snapshot']).length;
      },
      { timeout: 8_000, interval: 300 },
    )
    .toBeGreaterThan(event === 'orders' ? 0 : 1);
  const names = new Set(database.events.map((output) => output.event));
  expect([...names]).toEqual([event]);
  expect(database.events[0]).toMatchObject({ venue: 'outpoll', sequence: null, replayed: false });
  expect(n8n.errors).toEqual([]);
});

it('a state comes at its interval at most, and then as it is', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const { outcomeId } = ids(venue);
  const n8n = await world.start();
  await n8n.publish({ parameters: parameters(venue, 'chance', { minimumInterval: 0.5 }) });
  await expect.poll(() => database.events).toHaveLength(1);
  for (const chance of [0.31, 0.32, 0.33, 0.34]) venue.publishChance(outcomeId, chance);
  await expect.poll(() => database.events.at(-1)?.data['probability']).toBe(0.34);
  expect(database.events).toHaveLength(2);
});

it('a bad secret is told to whoever publishes', async () => {
  await using world = await stage();
  const { venue, database } = world;
  database.credentials.set('credential', { ...credentialOf(venue), secret: 'd3Jvbmc' });
  const n8n = await world.start();
  await expect(n8n.publish({ parameters: parameters(venue, 'balances') })).rejects.toThrow(
    /Outpoll: .*Enter a valid key/,
  );
});

it('an event without an outcome is told to whoever publishes', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await expect(
    n8n.publish({ parameters: { events: ['chance'], eventId: '1', outcomeId: '' } }),
  ).rejects.toThrow(/No outcome is chosen/);
});

it.each([
  ['balance', 'getMany'],
  ['event', 'search'],
  ['order', 'getActive'],
  ['order', 'getHistory'],
  ['position', 'getMany'],
] as const)('reads what Outpoll has: %s, %s', async (resource, operation) => {
  await using venue = await outpollSimulator();
  trade(venue);
  const { outcomeId } = ids(venue);
  venue.placeOrder({ outcomeId, side: 'BUY', price: 0.1, quantity: 1 });
  const setting = { nodeType, credential: credentialOf(venue) };
  const searchText = venue.events[0]?.title ?? '';
  const rows = await runAction(setting, { resource, operation, searchText, returnAll: true });
  expect(rows.length).toBeGreaterThan(0);
  expect(venue.requests.every(({ status }) => status === 200)).toBe(true);
});

it('lists events by their words, and the outcomes of the one that was chosen', async () => {
  await using venue = await outpollSimulator();
  const setting = { nodeType, credential: credentialOf(venue) };
  const [event] = venue.events;
  const found = await search(setting, 'searchEvents', event?.title);
  expect(found.results).toContainEqual({ name: event?.title, value: event?.id });
  const chosen = { mode: 'list', value: event?.id ?? '', cachedResultName: event?.title ?? '' };
  const outcomes = await search(setting, 'searchOutcomes', undefined, {
    eventId: { __rl: true, ...chosen },
  });
  expect(outcomes.results.map(({ value }) => value)).toEqual(event?.outcomes.map(({ id }) => id));
});
