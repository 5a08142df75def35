import { nameOf } from '../coding.ts';
import type { VenuewireError } from '../errors.ts';
import type { DataMessage, Endpoint, Incoming, Refused } from '../venue.ts';
import type { Context } from './context.ts';
import { explainRefusal, type Loss } from './explain.ts';
import type { Requests } from './requests.ts';
import { identified, type Routes } from './routes.ts';
import type { Session } from './session.ts';
import type { Upstream } from './upstream.ts';

/** What a connection does about what it is told. */
export interface InboxOwner {
  readonly id: number;
  readonly endpoint: Endpoint;
  readonly upstreams: ReadonlySet<Upstream>;
  readonly requests: Requests<Upstream> | undefined;
  ready(session: Session): void;
  pong(session: Session): void;
  /** What came for it may be an earlier subscription's. */
  doubted(upstream: Upstream): void;
  lost(loss: Loss): void;
  /** The venue has refused the connection in a way that only the endpoint's probe can explain. */
  unexplained(): void;
  /** The venue refuses this subscription, for now or for good. */
  refused(upstream: Upstream, error: VenuewireError): void;
  /** A message named no topic although several are subscribed here. */
  unidentified(message: DataMessage): void;
}

/** Takes what a connection's frames say to where it belongs. */
export class Inbox {
  readonly #owner: InboxOwner;
  readonly #context: Context;
  readonly #routes: Routes;

  constructor(owner: InboxOwner, context: Context, routes: Routes) {
    this.#owner = owner;
    this.#context = context;
    this.#routes = routes;
  }

  take(session: Session, message: Incoming, size: number): void {
    if (message.type !== 'data') return this.#control(session, message, size);
    try {
      this.#data(message, size);
    } catch (error) {
      // The codec could read it, and the channel's table cannot apply it.
      const { channel, topic } = message;
      this.#invalid({ type: 'invalid', issue: nameOf(error), channel, topic }, size);
    }
  }

  #data(message: DataMessage, size: number): void {
    const { channel, topic, topics } = message;
    if (topic !== undefined) {
      const upstream = this.#routes.find(channel, topic);
      if (upstream) this.#deliver(upstream, message, size);
      else this.#context.counters.unrouted += 1;
    } else if (topics) this.#spread(message, topics, size);
    else this.#guess(message, size);
  }

  /** What came for one of several subscriptions proves none that is still asked for. */
  #spread(message: DataMessage, topics: readonly string[], size: number): void {
    const found = [...new Set(topics)].flatMap(
      (topic) => this.#routes.find(message.channel, topic) ?? [],
    );
    const [only] = found;
    if (!only) this.#context.counters.unrouted += 1;
    else if (found.length === 1 && !this.#isOtherLeaving(only))
      this.#deliver(only, { ...message, topic: only.topic }, size);
    else {
      const live = found.filter(({ state }) => state === 'live');
      if (live.length === 0) this.#context.counters.unrouted += 1;
      for (const upstream of live) upstream.receive({ ...message, topic: upstream.topic }, size);
    }
  }

  #guess(message: DataMessage, size: number): void {
    const [only, ...others] = this.#routes.of(message.channel);
    if (!only) this.#context.counters.unrouted += 1;
    else if (others.length === 0 && !this.#isOtherLeaving(only))
      this.#deliver(only, identified(only, message), size);
    else {
      // One that is not live yet will be told of a gap, before which nothing of this may stand.
      for (const upstream of [only, ...others])
        if (upstream.state === 'live') upstream.receive(message, size);
      this.#owner.unidentified(message);
    }
  }

  /** What was not answered in time may still be in effect, unless the venue promises no answers. */
  #isOtherLeaving(upstream: Upstream): boolean {
    const { requests, endpoint } = this.#owner;
    return requests?.isOtherLeaving(upstream, endpoint.acknowledgement !== 'optional') ?? false;
  }

  #deliver(upstream: Upstream, message: DataMessage, size: number): void {
    if (this.#isServed(upstream)) upstream.receive(message, size);
  }

  /** Whether what comes now is of the subscription as it is asked for now, and not an earlier one's. */
  #isServed(upstream: Upstream): boolean {
    if (upstream.state === 'live') return true;
    const standing = this.#owner.requests?.satisfied(upstream) ?? 'stale';
    if (standing === 'proven') upstream.acknowledged();
    else {
      this.#context.counters.unrouted += 1;
      if (standing === 'doubtful') this.#owner.doubted(upstream);
    }
    return standing === 'proven';
  }

  #control(session: Session, message: Exclude<Incoming, DataMessage>, size: number): void {
    const { effects, venueClock, counters, redact } = this.#context;
    const { id: connection, endpoint, requests } = this.#owner;
    if ('sentAt' in message) venueClock.observe(message.sentAt);
    switch (message.type) {
      case 'ready':
        return this.#owner.ready(session);
      case 'heartbeat': {
        const answer = endpoint.codec.heartbeat?.(venueClock.now);
        if (answer !== undefined) effects.send(session, answer);
        return;
      }
      case 'pong':
        return this.#owner.pong(session);
      case 'acknowledged':
        return requests?.acknowledge(message);
      case 'refused':
        return this.#refused(session, message);
      case 'replay-limit': {
        const upstream = this.#routes.find(message.channel, message.topic);
        if (upstream && this.#isServed(upstream)) upstream.replayStopped();
        return;
      }
      case 'closing':
        return effects.observe({ type: 'closing', connection });
      case 'unknown':
        counters.unknown += 1;
        return effects.observe({ type: 'unknown', connection, tag: redact(message.tag) });
      case 'invalid':
        return this.#invalid(message, size);
    }
  }

  /** It may have been data: of its topic, if it tells that much, or of any. */
  #invalid(
    { issue, channel, topic }: Extract<Incoming, { readonly type: 'invalid' }>,
    size: number,
  ): void {
    const { counters, effects } = this.#context;
    counters.invalid += 1;
    effects.observe({ type: 'invalid', connection: this.#owner.id, issue, size });
    for (const upstream of this.#routes.meant(channel, topic)) upstream.repair('invalid-frame');
  }

  #refused(session: Session, message: Refused): void {
    const upstream = this.#subject(message);
    const about = upstream && `${upstream.channel.name} ${upstream.topic}`;
    const wasReady = session.phase === 'ready';
    const error = explainRefusal(message, this.#context, about, wasReady);
    const where = upstream ? { channel: upstream.channel.name, topic: upstream.topic } : {};
    this.#context.effects.observe({ type: 'refused', ...where, error });
    if (upstream) return this.#owner.refused(upstream, error);
    if (wasReady) return;
    // Before it is ready there is nothing that it could be about but the connection itself.
    this.#owner.lost({ error, consequence: error.retryable ? 'backoff' : 'fatal' });
    if (message.retryable === 'probe') this.#owner.unexplained();
  }

  /** What was asked for, or what is live and is taken back. */
  #subject(message: Refused): Upstream | undefined {
    const asked = this.#owner.requests?.refuse(message);
    if (asked || message.channel === undefined || message.topic === undefined) return asked;
    const upstream = this.#routes.find(message.channel, message.topic);
    return upstream?.state === 'live' ? upstream : undefined;
  }
}
