import { row, tableOf, type RowsOf } from '../../../core/test/simulation/table-of.ts';
import type { Table } from '../../../core/test/simulation/table.ts';
import * as channels from '../../src/channels.ts';
import { venueOf } from '../../src/client.ts';

/** Nothing of REST is asked: the simulation has its own. */
const rest = undefined as never;
const strategy = { strategyId: 1 };

const rows: RowsOf<typeof channels> = {
  signals: row(channels.signals, strategy),
  positions: row(channels.positions(rest), strategy),
};

const venue = venueOf(
  { apiKey: 'key' },
  { url: 'wss://c2.invalid', restUrl: 'https://c2.invalid', apiKey: () => rest, clean: String },
);

export const table: Table = tableOf(venue, Object.values(rows));
