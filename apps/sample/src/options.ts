import { parseArgs } from 'node:util';

/** What the command line and the environment ask for; `problem` is what is wrong with them, in words for their user. */
export type Request =
  | { readonly type: 'run'; readonly options: Options }
  | { readonly type: 'help' }
  | { readonly type: 'problem'; readonly problem: string };

export interface Options {
  /** Absent: until Ctrl-C. */
  readonly seconds: number | undefined;
  readonly json: boolean;
  readonly venue: DemoOptions | LiveOptions;
}

export interface DemoOptions {
  readonly type: 'demo';
  readonly seed: number;
  readonly replay: boolean;
}

export interface LiveOptions {
  readonly type: 'live';
  readonly apiKey: string;
  readonly strategyId: number;
  readonly url: string;
  readonly restUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const highestSeed = 2 ** 32 - 1;
const defaultUrl = 'wss://api4-general.collective2.com/ws';

export const usage = `Usage: npm start -- [options]

Shows the signals and positions of Collective2 strategies as they come: from a
simulated venue on this machine, whose connection the demo cuts after some
seconds, or with --live from the real one.

  --seconds N   ends by itself after so long (without it: Ctrl-C)
  --json        one JSON object a line on standard output, the summary last;
                npm itself is quiet with: npm start --silent -- --json
  --seed N      the same seed makes up the same market (default 42)
  --no-replay   the simulated venue replays nothing after the cut: shows what
                is lost then, and that the stream says so
  --live        the real venue
  --help        this text

Environment variables for --live:

  C2_API_KEY       the key of your Collective2 account
  C2_STRATEGY_ID   the strategy to follow
  C2_URL           WebSocket (default ${defaultUrl})
  C2_REST_URL      REST (default: the host of C2_URL)
`;

class Problem extends Error {}

export function readOptions(argv: readonly string[], environment: Environment): Request {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        seconds: { type: 'string' },
        json: { type: 'boolean', default: false },
        seed: { type: 'string' },
        'no-replay': { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { type: 'help' };
    if (values.live && (values.seed !== undefined || values['no-replay'])) {
      throw new Problem('--seed and --no-replay are for the simulated venue, not for --live.');
    }
    const venue: Options['venue'] = values.live
      ? liveOptions(environment)
      : { type: 'demo', seed: seedOf(values.seed ?? '42'), replay: !values['no-replay'] };
    return {
      type: 'run',
      options: { seconds: secondsOf(values.seconds), json: values.json, venue },
    };
  } catch (error) {
    if (error instanceof Problem || (error instanceof TypeError && 'code' in error)) {
      return { type: 'problem', problem: error.message };
    }
    throw error;
  }
}

function liveOptions(environment: Environment): LiveOptions {
  const { C2_API_KEY: apiKey, C2_STRATEGY_ID: strategy, C2_URL, C2_REST_URL } = environment;
  if (!apiKey || !strategy) {
    const missing = [apiKey ? [] : 'C2_API_KEY', strategy ? [] : 'C2_STRATEGY_ID'].flat();
    throw new Problem(
      `--live needs ${missing.join(' and ')} in the environment, for example:\n` +
        '  C2_API_KEY=your-key C2_STRATEGY_ID=12345678 npm start -- --live',
    );
  }
  const strategyId = Number(strategy);
  if (!/^\d+$/.test(strategy) || !Number.isSafeInteger(strategyId) || strategyId === 0) {
    throw new Problem(`C2_STRATEGY_ID has to be a positive whole number, not "${strategy}".`);
  }
  const url = urlOf('C2_URL', C2_URL || defaultUrl, ['ws:', 'wss:']);
  const sameHost = new URL('/', url.href.replace(/^ws/, 'http')).href;
  const restUrl = urlOf('C2_REST_URL', C2_REST_URL || sameHost, ['http:', 'https:']);
  return { type: 'live', apiKey, strategyId, url: url.href, restUrl: restUrl.href };
}

function urlOf(name: string, text: string, protocols: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && protocols.includes(url.protocol)) return url;
  throw new Problem(`${name} has to be a URL with ${protocols.join(' or ')}, not "${text}".`);
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
