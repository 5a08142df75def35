import { row, tableOf, type RowsOf } from '../../../core/test/simulation/table-of.ts';
import type { Table } from '../../../core/test/simulation/table.ts';
import * as accountChannels from '../../src/account-channels.ts';
import * as channels from '../../src/channels.ts';
import { venueOf } from '../../src/client.ts';

/** Nothing of REST is asked: the simulation has its own. */
const rest = undefined as never;
const compareEvery = 60_000;
const mine = { account: '0x1' };
const instrument = { instrumentId: '0x2' };
const asset = { assetId: 0 };

const rows: RowsOf<typeof channels & typeof accountChannels, 'latest'> = {
  orderbook: row(channels.orderbook, instrument),
  priceFeed: row(channels.priceFeed(instrument), instrument),
  assetPriceFeed: row(channels.assetPriceFeed, asset),
  fundingRate: row(channels.fundingRate, instrument),
  candles: row(channels.candles(rest, Date.now), { ...instrument, interval: '1m' }),
  lastMatchPrice: row(channels.lastMatchPrice, instrument),
  auctionFills: row(channels.auctionFills, instrument),
  ticker: row(channels.ticker, instrument),
  instrumentStats: row(channels.instrumentStats, instrument),
  // Only an account's can be fetched.
  orderEvents: row(accountChannels.orderEvents(rest), [mine, {}], { isShared: true }),
  openOrders: row(accountChannels.openOrders(rest, compareEvery, mine), mine),
  collateral: row(accountChannels.collateral(rest), { ...mine, ...asset }),
  positions: row(accountChannels.positions(rest, compareEvery, mine), mine),
  accountRisk: row(accountChannels.accountRisk, mine),
  positionFunding: row(accountChannels.positionFunding(rest), mine),
};

export const table: Table = tableOf(venueOf('wss://rocketfi.invalid'), Object.values(rows));
