import { expect, it } from 'vitest';

import { stage, strategyId, workflow } from './support/stage.ts';

it('a signal starts an execution, in the form that all venues share', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  const signal = world.venue.publishSignal(strategyId, { text: 'buy' });
  await expect.poll(() => world.database.executions).toHaveLength(1);
  expect(world.database.events).toEqual([
    {
      venue: 'collective2',
      event: 'signal',
      id: `collective2:strategy.signal:7:${signal.seqId}`,
      sequence: signal.seqId,
      time: new Date(signal.timestamp).toISOString(),
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      replayed: false,
      data: { strategy_id: strategyId, text: 'buy' },
    },
  ]);
});

it('without "simplify" an event says what the package knows of it', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow({ simplify: false }));
  await world.listening();
  world.venue.publishSignal(strategyId, { text: 'buy' });
  await expect.poll(() => world.database.executions).toHaveLength(1);
  expect(world.database.events[0]?.data).toEqual({
    strategyId,
    payload: { strategy_id: strategyId, text: 'buy' },
  });
});

it('a position update starts an execution', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow({}, { events: ['positionUpdate'] }));
  await world.listening();
  world.venue.publishPositions(strategyId);
  await expect.poll(() => world.database.executions).toHaveLength(1);
  expect(world.database.events[0]).toMatchObject({ event: 'positionUpdate', sequence: null });
});

it('open positions come when the workflow is published, and after an outage', async () => {
  await using world = await stage();
  world.venue.publishSignal(strategyId);
  const n8n = await world.start();
  await n8n.publish(workflow({}, { events: ['openPositions'] }));
  await expect.poll(() => world.database.executions).toHaveLength(1);
  world.venue.faults.drop();
  await expect.poll(() => world.database.executions).toHaveLength(2);
  const [first, second] = world.database.events;
  expect(first).toMatchObject({ event: 'openPositions', sequence: null, replayed: false });
  expect(first?.data).toEqual({ rows: expect.any(Array) });
  expect(second?.id).not.toBe(first?.id);
});

it('only the events that were chosen start executions', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow({}, { events: ['positionUpdate', 'signal'] }));
  await world.listening(2);
  world.venue.publishPositions(strategyId);
  world.venue.publishSignal(strategyId);
  await expect.poll(() => world.database.executions).toHaveLength(2);
  const names = world.database.events.map(({ event }) => event);
  expect(names.toSorted()).toEqual(['positionUpdate', 'signal']);
});

it('numbers of more than 53 bits keep every digit', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  const [connection] = world.venue.connections;
  expect(connection).toBeDefined();
  world.venue.faults.invalidFrame(
    `{"msg_type":"strategy.signal","seq_id":5,"timestamp":"${new Date().toISOString()}","payload":{"strategy_id":7,"order":12345678901234567890}}`,
  );
  await expect.poll(() => world.database.executions).toHaveLength(1);
  expect(world.database.events[0]?.data['order']).toBe('12345678901234567890');
});

it.each([
  ['a strategy that is no number', { strategyId: { __rl: true, mode: 'id', value: 'seven' } }],
  ['no event', { events: [] }],
])('%s stops the workflow from being published, and says why', async (_, parameters) => {
  await using world = await stage();
  const n8n = await world.start();
  await expect(n8n.publish(workflow({}, parameters))).rejects.toThrow(/Correct the parameters/);
  expect(world.venue.dials).toHaveLength(0);
});
