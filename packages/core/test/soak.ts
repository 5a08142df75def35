/** The schedules of `npm run soak`: argv is how many, the seed, and perhaps the only one to run. */
import process from 'node:process';

import { soakSimulation } from './simulation/soak.ts';

const [schedules = 0, seed = 0, only] = process.argv.slice(2).map(Number);
process.exitCode = (await soakSimulation({ schedules, seed, only })) ? 0 : 1;
