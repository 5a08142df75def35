import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import {
  assertSignals,
  credentialOf,
  listening,
  publish,
  secondKey,
  settle,
  subscriptionsOf,
  until,
  withVenue,
  type Check,
  type World,
} from './check.ts';
import { executeStep } from './execute-step.ts';
import { code, reading, strategyId, triggered } from './workflows.ts';

/** Each has a venue and a workflow of its own: they run side by side, on one n8n. */
export const checks: readonly Check[] = [
  {
    name: 'a published workflow runs for each event of the venue',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const events = ['openPositions', 'positionUpdate', 'signal'];
        const options = { includeConnectionEvents: true };
        const trigger = triggered('Every event', credentialId, { events, options });
        const workflow = await world.api.createWorkflow(trigger);
        await world.api.publish(workflow);
        await until('both feeds are listened to', () => subscriptionsOf(venue) === 2);
        await delay(500);
        publish(venue, strategyId);
        venue.publishPositions(strategyId);
        const executions = await world.api.executed(workflow.id, 5);
        const names = executions.map(({ output }) => String(output['event'])).toSorted();
        assert.deepEqual(names, ['openPositions', 'positionUpdate', 'signal', 'status', 'status']);
        assert.ok(
          executions.every(({ status, mode }) => status === 'success' && mode === 'trigger'),
        );
        await world.api.unpublish(workflow.id);
        return names.join(', ');
      }),
  },
  ...[8, 45].map((seconds): Check => ({
    name: `an outage of ${seconds} s loses nothing and doubles nothing`,
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const trigger = triggered(`Outage of ${seconds} s`, credentialId);
        const workflow = await world.api.createWorkflow(trigger);
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId, 2);
        const over = venue.faults.restart(seconds * 1000);
        expected.push(...publish(venue, strategyId, 3));
        await over;
        await listening(venue, 60_000);
        expected.push(...publish(venue, strategyId, 2));
        await world.api.executed(workflow.id, 7);
        await settle();
        const executions = await world.api.executions(workflow.id);
        assertSignals(executions, expected);
        assert.equal(venue.connections.length, 1, 'there is one socket');
        const { status } = await world.api.publication(workflow.id);
        assert.equal(status, 'published');
        await world.api.unpublish(workflow.id);
        return `${executions.length} of 7 signals, 1 socket, ${status}`;
      }),
  })),
  {
    name: 'a signal that comes twice runs once',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('Twice', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        venue.faults.duplicate();
        const expected = publish(venue, strategyId, 3);
        await world.api.executed(workflow.id, 3);
        await settle();
        const executions = await world.api.executions(workflow.id);
        assertSignals(executions, expected);
        await world.api.unpublish(workflow.id);
        return `6 messages, ${executions.length} executions`;
      }),
  },
  {
    name: 'deactivated, it lets go of its socket; nothing runs; published again, it catches up',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('Deactivated', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId);
        await world.api.executed(workflow.id, 1);
        await world.api.unpublish(workflow.id);
        await until('its socket is gone', () => venue.connections.length === 0, 5_000);
        expected.push(...publish(venue, strategyId, 2));
        await settle();
        assert.equal((await world.api.executions(workflow.id)).length, 1);
        await world.api.publish(workflow);
        await world.api.executed(workflow.id, 3);
        await settle();
        assertSignals(await world.api.executions(workflow.id), expected);
        await world.api.unpublish(workflow.id);
        return '1, then 2 more';
      }),
  },
  {
    name: 'published again with another parameter, it subscribes anew and doubles nothing',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const saved = await world.api.createWorkflow(triggered('Published again', credentialId));
        await world.api.publish(saved);
        await listening(venue);
        const expected = publish(venue, strategyId);
        await world.api.executed(saved.id, 1);
        const dials = venue.dials.length;
        const other = triggered('Published again', credentialId, { options: { maximumAge: 20 } });
        const changed = await world.api.changeWorkflow(saved.id, { nodes: other.nodes });
        await world.api.publish(changed);
        await until('it dials again', () => venue.dials.length > dials);
        await listening(venue);
        expected.push(...publish(venue, strategyId, 3));
        await world.api.executed(saved.id, 4);
        await settle();
        assertSignals(await world.api.executions(saved.id), expected);
        assert.equal(venue.connections.length, 1, 'there is one socket');
        await world.api.unpublish(saved.id);
        return `${expected.length} signals, 1 socket`;
      }),
  },
  {
    name: 'a key that is changed in the credential is used without publishing again',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('Changed key', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId);
        await world.api.executed(workflow.id, 1);
        await world.api.changeCredential(credentialId, credentialOf(venue, secondKey));
        venue.faults.revokeKey(venue.key);
        expected.push(...publish(venue, strategyId));
        await until('the new key is used', () =>
          venue.connections.some(
            ({ key, subscriptions }) => key === secondKey && subscriptions.length > 0,
          ),
        );
        expected.push(...publish(venue, strategyId));
        await world.api.executed(workflow.id, 3);
        await settle();
        assertSignals(await world.api.executions(workflow.id), expected);
        await world.api.unpublish(workflow.id);
        return '3 signals over two keys';
      }),
  },
  {
    name: 'a hundred signals in a burst run one at a time and in order',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const options = { runOneAtATime: true };
        const trigger = triggered('Burst', credentialId, { options });
        const workflow = await world.api.createWorkflow(trigger);
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId, 100);
        const started = Date.now();
        const executions = await world.api.executed(workflow.id, 100, 120_000);
        const took = Date.now() - started;
        assertSignals(executions, expected, 'in order');
        const overlaps = executions.filter(({ startedAt }, index) => {
          const before = executions[index - 1]?.stoppedAt;
          return before !== undefined && before !== null && startedAt < before;
        });
        assert.equal(overlaps.length, 0, 'no two run at once');
        await world.api.unpublish(workflow.id);
        return `100 in order in ${(took / 1000).toFixed(1)} s`;
      }),
  },
  {
    name: 'twelve workflows on one key share a connection',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflows = await Promise.all(
          Array.from({ length: 12 }, (_, index) =>
            world.api.createWorkflow(triggered(`Shared ${index + 1}`, credentialId)),
          ),
        );
        // One after the other, as a person does, and as the venue's limit of ten would be met.
        for (const workflow of workflows) await world.api.publish(workflow);
        await until('all are published', async () => {
          const states = await Promise.all(workflows.map(({ id }) => world.api.publication(id)));
          return states.every(({ status }) => status === 'published');
        });
        await listening(venue);
        await delay(500);
        const expected = publish(venue, strategyId);
        for (const { id } of workflows) {
          assertSignals(await world.api.executed(id, 1), expected);
        }
        assert.equal(venue.peakConnections, 1);
        await Promise.all(workflows.map(({ id }) => world.api.unpublish(id)));
        await until('the socket is gone', () => venue.connections.length === 0, 10_000);
        return '12 executions, 1 socket';
      }),
  },
  {
    name: 'a Code node that overwrites static data doubles nothing',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const slow = code(
          `const data = $getWorkflowStaticData('global');
await new Promise((resolve) => setTimeout(resolve, 1500));
data.count = (data.count ?? 0) + 1;
return $input.all();`,
        );
        const trigger = triggered('Code', credentialId, {}, [slow]);
        const workflow = await world.api.createWorkflow(trigger);
        await world.api.publish(workflow);
        await listening(venue);
        const expected: number[] = [];
        for (let count = 0; count < 5; count += 1) {
          expected.push(...publish(venue, strategyId));
          await delay(400);
        }
        await world.api.executed(workflow.id, 5);
        // From what the Code node left behind.
        await world.api.unpublish(workflow.id);
        await until('its socket is gone', () => venue.connections.length === 0, 5_000);
        await world.api.publish(workflow);
        await listening(venue);
        expected.push(...publish(venue, strategyId));
        await world.api.executed(workflow.id, 6);
        await settle();
        assertSignals(await world.api.executions(workflow.id), expected);
        await world.api.unpublish(workflow.id);
        return '6 signals, 6 executions';
      }),
  },
  {
    name: 'a revoked key is reported once, with what to do, and is not dialled again',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('Revoked', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        venue.faults.revokeKey(venue.key);
        // n8n registers it again for some 20 s, and each time it is told at once.
        const { message } = await failure(world, workflow.id);
        assert.match(message, /Enter a valid key in the credential/);
        const { length } = venue.dials;
        await delay(15_000);
        assert.equal(venue.dials.length, length, 'it is not dialled any more');
        const log = await readFile(world.n8n.log, 'utf8');
        const told = log.split('failed at runtime and was deactivated').length - 1;
        assert.equal(told, 1, 'the error workflow would have run once');
        await world.api.unpublish(workflow.id);
        return `told once, ${length} dials, then none`;
      }),
  },
  {
    name: 'a bad key keeps a workflow from being published, and the message says what to do',
    run: (world) =>
      withVenue(world, async ({ venue }) => {
        const credentialId = await world.api.createCredential(credentialOf(venue, 'wrong'));
        const workflow = await world.api.createWorkflow(triggered('Bad key', credentialId));
        await world.api.publish(workflow);
        const seen = await failure(world, workflow.id);
        assert.match(seen.message, /Enter a valid key in the credential/);
        assert.equal(venue.connections.length, 0);
        return seen.message;
      }),
  },
  {
    name: '"Execute step" shows the next event and leaves no socket; stopped, neither',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('Test', credentialId));
        const step = await executeStep(world.api, workflow);
        await listening(venue);
        publish(venue, strategyId);
        await step.finished;
        await until('its socket is gone', () => venue.connections.length === 0, 5_000);
        const [execution] = await world.api.executed(workflow.id, 1);
        assert.equal(execution?.mode, 'manual');
        assert.equal(execution?.output['event'], 'signal');
        const stopped = await executeStep(world.api, workflow);
        await listening(venue);
        await stopped.stop();
        await until('the socket of the stopped one is gone', () => venue.connections.length === 0);
        return 'one event; no sockets';
      }),
  },
  {
    name: 'the action reads orders',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        publish(venue, strategyId, 3);
        const parameters = {
          resource: 'order',
          operation: 'getHistory',
          strategyId: { __rl: true, mode: 'id', value: String(strategyId) },
          returnAll: true,
        };
        const saved = await world.api.createWorkflow(reading('Read', credentialId, parameters));
        const step = await executeStep(world.api, saved, 'Start');
        await step.finished;
        const [execution] = await world.api.executed(saved.id, 1);
        assert.equal(execution?.status, 'success');
        assert.ok(venue.requests.some(({ target }) => /HistoricalOrders/.test(target)));
        return `${venue.requests.length} requests`;
      }),
  },
];

/** What n8n shows of a workflow that it could not publish, or not keep published. */
async function failure({ api }: World, id: string): Promise<{ status: string; message: string }> {
  let seen = { status: '', message: '' };
  const hasFailed = async (): Promise<boolean> => {
    seen = await api.publication(id);
    return seen.status === 'failed';
  };
  await until('the publication has failed', hasFailed, 90_000);
  return seen;
}
