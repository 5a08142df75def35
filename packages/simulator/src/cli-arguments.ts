import { parseArgs } from 'node:util';

export interface CliArguments {
  readonly port: number;
  readonly seed: number;
  readonly key: string;
  readonly intervalMs: number;
  readonly strategyIds: readonly number[];
}

/** What the command line asks for; `problem` is what is wrong with it, in words for its user. */
export type CliRequest =
  | { readonly type: 'run'; readonly arguments: CliArguments }
  | { readonly type: 'help' }
  | { readonly type: 'problem'; readonly problem: string };

export const usage = `Usage: npx @venuewire/simulator collective2 [options]

Simulates the venue on 127.0.0.1 and publishes made-up signals until Ctrl-C.

  --port N           the port; 0 takes a free one (default 0)
  --seed N           the same seed makes up the same market (default 1)
  --key KEY          the API key that is accepted (default simulator-key)
  --strategies 1,2   the strategies that publish (default 1,2)
  --interval MS      milliseconds between two signals (default 1000)
  --rate N           signals per second, instead of --interval
  --help             this text
`;

class Problem extends Error {}

export function readArguments(argv: readonly string[]): CliRequest {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        key: { type: 'string', default: 'simulator-key' },
        strategies: { type: 'string', default: '1,2' },
        interval: { type: 'string' },
        rate: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { type: 'help' };
    const [venue, ...others] = positionals;
    if (venue === undefined) throw new Problem('Name a venue; there is: collective2.');
    if (venue !== 'collective2') {
      throw new Problem(`There is no venue ${venue}; there is: collective2.`);
    }
    if (others.length > 0) throw new Problem(`One venue at a time, so not: ${others.join(' ')}.`);
    if (!/^\S+$/.test(values.key)) throw new Problem('--key has to be text without spaces.');
    return {
      type: 'run',
      arguments: {
        port: wholeNumber('--port', values.port, 0, 65_535),
        seed: wholeNumber('--seed', values.seed, 0, 0xffffffff),
        key: values.key,
        intervalMs: intervalOf(values.interval, values.rate),
        strategyIds: values.strategies
          .split(',')
          .map((id) => wholeNumber('--strategies', id, 1, Number.MAX_SAFE_INTEGER)),
      },
    };
  } catch (error) {
    if (error instanceof Problem || (error instanceof TypeError && 'code' in error)) {
      return { type: 'problem', problem: error.message };
    }
    throw error;
  }
}

function intervalOf(interval: string | undefined, rate: string | undefined): number {
  if (interval !== undefined && rate !== undefined) {
    throw new Problem('Give --interval or --rate, not both.');
  }
  if (rate !== undefined) return 1000 / wholeNumber('--rate', rate, 1, 1000);
  return wholeNumber('--interval', interval ?? '1000', 1, 86_400_000);
}

function wholeNumber(option: string, text: string, lowest: number, highest: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowest && value <= highest) return value;
  throw new Problem(
    `${option} has to be a whole number from ${lowest} to ${highest}, not "${text}".`,
  );
}
