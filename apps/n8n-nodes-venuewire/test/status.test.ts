import { expect, it } from 'vitest';

import { stage, strategyId, workflow } from './support/stage.ts';

const patient = { timeout: 8_000 };

it('connection events come only to those who asked for them', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish({ ...workflow(), id: 'quiet' });
  await n8n.publish({ ...workflow({ includeConnectionEvents: true }), id: 'curious' });
  await expect.poll(() => database.statuses()).toEqual(['connected']);
  venue.faults.drop();
  await expect
    .poll(() => database.statuses(), patient)
    .toEqual(['connected', 'disconnected', 'gap', 'connected']);
  expect(database.executions.every(({ workflowId }) => workflowId === 'curious')).toBe(true);
  const keys = database.executions.map(({ deduplicationKey }) => deduplicationKey);
  expect(new Set(keys).size).toBe(4);
});

it('a gap says what may be missing', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow({ includeConnectionEvents: true }));
  await world.listening();
  venue.publishSignal(strategyId);
  venue.faults.drop();
  await expect.poll(() => database.statuses(), patient).toContain('gap');
  const gap = database.events.find(({ data }) => data['status'] === 'gap');
  expect(gap?.data).toMatchObject({
    feed: 'strategy.signal:7',
    reason: 'disconnect',
    recovery: 'complete',
    since: expect.stringMatching(/Z$/),
  });
});

it('a venue that is down is told with the reason and the next attempt', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow({ includeConnectionEvents: true }));
  await world.listening();
  const undo = venue.faults.refuse();
  venue.faults.drop();
  await expect.poll(() => database.statuses(), patient).toContain('waiting');
  await undo();
  const waiting = database.events.find(({ data }) => data['status'] === 'waiting');
  expect(waiting?.data).toMatchObject({
    cause: expect.any(String),
    nextAttemptAt: expect.stringMatching(/Z$/),
  });
});

it('a feed that is silent for too long is told of, and subscribed to again from where it was', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow({ staleAfter: 0.01 }));
  await world.listening();
  venue.publishSignal(strategyId, { text: 'one' });
  await expect.poll(() => database.signals()).toHaveLength(1);
  venue.faults.mute();
  venue.publishSignal(strategyId, { text: 'unheard' });
  await expect.poll(() => database.statuses(), patient).toContain('stale');
  await expect.poll(() => database.signals(), patient).toHaveLength(2);
  expect(database.signals()[1]?.data).toMatchObject({ text: 'unheard' });
});
