// As many random outages and senseless frames as one likes; what fails is printed with the command that replays it.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const everyTable = ['test', 'any', 'collective2', 'outpoll', 'rocketfi'];

const usage = `npm run soak -- [--table NAME] [--schedules N] [--fuzz N] [--seed S] [--only K]

  --table NAME   the channel tables that are simulated: ${everyTable.join(', ')} (each of them)
  --schedules N  simulated schedules of faults, for each table (5000)
  --fuzz N       random and mutated frames (1000000)
  --seed S       what is random (the time)
  --only K       this one of the seed's schedules

Given --table, --schedules or --only without --fuzz it runs no frames, and the other way round.`;

/** @param {string} name @param {string | undefined} text @param {number} otherwise */
function numberOf(name, text, otherwise) {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`--${name} must be a whole number.\n\n${usage}`);
}

/** @param {string | undefined} name */
function tablesOf(name) {
  if (name === undefined) return everyTable;
  if (everyTable.includes(name)) return [name];
  throw new TypeError(`--table must be one of ${everyTable.join(', ')}.\n\n${usage}`);
}

/** @param {string} script @param {(string | number)[]} words */
function run(script, words) {
  const path = fileURLToPath(new URL(`../packages/${script}`, import.meta.url));
  const args = ['--conditions=@venuewire/source', path, ...words.map(String)];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

const { values } = parseArgs({
  options: {
    table: { type: 'string' },
    schedules: { type: 'string' },
    fuzz: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(`${usage}\n`);
else {
  const tables = tablesOf(values.table);
  const isSimulated = [values.table, values.schedules, values.only].some(
    (value) => value !== undefined,
  );
  const seed = numberOf('seed', values.seed, Date.now() % 1_000_000_000);
  const only = values.only === undefined ? [] : [numberOf('only', values.only, 0)];
  const schedules = numberOf('schedules', values.schedules, 5000);
  const frames = numberOf('fuzz', values.fuzz, 1_000_000);
  const results = [
    ...(isSimulated || values.fuzz === undefined
      ? tables.map((table) => run('core/test/soak.ts', [table, schedules, seed, ...only]))
      : []),
    ...(values.fuzz !== undefined || !isSimulated
      ? [run('collective2/test/soak.ts', [frames, seed])]
      : []),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
}
