#!/usr/bin/env node
import { readArguments, usage } from './cli-arguments.ts';
import type { CliArguments } from './cli-arguments.ts';
import { collective2Simulator, marketScript } from './index.ts';

const request = readArguments(process.argv.slice(2));
if (request.type === 'help') {
  process.stdout.write(usage);
} else if (request.type === 'problem') {
  process.stderr.write(`${request.problem}\n\n${usage}`);
  process.exitCode = 2;
} else {
  await run(request.arguments).catch((error: unknown) => {
    process.stderr.write(`It could not start: ${error instanceof Error ? error.message : ''}\n`);
    process.exitCode = 1;
  });
}

async function run({ port, seed, key, intervalMs, strategyIds }: CliArguments): Promise<void> {
  const venue = await collective2Simulator({ port, seed, keys: [key] });
  const close = (): void => void venue.close();
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
  process.stdout.write(`Collective2 is simulated on this machine.

  WebSocket  ${venue.url}
  REST       ${venue.restUrl}
  API key    ${key}

A signal comes every ${intervalMs} ms, in turns for the strategies ${strategyIds.join(', ')}.
Ctrl-C ends it.
`);
  await venue.play(marketScript({ strategyIds, intervalMs }));
}
