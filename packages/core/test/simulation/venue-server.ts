import type { SocketEnd } from '../../src/platform.ts';
import type { Limits } from '../../src/venue.ts';
import type { Host, Link, Receiver, Verdict } from './network.ts';
import type { Random } from './random.ts';
import type { Traits } from './schedule.ts';
import { endpointOf, specOf, topics, type Table } from './table.ts';
import { limitsOf } from './test-venue.ts';
import type { Timeline } from './timeline.ts';
import { TopicLog, type VenueEvent } from './topic-log.ts';
import { UnderWay } from './under-way.ts';
import { VenueSession } from './venue-session.ts';
import type { Frame, Payload } from './wire.ts';

/** Any time will do; local and venue clocks start with it. */
export const epochStart = 1_700_000_000_000;

export interface Faults {
  dial: 'none' | 'refuse' | 'black-hole' | 'never-upgrade' | SocketEnd;
  isRevoked: boolean;
  /** What whoever connects hears instead of a greeting; `expired` is what only a probe can tell from `unclear`. */
  greeting: 'prompt' | 'none' | 'busy' | 'forbidden' | 'unclear' | 'expired';
  acks: 'prompt' | 'slow' | 'none';
  rest: 'prompt' | 'slow' | 'fail' | 'reject' | 'never';
  withholdsSnapshots: boolean;
}

const faultless: Faults = {
  dial: 'none',
  isRevoked: false,
  greeting: 'prompt',
  acks: 'prompt',
  rest: 'prompt',
  withholdsSnapshots: false,
};

export type Restored =
  | { readonly snapshot: Payload }
  | {
      readonly isCut: boolean;
      readonly events: readonly { id: string; data: Payload; time: number; timeMs: number }[];
    };

/** The venue itself: it publishes, keeps history, answers, and misbehaves as it is told. */
export class VenueServer implements Host {
  readonly table: Table;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly traits: Traits;
  readonly logs = new Map<string, TopicLog>();
  readonly sessions = new Map<Link, VenueSession>();
  readonly faults: Faults = { ...faultless };
  /** Subscriptions that are refused: for now, or for good. */
  readonly refusals = new Map<string, 'busy' | 'forbidden'>();
  /** How many of the next frames of a topic come garbled, or twice. */
  readonly garbles = new Map<string, number>();
  readonly doubles = new Map<string, number>();
  readonly underWay: UnderWay;
  /** Milliseconds by which the venue's clock is ahead. */
  skew: number;
  /** Whether any frame was garbled: one that cannot be read may have been of any topic. */
  hasGarbled = false;
  /** Whether a clock was set while somebody relied on it. */
  hasClockJumped = false;
  /** Whether a heartbeat may not have been answered for a reason. */
  hasExcuse: boolean;
  /** What the client did that the venue forbids. */
  readonly complaints: string[] = [];
  #shared = 0;

  constructor(table: Table, timeline: Timeline, random: Random, traits: Traits) {
    this.table = table;
    this.timeline = timeline;
    this.random = random;
    this.traits = traits;
    this.skew = traits.skew;
    this.hasExcuse = Math.abs(traits.skew) > 50_000 || traits.spikes > 0;
    this.underWay = new UnderWay(table, timeline);
  }

  get clock(): number {
    const now = epochStart + this.timeline.now + this.skew;
    return this.traits.coarseClock ? Math.floor(now / 1000) * 1000 : Math.floor(now);
  }

  /** What a probe finds. */
  get isKeyBad(): boolean {
    return this.faults.isRevoked || this.faults.greeting === 'expired';
  }

  /** Whether the first thing that it says there tells its time. */
  tellsTime(endpoint: string): boolean {
    return endpointOf(this.table, endpoint).ready === 'message';
  }

  limits(endpoint: string): Limits {
    return limitsOf(endpointOf(this.table, endpoint), this.traits);
  }

  log(name: string, topic: string): TopicLog {
    const key = `${name}:${topic}`;
    const existing = this.logs.get(key);
    if (existing) return existing;
    const log = new TopicLog(specOf(this.table, name, topic), topic, this.traits.firstSequence);
    this.logs.set(key, log);
    return log;
  }

  decide(endpoint: string): Verdict {
    const { dial, isRevoked } = this.faults;
    if (dial !== 'none') return dial;
    if (isRevoked) return { status: 401 };
    const open = [...this.sessions.keys()].filter((link) => link.endpoint === endpoint);
    return open.length < this.limits(endpoint).connections ? 'accept' : { status: 429 };
  }

  accept(link: Link): Receiver {
    const session = new VenueSession(this, link);
    this.sessions.set(link, session);
    return session;
  }

  sent(link: Link, text: string): void {
    this.underWay.sent(link, text);
  }

  publish(log: TopicLog, { isPoisoned = false, isAnonymous = false } = {}): void {
    const facts = { at: this.timeline.now, time: this.clock, isPoisoned };
    if (log.spec.isShared && !isAnonymous) return this.#publishShared(log, facts);
    const event = log.append(this.random, facts);
    if (isAnonymous) log.anonymous.add(event.n);
    this.#noteUnheard(log, event);
    for (const session of this.sessions.values()) {
      for (let times = session.count(log.key); times > 0; times -= 1)
        this.send(session, log, event, isAnonymous);
    }
  }

  send(session: VenueSession, log: TopicLog, event: VenueEvent, isAnonymous = false): void {
    const { payload: p, sequence: q, id: i, time: m, isPoisoned } = event;
    const { spec, topic, key } = log;
    if (isPoisoned || this.isGarbled(log)) return session.garbled(log);
    const frame: Frame = { t: 'data', c: spec.name, q, i, m, p };
    const ks = p.numbers && Object.keys(p.numbers);
    const named: Frame = isAnonymous ? frame : { ...frame, ...(ks ? { ks } : { k: topic }) };
    session.send(named);
    if (!spend(this.doubles, key)) return;
    for (const [one, n] of Object.entries(p.numbers ?? { [topic]: event.n }))
      this.log(spec.name, one).doubled.add(n);
    session.send(named);
  }

  /** Whether the next thing that is said of it comes so that nobody can read it. */
  isGarbled({ key }: TopicLog): boolean {
    return spend(this.garbles, key);
  }

  /** Answers a REST call: what was true at some moment between the question and the answer. */
  rest(
    log: TopicLog,
    latency: () => number,
    done: (status: number, body?: Restored) => void,
  ): void {
    const { timeline, random, faults } = this;
    const { rest } = faults;
    if (rest !== 'prompt') log.hasBeenUnrestored = true;
    const slowness = rest === 'slow' ? random.between(5000, 40_000) : 0;
    if (rest === 'never') return;
    const before = latency() + slowness * random.next();
    if (rest === 'fail' || rest === 'reject') {
      timeline.after(before, () => done(rest === 'fail' ? 500 : 400));
      return;
    }
    timeline.after(before, () => {
      const body = restoredOf(log, this.traits.restLimit);
      timeline.after(latency() + slowness * random.next(), () => done(200, body));
    });
  }

  /** The whole venue goes down: every connection breaks. */
  crash(): void {
    for (const link of [...this.sessions.keys()]) link.cut();
  }

  /** All is well from now on; only what is broken already stays so. */
  heal(): void {
    Object.assign(this.faults, faultless);
    this.refusals.clear();
    this.garbles.clear();
    this.doubles.clear();
  }

  /** An event of this topic, and perhaps of others of its channel: told once for each subscription, if it has a name. */
  #publishShared(
    log: TopicLog,
    facts: { readonly at: number; readonly time: number; readonly isPoisoned: boolean },
  ): void {
    const { name, hasIds = false } = log.spec;
    const concerned = topics
      .filter((topic) => topic === log.topic || this.random.chance(0.5))
      .map((topic) => this.log(name, topic));
    this.#shared += 1;
    const id = hasIds ? `${name}-${this.#shared}` : undefined;
    const numbers = Object.fromEntries(concerned.map(({ topic, length }) => [topic, length + 1]));
    const shared = { id, payload: { numbers } };
    for (const one of concerned) {
      this.#noteUnheard(one, one.append(this.random, facts, shared));
    }
    const told = { ...facts, ...shared, n: 0, sequence: undefined };
    for (const session of this.sessions.values()) {
      const counts = concerned.map(({ key }) => session.count(key));
      const subscribed = counts.reduce((sum, count) => sum + count, 0);
      const times = hasIds ? subscribed : Math.min(1, subscribed);
      for (let left = times; left > 0; left -= 1) this.send(session, log, told);
    }
  }

  /** What nobody can know to have missed. */
  #noteUnheard(log: TopicLog, { n }: VenueEvent): void {
    const { key, spec, unheard, hasBeenDenied } = log;
    const { acknowledgement } = endpointOf(this.table, spec.endpoint);
    // Of what other topics share with it a reader may hear before it is subscribed itself.
    const mayBeAlone = hasBeenDenied || (spec.isShared && acknowledgement === 'optional');
    const isAsked = [...this.sessions].some(
      ([{ isOver }, session]) => !isOver && session.count(key) > 0,
    );
    if ((mayBeAlone && !isAsked) || this.underWay.isOverdue(key)) unheard.add(n);
  }
}

function restoredOf(log: TopicLog, limit: number): Restored {
  const { spec, events, key } = log;
  if (spec.apply !== 'append' || spec.mode === 'resync') return { snapshot: log.snapshot() };
  const isCut = limit > 0 && events.length > limit;
  log.hasBeenCut ||= isCut;
  return {
    isCut,
    events: events.slice(isCut ? -limit : 0).map(({ n, id = `${key}:${n}`, payload, time }) => ({
      id,
      data: payload,
      time,
      timeMs: time,
    })),
  };
}

/** Whether one of the planned faults is left. */
function spend(faults: Map<string, number>, key: string): boolean {
  const left = faults.get(key) ?? 0;
  if (left > 0) faults.set(key, left - 1);
  return left > 0;
}
