/**
 * Started by a test as a process of its own: brings a client of the test's venue to a stage, closes it, and then has
 * nothing left to do. Its deadlines are longer than any test's.
 */
import { trades } from './channels.ts';
import { platforms, TestClient } from './test-client.ts';

const [transport, stage = '', url = '', restUrl = '', key = ''] = process.argv.slice(2);
const minute = 60_000;
const client = new TestClient(
  { url, restUrl, key },
  {
    platform: platforms[transport === 'web' ? 1 : 0].platform(),
    timing: { dial: minute, handshake: minute, backoffBase: minute, recovery: minute, close: 100 },
  },
);

const subscription =
  stage === 'restoring' ? client.read(client.orders, 'a') : client.read(trades, 'a');
const first = subscription.next();

async function reach(): Promise<void> {
  if (stage === 'restoring') return client.until(() => client.told('acknowledged').length === 1);
  if (stage === 'dialling') return client.until(() => client.told('dial').length === 1);
  // The first retry is immediate.
  if (stage === 'waiting') return client.until(() => client.told('waiting').length === 1);
  await subscription.ready();
  // The test answers when it has done its part.
  await fetch(`${restUrl}/hello`, { headers: { authorization: `Bearer ${key}` } });
}

await reach();
await client.client.close();
await first;
console.log(`closed while ${stage}`);
