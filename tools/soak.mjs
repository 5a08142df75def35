// As many random outages and senseless frames as one likes; what fails is printed with the command that replays it.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `npm run soak -- [--schedules N] [--fuzz N] [--seed S] [--only K]

  --schedules N  simulated schedules of faults (20000)
  --fuzz N       random and mutated frames (1000000)
  --seed S       what is random (the time)
  --only K       this one of the seed's schedules

Given --schedules or --only without --fuzz it runs no frames, and the other way round.`;

/** @param {string} name @param {string | undefined} text @param {number} otherwise */
function numberOf(name, text, otherwise) {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`--${name} must be a whole number.\n\n${usage}`);
}

/** @param {string} script @param {number[]} numbers */
function run(script, numbers) {
  const path = fileURLToPath(new URL(`../packages/${script}`, import.meta.url));
  const args = ['--conditions=@venuewire/source', path, ...numbers.map(String)];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    fuzz: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(`${usage}\n`);
else {
  const isSimulated = values.schedules !== undefined || values.only !== undefined;
  const seed = numberOf('seed', values.seed, Date.now() % 1_000_000_000);
  const only = values.only === undefined ? [] : [numberOf('only', values.only, 0)];
  const schedules = numberOf('schedules', values.schedules, 20_000);
  const frames = numberOf('fuzz', values.fuzz, 1_000_000);
  const results = [
    ...(isSimulated || values.fuzz === undefined
      ? [run('core/test/soak.ts', [schedules, seed, ...only])]
      : []),
    ...(values.fuzz !== undefined || !isSimulated
      ? [run('collective2/test/soak.ts', [frames, seed])]
      : []),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
}
