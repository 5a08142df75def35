import type { Subscription } from '@venuewire/core';

import type { RocketFi } from '../../src/index.ts';
import { account, instrument, type kinds } from '../fixtures/examples.ts';
import { Reader } from './reader.ts';

const about = { instrumentId: instrument };
const mine = { account };

function reader<Data>(subscribe: (client: RocketFi) => Subscription<Data>) {
  return (client: RocketFi): Reader => new Reader<unknown>(subscribe(client));
}

/** Every kind, asked for as its example has it. */
export const allKinds: Readonly<Record<keyof typeof kinds, (client: RocketFi) => Reader>> = {
  Orderbook: reader((client) => client.orderbook(about)),
  PriceFeed: reader((client) => client.priceFeed(about)),
  AssetPriceFeed: reader((client) => client.assetPriceFeed({ assetId: 0 })),
  FundingRate: reader((client) => client.fundingRate(about)),
  Candle: reader((client) => client.candles({ ...about, interval: '1m' })),
  LastMatchPrice: reader((client) => client.lastMatchPrice(about)),
  AuctionFills: reader((client) => client.auctionFills(about)),
  Ticker: reader((client) => client.ticker(about)),
  InstrumentStats: reader((client) => client.instrumentStats(about)),
  OrderEvents: reader((client) => client.orderEvents({ ...mine, ...about })),
  OpenOrders: reader((client) => client.openOrders(mine)),
  Collateral: reader((client) => client.collateral({ ...mine, assetId: 0 })),
  Position: reader((client) => client.positions(mine)),
  AccountRisk: reader((client) => client.accountRisk(mine)),
  PositionFunding: reader((client) => client.positionFunding(mine)),
};

/** All of them, live. */
export async function readAll(client: RocketFi): Promise<Reader[]> {
  const readers = Object.values(allKinds).map((read) => read(client));
  await Promise.all(readers.map((one) => one.live()));
  return readers;
}
