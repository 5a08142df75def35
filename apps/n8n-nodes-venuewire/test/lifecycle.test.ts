import { expect, it } from 'vitest';

import { stage, strategyId, workflow } from './support/stage.ts';

it('closing is prompt, can be done twice, and nothing is handed over after it', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  const close = await n8n.registerAgain(workflow());
  await world.listening();
  await Promise.all([close(), close()]);
  await close();
  venue.publishSignal(strategyId);
  await venue.until(() => venue.connections.length === 0);
  expect(database.executions).toEqual([]);
});

it('a dead venue cannot keep a workflow from being deactivated', async () => {
  await using world = await stage();
  const { venue } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  venue.faults.halfOpen();
  await expect(n8n.unpublish()).resolves.toBeUndefined();
});

it('a node that n8n registers twice is registered once', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  venue.publishSignal(strategyId);
  await expect.poll(() => database.executions).toHaveLength(1);
  const close = await n8n.registerAgain(workflow());
  for (let count = 0; count < 3; count += 1) venue.publishSignal(strategyId);
  await expect.poll(() => database.executions).toHaveLength(4);
  expect(n8n.duplicates).toEqual([]);
  expect(venue.connections).toHaveLength(1);
  await close();
  await venue.until(() => venue.connections.length === 0);
});

it('a test in the editor connects, shows the next event, and leaves no socket', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  const test = await n8n.test(workflow({ includeConnectionEvents: true, runOneAtATime: true }));
  await world.listening();
  venue.publishSignal(strategyId, { text: 'buy' });
  venue.publishSignal(strategyId, { text: 'sell' });
  expect((await test.output).data).toMatchObject({ text: 'buy' });
  await venue.until(() => venue.connections.length === 0);
  await test.stop();
  expect(database.staticData.size).toBe(0);
});

it('a test that is stopped leaves no socket', async () => {
  await using world = await stage();
  const n8n = await world.start();
  const test = await n8n.test(workflow());
  await world.listening();
  await test.stop();
  await expect.poll(() => world.venue.connections).toHaveLength(0);
});

it('a test leaves the published workflow alone, and shares its connection', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  const test = await n8n.test(workflow());
  await expect
    .poll(() => {
      venue.publishSignal(strategyId);
      return Promise.race([test.output, Promise.resolve()]);
    })
    .toBeDefined();
  await test.stop();
  expect(venue.peakConnections).toBe(1);
  venue.publishSignal(strategyId, { text: 'last' });
  await expect.poll(() => database.signals().at(-1)?.data['text']).toBe('last');
});

it('a test with a bad key says so', async () => {
  await using world = await stage();
  const { database } = world;
  database.credentials.set('credential', {
    ...database.credentials.get('credential'),
    apiKey: 'wrong',
  });
  const n8n = await world.start();
  const test = await n8n.test(workflow());
  await expect(test.output).rejects.toThrow(/Enter a valid key/);
});
