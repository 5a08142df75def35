import { VenueClock } from '../clock.ts';
import { simulatedVenue } from '../venue-face.ts';
import { VenueServer } from '../venue-server.ts';
import { Watch } from '../watch.ts';
import { newWireFaultState } from '../wire-faults.ts';
import { AccountMessages } from './account-messages.ts';
import { decimal, writeDecimal } from './decimal.ts';
import { Exchange, positive } from './exchange.ts';
import { Execution } from './execution.ts';
import { Feeds } from './feeds.ts';
import { Ledger } from './ledger.ts';
import { makeFaults } from './make-faults.ts';
import { Market, wholeBook } from './market.ts';
import { requestOf } from './new-order.ts';
import { nextNonce } from './nonces.ts';
import { settingsOf } from './options.ts';
import type { RocketfiSimulatorOptions, Settings } from './options.ts';
import { newOrderFaultState } from './order-faults.ts';
import { orderEventRow, publishStats } from './publish-updates.ts';
import { RandomMarket } from './random-market.ts';
import { refusalAnswer } from './rest-answers.ts';
import { answerRest } from './rest.ts';
import { Session } from './session.ts';
import { Trading } from './trading.ts';
import { Transactions } from './transactions.ts';
import type { RocketfiSimulator } from './venue.ts';
import { bookFrom, bookView, candleView, orderView, positionViews } from './views.ts';
import type { World } from './world.ts';

/**
 * Starts a simulated RocketFi on 127.0.0.1: WebSocket and REST on one port.
 *
 * @throws the system's error where the port is taken, `ConfigError` of `@venuewire/signing` for an
 *   account that is no address, RangeError for an amount that is no decimal.
 */
export async function rocketfiSimulator(
  options: RocketfiSimulatorOptions = {},
): Promise<RocketfiSimulator> {
  const settings = settingsOf(options);
  const world = worldOf(settings);
  const { ledger, market } = world;
  const feeds = new Feeds(world);
  const exchange = new Exchange(world, feeds);
  const trading = new Trading(world, exchange);
  const transactions = new Transactions(world, new Execution(world, exchange, trading));
  const server = serverOf(world, transactions);
  const host = server.addHost();
  const randomMarket = new RandomMarket(world, exchange, trading);

  const venue: RocketfiSimulator = {
    ...simulatedVenue(server, () => venue),
    get peakConnections() {
      return server.peakConnections;
    },
    get url() {
      return `ws://${host.authority}${path}`;
    },
    get restUrl() {
      return `http://${host.authority}`;
    },
    faults: makeFaults(world, server, () => randomMarket.step()),

    step: () => randomMarket.step(),
    publishMarkPrice: (instrumentId, price, iv) =>
      exchange.setMark(instrumentId, positive(price), iv === undefined ? undefined : positive(iv)),
    publishAssetPrice: (assetId, price) => exchange.setAssetPrice(assetId, positive(price)),
    publishOrderbook: (instrumentId, others) => exchange.setOthers(instrumentId, bookFrom(others)),
    publishTrade: (instrumentId, trade) => exchange.trade(instrumentId, trade),
    publishFunding: (instrumentId, { rate, premiumIndex = '0' }) =>
      exchange.fund(instrumentId, decimal(rate), decimal(premiumIndex)),
    publishStats: (instrumentId) => publishStats(market.listing(instrumentId).id, world, feeds),
    placeOrder: (account, order) => trading.place(requestOf(account, order)),
    modifyOrder: (account, orderId, { price, quantity }) =>
      trading.modify(account, orderId, { price: positive(price), quantity: positive(quantity) }),
    cancelOrder: (account, orderId) => trading.cancel(account, orderId),
    deposit: (account, amount, assetId = 0) =>
      exchange.addCollateral(account, assetId, decimal(amount)),
    publish: (kind, subject, type, data) => feeds.publish(kind, subject, type, data),

    instruments: settings.instruments,
    assets: settings.assets,
    accounts: settings.accounts.map(({ address }) => address),
    book: (instrumentId) => bookView(wholeBook(market.listing(instrumentId), ledger)),
    markPrice: (instrumentId) => writeDecimal(market.listing(instrumentId).mark),
    lastMatchPrice: (instrumentId) => writeDecimal(market.listing(instrumentId).lastMatchPrice),
    candles: (instrumentId, interval) =>
      market.listing(instrumentId).candles.of(interval).map(candleView),
    openOrders: (account) => [...ledger.account(account).orders.values()].map(orderView),
    positions: (account) => positionViews(ledger.account(account), market),
    collateral: (account, assetId = 0) => writeDecimal(ledger.account(account).collateral(assetId)),
    orderEvents: (account) =>
      ledger.account(account).events.map((event) => orderEventRow(event, world)),
    nonce: (account) => nextNonce(ledger.account(account), false, settings.variants),
    deferredNonce: (account) => nextNonce(ledger.account(account), true, settings.variants),
    published: feeds.published,
    publishedCount: (kind) => feeds.countOf(kind),
  };
  await server.listen(settings.port);
  return venue;
}

const path = '/ws';

function worldOf(settings: Settings): World {
  const clock = new VenueClock(settings.clock);
  const market = new Market(settings.instruments, settings.assets, clock.now());
  return {
    settings,
    clock,
    watch: new Watch(),
    market,
    ledger: new Ledger(settings.accounts, settings.firstOrderId),
    messages: new AccountMessages(market, settings.variants),
    sessions: new Set(),
    wire: newWireFaultState(),
    orderFaults: newOrderFaultState(),
  };
}

function serverOf(world: World, transactions: Transactions): VenueServer {
  const { variants } = world.settings;
  return new VenueServer(world.clock, world.watch, {
    admit({ path: dialled }) {
      if (dialled.split('?', 1)[0] === path) return { endpoint: 'ws' };
      return { refusal: refusalAnswer(404, 'Not found', variants) };
    },
    accepted: (connection) => new Session(connection, world, transactions).start(),
    answer: (request) => answerRest(world, transactions, request),
    refusal: (status, retryAfterSeconds) =>
      refusalAnswer(status, 'Simulated refusal', variants, retryAfterSeconds),
    restFailure: (status) => refusalAnswer(status, 'Simulated failure', variants),
    invalidFrame: '{"OrderbookUpdate":{"instrumentId":',
    oversizedFrame: ['{"SimulatorOversized":{"padding":"', '"}}'],
  });
}
