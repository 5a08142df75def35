import { AuthError, LimitError, type VenuewireError } from '../errors.ts';
import type { SocketEnd } from '../platform.ts';
import { defaultTiming, type Timing } from '../timing.ts';
import type { AnyChannel, DataMessage, Venue } from '../venue.ts';
import { Agenda } from './agenda.ts';
import { VenueClock, type Clock } from './clock.ts';
import { Connection, type ConnectionOwner } from './connection.ts';
import { Consumer, type Backpressure, type ConsumerOptions } from './consumer.ts';
import { newCounters, type Context, type Counters } from './context.ts';
import type { Effects, Generation, Restorable } from './effects.ts';
import { place } from './place.ts';
import type { RestoreResult } from './restoration.ts';
import { Upstream } from './upstream.ts';

export interface EngineOptions {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly effects: Effects;
  readonly timing?: Partial<Timing> | undefined;
  readonly redact: (text: string) => string;
}

/**
 * The heart: told of events with the time, it answers with effects. It touches no socket, timer or clock, so that a
 * seed replays years of outages in milliseconds.
 */
export class Engine implements ConnectionOwner, Backpressure {
  readonly agenda: Agenda;
  readonly counters: Counters = newCounters();
  readonly venueClock: VenueClock;
  /** Endpoints whose messages do not always say what they belong to, and so get a connection for each topic. */
  readonly isolated = new Set<string>();
  readonly #venue: Venue;
  readonly #context: Context;
  readonly #connections = new Map<number, Connection>();
  readonly #upstreams = new Map<string, Upstream>();
  readonly #homes = new Map<Consumer, Upstream>();
  readonly #probedAt = new Map<string, number>();
  #isClosed = false;
  #ids = 0;

  constructor({ venue, clock, effects, timing, redact }: EngineOptions) {
    this.#venue = venue;
    this.agenda = new Agenda(clock);
    this.venueClock = new VenueClock(clock);
    const timings = Object.entries(venue.endpoints).map(
      ([name, endpoint]) => [name, { ...defaultTiming, ...endpoint.timing, ...timing }] as const,
    );
    const timingOf = new Map(timings);
    this.#context = {
      venue: venue.name,
      clock,
      venueClock: this.venueClock,
      agenda: this.agenda,
      effects,
      counters: this.counters,
      redact,
      timing: (endpoint) => timingOf.get(endpoint) ?? defaultTiming,
      nextId: () => `${venue.name}-${(this.#ids += 1)}`,
      nextTicket: () => (this.#ids += 1),
    };
  }

  get connections(): Iterable<Connection> {
    return this.#connections.values();
  }

  /** Every consumer that goes on, also one that was let go for being full, with what it reads. */
  get homes(): Iterable<readonly [Consumer, Upstream]> {
    return [...this.#homes].filter(([{ ending }]) => !ending);
  }

  consumer(options: ConsumerOptions): Consumer {
    return new Consumer(this.#context, this, options);
  }

  /** Whoever asks for the same thing shares it. Fails through the consumer. */
  join(channel: AnyChannel, params: unknown, consumer: Consumer): void {
    const wanted = new Upstream(channel, params, this.#context);
    const upstream = this.#upstreams.get(wanted.key) ?? wanted;
    this.#homes.set(consumer, upstream);
    upstream.join(consumer);
    if (upstream !== wanted) return upstream.connection?.unpause();
    this.#upstreams.set(upstream.key, upstream);
    const error = this.#place(upstream);
    if (error) this.refused(upstream, error);
  }

  leave(consumer: Consumer): void {
    const upstream = this.#homes.get(consumer);
    if (!upstream) return;
    this.#homes.delete(consumer);
    this.#resumeReading(consumer, upstream);
    upstream.leave(consumer);
    if (upstream.readers.length === 0) this.#remove(upstream);
  }

  /** The state of what it reads, as the latest messages made it. */
  stateOf(consumer: Consumer): unknown {
    return this.#homes.get(consumer)?.currentState;
  }

  /**
   * Sends a text on the connection that carries a subscription, if that is live now. Answers whether it was handed to
   * the socket: what was not has surely not left.
   */
  send(channel: AnyChannel, params: unknown, text: string): boolean {
    const upstream = this.#upstreams.get(`${channel.name}:${channel.topic(params)}`);
    return upstream?.state === 'live' && (upstream.connection?.send(text) ?? false);
  }

  /** Everything ends, now. */
  close(error?: VenuewireError): void {
    this.#isClosed = true;
    for (const consumer of this.#homes.keys()) consumer.discard(error);
    for (const upstream of [...this.#upstreams.values()]) this.#end(upstream, error);
    this.#homes.clear();
    this.#connections.clear();
  }

  onConnected(session: Generation): void {
    this.#connections.get(session.connection)?.connected(session);
  }

  onOpened(session: Generation, capabilities: { ping: boolean; pause: boolean }): void {
    this.#connections.get(session.connection)?.opened(session, capabilities);
  }

  onFrame(session: Generation, text: string): void {
    this.#connections.get(session.connection)?.frame(session, text);
  }

  onPong(session: Generation): void {
    this.#connections.get(session.connection)?.pong(session);
  }

  onClosed(session: Generation, end: SocketEnd): void {
    this.#connections.get(session.connection)?.closed(session, end);
  }

  onRestored({ key }: Restorable, ticket: number, result: RestoreResult): void {
    this.#upstreams.get(key)?.restored(ticket, result);
  }

  onRestoreFailed({ key }: Restorable, ticket: number, error: VenuewireError): void {
    this.#upstreams.get(key)?.restoreFailed(ticket, error);
  }

  onProbed(endpoint: string, error: VenuewireError | undefined): void {
    if (this.#isClosed) return;
    this.#context.effects.observe({ type: 'probed', endpoint, ...(error ? { error } : {}) });
    const probedAt = this.#probedAt.get(endpoint) ?? 0;
    // A connection that got ready meanwhile knows better.
    const isRefuted = [...this.#connections.values()].some(
      ({ endpointName, session }) =>
        endpointName === endpoint && (session?.readyAt ?? 0) > probedAt,
    );
    if (error instanceof AuthError && !isRefuted) this.fatal(endpoint, error);
  }

  fatal(endpoint: string, error: VenuewireError): void {
    this.#context.effects.observe({ type: 'fatal', endpoint, error });
    for (const upstream of [...this.#upstreams.values()]) {
      if (upstream.channel.endpoint === endpoint) this.refused(upstream, error);
    }
  }

  refused(upstream: Upstream, error: VenuewireError): void {
    this.#end(upstream, error);
  }

  unexplained(endpointName: string): void {
    const { clock, effects, timing } = this.#context;
    const last = this.#probedAt.get(endpointName) ?? Number.NEGATIVE_INFINITY;
    if (!this.#venue.endpoints[endpointName]?.probe) return;
    if (clock.now - last < timing(endpointName).probe) return;
    this.#probedAt.set(endpointName, clock.now);
    this.counters.probes += 1;
    effects.probe(endpointName);
  }

  /** From now on a connection carries one topic, as far as the venue's limit allows, so that all know their own. */
  unidentified({ endpointName }: Connection, { channel }: DataMessage): void {
    this.counters.unidentified += 1;
    if (this.isolated.has(endpointName)) return;
    this.isolated.add(endpointName);
    this.#context.effects.observe({ type: 'unidentified', channel, exhausted: false });
    for (const connection of [...this.#connections.values()]) {
      if (connection.endpointName !== endpointName) continue;
      const [first] = connection.upstreams;
      for (const upstream of [...connection.upstreams]) {
        if (upstream.topic === first?.topic) continue;
        // While it still counts as subscribed, so that the venue hears of it.
        connection.detach(upstream);
        upstream.lost('disconnect', this.#context.clock.epoch);
        this.#place(upstream);
      }
    }
  }

  full(consumer: Consumer): boolean {
    const upstream = this.#homes.get(consumer);
    if (!upstream) return false;
    const hold = (): void => {
      this.#resumeReading(consumer, upstream);
      this.#hold(consumer, upstream);
    };
    if (upstream.readers.length === 1 && upstream.connection?.pause(hold)) return true;
    hold();
    return false;
  }

  drained(consumer: Consumer): void {
    const upstream = this.#homes.get(consumer);
    if (!upstream || this.#isClosed) return;
    if (consumer.isPausing) this.#resumeReading(consumer, upstream);
    if (!consumer.isHeld) return;
    consumer.isHeld = false;
    this.join(upstream.channel, upstream.params, consumer);
  }

  #hold(consumer: Consumer, upstream: Upstream): void {
    consumer.hold();
    upstream.leave(consumer);
    if (upstream.readers.length === 0) this.#remove(upstream);
  }

  #resumeReading(consumer: Consumer, upstream: Upstream): void {
    if (!consumer.isPausing) return;
    consumer.isPausing = false;
    upstream.connection?.resume();
  }

  /** Its readers stay known until they leave: a close still takes from them what they have not read. */
  #end(upstream: Upstream, error: VenuewireError | undefined): void {
    upstream.end(error);
    this.#remove(upstream);
  }

  #remove(upstream: Upstream): void {
    if (this.#upstreams.get(upstream.key) === upstream) this.#upstreams.delete(upstream.key);
    upstream.connection?.detach(upstream);
  }

  #place(upstream: Upstream): VenuewireError | undefined {
    const name = upstream.channel.endpoint;
    const endpoint = this.#venue.endpoints[name];
    if (!endpoint)
      throw new TypeError(
        `${upstream.key} names an endpoint that the venue does not have: ${name}`,
      );
    const existing = [...this.#connections.values()].filter(
      ({ endpointName }) => endpointName === name,
    );
    const choice = place(upstream, existing, endpoint.limits, this.isolated.has(name));
    if (choice === 'none') {
      const { connections, subscriptionsPerConnection } = endpoint.limits;
      const total = connections * subscriptionsPerConnection;
      const what = `${upstream.key} would be one subscription too many`;
      const why = `the venue allows ${connections} connections with ${subscriptionsPerConnection} subscriptions each (${total})`;
      return new LimitError(`${what}: ${why}. End another one first, or use another key.`, {
        venue: this.#venue.name,
      });
    }
    if (choice !== 'new') {
      choice.attach(upstream);
      const isShared = [...choice.upstreams].some(({ topic }) => topic !== upstream.topic);
      if (isShared && this.isolated.has(name)) {
        const channel = upstream.channel.name;
        this.#context.effects.observe({ type: 'unidentified', channel, exhausted: true });
      }
      return undefined;
    }
    const connection = new Connection((this.#ids += 1), name, endpoint, this.#context, this);
    this.#connections.set(connection.id, connection);
    connection.attach(upstream);
    return undefined;
  }
}
