/** The schedules of `npm run soak`: argv is the table, where its module is, how many, the seed, and perhaps the only one to run. */
import process from 'node:process';

import { tablesOf } from './simulation/explore.ts';
import { soakSimulation } from './simulation/soak.ts';
import { testTable } from './simulation/test-table.ts';

const [schedules = 0, seed = 0, only] = process.argv.slice(2).map(Number);
process.exitCode = (await soakSimulation({ tables: tablesOf(testTable), schedules, seed, only }))
  ? 0
  : 1;
