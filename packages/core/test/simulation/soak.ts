import { explore, report } from './explore.ts';

export interface SoakOptions {
  readonly schedules: number;
  readonly seed: number;
  /** The index of the only schedule to run. */
  readonly only: number | undefined;
}

/** After so many failures there is enough to read. */
const enough = 5;

/** Runs schedules and tells how it goes; answers whether all was well. */
export function soakSimulation({ schedules, seed, only }: SoakOptions): boolean {
  const started = performance.now();
  const [first, end] = only === undefined ? [0, schedules] : [only, only + 1];
  let failures = 0;
  let told = started;
  for (let index = first; index < end && failures < enough; index += 1) {
    const failure = explore(seed, index);
    if (failure) {
      failures += 1;
      console.error(`\n${report(failure)}\n`);
    }
    const now = performance.now();
    if (now - told < 5000) continue;
    told = now;
    console.log(progress(index + 1 - first, now - started, failures));
  }
  const done = failures < enough ? end - first : 0;
  console.log(`simulation: seed ${seed}, ${progress(done, performance.now() - started, failures)}`);
  return failures === 0;
}

function progress(done: number, milliseconds: number, failures: number): string {
  const speed = Math.round((done * 1000) / Math.max(1, milliseconds));
  return `${done} schedules, ${speed} per second, ${failures} failed`;
}
