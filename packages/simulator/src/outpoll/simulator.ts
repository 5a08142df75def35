import { VenueClock } from '../clock.ts';
import { makeHostFaults } from '../make-server-faults.ts';
import { simulatedVenue } from '../venue-face.ts';
import type { VenueHost } from '../venue-host.ts';
import { VenueServer } from '../venue-server.ts';
import { Watch } from '../watch.ts';
import { newWireFaultState } from '../wire-faults.ts';
import { Account } from './account.ts';
import { Credentials } from './credentials.ts';
import { endpointAt, endpoints } from './endpoints.ts';
import type { OutpollHost } from './endpoints.ts';
import { Exchange } from './exchange.ts';
import { Feeds } from './feeds.ts';
import { Frames } from './frames.ts';
import { makeFaults } from './make-faults.ts';
import { Market } from './market.ts';
import { settingsOf } from './options.ts';
import type { OutpollSimulatorOptions, Settings } from './options.ts';
import { RandomMarket } from './random-market.ts';
import { refusalAnswer } from './rest-answers.ts';
import { answerRest } from './rest.ts';
import { Session } from './session.ts';
import type { OutpollSimulator } from './venue.ts';
import type { World } from './world.ts';

/**
 * Starts a simulated Outpoll on 127.0.0.1, each of its hosts on a port of its own.
 *
 * @throws the system's error where a port is taken, `ConfigError` of `@venuewire/signing` for a
 *   secret that is not base64url.
 */
export async function outpollSimulator(
  options: OutpollSimulatorOptions = {},
): Promise<OutpollSimulator> {
  const settings = settingsOf(options);
  const world = worldOf(settings);
  const { account, market } = world;
  const server = serverOf(world);
  const hosts = hostsOf(server);
  const feeds = new Feeds(world);
  const exchange = new Exchange(world, feeds);
  const randomMarket = new RandomMarket(world, exchange);

  const venue: OutpollSimulator = {
    ...simulatedVenue(server, () => venue),
    get peakConnections() {
      return server.peakConnections;
    },
    get urls() {
      return urlsOf(hosts);
    },
    get restUrls() {
      return {
        orders: `http://${hosts.orders.authority}`,
        events: `http://${hosts.events.authority}`,
        balances: `http://${hosts.balances.authority}`,
        history: `http://${hosts.history.authority}`,
      };
    },
    key: settings.keys[0]?.apiKey ?? '',
    secret: settings.keys[0]?.secret ?? '',
    faults: makeFaults(world, server, () => randomMarket.step()),
    faultsOf: (host) => makeHostFaults(server, [hosts[host]]),

    step: () => randomMarket.step(),
    publishPrices: (eventId, rows) => exchange.setPrices(eventId, rows),
    publishChance: (outcomeId, chance) => exchange.setChance(outcomeId, chance),
    publishTrade: (trade) => exchange.trade(trade),
    placeOrder: (order) => exchange.placeOrder(order),
    fillOrder: (orderId, part) => exchange.fillOrder(orderId, part),
    cancelOrder: (orderId) => exchange.cancelOrder(orderId),
    deposit: (amount) => exchange.deposit(amount),
    publishBalance: (balance) => exchange.setBalance(balance),
    publishOrderUpdate: (orderId, status) => feeds.orderUpdate(orderId, status),
    publishTakeProfit: (update) => feeds.takeProfit(update),
    publishOrderFeed: (type, data) => feeds.orderFeed(type, data),
    publishActivity: (outcomeId, type, data) => feeds.activity(outcomeId, type, data),
    publishLastTrade: (type, data) => feeds.lastTrade(type, data),

    events: market.events,
    books: (eventId) => market.rowsOf(eventId),
    lastProbability: (outcomeId) => market.lastPoint(outcomeId),
    get balances() {
      return account.balances;
    },
    orders: account.orders,
    published: feeds.published,
    publishedCount: (endpoint) => feeds.countOf(endpoint),
  };
  await server.listen(settings.port);
  return venue;
}

function worldOf(settings: Settings): World {
  const clock = new VenueClock(settings.clock);
  return {
    settings,
    clock,
    watch: new Watch(),
    credentials: new Credentials(settings.keys),
    frames: new Frames(settings.variants),
    market: new Market(settings.events, clock.now()),
    account: new Account(settings.cash),
    sessions: new Set(),
    wire: newWireFaultState(),
  };
}

function serverOf(world: World): VenueServer {
  const { variants } = world.settings;
  return new VenueServer(world.clock, world.watch, {
    admit(dial) {
      const address = endpointAt(dial);
      if (address === undefined) return { refusal: refusalAnswer(404, 'Not found', variants) };
      return { endpoint: address.endpoint };
    },
    accepted(connection) {
      const address = endpointAt(connection);
      if (address !== undefined) new Session(connection, address, world).start();
    },
    answer: (request) => answerRest(world, request),
    refusal: (status, retryAfterSeconds) =>
      refusalAnswer(status, 'Simulated refusal', variants, retryAfterSeconds),
    restFailure: (status) => refusalAnswer(status, 'Simulated failure', variants),
    invalidFrame: '{"t":',
    oversizedFrame: ['{"t":"SIMULATOR_OVERSIZED","d":{"padding":"', '"}}'],
  });
}

function hostsOf(server: VenueServer): Readonly<Record<OutpollHost, VenueHost>> {
  return {
    orderBook: server.addHost('orderBook'),
    chanceHistory: server.addHost('chanceHistory'),
    orders: server.addHost('orders'),
    balances: server.addHost('balances'),
    history: server.addHost('history'),
    events: server.addHost('events'),
  };
}

function urlsOf(hosts: Readonly<Record<OutpollHost, VenueHost>>): OutpollSimulator['urls'] {
  const url = ({ host, path }: (typeof endpoints)['orderBook']): string =>
    `ws://${hosts[host].authority}${path}`;
  return {
    orderBook: url(endpoints.orderBook),
    chanceHistory: url(endpoints.chanceHistory),
    orderUpdates: url(endpoints.orderUpdates),
    balanceUpdates: url(endpoints.balanceUpdates),
    orderFeed: url(endpoints.orderFeed),
    activityFeed: url(endpoints.activityFeed),
    lastTrades: url(endpoints.lastTrades),
  };
}
