import assert from 'node:assert/strict';

import {
  outpollSimulator,
  rocketfiSimulator,
  type OutpollSimulator,
  type RocketfiSimulator,
} from '@venuewire/simulator';

import {
  outpollCredential,
  rocketfiCredential,
  settle,
  until,
  type Check,
  type World,
} from './check.ts';
import { exampleFiles, publishExample } from './examples.ts';
import { openMarket } from './market.ts';
import type { WorkflowNode } from './n8n-api.ts';
import { behind, byId, triggerOf } from './workflows.ts';

function outpollTrigger(venue: OutpollSimulator, id: string): WorkflowNode {
  const [event] = venue.events;
  return triggerOf(
    'outpoll',
    'Outpoll',
    { id, type: 'outpollApi' },
    {
      events: ['balances', 'chance', 'orderUpdate', 'orders'],
      eventId: byId(event?.id ?? ''),
      outcomeId: byId(event?.outcomes[0]?.id ?? ''),
      options: { minimumInterval: 1 },
    },
  );
}

function rocketfiTrigger(venue: RocketfiSimulator, id: string): WorkflowNode {
  return triggerOf(
    'rocketFi',
    'RocketFi',
    { id, type: 'rocketFiApi' },
    {
      events: ['fundingRate', 'orderEvent', 'positions'],
      instrumentId: byId(venue.instruments[0]?.id ?? ''),
      options: { minimumInterval: 1 },
    },
  );
}

/** Publishes the trigger, lets things happen until each of its events came, cuts the venue off, and lets them happen again. */
async function survives(
  { api }: World,
  trigger: WorkflowNode,
  venue: OutpollSimulator | RocketfiSimulator,
  happen: () => void,
): Promise<string> {
  const workflow = await api.createWorkflow(behind(trigger.name, trigger));
  await api.publish(workflow);
  const eventsAfter = async (start: number): Promise<Set<unknown>> => {
    const executions = await api.executions(workflow.id);
    return new Set(executions.slice(start).map(({ output }) => output['event']));
  };
  const wanted = trigger.parameters['events'] as readonly string[];
  const all = async (start: number): Promise<boolean> => {
    happen();
    const seen = await eventsAfter(start);
    return wanted.every((event) => seen.has(event));
  };
  await until('every event starts an execution', () => all(0));
  await venue.faults.restart(8_000);
  const before = (await api.executions(workflow.id)).length;
  await until('every event does so after an outage', () => all(before), 60_000);
  await settle();
  const { status } = await api.publication(workflow.id);
  assert.equal(status, 'published');
  const executions = await api.executions(workflow.id);
  assert.ok(executions.every((execution) => execution.status === 'success'));
  const identities = executions.map(({ output }) => output['id']);
  assert.equal(new Set(identities).size, identities.length, 'no event runs twice');
  await api.unpublish(workflow.id);
  await until('its sockets are gone', () => venue.connections.length === 0, 10_000);
  return `${wanted.join(', ')}: ${executions.length} executions, before and after 8 s of outage`;
}

/** The other venues' triggers and credentials: what their own suites show in detail, in a whole n8n. */
export const venueChecks: readonly Check[] = [
  {
    name: 'Outpoll: its events start executions, before and after an outage',
    async run(world) {
      await using venue = await outpollSimulator();
      const id = await world.api.createCredential(outpollCredential(venue));
      const outcomeId = venue.events[0]?.outcomes[0]?.id ?? '';
      let chance = 0.2;
      return await survives(world, outpollTrigger(venue, id), venue, () => {
        chance = chance > 0.8 ? 0.2 : chance + 0.01;
        venue.publishChance(outcomeId, chance);
        const order = venue.placeOrder({ outcomeId, side: 'BUY', price: 0.1, quantity: 1 });
        venue.fillOrder(order.id);
      });
    },
  },
  {
    name: 'RocketFi: its events start executions, before and after an outage',
    async run(world) {
      await using venue = await rocketfiSimulator();
      const id = await world.api.createCredential(rocketfiCredential(venue));
      const instrumentId = venue.instruments[0]?.id ?? '';
      const [account = ''] = venue.accounts;
      return await survives(world, rocketfiTrigger(venue, id), venue, () => {
        venue.publishFunding(instrumentId, { rate: '0.0001' });
        venue.placeOrder(account, { instrumentId, side: 'Buy', quantity: '0.01' });
      });
    },
  },
  {
    name: 'the examples can be imported, published, and run',
    async run({ api }) {
      await using market = await openMarket();
      const credentials = await market.createCredentials(api);
      const workflows = await Promise.all(
        exampleFiles.map((file) => publishExample(api, file, credentials)),
      );
      await until('each has run', async () => {
        market.step();
        const runs = await Promise.all(workflows.map(({ id }) => api.executions(id)));
        return runs.every((executions) => executions.some(({ status }) => status === 'success'));
      });
      await settle();
      const runs = await Promise.all(workflows.map(({ id }) => api.executions(id)));
      const failed = runs.flat().filter(({ status }) => status === 'error');
      assert.deepEqual(failed, []);
      await Promise.all(workflows.map(({ id }) => api.unpublish(id)));
      return workflows.map(({ name }) => name).join('; ');
    },
  },
];
