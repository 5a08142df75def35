import { parseArgs } from 'node:util';

import { Problem, type Environment, type LiveVenue } from './environment.ts';
import type { Source } from './source.ts';
import { venues } from './venues.ts';

/** What the command line and the environment ask for; `problem` is what is wrong with them, in words for their user. */
export type Request =
  | { readonly type: 'run'; readonly options: Options }
  | { readonly type: 'help' }
  | { readonly type: 'problem'; readonly problem: string };

export interface Options {
  /** Absent: until Ctrl-C. */
  readonly seconds: number | undefined;
  readonly json: boolean;
  readonly mode: DemoMode | LiveMode;
}

interface DemoMode {
  readonly type: 'demo';
  readonly venues: readonly string[];
  readonly seed: number;
  readonly replay: boolean;
}

interface LiveMode {
  readonly type: 'live';
  readonly venues: readonly string[];
  /** Opens them, once all that they need was found. */
  readonly open: readonly ((draws: boolean) => Source)[];
}

const highestSeed = 2 ** 32 - 1;

export const usage = `Usage: npm start -- [options]

Shows the streams of ${[...venues.keys()].join(', ')} as they come: from
simulated venues on this machine, whose connections the demo cuts one after the
other, or with --live from the real ones.

  --seconds N   ends by itself after so long (without it: Ctrl-C)
  --venue NAME  only this venue; may be repeated
  --json        one JSON object a line on standard output, the summary last;
                npm itself is quiet with: npm start --silent -- --json
  --seed N      the same seed makes up the same markets (default 42)
  --no-replay   what a simulated venue can replay is not: shows what is lost
                then, and that the stream says so
  --live        the real venues that the environment has the variables of
  --help        this text

Environment variables for --live:
${[...venues.values()].map(({ live }) => `\n${linesOf(live)}`).join('\n')}
`;

function linesOf({ variables, needs }: LiveVenue): string {
  return variables
    .map(([name, meaning]) => `  ${name.padEnd(24)} ${meaning}${needs.includes(name) ? ' *' : ''}`)
    .join('\n');
}

export function readOptions(argv: readonly string[], environment: Environment): Request {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        seconds: { type: 'string' },
        venue: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        seed: { type: 'string' },
        'no-replay': { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { type: 'help' };
    if (values.live && (values.seed !== undefined || values['no-replay'])) {
      throw new Problem('--seed and --no-replay are for the simulated venues, not for --live.');
    }
    const wanted = wantedVenues(values.venue);
    const mode: Options['mode'] = values.live
      ? liveMode(wanted, environment)
      : {
          type: 'demo',
          venues: wanted ?? [...venues.keys()],
          seed: seedOf(values.seed ?? '42'),
          replay: !values['no-replay'],
        };
    const seconds = secondsOf(values.seconds);
    return { type: 'run', options: { seconds, json: values.json, mode } };
  } catch (error) {
    if (error instanceof Problem || (error instanceof TypeError && 'code' in error)) {
      return { type: 'problem', problem: error.message };
    }
    throw error;
  }
}

function wantedVenues(names: readonly string[]): string[] | undefined {
  const strange = names.find((name) => !venues.has(name));
  if (strange !== undefined)
    throw new Problem(`There is no venue "${strange}": ${[...venues.keys()].join(', ')}.`);
  return names.length === 0 ? undefined : [...new Set(names)];
}

/** Those that were asked for, or else those that the environment has something of. */
function liveMode(wanted: readonly string[] | undefined, environment: Environment): LiveMode {
  const chosen = [...venues].filter(([name, { live }]) =>
    wanted ? wanted.includes(name) : live.needs.some((variable) => environment[variable]),
  );
  if (chosen.length === 0) {
    const needs = [...venues].map(([name, { live }]) => `  ${name}: ${live.needs.join(' and ')}`);
    throw new Problem(
      `--live needs the variables of at least one venue in the environment:\n${needs.join('\n')}\n` +
        'For example: C2_API_KEY=your-key C2_STRATEGY_ID=12345678 npm start -- --live',
    );
  }
  for (const [, { live }] of chosen) {
    const missing = live.needs.filter((variable) => !environment[variable]);
    if (missing.length > 0)
      throw new Problem(`--live needs ${missing.join(' and ')} in the environment.`);
  }
  return {
    type: 'live',
    venues: chosen.map(([name]) => name),
    open: chosen.map(([, { live }]) => live.prepare(environment)),
  };
}

function seedOf(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= highestSeed) return seed;
  throw new Problem(`--seed has to be a whole number from 0 to ${highestSeed}, not "${text}".`);
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  // Timers count milliseconds in 31 bits.
  if (seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new Problem(`--seconds has to be a number above 0 and up to 2000000, not "${text}".`);
}
