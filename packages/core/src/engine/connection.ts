import { decode, encode } from '../coding.ts';
import { ClosedError, type VenuewireError } from '../errors.ts';
import type { SocketEnd } from '../platform.ts';
import type { DataMessage, Endpoint, Incoming } from '../venue.ts';
import type { Appointment } from './agenda.ts';
import { backoffOf, type Backoff } from './backoff.ts';
import type { Carrier } from './carrier.ts';
import type { Context } from './context.ts';
import type { Generation } from './effects.ts';
import { explainEnd, explainSilence, explainUnwritable, type Loss } from './explain.ts';
import { Inbox, type InboxOwner } from './inbox.ts';
import { Requests } from './requests.ts';
import { Routes } from './routes.ts';
import { Session } from './session.ts';
import type { Upstream } from './upstream.ts';

export interface ConnectionOwner {
  /** The endpoint rejects the credential, or says otherwise that no attempt can succeed. */
  fatal(endpoint: string, error: VenuewireError): void;
  /** The venue refuses this subscription for good. */
  refused(upstream: Upstream, error: VenuewireError): void;
  /** A dial failed and its transport cannot say why. */
  unexplained(endpoint: string): void;
  /** A message named no topic although several are subscribed here. */
  unidentified(connection: Connection, message: DataMessage): void;
}

/** A place for subscriptions: it dials for as long as it has any, and restores them all after each loss. */
export class Connection implements Carrier<Upstream>, InboxOwner {
  readonly id: number;
  readonly endpointName: string;
  readonly endpoint: Endpoint;
  readonly upstreams = new Set<Upstream>();
  session: Session | undefined;
  /** Why the latest session ended. */
  lastError: VenuewireError | undefined;
  dials = 0;
  readonly #context: Context;
  readonly #owner: ConnectionOwner;
  readonly #backoff: Backoff;
  readonly #routes = new Routes();
  readonly #inbox: Inbox;
  /** Those of the session that is ready. */
  requests: Requests<Upstream> | undefined;
  #waiting: Appointment | undefined;
  /** What the venue has refused for now: a venue that hangs up with a refusal must not be asked for it again at once. */
  readonly #postponed = new Map<Upstream, Appointment>();
  /** The venue refused something without saying what: the next session asks for one thing after the other. */
  #isWary = false;
  #onPauseLimit: (() => void) | undefined;

  constructor(
    id: number,
    endpointName: string,
    endpoint: Endpoint,
    context: Context,
    owner: ConnectionOwner,
  ) {
    this.id = id;
    this.endpointName = endpointName;
    this.endpoint = endpoint;
    this.#context = context;
    this.#owner = owner;
    this.#backoff = backoffOf(context, endpointName);
    this.#inbox = new Inbox(this, context, this.#routes);
  }

  get state(): 'idle' | 'waiting' | Session['phase'] {
    return this.session?.phase ?? (this.#waiting ? 'waiting' : 'idle');
  }

  attach(upstream: Upstream): void {
    this.upstreams.add(upstream);
    upstream.connection = this;
    this.#routes.add(upstream);
    if (this.session?.phase === 'ready') this.#subscribe(upstream);
    else this.#dial();
    // It would hear nothing while the one before it is paused.
    this.unpause();
  }

  /** Takes the upstream off; the connection without any is let go. */
  detach(upstream: Upstream): void {
    this.upstreams.delete(upstream);
    this.#postponed.get(upstream)?.cancel();
    this.#postponed.delete(upstream);
    upstream.connection = undefined;
    this.#routes.remove(upstream);
    if (this.upstreams.size === 0) this.release();
    else this.requests?.unsubscribe(upstream);
  }

  /**
   * Unsubscribes and subscribes again from the lowest cursor, for a reader that needs what is past. Where connecting is
   * subscribing, that is a new connection.
   */
  resubscribe(upstream: Upstream): void {
    if (this.session?.phase !== 'ready') return;
    if (!this.#isAskedFor(upstream))
      return this.abandon(new ClosedError(`${upstream.key} begins anew, on a new connection.`));
    this.requests?.unsubscribe(upstream);
    this.requests?.subscribe(upstream);
  }

  /** Whether it waits because the venue refuses it for now. */
  isPostponed(upstream: Upstream): boolean {
    return this.#postponed.has(upstream);
  }

  get canRefresh(): boolean {
    return this.endpoint.codec.refresh !== undefined;
  }

  refresh(upstream: Upstream): void {
    const { nextId, effects } = this.#context;
    const text = this.endpoint.codec.refresh?.(upstream.wireRequest(nextId()));
    if (this.session && text !== undefined) effects.send(this.session, text);
  }

  send(text: string): boolean {
    if (this.session?.phase !== 'ready') return false;
    this.#context.effects.send(this.session, text);
    return true;
  }

  pause(onLimit: () => void): boolean {
    const { session } = this;
    if (this.upstreams.size !== 1 || !session?.canPause || session.isPaused) return false;
    session.pause(onLimit);
    this.#onPauseLimit = onLimit;
    return true;
  }

  unpause(): void {
    if (this.session?.isPaused) this.#onPauseLimit?.();
  }

  resume(): void {
    this.session?.resume();
  }

  /** Lets go of a connection that nobody needs. A wait goes on, so that who comes next does not dial too soon. */
  release(): void {
    if (!this.session) return;
    this.#drop();
    this.#context.effects.observe({ type: 'released', connection: this.id });
  }

  connected(generation: Generation): void {
    if (this.session === generation) this.session.connected();
  }

  opened(generation: Generation, capabilities: { ping: boolean; pause: boolean }): void {
    const { session } = this;
    if (!session || session !== generation) return;
    session.opened(capabilities);
    const took = this.#context.clock.now - session.dialledAt;
    this.#context.effects.observe({ type: 'opened', connection: this.id, took });
    if (this.endpoint.ready === 'open') this.ready(session);
  }

  frame(generation: Generation, text: string): void {
    const { session } = this;
    if (!session || session !== generation) return;
    session.touch();
    this.#context.counters.frames += 1;
    const decoded = decode(this.endpoint.codec, text);
    if ('type' in decoded) return this.#inbox.take(session, decoded, text.length);
    for (const message of decoded) this.#takeOne(session, message, text.length / decoded.length);
  }

  pong(generation: Generation): void {
    const { session } = this;
    if (!session || session !== generation) return;
    const roundTrip = session.pong();
    if (roundTrip === undefined) return;
    this.#context.effects.observe({ type: 'pong', connection: this.id, roundTrip });
  }

  closed(generation: Generation, end: SocketEnd): void {
    const { session } = this;
    if (!session || session !== generation) return;
    const wasOpen = session.phase === 'greeting' || session.phase === 'ready';
    const loss = explainEnd(end, this.endpoint.failures, wasOpen, this.#context);
    const isUnexplained = !wasOpen && end.status === undefined && loss.consequence !== 'fatal';
    this.lost(loss);
    if (isUnexplained) this.unexplained();
  }

  /** A deadline passed: whatever the socket says from now on is not heard. */
  expired(session: Session, error: VenuewireError): void {
    if (this.session !== session) return;
    const isUnexplained = session.phase === 'dialing' || session.phase === 'handshaking';
    this.lost({ error, consequence: 'immediate' });
    if (isUnexplained) this.unexplained();
  }

  /** One of its subscriptions gives the connection up. */
  abandon(error: VenuewireError): void {
    this.lost({ error, consequence: 'immediate' });
  }

  /** A subscription is not served. While others are, that is its own failure; else the connection's. */
  trouble(upstream: Upstream, error: VenuewireError): void {
    const isServing = [...this.upstreams].some(
      (other) => other !== upstream && other.state === 'live',
    );
    if (isServing && this.#isAskedFor(upstream)) this.#retryAlone(upstream, error);
    else this.abandon(error);
  }

  /** Old enough: dialled anew, if everything on it can recover. */
  renew(session: Session): void {
    const canRecover = [...this.upstreams].every((upstream) => upstream.canRecover);
    if (this.session !== session || !canRecover) return;
    this.#context.effects.observe({ type: 'renewed', connection: this.id });
    const error = new ClosedError('The connection has reached its maximum age and is renewed.');
    this.lost({ error, consequence: 'immediate' });
  }

  unexplained(): void {
    if (this.upstreams.size > 0) this.#owner.unexplained(this.endpointName);
  }

  unidentified(message: DataMessage): void {
    this.#owner.unidentified(this, message);
  }

  /** Only on a new connection do data and answers say again whose they are. */
  doubted(upstream: Upstream): void {
    if (!this.#bearsDoubt(upstream)) this.abandon(explainSilence(upstream, this.#context));
  }

  refused(upstream: Upstream, error: VenuewireError): void {
    if (!error.retryable) this.#owner.refused(upstream, error);
    else if (this.#isAskedFor(upstream)) this.#retryAlone(upstream, error);
    else this.lost({ error, consequence: 'backoff' });
  }

  /** One thing of several that a frame says, unless one before it has ended the session. */
  #takeOne(session: Session, message: Incoming, size: number): void {
    if (this.session === session) this.#inbox.take(session, message, size);
  }

  #drop(): void {
    const { session } = this;
    if (!session) return;
    this.session = undefined;
    const { clock, timing } = this.#context;
    const readyFor = session.readyAt === undefined ? 0 : clock.now - session.readyAt;
    const isStable = readyFor >= timing(this.endpointName).stable;
    if (isStable) this.#backoff.reset();
    this.#isWary = !isStable && (this.#isWary || this.requests?.isSerial === true);
    this.requests?.close();
    this.requests = undefined;
    session.over();
    this.#context.effects.abandon(session);
  }

  lost({ error, consequence, retryAfter }: Loss): void {
    const { session } = this;
    if (!session) return;
    const { effects, agenda } = this.#context;
    this.#drop();
    this.lastError = error;
    effects.observe({ type: 'lost', connection: this.id, error });
    for (const upstream of this.upstreams) upstream.lost('disconnect', session.lastFrameEpoch);
    if (consequence === 'fatal') return this.#owner.fatal(this.endpointName, error);
    const delay = this.#backoff.next(consequence === 'immediate', retryAfter);
    if (delay === 0) return this.#dial();
    effects.observe({ type: 'waiting', connection: this.id, delay, error });
    this.#waiting = agenda.after(delay, () => {
      this.#waiting = undefined;
      this.#dial();
    });
    for (const upstream of this.upstreams) upstream.waiting(error, delay);
  }

  #dial(): void {
    if (this.session || this.#waiting || this.upstreams.size === 0) return;
    const { effects } = this.#context;
    this.dials += 1;
    const { codec } = this.endpoint;
    const ping = codec.ping && ((): string => codec.ping?.() ?? '');
    this.session = new Session(this.#context, this.endpointName, this.id, this, ping);
    effects.observe({ type: 'dial', connection: this.id, attempt: this.#backoff.failures });
    effects.dial(this.session);
  }

  ready(session: Session): void {
    if (session.phase !== 'greeting') return;
    session.ready();
    const { effects, clock, agenda } = this.#context;
    effects.observe({ type: 'ready', connection: this.id, took: clock.now - session.dialledAt });
    const timing = this.#context.timing(this.endpointName);
    this.requests = new Requests(agenda, {
      inFlight: this.endpoint.limits.requestsInFlight,
      isSerial: this.#isWary,
      acknowledge: timing.acknowledge,
      unsubscribe: timing.unsubscribe,
      nextId: this.#context.nextId,
      send: (upstream, action, id) => this.#request(session, upstream, action, id),
      acknowledged: (upstream, sentAt) => upstream.acknowledged(sentAt),
      doubted: (upstream) => this.doubted(upstream),
      missed: (upstream, isDoubtful) => this.#missed(upstream, isDoubtful),
    });
    for (const upstream of this.upstreams)
      if (!this.isPostponed(upstream)) this.#subscribe(upstream);
  }

  #subscribe(upstream: Upstream): void {
    // Where connecting is subscribing, what it brings may be here before any request would have been sent.
    try {
      if (this.#isAskedFor(upstream)) return this.requests?.subscribe(upstream);
    } catch (cause) {
      return this.#owner.refused(upstream, explainUnwritable(upstream, cause, this.#context));
    }
    upstream.requested();
    upstream.acknowledged();
  }

  /** Whether there is a frame that subscribes it. */
  #isAskedFor(upstream: Upstream): boolean {
    return this.endpoint.codec.subscribe(upstream.wireRequest('')) !== undefined;
  }

  #request(
    session: Session,
    upstream: Upstream,
    action: 'subscribe' | 'unsubscribe',
    id: string,
  ): boolean {
    const { channel, topic } = upstream;
    const text = encode(this.endpoint.codec, action, upstream.wireRequest(id));
    if (action === 'subscribe') upstream.requested();
    if (text === undefined) return false;
    this.#context.effects.observe({ type: action, channel: channel.name, topic });
    this.#context.effects.send(session, text);
    return true;
  }

  /**
   * Where acknowledgements are not to be relied on, the deadline of the request ends a doubt too, unless what comes with
   * the subscription comes only once: it may have been thrown away, or may come after what is older.
   */
  #bearsDoubt({ recovery }: Upstream): boolean {
    const isSnapshotOnce = recovery.mode === 'snapshot' && !recovery.isOptional && !this.canRefresh;
    const comesOnce = recovery.mode === 'replay' || isSnapshotOnce;
    return this.endpoint.acknowledgement === 'optional' && !comesOnce;
  }

  #missed(upstream: Upstream, isDoubtful: boolean): void {
    if (this.endpoint.acknowledgement !== 'optional')
      return this.trouble(upstream, explainSilence(upstream, this.#context));
    if (isDoubtful && !this.#bearsDoubt(upstream)) this.doubted(upstream);
    else upstream.acknowledged();
  }

  /** One subscription failed for now: its neighbours go on. */
  #retryAlone(upstream: Upstream, error: VenuewireError): void {
    const { channel, topic } = upstream;
    this.#context.effects.observe({ type: 'postponed', channel: channel.name, topic, error });
    this.requests?.unsubscribe(upstream);
    // A pause for its reader is over with it.
    this.resume();
    this.#postponed.get(upstream)?.cancel();
    const again = (): void => {
      this.#postponed.delete(upstream);
      if (this.session?.phase === 'ready') this.#subscribe(upstream);
    };
    this.#postponed.set(upstream, this.#context.agenda.after(upstream.waitAlone(error), again));
  }
}
