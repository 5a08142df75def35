import { collective2Simulator } from '@venuewire/simulator';
import { expect, it } from 'vitest';

import { Collective2Trigger } from '../nodes/Collective2/Collective2Trigger.node.ts';
import { Database, Instance } from './support/instance.ts';

it('starts an execution for a signal', async () => {
  await using venue = await collective2Simulator();
  const database = new Database();
  database.credentials.set('credential', {
    apiKey: venue.key,
    environment: 'custom',
    webSocketUrl: venue.url,
    restUrl: venue.restUrl,
  });
  const n8n = new Instance(database, new Collective2Trigger());
  await n8n.publish({
    parameters: { events: ['signal'], strategyId: { __rl: true, mode: 'id', value: '7' } },
  });
  await venue.until(() => venue.connections.some((c) => c.subscriptions.length === 1));
  venue.publishSignal(7, { text: 'buy' });
  await expect.poll(() => database.events.length).toBe(1);
  await n8n.unpublish();
  await venue.until(() => venue.connections.length === 0);
});
