import { expect, it } from 'vitest';

import { keyOf, stage, strategyId, subscriptionsOf, workflow } from './support/stage.ts';

const patient = { timeout: 10_000 };

it('twelve workflows on one key share a connection, and each gets every signal', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  const ids = Array.from({ length: 12 }, (_, index) => `workflow ${index + 1}`);
  await Promise.all(ids.map((id) => n8n.publish({ ...workflow(), id })));
  await world.listening();
  expect(venue.peakConnections).toBe(1);
  venue.publishSignal(strategyId);
  await expect.poll(() => database.executions).toHaveLength(12);
  const reached = database.executions.map(({ workflowId }) => workflowId);
  expect(reached.toSorted()).toEqual(ids.toSorted());
});

it('strategies of several workflows share a connection, too', async () => {
  await using world = await stage();
  const n8n = await world.start();
  const strategies = Array.from({ length: 12 }, (_, index) => String(index + 1));
  await Promise.all(
    strategies.map((value) =>
      n8n.publish({
        ...workflow({}, { strategyId: { __rl: true, mode: 'id', value } }),
        id: value,
      }),
    ),
  );
  await world.listening(12);
  expect(world.venue.peakConnections).toBe(1);
});

it('the last workflow to leave closes the connection', async () => {
  await using world = await stage();
  const n8n = await world.start();
  await n8n.publish({ ...workflow(), id: 'one' });
  await n8n.publish({ ...workflow(), id: 'two' });
  await world.listening();
  await n8n.unpublish('one');
  expect(subscriptionsOf(world.venue)).toBe(1);
  await n8n.unpublish('two');
  await world.venue.until(() => world.venue.connections.length === 0);
});

it('two credentials are two connections', async () => {
  await using world = await stage({ keys: ['simulator-key', 'another-key'] });
  const { venue, database } = world;
  database.credentials.set('other', { ...keyOf(venue), apiKey: 'another-key' });
  const n8n = await world.start();
  await n8n.publish({ ...workflow(), id: 'one' });
  await n8n.publish({ ...workflow(), id: 'two', credentialId: 'other' });
  await world.listening(2);
  expect(venue.connections.map(({ key }) => key).toSorted()).toEqual([
    'another-key',
    'simulator-key',
  ]);
});

it('a key that was changed is used from the next dial on, by everybody', async () => {
  await using world = await stage({ keys: ['simulator-key', 'new-key'] });
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish({ ...workflow(), id: 'one' });
  await n8n.publish({ ...workflow(), id: 'two' });
  await world.listening();
  database.credentials.set('credential', { ...keyOf(venue), apiKey: 'new-key' });
  venue.faults.revokeKey('simulator-key');
  await expect.poll(() => venue.connections.map(({ key }) => key), patient).toEqual(['new-key']);
  await world.listening();
  venue.publishSignal(strategyId);
  await expect.poll(() => database.executions).toHaveLength(2);
  expect(n8n.errors).toEqual([]);
});

it('addresses that were changed are used from the next dial on, and no signal is lost on the way', async () => {
  await using world = await stage();
  await using other = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  database.credentials.set('credential', keyOf(other.venue));
  venue.faults.drop();
  await other.listening();
  other.venue.publishSignal(strategyId, { text: 'there' });
  await expect.poll(() => database.signals()).toHaveLength(1);
  expect(venue.connections).toHaveLength(0);
});

it('a credential is read through whoever is left', async () => {
  await using world = await stage();
  const { venue } = world;
  const n8n = await world.start();
  await n8n.publish({ ...workflow(), id: 'one' });
  await n8n.publish({ ...workflow(), id: 'two' });
  await world.listening();
  await n8n.unpublish('one');
  venue.faults.drop();
  await expect.poll(() => venue.dials).toHaveLength(2);
  await world.listening();
});

it('a credential that cannot be read for a moment is no error', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  const credential = database.credentials.get('credential') ?? {};
  database.credentials.delete('credential');
  venue.faults.drop();
  await venue.until(() => venue.connections.length === 0);
  database.credentials.set('credential', credential);
  await expect.poll(() => subscriptionsOf(venue), patient).toBe(1);
  expect(n8n.errors).toEqual([]);
});

it('a signal that does not name its strategy never starts the workflow of another', async () => {
  await using world = await stage({ variants: { strategyField: 'absent' } });
  const { venue, database } = world;
  const n8n = await world.start();
  const publish = (id: string): Promise<void> => {
    const strategy = { __rl: true, mode: 'id', value: id };
    return n8n.publish({
      ...workflow({ includeConnectionEvents: true }, { strategyId: strategy }),
      id,
    });
  };
  await publish('7');
  await publish('8');
  await world.listening(2);
  venue.publishSignal(7, { text: 'seven' });
  await expect.poll(() => database.statuses(), patient).toContain('uncertain');
  // Each has a connection of its own from now on.
  await expect.poll(() => venue.connections, patient).toHaveLength(2);
  await world.listening(2);
  venue.publishSignal(7, { text: 'seven' });
  venue.publishSignal(8, { text: 'eight' });
  await expect.poll(() => database.signals(), patient).toHaveLength(2);
  const reached = database.executions
    .filter(({ output }) => output.event === 'signal')
    .map(({ workflowId, output }) => [workflowId, output.data['text']]);
  expect(reached).toEqual(
    expect.arrayContaining([
      ['7', 'seven'],
      ['8', 'eight'],
    ]),
  );
});
