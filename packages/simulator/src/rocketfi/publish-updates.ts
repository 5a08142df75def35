import type { Feeds } from './feeds.ts';
import {
  assetMarkPriceOf,
  auctionFillOf,
  candleOf,
  lastMatchPriceOf,
  markPriceOf,
  orderbookOf,
  quoteOf,
  statsOf,
  tickerOf,
} from './market-messages.ts';
import { wholeBook } from './market.ts';
import { openInterestOf } from './open-interest.ts';
import { orderEventOf } from './order-events.ts';
import type { Order, OrderEvent } from './order.ts';
import type { Updates } from './updates.ts';
import type { World } from './world.ts';

/** What one happening has changed, as messages: first those of the accounts, then the public ones. */
export function publishUpdates(updates: Updates, world: World, feeds: Feeds): void {
  publishOrderEvents(updates.events, world, feeds);
  publishAccounts(updates, world, feeds);
  publishMatches(updates, world, feeds);
  publishPrices(updates, world, feeds);
}

/** One message for each account and instrument; events of one keep their order. */
function publishOrderEvents(events: readonly OrderEvent[], world: World, feeds: Feeds): void {
  const groups = Map.groupBy(events, ({ order }) => `${order.trader} ${order.instrumentId}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { trader: account, instrumentId } = first.order;
    const address = world.messages.address(account);
    const orderEvents = group.map((event) => orderEventRow(event, world));
    const data = { account: address, instrumentId, orderEvents };
    feeds.publish('OrderEvents', { account, instrumentId }, 'OrderEventUpdate', data);
  }
}

export function orderEventRow(event: OrderEvent, world: World): ReturnType<typeof orderEventOf> {
  const address = (account: string): string => world.messages.address(account);
  return orderEventOf(event, address, world.settings.variants);
}

function publishAccounts(updates: Updates, world: World, feeds: Feeds): void {
  const { ledger, messages, settings } = world;
  const { accountPushes, closedOrders, closedPositions } = settings.variants;
  for (const [address, changed] of updates.orders) {
    const account = ledger.account(address);
    const closed = changed
      .map(([, order]) => order)
      .filter(({ orderId }) => !account.orders.has(orderId));
    const open = [...account.orders.values()].filter(
      ({ orderId }) => accountPushes === 'all' || changed.some(([id]) => id === orderId),
    );
    const rows: readonly Order[] =
      closedOrders === 'zero' ? [...open, ...closed.map(asNothing)] : open;
    if (rows.length === 0 && accountPushes === 'changed') continue;
    const data = messages.openOrders(address, rows);
    feeds.publish('OpenOrders', { account: address }, 'OpenOrdersUpdate', data);
  }
  for (const [address, changed] of updates.positions) {
    const account = ledger.account(address);
    const ids = changed.map(([id]) => id);
    const held = [...account.positions.keys()].filter(
      (id) => accountPushes === 'all' || ids.includes(id),
    );
    const closed = ids.filter((id) => !account.positions.has(id));
    const rows = closedPositions === 'zero' ? [...held, ...closed] : held;
    if (rows.length === 0 && accountPushes === 'changed') continue;
    const data = messages.positions(account, rows);
    feeds.publish('Position', { account: address }, 'PositionUpdate', data);
  }
  for (const [address, assets] of updates.collaterals) {
    for (const [assetId] of assets) {
      const data = messages.collateral(ledger.account(address), assetId);
      feeds.publish('Collateral', { account: address, assetId }, 'CollateralUpdate', data);
    }
  }
  for (const address of updates.accounts) {
    const data = messages.risk(ledger.account(address));
    feeds.publish('AccountRisk', { account: address }, 'AccountRiskUpdate', data);
  }
}

function asNothing(order: Order): Order {
  return { ...order, quantity: 0n };
}

/** One message for each instrument and price, as long as the price stays. */
function publishMatches({ matches, candles }: Updates, world: World, feeds: Feeds): void {
  const { market } = world;
  const done = new Set<string>();
  for (let start = 0, end = 0; start < matches.length; start = end) {
    const first = matches[start];
    if (first === undefined) break;
    const { instrumentId, price } = first;
    const isSame = (index: number): boolean =>
      matches[index]?.instrumentId === instrumentId && matches[index].price === price;
    for (end = start + 1; isSame(end);) end += 1;
    const data = auctionFillOf(instrumentId, price, matches.slice(start, end));
    feeds.publish('AuctionFills', { instrumentId }, 'AuctionFillUpdate', data);
    done.add(instrumentId);
  }
  for (const instrumentId of done) {
    const data = lastMatchPriceOf(market.listing(instrumentId));
    feeds.publish('LastMatchPrice', { instrumentId }, 'LastMatchPriceUpdate', data);
  }
  for (const [instrumentId, changed] of candles) {
    for (const [, candle] of changed) {
      const { interval } = candle;
      const data = candleOf(instrumentId, candle);
      feeds.publish('Candle', { instrumentId, interval }, 'CandleUpdate', data);
    }
  }
  for (const instrumentId of done) publishStats(instrumentId, world, feeds);
}

export function publishStats(instrumentId: string, world: World, feeds: Feeds): void {
  const { clock, ledger, market, settings } = world;
  const openInterest = openInterestOf(instrumentId, ledger);
  const listing = market.listing(instrumentId);
  const data = statsOf(listing, openInterest, clock.now(), settings.variants);
  feeds.publish('InstrumentStats', { instrumentId }, 'InstrumentStatsUpdate', data);
}

function publishPrices({ assets, books, marks }: Updates, world: World, feeds: Feeds): void {
  const { ledger, market, settings } = world;
  for (const assetId of assets) {
    const { price, timestamp } = market.assetPrice(assetId);
    const data = assetMarkPriceOf(assetId, price, timestamp);
    feeds.publish('AssetPriceFeed', { assetId }, 'AssetMarkPriceUpdate', data);
  }
  for (const instrumentId of marks) {
    const data = markPriceOf(market.listing(instrumentId), settings.variants);
    feeds.publish('PriceFeed', { instrumentId }, 'MarkPriceUpdate', data);
  }
  for (const instrumentId of new Set([...marks, ...books])) {
    const listing = market.listing(instrumentId);
    const book = wholeBook(listing, ledger);
    const quote = quoteOf(listing, book, settings.variants);
    if (quote !== undefined && settings.variants.quotes === 'sent') {
      feeds.publish('PriceFeed', { instrumentId }, 'QuoteUpdate', quote);
    }
    if (books.has(instrumentId)) {
      const data = orderbookOf(instrumentId, book);
      feeds.publish('Orderbook', { instrumentId }, 'OrderbookUpdate', data);
    }
    feeds.publish('Ticker', { instrumentId }, 'TickerUpdate', tickerOf(listing, book));
  }
}
