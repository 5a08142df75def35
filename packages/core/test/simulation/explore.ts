import fc from 'fast-check';

import { runScheduleOnClient } from './client-world.ts';
import { runSchedule } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';
import { schedulesOn } from './schedules.ts';
import type { Table } from './table.ts';

/** What schedules run on: a venue's table, or any of many. */
export interface Tables {
  readonly name: string;
  readonly arbitrary: fc.Arbitrary<Table>;
  /** How many channels each has; where they differ, any number will do. */
  readonly size: number;
}

/** What went wrong, in the smallest schedule that still shows it. */
export interface Failure {
  readonly tables: string;
  readonly seed: number;
  readonly index: number;
  readonly message: string;
  readonly schedule: Schedule;
}

export function tablesOf(table: Table): Tables {
  const { name, channels } = table;
  return { name, arbitrary: fc.constant(table), size: channels.length };
}

/** Lives through the schedule with this index of this seed, and of no other; makes it small if it fails. */
export function explore(
  tables: Tables,
  seed: number,
  index: number,
  onReader: (channel: string) => void = () => undefined,
): Failure | undefined {
  const schedules = arbitraryOf(tables, index);
  const schedule = scheduleOf(tables, seed, index);
  try {
    const { readers } = runSchedule(schedule);
    for (const { log } of readers) onReader(log.spec.name);
    return undefined;
  } catch (error) {
    const property = fc.property(schedules, (smaller) => {
      runSchedule(smaller);
    });
    const { counterexample, errorInstance } = fc.check(property, shrinkingOf(seed, index));
    const [smallest = schedule] = counterexample ?? [];
    const message = String(errorInstance ?? error);
    return { tables: tables.name, seed, index, schedule: smallest, message };
  }
}

/** The same with the real client. */
export async function exploreClient(
  tables: Tables,
  seed: number,
  index: number,
): Promise<Failure | undefined> {
  const schedules = arbitraryOf(tables, index);
  const schedule = scheduleOf(tables, seed, index);
  try {
    await runScheduleOnClient(schedule);
    return undefined;
  } catch (error) {
    const property = fc.asyncProperty(schedules, async (smaller) => {
      await runScheduleOnClient(smaller);
    });
    const { counterexample, errorInstance } = await fc.check(property, shrinkingOf(seed, index));
    const [smallest = schedule] = counterexample ?? [];
    const message = String(errorInstance ?? error);
    return { tables: tables.name, seed, index, schedule: smallest, message };
  }
}

function scheduleOf(tables: Tables, seed: number, index: number): Schedule {
  const options = { seed: mixed(seed, index), numRuns: 1 };
  const [schedule] = fc.sample(arbitraryOf(tables, index), options);
  if (!schedule) throw new TypeError('fast-check makes no schedules.');
  return schedule;
}

/** Each channel has its turn. */
function arbitraryOf({ arbitrary, size }: Tables, index: number): fc.Arbitrary<Schedule> {
  return schedulesOn(arbitrary, index % size);
}

/** Makes the same schedule, and smaller ones for some seconds. */
function shrinkingOf(
  seed: number,
  index: number,
): { seed: number; numRuns: number; interruptAfterTimeLimit: number } {
  return { seed: mixed(seed, index), numRuns: 1, interruptAfterTimeLimit: 20_000 };
}

/** How to see it again, and what it was. */
export function report({ tables, seed, index, message, schedule }: Failure): string {
  const { readers, steps, table, ...rest } = schedule;
  const names = rest.channels.map((place) => table.channels[place % table.channels.length]?.name);
  const lines = [
    ...(table.name === tables ? [] : [`  table ${inline(table)}`]),
    `  channels ${names.join(' ')}`,
    ...readers.map((reader) => `  reader ${inline(reader)}`),
    ...steps.map(({ wait, action }) => `  after ${wait} ms ${inline(action)}`),
  ];
  return [
    `npm run soak -- --table ${tables} --seed ${seed} --only ${index}`,
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
