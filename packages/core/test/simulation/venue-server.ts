import type { SocketEnd } from '../../src/platform.ts';
import type { Host, Link, Receiver, Verdict } from './network.ts';
import type { Random } from './random.ts';
import { specs, type EndpointName, type Frame, type Payload, type Spec } from './test-venue.ts';
import type { Timeline } from './timeline.ts';
import { TopicLog, type VenueEvent } from './topic-log.ts';
import { VenueSession } from './venue-session.ts';

/** Any time will do; local and venue clocks start with it. */
export const epochStart = 1_700_000_000_000;

export interface ServerTraits {
  readonly connections: number;
  readonly subscriptionsPerConnection: number;
  /** How many events a replay holds at most. */
  readonly replayLimit: number;
  /** Whether the venue's clock counts whole seconds. */
  readonly coarseClock: boolean;
  /** Whether an acknowledgement bears its time. */
  readonly timedAcks: boolean;
  readonly firstSequence: number;
  /** Milliseconds by which the venue's clock is ahead. */
  readonly skew: number;
  readonly spikes: number;
}

export interface Faults {
  dial: 'none' | 'refuse' | 'black-hole' | 'never-upgrade' | SocketEnd;
  isRevoked: boolean;
  /** Does not greet. */
  isMute: boolean;
  acks: 'prompt' | 'slow' | 'none';
  rest: 'prompt' | 'slow' | 'fail' | 'reject' | 'never';
  withholdsSnapshots: boolean;
}

const faultless: Faults = {
  dial: 'none',
  isRevoked: false,
  isMute: false,
  acks: 'prompt',
  rest: 'prompt',
  withholdsSnapshots: false,
};

export type Restored =
  | { readonly snapshot: Payload }
  | {
      readonly events: readonly { id: string; data: Payload; time: number; timeMs: number }[];
    };

/** The venue itself: it publishes, keeps history, answers, and misbehaves as it is told. */
export class VenueServer implements Host {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly traits: ServerTraits;
  readonly logs = new Map<string, TopicLog>();
  readonly sessions = new Map<Link, VenueSession>();
  readonly faults: Faults = { ...faultless };
  /** Subscriptions that are refused: for now, or for good. */
  readonly refusals = new Map<string, 'busy' | 'forbidden'>();
  /** How many of the next frames of a topic come garbled, or twice. */
  readonly garbles = new Map<string, number>();
  readonly doubles = new Map<string, number>();
  /** Milliseconds by which the venue's clock is ahead. */
  skew = 0;
  /** Whether any frame was garbled: one that cannot be read may have been of any topic. */
  hasGarbled = false;
  /** Whether a clock was set while somebody relied on it. */
  hasClockJumped = false;
  /** Whether a heartbeat may not have been answered for a reason. */
  hasExcuse: boolean;
  /** What the client did that the venue forbids. */
  readonly complaints: string[] = [];

  constructor(timeline: Timeline, random: Random, traits: ServerTraits) {
    this.timeline = timeline;
    this.random = random;
    this.traits = traits;
    this.hasExcuse = Math.abs(traits.skew) > 50_000 || traits.spikes > 0;
  }

  get clock(): number {
    const now = epochStart + this.timeline.now + this.skew;
    return this.traits.coarseClock ? Math.floor(now / 1000) * 1000 : Math.floor(now);
  }

  log(name: string, topic: string): TopicLog {
    const key = `${name}:${topic}`;
    const existing = this.logs.get(key);
    if (existing) return existing;
    const log = new TopicLog(specOf(name), topic, this.traits.firstSequence);
    this.logs.set(key, log);
    return log;
  }

  decide(endpoint: EndpointName): Verdict {
    const { dial, isRevoked } = this.faults;
    if (dial !== 'none') return dial;
    if (isRevoked) return { status: 401 };
    const open = [...this.sessions.keys()].filter((link) => link.endpoint === endpoint);
    return open.length < this.traits.connections ? 'accept' : { status: 429 };
  }

  accept(link: Link): Receiver {
    const session = new VenueSession(this, link);
    this.sessions.set(link, session);
    return session;
  }

  publish(log: TopicLog, { isPoisoned = false, isAnonymous = false } = {}): void {
    const event = log.append(this.random, this.timeline.now, this.clock, isPoisoned);
    if (isAnonymous) log.anonymous.add(event.n);
    for (const session of this.sessions.values()) {
      if (session.subscriptions.has(log.key)) this.send(session, log, event, isAnonymous);
    }
  }

  send(session: VenueSession, log: TopicLog, event: VenueEvent, isAnonymous = false): void {
    const { payload: p, sequence: q, id: i, time: m, isPoisoned } = event;
    const { spec, topic, key } = log;
    if (isPoisoned || spend(this.garbles, key)) {
      this.hasGarbled = true;
      session.garbled(log);
      return;
    }
    const frame: Frame = { t: 'data', c: spec.name, q, i, m, p };
    const named: Frame = isAnonymous ? frame : { ...frame, k: topic };
    session.send(named);
    if (!spend(this.doubles, key)) return;
    log.doubled.add(event.n);
    session.send(named);
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
      const body = restoredOf(log);
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
}

function specOf(name: string): Spec {
  const spec = specs.find((one) => one.name === name);
  if (!spec) throw new TypeError(`There is no channel ${name}.`);
  return spec;
}

function restoredOf(log: TopicLog): Restored {
  const { spec, events, key } = log;
  if (spec.apply !== 'append' || spec.mode === 'resync') return { snapshot: log.snapshot() };
  return {
    events: events.map(({ n, payload, time }) => ({
      id: `${key}:${n}`,
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
