import type { CursorStore } from './cursor.ts';
import { httpJump } from './engine/clock.ts';
import type { Consumer } from './engine/consumer.ts';
import type { Effects, EngineEvent } from './engine/effects.ts';
import { Engine } from './engine/engine.ts';
import { defaultQueueLimits, type QueueLimits } from './engine/queue.ts';
import { conflationOf } from './engine/view.ts';
import { ClosedError, ConfigError } from './errors.ts';
import { healthOf, type Health } from './health.ts';
import { createHttp, type Http } from './http.ts';
import type { Platform } from './platform.ts';
import { Recorder, type Recording } from './recorder.ts';
import type { Redactor } from './redactor.ts';
import type { SchemaResult } from './schema.ts';
import { Subscription, type Refine } from './subscription.ts';
import { defaultTiming, type Timing } from './timing.ts';
import type { AnyChannel, Channel, Policy, Venue } from './venue.ts';
import { World, type MutableClock } from './world.ts';

/** What every client of every venue can be given. */
export interface ClientOptions {
  /** Milliseconds, each with a default; see `Timing`. */
  readonly timing?: Partial<Timing> | undefined;
  /** Is told what happens, without any payload; what it throws is ignored. */
  readonly observer?: Observer | undefined;
  /** Bytes; a larger frame ends the connection. 16 MiB by default. */
  readonly maximumFrameSize?: number | undefined;
}

export type DiagnosticEvent = EngineEvent & {
  readonly venue: string;
  /** Epoch milliseconds, local clock. */
  readonly at: number;
};

export type Observer = (event: DiagnosticEvent) => void;

export interface SubscribeOptions {
  /** Ends the subscription; the iteration throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** What a full queue does. The channel's own default is the safe one. */
  readonly policy?: Policy | undefined;
  readonly limits?: Partial<QueueLimits> | undefined;
}

/** What a venue's face adds to a caller's options. */
export interface SubscribeInternals<Live, Refined> extends SubscribeOptions {
  readonly cursor?: CursorStore | undefined;
  /** Checks and types live data for this consumer alone; what it rejects becomes a gap. Snapshots pass it by. */
  readonly refine?: ((data: Live) => SchemaResult<Refined>) | undefined;
}

/** Runs a venue's tables on a platform. Venue packages wrap it in a face of their own. */
export class Client implements AsyncDisposable {
  readonly http: Http;
  readonly #venue: Venue;
  readonly #platform: Platform;
  readonly #redactor: Redactor;
  readonly #observer: Observer | undefined;
  readonly #recorder = new Recorder();
  readonly #world: World;
  readonly #engine: Engine;
  readonly #closing = new AbortController();
  readonly #closeTimeout: number;
  readonly #saves = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  constructor(
    venue: Venue,
    options: ClientOptions & {
      readonly platform: Platform;
      readonly redactor: Redactor;
      /** What of a REST error body is worth telling. */
      readonly explainBody?: (text: string) => string | undefined;
    },
  ) {
    const { platform, redactor, timing, observer, explainBody } = options;
    checkNumbers('timing', timing ?? {}, 0);
    this.#venue = venue;
    this.#platform = platform;
    this.#redactor = redactor;
    this.#observer = observer;
    this.#closeTimeout = timing?.close ?? defaultTiming.close;
    this.http = createHttp({
      venue: venue.name,
      fetch: platform.fetch,
      scheduler: platform.scheduler,
      timeout: timing?.request ?? defaultTiming.request,
      signal: this.#closing.signal,
      clean: redactor.clean,
      onDate: (date) => {
        if (venue.hasHttpClock)
          this.#world.turn((engine) => engine.venueClock.observe(date, httpJump));
      },
      explain: (text) => {
        const told = explainBody?.(text);
        return told === undefined ? undefined : redactor.clean(told);
      },
    });
    const { scheduler } = platform;
    const clock: MutableClock = { now: scheduler.now(), epoch: scheduler.epoch() };
    this.#world = new World({
      venue,
      platform,
      clock,
      http: this.http,
      recorder: this.#recorder,
      socket: {
        closeTimeout: this.#closeTimeout,
        maximumFrameSize: options.maximumFrameSize ?? 16 * 1024 * 1024,
      },
      observe: (event) => this.#observe(event),
    });
    const effects: Effects = this.#world;
    this.#engine = new Engine({ venue, clock, effects, timing, redact: redactor.clean });
    this.#world.drive(this.#engine);
  }

  /** A row of the venue's table as a stream. Nothing happens before it is iterated. */
  subscribe<Params, Live, Snapshot, Refined = Live>(
    channel: Channel<Params, Live, Snapshot>,
    params: Params,
    options: SubscribeInternals<Live, Refined> = {},
  ): Subscription<Refined, Snapshot> {
    // The table's row knows its own types; the engine, which serves all rows, does not.
    const row = channel as AnyChannel;
    const policy = options.policy ?? channel.policy;
    if (policy === 'conflate' && channel.apply.mode === 'append') {
      throw new ConfigError(
        `${channel.name} is a log of events, which cannot be conflated; choose another policy.`,
      );
    }
    if (!this.#venue.endpoints[channel.endpoint]) {
      throw new ConfigError(
        `${channel.name} is a channel of an endpoint that ${this.#venue.name} does not have: ${channel.endpoint}.`,
      );
    }
    const limits = { ...defaultQueueLimits, ...options.limits };
    checkNumbers('limits', limits, 1);
    const topic = channel.topic(params);
    const { cursor } = options;
    return new Subscription({
      venue: this.#venue.name,
      signal: options.signal,
      closing: this.#closing.signal,
      refine: options.refine as Refine | undefined,
      cursor: cursor && {
        store: this.#tracked(cursor),
        key: `${this.#venue.name}:${channel.name}:${topic}`,
      },
      wire: {
        join: (resume) => {
          const conflation = conflationOf(row.apply);
          const consumer = this.#engine.consumer({ policy, limits, conflation, resume });
          if (this.#closed)
            consumer.end(new ClosedError('The client is closed.', { retryable: false }));
          else this.#world.turn((engine) => joinOrLeave(engine, row, params, consumer));
          return consumer;
        },
        leave: (consumer) => this.#world.turn(() => this.#engine.leave(consumer)),
        take: (consumer) => this.#world.turn(() => consumer.take()),
        stateOf: (consumer) => this.#engine.stateOf(consumer),
      },
    });
  }

  /**
   * Sends a text on the connection that carries this subscription, for venues that take more than subscriptions. Answers
   * whether it was handed to a socket: what was not has surely not left; what was may have been lost.
   */
  send<Params, Live, Snapshot>(
    channel: Channel<Params, Live, Snapshot>,
    params: Params,
    text: string,
  ): boolean {
    const row = channel as AnyChannel;
    return this.#world.turn((engine) => engine.send(row, params, text)) ?? false;
  }

  /** Milliseconds by which the venue's clock is ahead, as far as it is known. */
  get clockOffset(): number {
    return this.#engine.venueClock.offset ?? 0;
  }

  /** Epoch milliseconds of the venue's clock, as far as it is known. */
  get venueTime(): number {
    return this.#world.turn((engine) => engine.venueClock.now) ?? this.#platform.scheduler.epoch();
  }

  health(): Health {
    const now = this.#platform.scheduler.now();
    return healthOf(this.#venue.name, this.#engine, now, this.#closed !== undefined);
  }

  /** The latest frames and transitions, without secrets. */
  recording(): Recording {
    return this.#recorder.export(this.#venue, this.#redactor.clean);
  }

  /** Ends every subscription and lets go of every connection. Afterwards nothing runs and nothing is delivered. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** So that no save outlives the client. */
  #tracked(store: CursorStore): CursorStore {
    return {
      load: (key) => store.load(key),
      save: async (key, cursor) => {
        const saving = store.save(key, cursor);
        this.#saves.add(saving);
        try {
          await saving;
        } finally {
          this.#saves.delete(saving);
        }
      },
    };
  }

  /** Waits for the saves under way, but not for a store that hangs. */
  async #settleSaves(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#platform.scheduler.after(this.#closeTimeout, resolve);
    await Promise.race([Promise.allSettled(this.#saves), promise]);
    cancel();
  }

  async #close(): Promise<void> {
    this.#world.turn(() => this.#engine.close());
    this.#closing.abort(new ClosedError('The client is closed.', { retryable: false }));
    await Promise.all([this.#world.close(), this.#settleSaves()]);
  }

  #observe(event: EngineEvent): void {
    const at = this.#platform.scheduler.epoch();
    this.#recorder.add({ kind: 'event', at, event });
    try {
      this.#observer?.({ ...event, venue: this.#venue.name, at });
    } catch {
      // An observer watches; it must not be able to break what it watches.
    }
  }
}

function checkNumbers(option: string, values: object, minimum: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && value >= minimum) continue;
    throw new ConfigError(`${option}.${name} must be a number of at least ${minimum}.`);
  }
}

/** What the channel's table throws at must not stay a reader. */
function joinOrLeave(
  engine: Engine,
  channel: AnyChannel,
  params: unknown,
  consumer: Consumer,
): void {
  try {
    engine.join(channel, params, consumer);
  } catch (error) {
    engine.leave(consumer);
    throw error;
  }
}
