import { describe, expect, test } from 'vitest';

import { explore, exploreClient, report, tablesOf, type Tables } from './explore.ts';
import type { Table } from './table.ts';

export interface SimulationSize {
  /** How many schedules the engine lives through, */
  readonly engine: number;
  /** and how many the real client. */
  readonly client: number;
  readonly batches: number;
}

/** Fixed, so that the same schedules run everywhere; `npm run soak` runs others. */
const seed = 20_260_101;

/** All rows of a table, so that a new one is simulated without a word. */
export function simulateTable(table: Table, size: SimulationSize): void {
  const tables = tablesOf(table);

  test(`the simulation lives through every row of the table of ${table.name}`, () => {
    const seen = new Set<string>();
    for (let index = 0; index < tables.size; index += 1)
      explore(tables, seed, index, (channel) => seen.add(channel));
    expect(seen).toEqual(new Set(table.channels.map(({ name }) => name)));
  });

  simulate(tables, size);
}

/** Runs seeded schedules of faults over every channel of a table, or of many. */
export function simulate(tables: Tables, { engine, client, batches }: SimulationSize): void {
  const firsts = (schedules: number): number[] =>
    Array.from({ length: batches }, (_, batch) => Math.ceil((batch * schedules) / batches));

  describe(`the engine on the table of ${tables.name}`, () => {
    test.each(firsts(engine))(
      'promises 1 to 10 hold in every schedule from %i on',
      (first) => {
        for (let index = first; index < first + engine / batches; index += 1) {
          const failure = explore(tables, seed, index);
          expect(failure && report(failure)).toBeUndefined();
        }
      },
      60_000,
    );
  });

  describe(`the client on the table of ${tables.name}`, () => {
    test.each(firsts(client))(
      'promises 1 to 10 hold in every schedule from %i on: each promise settles, commits follow the handling',
      async (first) => {
        for (let index = first; index < first + client / batches; index += 1) {
          const failure = await exploreClient(tables, seed, index);
          expect(failure && report(failure)).toBeUndefined();
        }
      },
      60_000,
    );
  });
}
