import { collective2Simulator } from '@venuewire/simulator';
import { expect, it } from 'vitest';

import { Collective2 } from '../nodes/Collective2/Collective2.node.ts';
import { runAction, search } from './support/run-action.ts';
import { keyOf, strategyId } from './support/stage.ts';

const nodeType = new Collective2();
const strategy = { __rl: true, mode: 'id', value: String(strategyId) };

async function traded(signals = 60): ReturnType<typeof collective2Simulator> {
  const venue = await collective2Simulator({ strategies: [strategyId, 8] });
  for (let count = 0; count < signals; count += 1) venue.publishSignal(strategyId);
  return venue;
}

it.each([
  ['order', 'getActive'],
  ['order', 'getHistory'],
  ['position', 'getMany'],
  ['strategy', 'getMany'],
  ['trade', 'getMany'],
] as const)('reads what the venue has: %s, %s', async (resource, operation) => {
  await using venue = await traded();
  const setting = { nodeType, credential: keyOf(venue) };
  const parameters = { resource, operation, strategyId: strategy, returnAll: true };
  const rows = await runAction(setting, parameters);
  for (const row of rows) {
    expect(row.pairedItem).toEqual({ item: 0 });
    expect(row.json['StrategyId']).toBeGreaterThan(0);
  }
  expect(venue.requests.every(({ status }) => status === 200)).toBe(true);
});

it('reads whose key it is', async () => {
  await using venue = await traded(0);
  const setting = { nodeType, credential: keyOf(venue) };
  const rows = await runAction(setting, { resource: 'profile', operation: 'get' });
  expect(rows.map(({ json }) => json)).toEqual([{ Id: 100_001 }]);
});

it('reads no more than the limit, the newest first', async () => {
  await using venue = await traded();
  const setting = { nodeType, credential: keyOf(venue) };
  const parameters = { resource: 'order', operation: 'getHistory', strategyId: strategy };
  const limited = await runAction(setting, { ...parameters, returnAll: false, limit: 5 });
  const oldest = await runAction(setting, {
    ...parameters,
    returnAll: false,
    limit: 5,
    options: { order: 'oldestFirst' },
  });
  const all = await runAction(setting, { ...parameters, returnAll: true });
  expect(all.length).toBeGreaterThan(50);
  expect(limited).toHaveLength(5);
  expect(limited[0]?.json['SignalId']).not.toBe(oldest[0]?.json['SignalId']);
});

it('reads for each item', async () => {
  await using venue = await traded(1);
  const setting = { nodeType, credential: keyOf(venue) };
  const parameters = { resource: 'profile', operation: 'get' };
  const rows = await runAction(setting, parameters, { items: 3 });
  expect(rows.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
});

it('fails with what happened, for the item that it happened to', async () => {
  await using venue = await traded(0);
  const setting = { nodeType, credential: { ...keyOf(venue), apiKey: 'wrong' } };
  const parameters = { resource: 'profile', operation: 'get' };
  await expect(runAction(setting, parameters)).rejects.toThrow(/HTTP 401.*Check the credential/);
});

it('goes on with the next item where the node is set to', async () => {
  await using venue = await traded(0);
  venue.faults.restFailure(500);
  const setting = { nodeType, credential: keyOf(venue) };
  const parameters = { resource: 'profile', operation: 'get' };
  const rows = await runAction(setting, parameters, { items: 2, continueOnFail: true });
  expect(rows[0]?.json['error']).toMatch(/HTTP 500/);
  expect(rows[1]?.json).toEqual({ Id: 100_001 });
});

it('lists the strategies to which the account has subscribed, by a part of their name', async () => {
  await using venue = await traded(0);
  const setting = { nodeType, credential: keyOf(venue) };
  const { results } = await search(setting, 'searchStrategies');
  expect(results.map(({ value }) => value)).toEqual(['7', '8']);
  const found = await search(setting, 'searchStrategies', '(8)');
  expect(found.results.map(({ value }) => value)).toEqual(['8']);
});
