import { expect, it } from 'vitest';

import { keyOf, stage, strategyId, workflow } from './support/stage.ts';

const patient = { timeout: 10_000 };

it('an outage is no error for n8n, and nothing is lost or doubled by it', async () => {
  await using world = await stage();
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  venue.publishSignal(strategyId);
  await expect.poll(() => database.signals()).toHaveLength(1);
  await venue.faults.restart(1000);
  venue.publishSignal(strategyId);
  await expect.poll(() => database.signals(), patient).toHaveLength(2);
  expect(n8n.errors).toEqual([]);
  expect(venue.connections).toHaveLength(1);
  expect(n8n.duplicates).toEqual([]);
});

it.each(['activate', 'init', 'update', 'leadershipChange'] as const)(
  'a venue that is down does not stop a workflow from being registered (%s)',
  async (activation) => {
    await using world = await stage();
    const { venue, database } = world;
    const undo = venue.faults.refuse();
    const n8n = await world.start();
    await n8n.publish(workflow(), activation);
    await undo();
    await expect.poll(() => venue.connections, patient).toHaveLength(1);
    await world.listening();
    venue.publishSignal(strategyId);
    await expect.poll(() => database.signals()).toHaveLength(1);
    expect(n8n.errors).toEqual([]);
  },
);

it('too many connections, and no service, are waited out', async () => {
  await using world = await stage();
  const { venue } = world;
  venue.faults.tooManyRequests(1);
  venue.faults.unavailable(1);
  const n8n = await world.start();
  await n8n.publish(workflow(), 'init');
  await expect.poll(() => venue.connections, patient).toHaveLength(1);
  expect(n8n.errors).toEqual([]);
});

it('a bad key is told to whoever publishes, with what to do about it', async () => {
  await using world = await stage();
  world.database.credentials.set('credential', {
    ...world.database.credentials.get('credential'),
    apiKey: 'wrong',
  });
  const n8n = await world.start();
  await expect(n8n.publish(workflow())).rejects.toThrow(/Enter a valid key in the credential/);
  expect(n8n.errors).toEqual([]);
  expect(world.venue.connections).toHaveLength(0);
});

it('a strategy that the key has no right to is told to whoever publishes', async () => {
  await using world = await stage({ forbidden: [strategyId] });
  const n8n = await world.start();
  await expect(n8n.publish(workflow())).rejects.toThrow(
    /FORBIDDEN.*Check what this node is set to/,
  );
});

it('a key that is revoked is a fatal error: told once, and nothing is dialled again', async () => {
  await using world = await stage();
  const { venue } = world;
  const n8n = await world.start();
  await n8n.publish(workflow());
  await world.listening();
  venue.faults.revokeKey(venue.key);
  await expect.poll(() => n8n.errors, patient).toHaveLength(1);
  expect(n8n.errors[0]?.message).toMatch(/Collective2: .* Enter a valid key/);
  expect(n8n.errors[0]?.message).not.toContain(venue.key);
  const dials = venue.dials.length;
  await n8n.unpublish();
  expect(venue.dials).toHaveLength(dials);
  expect(n8n.errors).toHaveLength(1);
});

it('a node that n8n registers again after a fatal error fails at once, and the venue is not asked again', async () => {
  await using world = await stage({ keys: ['simulator-key', 'new-key'] });
  const { venue, database } = world;
  const n8n = await world.start();
  await n8n.publish(workflow(), 'init');
  await world.listening();
  venue.faults.revokeKey(venue.key);
  await expect.poll(() => n8n.errors, patient).toHaveLength(1);
  await n8n.unpublish();
  const dials = venue.dials.length;
  await expect(n8n.publish(workflow(), 'init')).rejects.toThrow(/Enter a valid key/);
  await expect(n8n.publish(workflow())).rejects.toThrow(/Enter a valid key/);
  expect(n8n.errors).toHaveLength(1);
  expect(venue.dials).toHaveLength(dials);
  database.credentials.set('credential', { ...keyOf(venue), apiKey: 'new-key' });
  await n8n.publish(workflow());
  await world.listening();
});
