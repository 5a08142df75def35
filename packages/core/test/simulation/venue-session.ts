import type { Link, Receiver } from './network.ts';
import { Outbox } from './outbox.ts';
import { endpointOf, topics, type EndpointSpec } from './table.ts';
import type { TopicLog } from './topic-log.ts';
import type { VenueServer } from './venue-server.ts';
import type { Frame, Request } from './wire.ts';

const heartbeat = 30_000;
const grace = 10_000;
const tolerance = 60_000;

/** One connection, as the venue sees it. */
export class VenueSession implements Receiver {
  /** How many times each topic is subscribed. */
  readonly #subscriptions = new Map<string, number>();
  /** Requests that are refused already, and so not acknowledged any more. */
  readonly #refused = new Set<string | undefined>();
  /** Under which request each is in effect. */
  readonly #granted = new Map<string, string | undefined>();
  readonly #server: VenueServer;
  readonly #link: Link;
  readonly #endpoint: EndpointSpec;
  readonly #outbox: Outbox;
  /** Requests are served one after the other: a slow one delays those behind it. */
  #busyUntil = 0;
  /** Answers that name no request come in the order of the requests. */
  #answersUntil = 0;
  #answeredAt: number;
  #isGone = false;

  constructor(server: VenueServer, link: Link) {
    this.#server = server;
    this.#link = link;
    this.#endpoint = endpointOf(server.table, link.endpoint);
    this.#outbox = new Outbox(link, server.timeline, server.traits.batches);
    this.#answeredAt = server.timeline.now;
  }

  get subscribed(): Iterable<string> {
    return this.#subscriptions.keys();
  }

  count(key: string): number {
    return this.#subscriptions.get(key) ?? 0;
  }

  /** Without a word. */
  forget(key: string): void {
    this.#subscriptions.delete(key);
  }

  /** With a word, where that can be understood. */
  takeBack(log: TopicLog, retry: boolean): void {
    const { key, topic: k, spec } = log;
    const r = this.#granted.get(key);
    const isNamed = this.#endpoint.answers === 'topic';
    if (this.count(key) === 0 || (!isNamed && r === undefined)) return;
    this.forget(key);
    this.#refused.add(r);
    // Nobody can ask for it, or be told why it does not come, who was not there when it was said.
    log.hasBeenDenied ||= spec.isUnasked === true;
    this.send({ t: 'no', retry, ...(isNamed ? { c: spec.name, k } : { r }) });
  }

  opened(): void {
    const { ready, timing } = this.#endpoint;
    if (ready === 'open' || this.#greets()) this.#beginUnasked();
    if (timing.silence !== undefined) this.#beatLater();
  }

  gone(): void {
    this.#isGone = true;
    this.#server.sessions.delete(this.#link);
  }

  text(text: string): void {
    if (this.#isGone) return;
    const { timeline } = this.#server;
    const at = Math.max(timeline.now, this.#busyUntil);
    if (at === timeline.now) this.#serve(JSON.parse(text) as Request);
    else timeline.at(at, () => this.text(text));
  }

  send(frame: Frame): void {
    this.#outbox.send(frame);
  }

  /** A frame that cannot be read: it may tell its topic, or its channel, or nothing. */
  garbled({ spec, topic }: TopicLog): void {
    this.#server.hasGarbled = true;
    const kind = this.#server.random.below(3);
    const where = kind === 1 && !spec.isShared ? { k: topic } : {};
    if (kind === 0) this.#outbox.sendRaw('{"t":"da');
    else this.send({ t: 'data', c: spec.name, ...where });
  }

  /** Answers whether it has. */
  #greets(): boolean {
    const { clock: at, faults } = this.#server;
    const { greeting } = faults;
    if (greeting === 'prompt') this.send({ t: 'hello', at });
    else if (greeting !== 'none') {
      const isPlain = greeting === 'busy' || greeting === 'forbidden';
      const retry = isPlain ? greeting === 'busy' : 'probe';
      this.send({ t: 'no', retry, at });
    }
    return greeting === 'prompt';
  }

  #beginUnasked(): void {
    const { table } = this.#server;
    for (const { name, endpoint, isUnasked } of table.channels) {
      if (endpoint !== this.#endpoint.name || !isUnasked) continue;
      for (const topic of topics) this.#begin(this.#server.log(name, topic), {});
    }
  }

  #serve(request: Request): void {
    if (this.#isGone) return;
    const { c: channel = '', k: topic = '' } = request;
    switch (request.t) {
      case 'ping':
        return this.send({ t: 'pong' });
      case 'beat':
        if (this.#isTimely(request)) this.#answeredAt = this.#server.timeline.now;
        return;
      case 'refresh':
        return this.#snapshotSoon(this.#server.log(channel, topic), true);
      case 'unsub':
        return this.#unsubscribe(request, `${channel}:${topic}`);
      case 'sub':
        return this.#subscribe(request, this.#server.log(channel, topic));
    }
  }

  /** A venue that wants heartbeats answered goes by the client's clock. */
  #isTimely({ at = 0 }: Request): boolean {
    return !this.#endpoint.wantsHeartbeats || Math.abs(at - this.#server.clock) <= tolerance;
  }

  #unsubscribe(request: Request, key: string): void {
    const { traits } = this.#server;
    const left = this.count(key) - 1;
    if (left > 0) this.#subscriptions.set(key, left);
    else this.#subscriptions.delete(key);
    this.#granted.delete(key);
    if (traits.acksUnsubscribes) this.#acknowledge(request, () => undefined);
  }

  #subscribe(request: Request, log: TopicLog): void {
    const { refusals, underWay, complaints } = this.#server;
    const refusal = refusals.get(log.key);
    if (refusal || !this.#isTimely(request)) {
      underWay.takenUp(request.r);
      return this.#refuse(request, log, refusal !== 'forbidden');
    }
    const isNew = this.count(log.key) === 0;
    if (
      isNew &&
      this.#asked >= this.#server.limits(this.#endpoint.name).subscriptionsPerConnection
    ) {
      complaints.push(`${log.key} is one subscription too many on its connection`);
    }
    this.#acknowledge(request, () => {
      underWay.takenUp(request.r);
      this.#begin(log, request);
    });
  }

  /** How many topics somebody has asked for. */
  get #asked(): number {
    const { logs } = this.#server;
    return [...this.#subscriptions.keys()].filter((key) => !logs.get(key)?.spec.isUnasked).length;
  }

  #refuse(request: Request, log: TopicLog, retry: boolean): void {
    const { namesRefusals } = this.#server.traits;
    const about = namesRefusals ? this.#reference(request) : {};
    const isVague = !namesRefusals && this.#endpoint.acknowledgement === 'optional';
    log.hasBeenDenied ||= isVague;
    this.send({ t: 'no', ...about, retry, at: this.#server.clock });
    if (this.#server.traits.hangsUp)
      this.#server.timeline.after(0, () => this.#link.close({ code: 1000, reason: 'refused' }));
  }

  #reference({ t, r, c = '', k }: Request): Partial<Frame> {
    if (this.#endpoint.answers === 'id') return { r };
    const a = t === 'sub' || t === 'unsub' ? t : undefined;
    return this.#server.traits.tellsAction ? { c, k, a } : { c, k };
  }

  /** Acknowledges and begins: at once, late, the acknowledgement alone late, or never acknowledged. */
  #acknowledge(request: Request, begin: () => void): void {
    const { faults, random, timeline, traits } = this.#server;
    if (this.#endpoint.acknowledgement === 'optional' && !traits.acknowledges) return begin();
    if (faults.acks === 'prompt') {
      this.#answer(request);
      return begin();
    }
    const delay = random.between(1000, 15_000);
    const isBeginLate = random.chance(0.5);
    if (isBeginLate) {
      this.#busyUntil = timeline.now + delay;
      timeline.after(delay, () => {
        if (this.#isGone) return;
        if (faults.acks !== 'none') this.#answer(request);
        begin();
      });
      return;
    }
    begin();
    if (faults.acks === 'slow') this.#answer(request, delay);
  }

  #answer(request: Request, delay = 0): void {
    const { timeline, traits } = this.#server;
    const answer = (): void => {
      if (this.#refused.has(request.r)) return;
      const at = traits.timedAcks ? this.#server.clock : undefined;
      this.send({ t: 'ack', ...this.#reference(request), at });
    };
    if (this.#endpoint.answers === 'id' && delay > 0) {
      timeline.after(delay, answer);
      return;
    }
    const at = Math.max(timeline.now + delay, this.#answersUntil);
    this.#answersUntil = at;
    if (at === timeline.now) answer();
    else timeline.at(at, answer);
  }

  #begin(log: TopicLog, { from, r }: Pick<Request, 'from' | 'r'>): void {
    const { traits } = this.#server;
    this.#granted.set(log.key, r);
    this.#subscriptions.set(log.key, traits.counts ? this.count(log.key) + 1 : 1);
    const { mode, isOptional } = log.spec;
    const isCertain = !isOptional && !this.#endpoint.canRefresh;
    if (mode === 'snapshot' && (isCertain || traits.volunteers)) this.#snapshotSoon(log, isCertain);
    if (mode !== 'replay' || from === undefined || from <= 0) return;
    const missed = log.after(from);
    const replayLimit = traits.replayLimit || Number.POSITIVE_INFINITY;
    for (const event of missed.slice(0, replayLimit)) this.#server.send(this, log, event);
    if (missed.length <= replayLimit) return;
    log.hasBeenLimited = true;
    this.send({ t: 'limit', c: log.spec.name, k: log.topic, at: this.#server.clock });
  }

  /** What nobody has asked for may come as if it were news. */
  #snapshotSoon(log: TopicLog, isMarked: boolean): void {
    const { faults, random, timeline, traits } = this.#server;
    if (faults.withholdsSnapshots) return;
    const { name: c, isOptional = false } = log.spec;
    const s = isMarked || traits.marksStates || !isOptional;
    const tell = (): void => {
      if (this.count(log.key) === 0 || (!s && log.length === 0)) return;
      if (this.#server.isGarbled(log)) return this.garbled(log);
      this.send({ t: 'data', c, k: log.topic, p: log.snapshot(), s, m: this.#server.clock });
    };
    if (random.chance(0.7)) tell();
    else timeline.after(random.between(0, 2000), tell);
  }

  #beatLater(): void {
    const { timeline } = this.#server;
    const { wantsHeartbeats } = this.#endpoint;
    timeline.after(heartbeat, () => {
      if (this.#isGone) return;
      if (wantsHeartbeats && timeline.now - this.#answeredAt > heartbeat + grace) {
        const { hasExcuse, complaints } = this.#server;
        const isDead = this.#link.halfOpenSince !== undefined || this.#link.isOver;
        if (!hasExcuse && !isDead) complaints.push('a heartbeat was not answered');
        this.#link.close({ code: 1001, reason: 'no heartbeat.ack' });
        return;
      }
      this.send({ t: 'beat', at: this.#server.clock });
      this.#beatLater();
    });
  }
}
