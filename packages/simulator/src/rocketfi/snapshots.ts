import type { JsonObject } from './exact-json.ts';
import {
  assetMarkPriceOf,
  candleOf,
  fundingRateOf,
  lastMatchPriceOf,
  markPriceOf,
  orderbookOf,
  quoteOf,
  statsOf,
  tickerOf,
} from './market-messages.ts';
import { wholeBook } from './market.ts';
import { openInterestOf } from './open-interest.ts';
import type { Subscription } from './subscription.ts';
import type { World } from './world.ts';

type Message = readonly [type: string, data: JsonObject];

/** The state that a subscription is about; kinds that are events have none. */
export function snapshotsOf({ kind, subject }: Subscription, world: World): readonly Message[] {
  const { account, assetId, instrumentId, interval } = subject;
  if (instrumentId !== undefined && kind !== 'OrderEvents') {
    if (interval === undefined) return instrumentSnapshots(kind, instrumentId, world);
    const candle = world.market.listing(instrumentId).candles.of(interval).at(-1);
    return candle === undefined ? [] : [['CandleUpdate', candleOf(instrumentId, candle)]];
  }
  if (account !== undefined) return accountSnapshots(kind, account, assetId, world);
  if (assetId === undefined) return [];
  const { price, timestamp } = world.market.assetPrice(assetId);
  return [['AssetMarkPriceUpdate', assetMarkPriceOf(assetId, price, timestamp)]];
}

function instrumentSnapshots(
  kind: Subscription['kind'],
  instrumentId: string,
  { clock, ledger, market, settings }: World,
): readonly Message[] {
  const { variants } = settings;
  const listing = market.listing(instrumentId);
  const book = wholeBook(listing, ledger);
  const funding = listing.fundings.at(-1);
  switch (kind) {
    case 'Orderbook':
      return [['OrderbookUpdate', orderbookOf(instrumentId, book)]];
    case 'PriceFeed': {
      const quote = variants.quotes === 'sent' ? quoteOf(listing, book, variants) : undefined;
      const mark: Message = ['MarkPriceUpdate', markPriceOf(listing, variants)];
      return quote === undefined ? [mark] : [mark, ['QuoteUpdate', quote]];
    }
    case 'FundingRate':
      if (funding === undefined) return [];
      return [['FundingRateUpdate', fundingRateOf(instrumentId, funding)]];
    case 'LastMatchPrice':
      return [['LastMatchPriceUpdate', lastMatchPriceOf(listing)]];
    case 'Ticker':
      return [['TickerUpdate', tickerOf(listing, book)]];
    case 'InstrumentStats': {
      const openInterest = openInterestOf(instrumentId, ledger);
      return [['InstrumentStatsUpdate', statsOf(listing, openInterest, clock.now(), variants)]];
    }
    default:
      return [];
  }
}

function accountSnapshots(
  kind: Subscription['kind'],
  address: string,
  assetId: number | undefined,
  { ledger, messages }: World,
): readonly Message[] {
  const account = ledger.account(address);
  switch (kind) {
    case 'OpenOrders':
      return [['OpenOrdersUpdate', messages.openOrders(address, [...account.orders.values()])]];
    case 'Position':
      return [['PositionUpdate', messages.positions(account, [...account.positions.keys()])]];
    case 'AccountRisk':
      return [['AccountRiskUpdate', messages.risk(account)]];
    case 'Collateral':
      if (assetId === undefined) return [];
      return [['CollateralUpdate', messages.collateral(account, assetId)]];
    default:
      return [];
  }
}
