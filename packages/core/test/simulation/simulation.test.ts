import { anyTables } from './any-table.ts';
import { simulate, simulateTable } from './simulate-table.ts';
import { testTable } from './test-table.ts';

simulateTable(testTable, { engine: 4000, client: 1200, batches: 8 });
simulate(anyTables, { engine: 4000, client: 400, batches: 8 });
