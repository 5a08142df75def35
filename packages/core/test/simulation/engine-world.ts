import type { Cursor } from '../../src/cursor.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { QueueLimits } from '../../src/engine/queue.ts';
import { conflationOf } from '../../src/engine/view.ts';
import { defaultTiming, type Timing } from '../../src/timing.ts';
import type { AnyChannel } from '../../src/venue.ts';
import { DialRules } from './dial-rules.ts';
import { EngineEffects } from './engine-effects.ts';
import { Network, type Link } from './network.ts';
import { PatienceRules } from './patience-rules.ts';
import { policyOf } from './policy-of.ts';
import { Random } from './random.ts';
import { Reader } from './reader.ts';
import { RequestRules } from './request-rules.ts';
import { offeredIn, type Join, type Schedule, type Traits } from './schedule.ts';
import { SettleRules } from './settle-rules.ts';
import type { SimulatedReader, SimulatedWorld } from './simulated-world.ts';
import { mayLose, timingOf, type Spec, type Table } from './table.ts';
import { channelOf, testVenue } from './test-venue.ts';
import { Timeline } from './timeline.ts';
import type { TopicLog } from './topic-log.ts';
import { epochStart, VenueServer } from './venue-server.ts';
import { Violation } from './violation.ts';

/** More than any schedule needs: an engine that spins in place is stopped. */
const runaway = 200_000;

/** A client's process and its venue in virtual time, around the pure engine. */
export class EngineWorld implements SimulatedWorld {
  readonly timeline = new Timeline();
  readonly server: VenueServer;
  readonly network: Network;
  readonly readers: Reader[] = [];
  readonly maximumAge: number;
  /** Whether anybody ever reads what may be unable to recover, whose connections are not renewed for their age. */
  readonly hasUnrecoverable: boolean;
  /** Milliseconds by which the client's clock is ahead. */
  skew = 0;
  readonly #table: Table;
  readonly #traits: Traits;
  readonly #specs: readonly Spec[];
  readonly #channels: ReadonlyMap<string, AnyChannel>;
  readonly #random: Random;
  readonly #clock = { now: 0, epoch: epochStart };
  readonly #settleRules: SettleRules;
  #engine: Engine;
  #effects: EngineEffects;
  #steps = 0;

  constructor(schedule: Schedule) {
    const { seed, traits, table } = schedule;
    this.#table = table;
    this.#specs = offeredIn(schedule);
    this.#channels = new Map(this.#specs.map((spec) => [spec.name, channelOf(spec)]));
    this.hasUnrecoverable = this.#specs.some((spec) => mayLose(spec));
    this.maximumAge = traits.maximumAge;
    this.#traits = traits;
    this.#random = new Random(seed);
    this.server = new VenueServer(table, this.timeline, this.#random, traits);
    this.network = new Network(this.timeline, this.#random, traits, this.server);
    this.#settleRules = new SettleRules({
      timing: (endpoint) => timingOf(table, endpoint, traits.maximumAge),
      now: () => this.timeline.now,
      frozenUntil: () => this.network.frozenUntil,
    });
    [this.#engine, this.#effects] = this.#start();
  }

  /** The connections that the client holds. */
  get links(): Iterable<Link> {
    return this.#effects.links.values();
  }

  /** Lets everything happen that happens until then. */
  run(until: number): void {
    const { timeline, network } = this;
    for (;;) {
      const next = timeline.next ?? Number.POSITIVE_INFINITY;
      const deadline = this.#engine.agenda.next ?? Number.POSITIVE_INFINITY;
      const due = Math.max(deadline, network.frozenUntil, timeline.now);
      if (Math.min(next, due) > until) break;
      this.#steps += 1;
      if (this.#steps > runaway) throw new Violation('the engine runs in circles');
      if (due > next) timeline.step();
      else {
        timeline.now = due;
        this.#turn(this.#effects, ({ agenda }) => agenda.run());
      }
    }
    timeline.now = until;
  }

  join(wish: Join): void {
    const spec = this.#specs[wish.channel % this.#specs.length];
    if (!spec) throw new TypeError(`There is no channel ${wish.channel}.`);
    const log = this.server.log(spec.name, spec.isSingle ? 'a' : wish.topic);
    const former = this.readers.findLast((reader) => reader.log === log && reader.committed);
    this.#join(log, wish, wish.isResumed ? former?.committed : undefined);
  }

  leave(left: SimulatedReader): void {
    const reader = this.readers.find((other) => other === left);
    if (!reader || reader.isOver) return;
    reader.isGone = true;
    this.#turn(this.#effects, (engine) => engine.leave(reader.consumer));
  }

  /** The process ends, in order or not, and another one goes on where its readers have committed. */
  restart(isClean: boolean): void {
    const before = this.readers.filter(({ isOver }) => !isOver);
    if (isClean) this.close();
    else this.#crash();
    [this.#engine, this.#effects] = this.#start();
    for (const { log, wish, committed } of before) this.#join(log, wish, committed);
  }

  /** Nothing is delivered and nothing is asked for from here on. */
  close(): void {
    this.#turn(this.#effects, (engine) => engine.close());
    this.#effects.isClosed = true;
    if (this.#effects.links.size > 0) throw new Violation('a connection outlives its client');
    for (const reader of this.readers) if (!reader.isOver) reader.expectEnd();
    this.#runOut();
  }

  /** Whatever the closed engine still has on its agenda must come to nothing. */
  #runOut(): void {
    const { agenda } = this.#engine;
    for (let at = agenda.next; at !== undefined && this.#steps < runaway; at = agenda.next) {
      this.#steps += 1;
      this.#clock.now = at;
      agenda.run();
    }
  }

  #crash(): void {
    this.#effects.isClosed = true;
    for (const link of this.links) void link.abandon();
    for (const reader of this.readers) reader.isGone = true;
  }

  #start(): [Engine, EngineEffects] {
    const { timeline, network, server, maximumAge } = this;
    const now = (): number => timeline.now;
    const timing = (endpoint: string): Timing => timingOf(this.#table, endpoint, maximumAge);
    const connections = (endpoint: string): number => server.limits(endpoint).connections;
    const inFlight = (endpoint: string): number => server.limits(endpoint).requestsInFlight;
    const effects: EngineEffects = new EngineEffects({
      network,
      server,
      timing,
      random: this.#random,
      dialRules: new DialRules(timing, this.#table, connections, now),
      requestRules: new RequestRules(timing, inFlight, now),
      patienceRules: new PatienceRules(now, (key) => this.#isRoomy(key)),
      turn: (action) => this.#turn(effects, action),
    });
    const engine = new Engine({
      venue: testVenue(this.#table, this.#traits),
      clock: this.#clock,
      effects,
      timing: { maximumAge },
      redact: (text) => text,
    });
    effects.engine = engine;
    return [engine, effects];
  }

  #turn(effects: EngineEffects, action: (engine: Engine) => void): void {
    const { engine } = effects;
    // What belongs to an earlier process reaches nobody.
    if (!engine || engine !== this.#engine) return;
    this.#clock.now = this.timeline.now;
    this.#clock.epoch = epochStart + this.timeline.now + this.skew;
    action(engine);
    let isPaused = false;
    for (const link of effects.links.values()) {
      if (!link.isPaused) continue;
      isPaused = true;
      this.#checkPause(link);
    }
    for (const reader of this.readers) if (!reader.isOver) reader.notice(isPaused);
    this.#settleRules.check(this.#engine.connections);
  }

  /** A pause is short, and nobody else hears nothing because of it. */
  #checkPause({ pausedSince = 0 }: Link): void {
    const { now } = this.timeline;
    const lasts = now - Math.max(pausedSince, this.network.frozenUntil);
    if (lasts > defaultTiming.pause) throw new Violation(`a socket was paused for ${lasts} ms`);
    for (const { session, upstreams } of this.#engine.connections) {
      if (!session?.isPaused) continue;
      const readers = [...upstreams].flatMap((upstream) => upstream.readers);
      if (readers.length > 1) throw new Violation('a pause keeps messages from a neighbour');
    }
  }

  #isRoomy(key: string): boolean {
    const readers = this.readers.filter(({ log }) => log.key === key);
    return readers.every(({ wish }) => wish.items > 1000 && wish.bytes > 100_000);
  }

  #join(log: TopicLog, wish: Join, cursor: Cursor | undefined): void {
    const { spec } = log;
    const channel = this.#channels.get(spec.name);
    if (!channel) throw new TypeError(`There is no channel ${spec.name}.`);
    const policy = policyOf(spec, wish.policy);
    const limits: QueueLimits = { items: wish.items, bytes: wish.bytes };
    const from = cursor && log.events.findIndex(({ sequence }) => sequence === cursor.sequence) + 1;
    const effects = this.#effects;
    const isShared = this.readers.some((other) => other.log === log && !other.isOver);
    const consumer = this.#engine.consumer({
      policy,
      limits,
      conflation: conflationOf(channel.apply),
      resume: cursor,
    });
    const reader = new Reader(
      {
        name: `reader ${this.readers.length} of ${log.key} (${policy})`,
        log,
        policy,
        limits,
        from,
        // Beside others it may see the rest of what is replayed for them.
        joinedAt: isShared ? 0 : log.length,
        joinTime: this.timeline.now,
        promised: undefined,
        isGarbled: () => this.server.hasGarbled,
        epoch: () => epochStart + this.timeline.now + this.skew,
        hasClockJumped: () => this.server.hasClockJumped,
        isClockKnown: this.server.tellsTime(log.spec.endpoint),
      },
      wish,
      consumer,
      {
        plan: (milliseconds, task) => this.network.inClient(this.timeline.now + milliseconds, task),
        turn: (task) => this.#turn(effects, task),
      },
    );
    reader.committed = cursor;
    this.readers.push(reader);
    this.#turn(effects, (engine) => engine.join(channel, { topic: log.topic }, consumer));
    reader.read();
  }
}
