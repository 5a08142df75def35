import { tablesOf } from './explore.ts';
import { simulate } from './simulate-table.ts';
import { testTable } from './test-table.ts';

simulate(tablesOf(testTable), { engine: 4000, client: 1600, batches: 8 });
