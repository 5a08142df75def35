import { parseArgs } from 'node:util';

import type { CommandArguments, VenueCommand, VenueOption } from './venue-command.ts';
import { venueCommands } from './venue-commands.ts';

/** What the command line asks for; `problem` is what is wrong with it, in words for its user. */
export type CliRequest =
  | {
      readonly type: 'run';
      readonly venue: VenueCommand;
      readonly arguments: CommandArguments;
    }
  | { readonly type: 'help' }
  | { readonly type: 'problem'; readonly problem: string };

const venueNames = venueCommands.map(({ name }) => name).join(', ');

const describedOptions: Readonly<Record<VenueOption, string>> = {
  key: '--key KEY          the API key that is accepted',
  secret: '--secret SECRET    its secret, base64url',
  strategies: '--strategies 1,2   the strategies that publish, by default 1,2',
};

export const usage = `Usage: npx @venuewire/simulator <venue> [options]

Simulates a venue (${venueNames}) on 127.0.0.1 and publishes made-up data until Ctrl-C.

  --port N           the port, or the first of several; 0 takes free ones (default 0)
  --seed N           the same seed makes up the same market (default 1)
  --interval MS      milliseconds between two things that are published (default 1000)
  --rate N           how many are published in a second, instead of --interval
  --help             this text

Not for every venue:

${(['key', 'secret', 'strategies'] as const).map(describe).join('')}`;

function describe(option: VenueOption): string {
  const venues = venueCommands.filter(({ options }) => options.includes(option));
  return `  ${describedOptions[option]} (${venues.map(({ name }) => name).join(', ')})\n`;
}

class Problem extends Error {}

export function readArguments(argv: readonly string[]): CliRequest {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        interval: { type: 'string' },
        rate: { type: 'string' },
        key: { type: 'string' },
        secret: { type: 'string' },
        strategies: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { type: 'help' };
    const { key, secret, strategies } = values;
    const venue = venueOf(positionals);
    for (const [option, value] of Object.entries({ key, secret, strategies })) {
      if (value !== undefined && !venue.options.some((own) => own === option)) {
        throw new Problem(`--${option} is not for ${venue.name}.`);
      }
    }
    return {
      type: 'run',
      venue,
      arguments: {
        port: wholeNumber('--port', values.port, 0, 65_535),
        seed: wholeNumber('--seed', values.seed, 0, 0xffffffff),
        intervalMs: intervalOf(values.interval, values.rate),
        ...(key === undefined ? {} : { key: word('--key', key) }),
        ...(secret === undefined ? {} : { secret: word('--secret', secret) }),
        ...(strategies === undefined ? {} : { strategyIds: idsOf('--strategies', strategies) }),
      },
    };
  } catch (error) {
    if (error instanceof Problem || (error instanceof TypeError && 'code' in error)) {
      return { type: 'problem', problem: error.message };
    }
    throw error;
  }
}

function venueOf([name, ...others]: readonly string[]): VenueCommand {
  if (name === undefined) throw new Problem(`Name a venue; there is: ${venueNames}.`);
  const venue = venueCommands.find((command) => command.name === name);
  if (venue === undefined) {
    throw new Problem(`There is no venue ${name}; there is: ${venueNames}.`);
  }
  if (others.length > 0) throw new Problem(`One venue at a time, so not: ${others.join(' ')}.`);
  return venue;
}

function intervalOf(interval: string | undefined, rate: string | undefined): number {
  if (interval !== undefined && rate !== undefined) {
    throw new Problem('Give --interval or --rate, not both.');
  }
  if (rate !== undefined) return 1000 / wholeNumber('--rate', rate, 1, 1000);
  return wholeNumber('--interval', interval ?? '1000', 1, 86_400_000);
}

function word(option: string, text: string): string {
  if (/^\S+$/.test(text)) return text;
  throw new Problem(`${option} has to be text without spaces.`);
}

function idsOf(option: string, list: string): readonly number[] {
  return list.split(',').map((id) => wholeNumber(option, id, 1, Number.MAX_SAFE_INTEGER));
}

function wholeNumber(option: string, text: string, lowest: number, highest: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowest && value <= highest) return value;
  throw new Problem(
    `${option} has to be a whole number from ${lowest} to ${highest}, not "${text}".`,
  );
}
