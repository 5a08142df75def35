import { expect, it } from 'vitest';

import { stage, strategyId, workflow } from './support/stage.ts';

it('one at a time: the next execution starts when the one before is over', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  n8n.isHolding = true;
  await n8n.publish(workflow({ runOneAtATime: true }));
  await world.listening();
  const published = Array.from({ length: 5 }, () => venue.publishSignal(strategyId).seqId);
  for (let count = 1; count <= 5; count += 1) {
    await expect.poll(() => database.executions).toHaveLength(count);
    database.executions.at(-1)?.end();
  }
  expect(database.events.map(({ sequence }) => sequence)).toEqual(published);
});

it('one at a time: an execution that never ends does not keep the workflow from being deactivated', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  n8n.isHolding = true;
  await n8n.publish(workflow({ runOneAtATime: true }));
  await world.listening();
  venue.publishSignal(strategyId);
  venue.publishSignal(strategyId);
  await expect.poll(() => database.executions).toHaveLength(1);
  await n8n.unpublish();
  await venue.until(() => venue.connections.length === 0);
  expect(database.executions).toHaveLength(1);
});

it.each([true, false])(
  'a burst of a hundred comes whole and in order (one at a time: %j)',
  async (runOneAtATime) => {
    await using world = await stage();
    const { venue, database } = world;
    const n8n = await world.start();
    await n8n.publish(workflow({ runOneAtATime }));
    await world.listening();
    const published = Array.from({ length: 100 }, () => venue.publishSignal(strategyId).seqId);
    await expect.poll(() => database.executions, { timeout: 5000 }).toHaveLength(100);
    expect(database.events.map(({ sequence }) => sequence)).toEqual(published);
  },
);

it('without "one at a time" an execution that is under way holds nothing up', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  n8n.isHolding = true;
  await n8n.publish(workflow());
  await world.listening();
  for (let count = 0; count < 3; count += 1) venue.publishSignal(strategyId);
  await expect.poll(() => database.executions).toHaveLength(3);
});
