// An n8n to look at: `npm run n8n`. The nodes are installed, the venues simulated, three examples published.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { exampleFiles, publishExample } from './examples.ts';
import { folder, installN8n, installNodes } from './installation.ts';
import { openMarket } from './market.ts';
import { N8nApi, owner } from './n8n-api.ts';
import { N8nProcess } from './n8n-process.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '5678' } } });

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stopping.abort());
}

const bin = await installN8n();
const home = join(folder, 'demo');
await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
await installNodes(home);
await using market = await openMarket();
const n8n = await N8nProcess.create(bin, home, Number(values.port));
try {
  console.log('Starting n8n…');
  await n8n.start();
  const api = new N8nApi(n8n.url);
  await api.setUpOwner();
  const credentials = await market.createCredentials(api);
  for (const file of exampleFiles) await publishExample(api, file, credentials);
  console.log(`
n8n:       ${n8n.url}
e-mail:    ${owner.email}
password:  ${owner.password}

Three workflows are published, and run when something happens on the simulated venues, every 5 s. Ctrl-C ends it.`);
  await market.move(5_000, stopping.signal);
} finally {
  await n8n.stop();
}
