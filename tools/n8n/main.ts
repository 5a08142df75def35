// The nodes in a whole n8n: `npm run test:n8n`. Takes some minutes, and the first time some more to install n8n.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

import type { Check, World } from './check.ts';
import { checks } from './checks.ts';
import { credentialChecks } from './credential-checks.ts';
import { folder, installN8n, installNodes } from './installation.ts';
import { N8nApi } from './n8n-api.ts';
import { N8nProcess } from './n8n-process.ts';
import { restartChecks } from './restart-checks.ts';
import { venueChecks } from './venue-checks.ts';

/** So that the slow ones overlap and the machine is not asked for too much. */
const atOnce = 4;

interface Result {
  readonly name: string;
  readonly isPassed: boolean;
  readonly seen: string;
  readonly seconds: number;
}

async function perform(check: Check, world: World): Promise<Result> {
  const started = Date.now();
  const seconds = (): number => (Date.now() - started) / 1000;
  try {
    const seen = await check.run(world);
    return { name: check.name, isPassed: true, seen, seconds: seconds() };
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return { name: check.name, isPassed: false, seen, seconds: seconds() };
  }
}

function report({ name, isPassed, seen, seconds }: Result): void {
  console.log(
    `${isPassed ? 'passed' : 'FAILED'}  ${name}  (${seconds.toFixed(1)} s)\n        ${seen}`,
  );
}

/** Answers in the order of the checks, and reports as they end. */
async function performAll(list: readonly Check[], world: World, width: number): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...list.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, check] = next;
      const result = await perform(check, world);
      report(result);
      results[index] = result;
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return results;
}

const filter = process.argv[2] ?? '';
const isChosen = ({ name }: Check): boolean => name.includes(filter);

const bin = await installN8n();
const home = join(folder, 'test');
await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
await installNodes(home);
const n8n = await N8nProcess.create(bin, home);
try {
  await n8n.start();
  const api = new N8nApi(n8n.url);
  await api.setUpOwner();
  await api.createApiKey();
  const world = { n8n, api };
  const results = [
    ...(await performAll(credentialChecks.filter(isChosen), world, 1)),
    ...(await performAll([...checks, ...venueChecks].filter(isChosen), world, atOnce)),
    ...(await performAll(restartChecks.filter(isChosen), world, 1)),
  ];
  console.table(
    results.map(({ name, isPassed, seconds }) => ({
      check: name,
      result: isPassed ? 'passed' : 'FAILED',
      seconds: Number(seconds.toFixed(1)),
    })),
  );
  const failed = results.filter(({ isPassed }) => !isPassed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  if (failed > 0 || results.length === 0) process.exitCode = 1;
} finally {
  await n8n.stop();
}
