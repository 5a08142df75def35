#!/usr/bin/env node
import { readArguments, usage } from './cli-arguments.ts';
import type { CommandArguments, VenueCommand } from './venue-command.ts';

const request = readArguments(process.argv.slice(2));
if (request.type === 'help') {
  process.stdout.write(usage);
} else if (request.type === 'problem') {
  process.stderr.write(`${request.problem}\n\n${usage}`);
  process.exitCode = 2;
} else {
  await run(request.venue, request.arguments).catch((error: unknown) => {
    process.stderr.write(`It could not start: ${error instanceof Error ? error.message : ''}\n`);
    process.exitCode = 1;
  });
}

async function run(command: VenueCommand, given: CommandArguments): Promise<void> {
  const venue = await command.start(given);
  const close = (): void => void venue.close();
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
  const width = Math.max(...venue.facts.map(([name]) => name.length));
  const facts = venue.facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`);
  process.stdout.write(`${venue.title} is simulated on this machine.

${facts.join('')}
${venue.activity}
Ctrl-C ends it.
`);
  await venue.play();
}
