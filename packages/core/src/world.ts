import { unquotedCause } from './cause.ts';
import type { Effects, EngineEvent, Generation, Restorable } from './engine/effects.ts';
import type { Engine } from './engine/engine.ts';
import { ProtocolError, VenuewireError } from './errors.ts';
import type { Http } from './http.ts';
import type {
  DialRequest,
  Platform,
  Socket,
  SocketListener,
  TransportOptions,
} from './platform.ts';
import type { Recorder } from './recorder.ts';
import type { Venue } from './venue.ts';

export interface MutableClock {
  now: number;
  epoch: number;
}

interface Link {
  /** Checked before anything that its socket or its dial tells is heard. */
  isOver: boolean;
  /** For the dial alone. */
  readonly abort: AbortController;
  socket: Socket | undefined;
}

export interface WorldOptions {
  readonly venue: Venue;
  readonly platform: Platform;
  readonly clock: MutableClock;
  readonly http: Http;
  readonly recorder: Recorder;
  readonly socket: TransportOptions;
  readonly observe: (event: EngineEvent) => void;
}

/** Performs the engine's effects on a platform, and tells it what came of them. */
export class World implements Effects {
  readonly observe: (event: EngineEvent) => void;
  readonly #options: WorldOptions;
  readonly #links = new Map<Generation, Link>();
  readonly #closing = new Set<Promise<void>>();
  #engine: Engine | undefined;
  #isFresh = false;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #isClosed = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.observe = options.observe;
  }

  drive(engine: Engine): void {
    this.#engine = engine;
  }

  /** Whatever the engine is told or asked happens in here: with the time before, and its deadlines kept after. */
  turn<Answer>(action: (engine: Engine) => Answer): Answer | undefined {
    if (!this.#engine) return undefined;
    this.#readClock();
    try {
      return action(this.#engine);
    } finally {
      this.#arm(this.#engine);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    await Promise.all(this.#closing);
  }

  dial(session: Generation): void {
    const link: Link = { isOver: false, abort: new AbortController(), socket: undefined };
    this.#links.set(session, link);
    this.#open(session, link).catch((error: unknown) => {
      this.turn((engine) => engine.onClosed(session, { error }));
    });
  }

  send(session: Generation, text: string): void {
    const { clock, recorder } = this.#options;
    const { endpoint, connection } = session;
    recorder.add({ kind: 'out', at: clock.epoch, endpoint, connection, text });
    this.#links.get(session)?.socket?.send(text);
  }

  ping(session: Generation): void {
    this.#links.get(session)?.socket?.ping?.();
  }

  pause(session: Generation): void {
    this.#links.get(session)?.socket?.pause?.();
  }

  resume(session: Generation): void {
    this.#links.get(session)?.socket?.resume?.();
  }

  abandon(session: Generation): void {
    const link = this.#links.get(session);
    this.#links.delete(session);
    if (!link) return;
    link.isOver = true;
    link.abort.abort();
    const closing = link.socket?.abandon();
    if (!closing) return;
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }

  restore(upstream: Restorable, ticket: number): void {
    const { recovery } = upstream;
    if (!('fetch' in recovery)) return;
    const { http, venue } = this.#options;
    const settle = async (): Promise<void> => {
      try {
        const result = await recovery.fetch(upstream.params, http);
        this.turn((engine) => engine.onRestored(upstream, ticket, result));
      } catch (cause) {
        const message = `REST for ${upstream.key} answered something unreadable.`;
        const error = VenuewireError.is(cause)
          ? cause
          : new ProtocolError(message, { venue: venue.name, cause: unquotedCause(cause) });
        this.turn((engine) => engine.onRestoreFailed(upstream, ticket, error));
      }
    };
    void settle();
  }

  probe(endpoint: string): void {
    const { http, venue } = this.#options;
    const settle = async (): Promise<void> => {
      let error: VenuewireError | undefined;
      try {
        await venue.endpoints[endpoint]?.probe?.(http);
      } catch (cause) {
        if (VenuewireError.is(cause)) error = cause;
      }
      this.turn((engine) => engine.onProbed(endpoint, error));
    };
    void settle();
  }

  random(): number {
    return this.#options.platform.scheduler.random();
  }

  async #open(session: Generation, link: Link): Promise<void> {
    const { venue, platform, clock } = this.#options;
    const { signal } = link.abort;
    const venueTime = this.#engine?.venueClock.now ?? clock.epoch;
    const request = await venue.endpoints[session.endpoint]?.dial({ signal, venueTime });
    if (!request || link.isOver) return;
    link.socket = platform.transport.open(
      request,
      this.#listen(session, link, request),
      this.#options.socket,
    );
    // The transport may have told of its end before there was anything to let go of.
    if (link.isOver) void link.socket.abandon();
  }

  #listen(session: Generation, link: Link, request: DialRequest): SocketListener {
    const { recorder, clock } = this.#options;
    const { endpoint, connection } = session;
    const tell = (action: (engine: Engine) => void): void => {
      if (!link.isOver) this.turn(action);
    };
    return {
      connected: () => tell((engine) => engine.onConnected(session)),
      opened: () =>
        tell((engine) => {
          for (const greeting of request.greetings ?? []) this.send(session, greeting);
          const { socket } = link;
          engine.onOpened(session, {
            ping: socket?.ping !== undefined,
            pause: socket?.pause !== undefined,
          });
        }),
      // The one path that is walked for every message: no closure of its own.
      frame: (text) => {
        const engine = this.#engine;
        if (link.isOver || !engine) return;
        this.#readClock();
        recorder.add({ kind: 'in', at: clock.epoch, endpoint, connection, text });
        try {
          engine.onFrame(session, text);
        } catch (error) {
          // Nothing that a venue sends may throw out of the client: what no table foresaw costs the connection.
          engine.onClosed(session, { error: unquotedCause(error) });
        }
        this.#arm(engine);
      },
      pong: () => tell((engine) => engine.onPong(session)),
      closed: (end) => tell((engine) => engine.onClosed(session, end)),
    };
  }

  /** Once a turn of the event loop: a burst of frames needs no clock of its own for each. */
  #readClock(): void {
    if (this.#isFresh) return;
    const { clock, platform } = this.#options;
    clock.now = platform.scheduler.now();
    clock.epoch = platform.scheduler.epoch();
    this.#isFresh = true;
    void this.#tire();
  }

  async #tire(): Promise<void> {
    await Promise.resolve();
    this.#isFresh = false;
  }

  /** One timer for all deadlines: an earlier one replaces it, a later one finds it again when it fires. */
  #arm(engine: Engine): void {
    const at = engine.agenda.next;
    if (this.#isClosed || (at !== undefined && this.#timer && this.#timer.at <= at)) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    // Without a deadline there is nothing that should keep the process alive.
    if (at === undefined) return;
    const { clock, platform } = this.#options;
    const cancel = platform.scheduler.after(Math.max(0, at - clock.now), () => {
      this.#timer = undefined;
      this.turn(({ agenda }) => agenda.run());
    });
    this.#timer = { at, cancel };
  }
}
