import fc from 'fast-check';

import { runSchedule } from './run-schedule.ts';
import { schedules, type Schedule } from './schedule.ts';

/** What went wrong, in the smallest schedule that still shows it. */
export interface Failure {
  readonly seed: number;
  readonly index: number;
  readonly message: string;
  readonly schedule: Schedule;
}

/** The schedule with this index of this seed, and of no other. */
function scheduleOf(seed: number, index: number): Schedule {
  const [schedule] = fc.sample(schedules, { seed: mixed(seed, index), numRuns: 1 });
  if (!schedule) throw new TypeError('fast-check makes no schedules.');
  return schedule;
}

/** Lives through one schedule; makes it small if it fails. */
export function explore(seed: number, index: number): Failure | undefined {
  try {
    runSchedule(scheduleOf(seed, index));
    return undefined;
  } catch (error) {
    return shrunk(seed, index, error);
  }
}

function shrunk(seed: number, index: number, error: unknown): Failure {
  const property = fc.property(schedules, (schedule) => {
    runSchedule(schedule);
  });
  const details = fc.check(property, {
    seed: mixed(seed, index),
    numRuns: 1,
    interruptAfterTimeLimit: 20_000,
  });
  const [schedule = scheduleOf(seed, index)] = details.counterexample ?? [];
  return { seed, index, schedule, message: String(details.errorInstance ?? error) };
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
