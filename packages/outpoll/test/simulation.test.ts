import { simulateTable } from '../../core/test/simulation/simulate-table.ts';
import { table } from './support/simulated-table.ts';

simulateTable(table, { engine: 1600, client: 240, batches: 4 });
