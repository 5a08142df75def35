import { rocketfiSimulator, type RocketfiSimulator } from '@venuewire/simulator';
import type { INodeParameters } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { RocketFi } from '../nodes/RocketFi/RocketFi.node.ts';
import { runAction, search } from './support/run-action.ts';
import { stageOf, type Stage } from './support/stage.ts';

const nodeType = new RocketFi();

function credentialOf(venue: RocketfiSimulator): Record<string, string> {
  return {
    environment: 'custom',
    account: venue.accounts[0] ?? '',
    webSocketUrl: venue.url,
    restUrl: venue.restUrl,
  };
}

async function stage(): Promise<Stage<RocketfiSimulator>> {
  const venue = await rocketfiSimulator();
  return stageOf(venue, credentialOf(venue), async () => {
    const { RocketFiTrigger } = await import('../nodes/RocketFi/RocketFiTrigger.node.ts');
    return new RocketFiTrigger();
  });
}

function parameters(venue: RocketfiSimulator, event: string, options = {}): INodeParameters {
  const value = venue.instruments[0]?.id ?? '';
  return {
    events: [event],
    instrumentId: { __rl: true, mode: 'id', value },
    interval: '1m',
    assetId: 0,
    options,
  };
}

/** Something of everything. */
function trade(venue: RocketfiSimulator): void {
  const instrumentId = venue.instruments[0]?.id ?? '';
  const [account = ''] = venue.accounts;
  venue.deposit(account, '10');
  venue.placeOrder(account, { instrumentId, side: 'Buy', quantity: '0.1' });
  venue.placeOrder(account, { instrumentId, side: 'Buy', price: '1', quantity: '0.1' });
  venue.publishTrade(instrumentId, { size: '0.1' });
  venue.publishFunding(instrumentId, { rate: '0.0001' });
  venue.publishStats(instrumentId);
  venue.publishAssetPrice(0, '1');
  venue.publishMarkPrice(instrumentId, String(Number(venue.markPrice(instrumentId)) + 1));
  venue.step();
}

it.each([
  'accountRisk',
  'assetPrice',
  'auctionFills',
  'candle',
  'collateral',
  'fundingRate',
  'instrumentStats',
  'lastMatchPrice',
  'openOrders',
  'orderBook',
  'orderEvent',
  'positionFunding',
  'positions',
  'price',
  'ticker',
])('what happens on RocketFi starts executions: %s', async (event) => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish({ parameters: parameters(venue, event, { minimumInterval: 0 }) });
  await world.listening();
  await expect
    .poll(
      () => {
        trade(venue);
        return database.events.length;
      },
      { timeout: 8_000, interval: 300 },
    )
    .toBeGreaterThan(1);
  const names = new Set(database.events.map((output) => output.event));
  expect([...names]).toEqual([event]);
  expect(database.events[0]).toMatchObject({ venue: 'rocketfi', sequence: null });
  expect(JSON.parse(JSON.stringify(database.events[0]))).toEqual(database.events[0]);
  expect(n8n.errors).toEqual([]);
});

it('order events that an outage hid are fetched, each once', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const [account = ''] = venue.accounts;
  const instrumentId = venue.instruments[0]?.id ?? '';
  const place = (price: string): void => {
    venue.placeOrder(account, { instrumentId, side: 'Buy', price, quantity: '0.1' });
  };
  const n8n = await world.start();
  await n8n.publish({ parameters: parameters(venue, 'orderEvent') });
  await world.listening();
  place('1');
  await expect.poll(() => database.events).toHaveLength(1);
  const undo = venue.faults.refuse();
  venue.faults.drop();
  place('2');
  await undo();
  await world.listening();
  await expect.poll(() => database.events, { timeout: 8_000 }).toHaveLength(2);
  place('3');
  await expect.poll(() => database.events).toHaveLength(3);
  expect(database.events.map(({ replayed }) => replayed)).toEqual([false, true, false]);
});

it('an event of an account without an address is told to whoever publishes', async () => {
  await using world = await stage();
  const { venue, database } = world;
  database.credentials.set('credential', { ...credentialOf(venue), account: '' });
  const n8n = await world.start();
  await expect(n8n.publish({ parameters: parameters(venue, 'positions') })).rejects.toThrow(
    /names no account/,
  );
});

it.each([
  ['candle', 'getMany'],
  ['collateral', 'getMany'],
  ['fundingRate', 'getMany'],
  ['instrument', 'getMany'],
  ['order', 'getOpen'],
  ['orderEvent', 'getMany'],
  ['position', 'getMany'],
  ['positionFunding', 'getMany'],
  ['trade', 'getMany'],
] as const)('reads what RocketFi has: %s, %s', async (resource, operation) => {
  await using venue = await rocketfiSimulator();
  trade(venue);
  const setting = { nodeType, credential: credentialOf(venue) };
  const { instrumentId = '' } = parameters(venue, '');
  const rows = await runAction(setting, {
    resource,
    operation,
    instrumentId,
    interval: '1m',
    returnAll: true,
  });
  expect(rows.length).toBeGreaterThan(0);
  expect(venue.requests.every(({ status }) => status === 200)).toBe(true);
});

it('lists instruments by their ticker', async () => {
  await using venue = await rocketfiSimulator();
  const setting = { nodeType, credential: credentialOf(venue) };
  const { results } = await search(setting, 'searchInstruments', 'eth');
  expect(results.map(({ name }) => name)).toEqual(['ETH-PERP']);
});
