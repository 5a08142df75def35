import { explore, exploreClient, report, type Failure } from './explore.ts';

export interface SoakOptions {
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
export async function soakSimulation({ schedules, seed, only }: SoakOptions): Promise<boolean> {
  const started = performance.now();
  const [first, end] = only === undefined ? [0, schedules] : [only, only + 1];
  let failures = 0;
  let done = 0;
  let told = started;
  for (let index = first; index < end && failures < enough; index += 1) {
    const failure = await exploreBoth(seed, index, only !== undefined || index % clientEvery === 0);
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
  console.log(`simulation: seed ${seed}, ${progress(done, performance.now() - started, failures)}`);
  return failures === 0;
}

async function exploreBoth(
  seed: number,
  index: number,
  withClient: boolean,
): Promise<Failure | undefined> {
  return explore(seed, index) ?? (withClient ? exploreClient(seed, index) : undefined);
}

function progress(done: number, milliseconds: number, failures: number): string {
  const speed = Math.round((done * 1000) / Math.max(1, milliseconds));
  return `${done} schedules, ${speed} per second, ${failures} failed`;
}
