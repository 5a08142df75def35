import type { SubscribeOptions, Subscription } from '@venuewire/core';

import type { RocketFi } from '../../src/index.ts';
import { account, instrument, type kinds } from '../fixtures/examples.ts';
import { Reader } from './reader.ts';

const about = { instrumentId: instrument };
const mine = { account };

type Read = (client: RocketFi, options?: SubscribeOptions) => Reader;

function reader<Data>(
  subscribe: (client: RocketFi, options?: SubscribeOptions) => Subscription<Data>,
): Read {
  return (client, options) => new Reader<unknown>(subscribe(client, options));
}

/** Every kind, asked for as its example has it. */
export const allKinds: Readonly<Record<keyof typeof kinds, Read>> = {
  Orderbook: reader((client, options) => client.orderbook(about, options)),
  PriceFeed: reader((client, options) => client.priceFeed(about, options)),
  AssetPriceFeed: reader((client, options) => client.assetPriceFeed({ assetId: 0 }, options)),
  FundingRate: reader((client, options) => client.fundingRate(about, options)),
  Candle: reader((client, options) => client.candles({ ...about, interval: '1m' }, options)),
  LastMatchPrice: reader((client, options) => client.lastMatchPrice(about, options)),
  AuctionFills: reader((client, options) => client.auctionFills(about, options)),
  Ticker: reader((client, options) => client.ticker(about, options)),
  InstrumentStats: reader((client, options) => client.instrumentStats(about, options)),
  OrderEvents: reader((client, options) => client.orderEvents({ ...mine, ...about }, options)),
  OpenOrders: reader((client, options) => client.openOrders(mine, options)),
  Collateral: reader((client, options) => client.collateral({ ...mine, assetId: 0 }, options)),
  Position: reader((client, options) => client.positions(mine, options)),
  AccountRisk: reader((client, options) => client.accountRisk(mine, options)),
  PositionFunding: reader((client, options) => client.positionFunding(mine, options)),
};

/** All of them, live. */
export async function readAll(client: RocketFi): Promise<Reader[]> {
  const readers = Object.values(allKinds).map((read) => read(client));
  await Promise.all(readers.map((one) => one.live()));
  return readers;
}
