import type { Effects, EngineEvent } from '../../src/engine/effects.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Upstream } from '../../src/engine/upstream.ts';
import { AuthError, HttpError } from '../../src/errors.ts';
import type { SocketEnd, SocketListener } from '../../src/platform.ts';
import type { Timing } from '../../src/timing.ts';
import type { DialRules } from './dial-rules.ts';
import type { Link, Network } from './network.ts';
import type { PatienceRules } from './patience-rules.ts';
import type { Random } from './random.ts';
import type { RequestRules } from './request-rules.ts';
import { endpointOf } from './table.ts';
import type { VenueServer } from './venue-server.ts';
import { Violation } from './violation.ts';
import { framesOf, type Frame } from './wire.ts';

export interface EngineEffectsOptions {
  readonly network: Network;
  readonly server: VenueServer;
  readonly random: Random;
  readonly dialRules: DialRules;
  readonly requestRules: RequestRules;
  readonly patienceRules: PatienceRules;
  readonly timing: (endpoint: string) => Timing;
  readonly turn: (action: (engine: Engine) => void) => void;
}

/** Performs a pure engine's effects in the virtual world, and sees that it asks for nothing senseless. */
export class EngineEffects implements Effects {
  engine: Engine | undefined;
  /** Whether the engine was closed: from then on it may only let go. */
  isClosed = false;
  readonly links = new Map<Session, Link>();
  readonly #options: EngineEffectsOptions;

  constructor(options: EngineEffectsOptions) {
    this.#options = options;
  }

  dial(session: Session): void {
    this.#expectOpen('dials');
    this.#options.dialRules.dial(session);
    const link = this.#options.network.open(session.endpoint, this.#listen(session));
    this.links.set(session, link);
  }

  send(session: Session, text: string): void {
    this.#expectOpen('sends');
    const connection = [...(this.engine?.connections ?? [])].find(
      ({ id }) => id === session.connection,
    );
    this.#options.requestRules.sent(session, text, connection);
    this.#options.patienceRules.sent(text);
    this.#link(session).send(text);
  }

  ping(session: Session): void {
    this.#expectOpen('pings');
    this.#link(session).ping?.();
  }

  pause(session: Session): void {
    this.#expectOpen('pauses');
    this.#link(session).pause?.();
  }

  resume(session: Session): void {
    this.#link(session).resume?.();
  }

  abandon(session: Session): void {
    const link = this.#link(session);
    const { halfOpenSince, resumedAt } = link;
    this.#options.dialRules.abandoned(session);
    this.links.delete(session);
    void link.abandon();
    if (halfOpenSince !== undefined)
      this.#checkFreshness(session, Math.max(halfOpenSince, resumedAt));
  }

  restore(upstream: Upstream, ticket: number): void {
    this.#expectOpen('asks REST');
    const { network, server, turn, patienceRules } = this.#options;
    const { timeline } = network;
    patienceRules.asked(upstream.key);
    const log = server.log(upstream.channel.name, upstream.topic);
    server.rest(
      log,
      () => network.latency(),
      (status, body) =>
        network.inClient(timeline.now, () =>
          turn((engine) => {
            if (body) engine.onRestored(upstream, ticket, body);
            else engine.onRestoreFailed(upstream, ticket, httpError(status));
          }),
        ),
    );
  }

  probe(endpoint: string): void {
    this.#expectOpen('probes');
    const { network, server, turn } = this.#options;
    network.timeline.after(network.latency(), () => {
      const error = server.isKeyBad ? new AuthError('revoked') : undefined;
      const at = network.timeline.now + network.latency();
      network.inClient(at, () => turn((engine) => engine.onProbed(endpoint, error)));
    });
  }

  random(): number {
    const drawn = this.#options.random.next();
    this.#options.dialRules.drew(drawn);
    return drawn;
  }

  observe(event: EngineEvent): void {
    this.#options.dialRules.event(event);
  }

  #listen(session: Session): SocketListener {
    const { turn, dialRules, network } = this.#options;
    const { canPing: ping, canPause: pause } = network.traits;
    return {
      connected: () => turn((engine) => engine.onConnected(session)),
      opened: () => turn((engine) => engine.onOpened(session, { ping, pause })),
      frame: (text) => {
        this.#foresee(session, text);
        turn((engine) => engine.onFrame(session, text));
        dialRules.ending(undefined);
      },
      pong: () => turn((engine) => engine.onPong(session)),
      closed: (end: SocketEnd) => {
        dialRules.ending(end);
        turn((engine) => engine.onClosed(session, end));
        dialRules.ending(undefined);
      },
    };
  }

  /** What of a frame the rules go by. */
  #foresee(session: Session, text: string): void {
    const { dialRules, requestRules } = this.#options;
    let isReady = session.phase === 'ready';
    for (const frame of framesOf(text)) {
      isReady ||= frame.t === 'hello';
      if (isReady) requestRules.heard(session, frame);
      const isAboutConnection = frame.t === 'no' && (!isReady || this.#isUnasked(frame));
      if (isAboutConnection)
        dialRules.ending({ refused: frame.retry === false && !isReady ? 'fatal' : 'backoff' });
    }
  }

  /** What cannot be asked for again on the same connection. */
  #isUnasked({ c }: Frame): boolean {
    const { channels } = this.#options.server.table;
    return channels.some(({ name, isUnasked }) => name === c && isUnasked);
  }

  #expectOpen(what: string): void {
    if (this.isClosed) throw new Violation(`the engine ${what} after its end`);
  }

  #link(session: Session): Link {
    const link = this.links.get(session);
    if (!link) throw new Violation('an effect for a session that was let go of');
    return link;
  }

  /** Promise 6: a black hole is noticed in time. */
  #checkFreshness(session: Session, since: number): void {
    const { network, server } = this.#options;
    const { now } = network.timeline;
    const timing = this.#options.timing(session.endpoint);
    const proof = session.canPing || endpointOf(server.table, session.endpoint).canPing;
    // A pause proves nothing, and neither does a process that stands still.
    const slack = timing.pause + Math.max(0, network.frozenUntil - since) + 10;
    const bound = proof ? timing.pingInterval + timing.pingTimeout : timing.silence;
    const wasReady = (session.readyAt ?? Number.POSITIVE_INFINITY) <= since;
    const limit = (wasReady ? bound : timing.dial + timing.handshake + timing.ready) + slack;
    if (now - since > limit)
      throw new Violation(`a black hole was noticed after ${now - since} ms`);
  }
}

function httpError(status: number): HttpError {
  return new HttpError(`HTTP ${status}`, { status });
}
