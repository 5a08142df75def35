import { expect, it } from 'vitest';

import { stage, strategyId, workflow, type Stage } from './support/stage.ts';

function textsOf({ database }: Stage): unknown[] {
  return database.signals().map(({ data }) => data['text']);
}

async function handled(world: Stage, count: number): Promise<void> {
  await expect.poll(() => world.database.signals()).toHaveLength(count);
}

it.each(['stop', 'kill'] as const)(
  'what was missed while n8n was down comes after (%s)',
  async (how) => {
    await using world = await stage();
    const first = await world.start();
    await first.publish(workflow());
    await world.listening();
    world.venue.publishSignal(strategyId, { text: 'one' });
    await handled(world, 1);
    await first[how]();
    await world.venue.until(() => world.venue.connections.length === 0);
    for (const text of ['two', 'three', 'four']) world.venue.publishSignal(strategyId, { text });
    const second = await world.start();
    await second.publish(workflow(), 'init');
    await handled(world, 4);
    expect(textsOf(world)).toEqual(['one', 'two', 'three', 'four']);
    expect(world.database.signals().map(({ replayed }) => replayed)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  },
);

it('a signal whose execution had not begun when n8n was killed comes again', async () => {
  await using world = await stage();
  const first = await world.start();
  await first.publish(workflow());
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'one' });
  await handled(world, 1);
  first.isDyingAtNextEvent = true;
  world.venue.publishSignal(strategyId, { text: 'two' });
  await expect.poll(() => first.isDyingAtNextEvent).toBe(true);
  await expect
    .poll(() => JSON.stringify([...world.database.staticData.values()]))
    .toContain(`"inFlight":{"sequence":${world.venue.published[1]?.seqId}`);
  await first.kill();
  const second = await world.start();
  await second.publish(workflow(), 'init');
  await handled(world, 2);
  expect(textsOf(world)).toEqual(['one', 'two']);
});

it('even the very first signal is not lost to a kill', async () => {
  await using world = await stage();
  const first = await world.start();
  await first.publish(workflow());
  await world.listening();
  first.isDyingAtNextEvent = true;
  world.venue.publishSignal(strategyId, { text: 'one' });
  await expect.poll(() => world.database.staticData.size).toBe(1);
  await first.kill();
  const second = await world.start();
  await second.publish(workflow(), 'init');
  await handled(world, 1);
  expect(textsOf(world)).toEqual(['one']);
});

it('a signal whose execution had begun does not run again', async () => {
  await using world = await stage();
  const first = await world.start();
  await first.publish(workflow());
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'one' });
  await handled(world, 1);
  await first.kill();
  const second = await world.start();
  await second.publish(workflow(), 'init');
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'two' });
  await handled(world, 2);
  expect(textsOf(world)).toEqual(['one', 'two']);
  expect(second.duplicates).toHaveLength(1);
});

it('a Code node that overwrites static data does not double an execution', async () => {
  await using world = await stage();
  const first = await world.start();
  await first.publish(workflow());
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'one' });
  await handled(world, 1);
  const old = structuredClone(world.database.staticData.get('workflow') ?? {});
  for (const text of ['two', 'three']) world.venue.publishSignal(strategyId, { text });
  await handled(world, 3);
  await first.stop();
  first.overwriteStaticData(() => ({ ...old, global: { counter: 1 } }));
  const second = await world.start();
  await second.publish(workflow(), 'init');
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'four' });
  await handled(world, 4);
  expect(textsOf(world)).toEqual(['one', 'two', 'three', 'four']);
});

it.each([null, 'text', [], { 'strategy.signal:7': { committed: { sequence: -1 } } }])(
  'static data that is not what was written is no cursor: %j',
  async (nonsense) => {
    await using world = await stage();
    const n8n = await world.start();
    n8n.overwriteStaticData(() => ({ 'node:Collective2 Trigger': { venuewire: nonsense } }));
    await n8n.publish(workflow(), 'init');
    await world.listening();
    world.venue.publishSignal(strategyId, { text: 'one' });
    await handled(world, 1);
    expect(textsOf(world)).toEqual(['one']);
  },
);

it('a workflow that is published again in the same process goes on where it was, without asking n8n', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'one' });
  await handled(world, 1);
  await n8n.unpublish();
  await world.venue.until(() => world.venue.connections.length === 0);
  world.venue.publishSignal(strategyId, { text: 'two' });
  await n8n.publish(workflow(), 'update');
  await handled(world, 2);
  expect(textsOf(world)).toEqual(['one', 'two']);
  expect(n8n.duplicates).toEqual([]);
});

it('a signal that the venue sends twice starts one execution', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  world.venue.faults.duplicate();
  world.venue.publishSignal(strategyId, { text: 'one' });
  world.venue.publishSignal(strategyId, { text: 'two' });
  await handled(world, 2);
  expect(textsOf(world)).toEqual(['one', 'two']);
});

it('a venue that numbers anew is not taken for one that repeats itself', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  const send = (seq: number, text: string): void => {
    const timestamp = new Date().toISOString();
    world.venue.faults.invalidFrame(
      JSON.stringify({
        msg_type: 'strategy.signal',
        seq_id: seq,
        timestamp,
        payload: { strategy_id: 7, text },
      }),
    );
  };
  send(5, 'one');
  send(6, 'two');
  send(2, 'new one');
  send(5, 'new two');
  await handled(world, 4);
  expect(textsOf(world)).toEqual(['one', 'two', 'new one', 'new two']);
  expect(n8n.duplicates).toEqual([]);
});
