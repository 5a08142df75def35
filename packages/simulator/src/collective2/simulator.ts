import { VenueClock } from '../clock.ts';
import { SeededRandom } from '../random.ts';
import { simulatedVenue } from '../venue-face.ts';
import { VenueServer } from '../venue-server.ts';
import { Watch } from '../watch.ts';
import { newWireFaultState } from '../wire-faults.ts';
import { Book, positionsPayload } from './book.ts';
import { Frames } from './frames.ts';
import { admit, noPlaceLeft, tooManyConnections } from './handshake.ts';
import { Journal } from './journal.ts';
import type { Payload, Published } from './journal.ts';
import { makeFaults } from './make-faults.ts';
import { nextSignal } from './market.ts';
import { settingsOf } from './options.ts';
import type { Collective2SimulatorOptions, Settings } from './options.ts';
import { RestRefusal, refusalAnswer } from './rest-body.ts';
import { answerRest } from './rest.ts';
import { Session } from './session.ts';
import type { Collective2Simulator } from './venue.ts';
import type { World } from './world.ts';

/**
 * Starts a simulated Collective2 on 127.0.0.1.
 *
 * @throws the system's error where the port is taken, RangeError for a history that is not in order.
 */
export async function collective2Simulator(
  options: Collective2SimulatorOptions = {},
): Promise<Collective2Simulator> {
  const settings = settingsOf(options);
  const world = worldOf(settings);
  const { clock, journal, book, frames, sessions, wire, watch } = world;
  const market = new SeededRandom(settings.seed, 'market');
  const server = new VenueServer(clock, watch, {
    admit: (dial) =>
      admit(
        world,
        dial,
        server.connections.map((connection) => connection.key),
      ),
    accepted: (connection) => new Session(connection, world).start(),
    answer: (request) => answerRest(world, request),
    refusal: (status, retryAfterSeconds) =>
      status === 429 ? tooManyConnections(world, retryAfterSeconds) : noPlaceLeft(),
    restFailure: (status) =>
      refusalAnswer(new RestRefusal(status, 'Simulated failure'), settings.variants),
    invalidFrame: '{"msg_type":',
    oversizedFrame: ['{"msg_type":"simulator.oversized","payload":{"padding":"', '"}}'],
  });
  const host = server.addHost();

  const record = (
    strategyId: number,
    given: Payload | undefined,
    timestamp: string,
    seqId?: number,
  ): Published => {
    const payload = named(
      settings,
      strategyId,
      given ?? { ...nextSignal(market, book, strategyId) },
    );
    const signal = journal.entry({ strategyId, payload, timestamp }, seqId);
    journal.signals.push(signal);
    book.recordSignal(signal);
    return signal;
  };

  for (const { strategyId, payload, timestamp, seqId } of settings.history) {
    record(strategyId, payload, timestamp ?? frames.timestamp(), seqId);
  }

  const venue: Collective2Simulator = {
    ...simulatedVenue(server, () => venue),
    get url() {
      return `ws://${host.authority}/ws`;
    },
    get restUrl() {
      return `http://${host.authority}`;
    },
    key: settings.keys[0] ?? '',
    published: journal.signals,
    publishedPositions: journal.positions,
    get peakConnections() {
      return server.peakConnections;
    },
    faults: makeFaults(world, server, (strategyId) => venue.publishSignal(strategyId)),
    publishSignal(strategyId, payload) {
      const signal = record(strategyId, payload, frames.timestamp());
      if (wire.truncateNext) wire.truncated.add(signal.seqId);
      wire.truncateNext = false;
      for (const session of sessions) session.deliverSignal(signal);
      watch.changed();
      return signal;
    },
    publishPositions(strategyId, positions) {
      const timestamp = frames.timestamp();
      if (positions !== undefined) book.replacePositions(strategyId, positions, timestamp);
      const payload = named(settings, strategyId, positionsPayload(book.positionsOf(strategyId)));
      const update = journal.entry({ strategyId, payload, timestamp });
      journal.positions.push(update);
      for (const session of sessions) session.deliverPositions(update);
      watch.changed();
      return update;
    },
  };
  await server.listen(settings.port);
  return venue;
}

function worldOf(settings: Settings): World {
  const clock = new VenueClock(settings.clock);
  const frames = new Frames(
    new SeededRandom(settings.seed, 'message ids'),
    () => clock.now(),
    settings.variants,
  );
  return {
    settings,
    clock,
    keys: new Set(settings.keys),
    frames,
    journal: new Journal(settings.seed),
    book: new Book(),
    orderRandom: new SeededRandom(settings.seed, 'order'),
    sessions: new Set(),
    watch: new Watch(),
    wire: {
      ...newWireFaultState(),
      reorder: undefined,
      truncated: new Set(),
      lostRaces: 0,
    },
  };
}

/** Names the strategy in a payload that does not. */
function named(settings: Settings, strategyId: number, payload: Payload): Payload {
  const field = settings.variants.strategyField;
  if (field === 'absent' || 'strategy_id' in payload || 'StrategyId' in payload) return payload;
  return { [field]: strategyId, ...payload };
}
