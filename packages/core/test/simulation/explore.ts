import fc from 'fast-check';

import { runScheduleOnClient } from './client-world.ts';
import { runSchedule } from './run-schedule.ts';
import { schedules, type Schedule } from './schedule.ts';

/** What went wrong, in the smallest schedule that still shows it. */
export interface Failure {
  readonly seed: number;
  readonly index: number;
  readonly message: string;
  readonly schedule: Schedule;
}

/** Lives through the schedule with this index of this seed, and of no other; makes it small if it fails. */
export function explore(seed: number, index: number): Failure | undefined {
  const schedule = scheduleOf(seed, index);
  try {
    runSchedule(schedule);
    return undefined;
  } catch (error) {
    const property = fc.property(schedules, (smaller) => {
      runSchedule(smaller);
    });
    const { counterexample, errorInstance } = fc.check(property, shrinkingOf(seed, index));
    const [smallest = schedule] = counterexample ?? [];
    return { seed, index, schedule: smallest, message: String(errorInstance ?? error) };
  }
}

/** The same with the real client. */
export async function exploreClient(seed: number, index: number): Promise<Failure | undefined> {
  const schedule = scheduleOf(seed, index);
  try {
    await runScheduleOnClient(schedule);
    return undefined;
  } catch (error) {
    const property = fc.asyncProperty(schedules, async (smaller) => {
      await runScheduleOnClient(smaller);
    });
    const { counterexample, errorInstance } = await fc.check(property, shrinkingOf(seed, index));
    const [smallest = schedule] = counterexample ?? [];
    return { seed, index, schedule: smallest, message: String(errorInstance ?? error) };
  }
}

function scheduleOf(seed: number, index: number): Schedule {
  const [schedule] = fc.sample(schedules, { seed: mixed(seed, index), numRuns: 1 });
  if (!schedule) throw new TypeError('fast-check makes no schedules.');
  return schedule;
}

/** Makes the same schedule, and smaller ones for some seconds. */
function shrinkingOf(
  seed: number,
  index: number,
): { seed: number; numRuns: number; interruptAfterTimeLimit: number } {
  return { seed: mixed(seed, index), numRuns: 1, interruptAfterTimeLimit: 20_000 };
}

/** How to see it again, and what it was. */
export function report({ seed, index, message, schedule }: Failure): string {
  const { readers, steps, ...rest } = schedule;
  const lines = [
    ...readers.map((reader) => `  reader ${inline(reader)}`),
    ...steps.map(({ wait, action }) => `  after ${wait} ms ${inline(action)}`),
  ];
  return [
    `npm run soak -- --seed ${seed} --only ${index}`,
    message,
    `in the smallest schedule that shows it: ${inline(rest)}`,
    ...lines,
  ].join('\n');
}

/** `JSON.stringify` would make an endless pace a null. */
function inline(value: object): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner === Number.POSITIVE_INFINITY ? 'Infinity' : inner,
  );
}

function mixed(seed: number, index: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(index, 0x85ebca6b)) | 0;
}
