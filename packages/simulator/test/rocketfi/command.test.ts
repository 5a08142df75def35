import { expect, test } from 'vitest';

import { rocketfiCommand } from '../../src/rocketfi/command.ts';
import { JsonClient } from '../json-client.ts';
import { alice, bitcoin } from './test-client.ts';

test('the command prints addresses, instruments and accounts, and moves its market', async () => {
  const started = await rocketfiCommand.start({ port: 0, seed: 1, intervalMs: 10 });
  const facts = Object.fromEntries(started.facts);
  expect(facts).toMatchObject({
    WebSocket: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/ws$/),
    REST: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    'BTC-PERP': bitcoin,
  });
  expect(started.facts).toContainEqual(['account', alice]);
  const played = started.play();
  await using client = new JsonClient(facts['WebSocket'] ?? '');
  client.socket.on('open', () => client.send({ Subscribe: { OrderEvents: {} } }));
  await client.until(() => client.messages.length > 1);
  await started.close();
  await played;
  expect(client.messages[1]).toHaveProperty('OrderEventUpdate');
});
