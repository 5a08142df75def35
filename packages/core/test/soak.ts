/** The schedules of `npm run soak`: argv is the table, how many, the seed, and perhaps the only one to run. */
import process from 'node:process';

import { anyTables } from './simulation/any-table.ts';
import { tablesOf, type Tables } from './simulation/explore.ts';
import { soakSimulation } from './simulation/soak.ts';
import type { Table } from './simulation/table.ts';
import { testTable } from './simulation/test-table.ts';

const [name = '', ...numbers] = process.argv.slice(2);
const [schedules = 0, seed = 0, only] = numbers.map(Number);
const tables = await tablesNamed(name);
process.exitCode = (await soakSimulation({ tables, schedules, seed, only })) ? 0 : 1;

/** The table that everything is in, any that there could be, or a venue's. */
async function tablesNamed(wanted: string): Promise<Tables> {
  if (wanted === 'test') return tablesOf(testTable);
  if (wanted === 'any') return anyTables;
  const path = `../../${wanted}/test/support/simulated-table.ts`;
  const { table } = (await import(path)) as { table: Table };
  return tablesOf(table);
}
