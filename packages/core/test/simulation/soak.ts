import { explore, exploreClient, report, type Failure, type Tables } from './explore.ts';

export interface SoakOptions {
  readonly tables: Tables;
  readonly schedules: number;
  readonly seed: number;
  /** The index of the only schedule to run. */
  readonly only?: number | undefined;
}

/** After so many failures there is enough to read. */
const enough = 5;
/** Every so manieth schedule is also lived through by the real client, which takes longer. */
const clientEvery = 10;
const millisecondsBetweenReports = 5000;

/** Runs schedules and tells how it goes; answers whether all was well. */
export async function soakSimulation(options: SoakOptions): Promise<boolean> {
  const { tables, schedules, seed, only } = options;
  const started = performance.now();
  const [first, end] = only === undefined ? [0, schedules] : [only, only + 1];
  let failures = 0;
  let done = 0;
  let told = started;
  for (let index = first; index < end && failures < enough; index += 1) {
    const withClient = only !== undefined || index % clientEvery === 0;
    const failure = await exploreBoth(options, index, withClient);
    done += 1;
    if (failure) {
      failures += 1;
      console.error(`\n${report(failure)}\n`);
    }
    const now = performance.now();
    if (now - told < millisecondsBetweenReports) continue;
    told = now;
    console.log(progress(done, now - started, failures));
  }
  const result = progress(done, performance.now() - started, failures);
  console.log(`simulation of ${tables.name}: seed ${seed}, ${result}`);
  return failures === 0;
}

async function exploreBoth(
  { tables, seed }: SoakOptions,
  index: number,
  withClient: boolean,
): Promise<Failure | undefined> {
  const failure = explore(tables, seed, index);
  return failure ?? (withClient ? exploreClient(tables, seed, index) : undefined);
}

function progress(done: number, milliseconds: number, failures: number): string {
  const speed = Math.round((done * 1000) / Math.max(1, milliseconds));
  return `${done} schedules, ${speed} per second, ${failures} failed`;
}
