import { row, tableOf, type RowsOf } from '../../../core/test/simulation/table-of.ts';
import type { Table } from '../../../core/test/simulation/table.ts';
import * as channels from '../../src/channels.ts';
import { venueOf } from '../../src/client.ts';
import { defaultUrls } from '../../src/endpoints.ts';

/** Nothing of REST is asked: the simulation has its own. */
const rest = undefined as never;
const event = { eventId: 'event' };
const outcome = { ...event, outcomeId: 'outcome' };

const rows: RowsOf<typeof channels> = {
  orderBook: row(channels.orderBook(event), event),
  chanceHistory: row(channels.chanceHistory, outcome),
  balances: row(channels.balances, undefined),
  orderUpdates: row(channels.orderUpdates(rest), undefined),
  orderFeed: row(channels.orderFeed(rest), undefined),
  activity: row(channels.activity, outcome, { isShared: true }),
  lastTrades: row(channels.lastTrades, undefined),
};

const venue = venueOf(defaultUrls, undefined, undefined, () => rest);

export const table: Table = tableOf(venue, Object.values(rows));
