import { manualClock } from '@venuewire/simulator';
import { expect, it } from 'vitest';

import { stage, strategyId, workflow, type Stage } from './support/stage.ts';

const minute = 60_000;
const patient = { timeout: 8_000 };

function textsOf({ database }: Stage): unknown[] {
  return database.signals().map(({ data }) => data['text']);
}

/** Publishes a signal as if it were so old, while nobody listens. */
function publishOld(world: Stage, minutes: number, text: string): void {
  const time = new Date(Date.now() - minutes * minute);
  const { venue } = world;
  venue.publishSignal(strategyId, { text });
  const last = venue.published.at(-1);
  if (last) Object.assign(last, { timestamp: time.toISOString().replace(/\.\d+Z$/, 'Z') });
}

/** Stops n8n after a first signal. */
async function leave(world: Stage, options = {}): Promise<void> {
  const n8n = await world.start();
  await n8n.publish(workflow(options));
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'first' });
  await expect.poll(() => textsOf(world)).toEqual(['first']);
  await n8n.kill();
  await world.venue.until(() => world.venue.connections.length === 0);
}

it('what is older than the maximum age is counted and told, and starts nothing as new', async () => {
  await using world = await stage();
  await leave(world);
  publishOld(world, 90, 'old');
  publishOld(world, 16, 'a little old');
  publishOld(world, 14, 'recent');
  const n8n = await world.start();
  await n8n.publish(workflow({ includeConnectionEvents: true }), 'init');
  await expect.poll(() => world.database.statuses(), patient).toContain('missed');
  expect(textsOf(world)).toEqual(['first', 'recent']);
  const missed = world.database.events.find(({ data }) => data['status'] === 'missed');
  expect(missed?.data).toMatchObject({ count: 2, reasons: { 'too-old': 2 } });
});

it('the maximum age can be set', async () => {
  await using world = await stage();
  await leave(world);
  publishOld(world, 90, 'old');
  const n8n = await world.start();
  await n8n.publish(workflow({ maximumAge: 120 }), 'init');
  await expect.poll(() => textsOf(world)).toEqual(['first', 'old']);
});

it('beyond the maximum number the others are counted', async () => {
  await using world = await stage();
  await leave(world);
  for (const text of ['one', 'two', 'three']) world.venue.publishSignal(strategyId, { text });
  const n8n = await world.start();
  const options = { maximumCount: 2, includeConnectionEvents: true };
  await n8n.publish(workflow(options), 'init');
  await expect.poll(() => world.database.statuses(), patient).toContain('missed');
  // What was in flight when n8n was killed was not missed.
  expect(textsOf(world)).toEqual(['first', 'one', 'two']);
});

it('with "skip" nothing that was missed starts an execution', async () => {
  await using world = await stage();
  await leave(world);
  publishOld(world, 1, 'missed');
  const n8n = await world.start();
  await n8n.publish(workflow({ missedEvents: 'skip' }), 'init');
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'new' });
  await expect.poll(() => textsOf(world)).toEqual(['first', 'new']);
});

it('the same holds for an outage while n8n runs', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow({ includeConnectionEvents: true }));
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'first' });
  await expect.poll(() => textsOf(world)).toEqual(['first']);
  const undo = world.venue.faults.refuse();
  world.venue.faults.drop();
  publishOld(world, 20, 'old');
  publishOld(world, 1, 'recent');
  await undo();
  await expect.poll(() => world.database.statuses(), patient).toContain('missed');
  expect(textsOf(world)).toEqual(['first', 'recent']);
});

it('a signal in flight that has become too old is not called missed', async () => {
  await using world = await stage();
  await leave(world);
  const first = world.venue.published[0];
  if (first) Object.assign(first, { timestamp: '2020-01-01T00:00:00Z' });
  publishOld(world, 90, 'old');
  const n8n = await world.start();
  await n8n.publish(workflow({ includeConnectionEvents: true }), 'init');
  await expect.poll(() => world.database.statuses(), patient).toContain('missed');
  const missed = world.database.events.find(({ data }) => data['status'] === 'missed');
  expect(missed?.data).toMatchObject({ count: 1 });
  expect(n8n.duplicates).toEqual([]);
});

it('the age is told by the venue’s clock', async () => {
  const clock = manualClock(Date.now() - 24 * 60 * minute);
  await using world = await stage({ clock });
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'live' });
  await expect.poll(() => textsOf(world)).toEqual(['live']);
});
