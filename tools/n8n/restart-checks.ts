import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import {
  assertSignals,
  listening,
  publish,
  settle,
  until,
  withVenue,
  type Check,
} from './check.ts';
import { strategyId, triggered } from './workflows.ts';

/** Each ends the process of n8n, so they run one after the other. */
export const restartChecks: readonly Check[] = [
  {
    name: 'what is published while n8n is down comes when it is back (SIGTERM)',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('SIGTERM', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId, 2);
        await world.api.executed(workflow.id, 2);
        await world.n8n.stop('SIGTERM');
        expected.push(...publish(venue, strategyId, 3));
        await world.n8n.start();
        await world.api.logIn();
        await listening(venue);
        expected.push(...publish(venue, strategyId, 1));
        await world.api.executed(workflow.id, 6);
        await settle();
        assertSignals(await world.api.executions(workflow.id), expected);
        await world.api.unpublish(workflow.id);
        return '2 before, 3 meanwhile, 1 after';
      }),
  },
  {
    name: 'n8n that starts while the venue is down listens when it is up',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('Venue down', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId);
        await world.api.executed(workflow.id, 1);
        await world.n8n.stop();
        const up = venue.faults.refuse();
        await world.n8n.start();
        await world.api.logIn();
        // Longer than n8n tries by itself.
        await delay(25_000);
        expected.push(...publish(venue, strategyId));
        await up();
        await listening(venue, 60_000);
        expected.push(...publish(venue, strategyId));
        await world.api.executed(workflow.id, 3);
        await settle();
        assertSignals(await world.api.executions(workflow.id), expected);
        assert.equal((await world.api.publication(workflow.id)).status, 'published');
        await world.api.unpublish(workflow.id);
        return '3 signals';
      }),
  },
  {
    name: 'killed in the middle of a burst, it runs each signal exactly once (SIGKILL)',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const workflow = await world.api.createWorkflow(triggered('SIGKILL', credentialId));
        await world.api.publish(workflow);
        await listening(venue);
        const expected = publish(venue, strategyId);
        await world.api.executed(workflow.id, 1);
        expected.push(...publish(venue, strategyId, 60));
        await until('it is in the middle of them', async () => {
          const { length } = await world.api.executions(workflow.id);
          return length > 3;
        });
        await world.n8n.stop('SIGKILL');
        expected.push(...publish(venue, strategyId, 5));
        await world.n8n.start();
        await world.api.logIn();
        await listening(venue);
        await world.api.executed(workflow.id, expected.length);
        await settle();
        const executions = await world.api.executions(workflow.id);
        // What ran when n8n was killed has crashed, as n8n calls it. Once each all the same.
        const sequences = executions.flatMap(({ output, status }) =>
          status === 'crashed' && output['sequence'] === undefined ? [] : [output['sequence']],
        );
        const crashed = executions.filter(({ status }) => status === 'crashed').length;
        assert.equal(executions.length, expected.length);
        assert.equal(new Set(sequences).size, sequences.length);
        assert.ok(sequences.every((sequence) => expected.includes(Number(sequence))));
        await world.api.unpublish(workflow.id);
        return `${expected.length} signals, ${executions.length} executions, ${crashed} of them cut short`;
      }),
  },
];
