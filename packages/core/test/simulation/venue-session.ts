import type { Link, Receiver } from './network.ts';
import type { Frame, Request } from './test-venue.ts';
import type { TopicLog } from './topic-log.ts';
import type { VenueServer } from './venue-server.ts';

const heartbeat = 30_000;
const grace = 10_000;
const tolerance = 60_000;

/** One connection, as the venue sees it. */
export class VenueSession implements Receiver {
  readonly subscriptions = new Set<string>();
  readonly #server: VenueServer;
  readonly #link: Link;
  /** Requests are served one after the other: a slow one delays those behind it. */
  #busyUntil = 0;
  #answeredAt: number;
  #isGone = false;

  constructor(server: VenueServer, link: Link) {
    this.#server = server;
    this.#link = link;
    this.#answeredAt = server.timeline.now;
  }

  opened(): void {
    if (this.#link.endpoint !== 'feed') return;
    if (!this.#server.faults.isMute) this.send({ t: 'hello', at: this.#server.clock });
    this.#beatLater();
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
    this.#link.deliver(JSON.stringify(frame));
  }

  /** A frame that cannot be read: it may tell its topic, or its channel, or nothing. */
  garbled({ spec, topic }: TopicLog): void {
    const kind = this.#server.random.below(3);
    if (kind === 0) this.#link.deliver('{"t":"da');
    else this.send({ t: 'data', c: spec.name, ...(kind === 1 ? { k: topic } : {}) });
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
        return this.#snapshotSoon(this.#server.log(channel, topic));
      case 'unsub':
        this.subscriptions.delete(`${channel}:${topic}`);
        return this.#acknowledge(request, () => undefined);
      case 'sub':
        return this.#subscribe(request, this.#server.log(channel, topic));
    }
  }

  #isTimely({ at = 0 }: Request): boolean {
    return Math.abs(at - this.#server.clock) <= tolerance;
  }

  #subscribe(request: Request, log: TopicLog): void {
    const { refusals, traits, clock, complaints } = this.#server;
    const refusal = refusals.get(log.key);
    if (refusal) return this.#refuse(request, refusal === 'busy');
    if (this.#link.endpoint === 'feed' && !this.#isTimely(request)) {
      return this.send({ t: 'no', r: request.r, retry: true, at: clock });
    }
    const isNew = !this.subscriptions.has(log.key);
    if (isNew && this.subscriptions.size >= traits.subscriptionsPerConnection) {
      complaints.push(`${log.key} is one subscription too many on its connection`);
    }
    this.#acknowledge(request, () => this.#begin(log, request.from));
  }

  #refuse({ r }: Request, retry: boolean): void {
    this.send({ t: 'no', r, retry, at: this.#server.clock });
  }

  /** Acknowledges and begins: at once, late, the acknowledgement alone late, or never acknowledged. */
  #acknowledge({ r }: Request, begin: () => void): void {
    const { faults, random, timeline, traits } = this.#server;
    const answer = (): void => {
      this.send({ t: 'ack', r, at: traits.timedAcks ? this.#server.clock : undefined });
    };
    if (faults.acks === 'prompt') {
      answer();
      return begin();
    }
    const delay = random.between(1000, 15_000);
    const isBeginLate = random.chance(0.5);
    if (isBeginLate) {
      this.#busyUntil = timeline.now + delay;
      timeline.after(delay, () => {
        if (this.#isGone) return;
        if (faults.acks !== 'none') answer();
        begin();
      });
      return;
    }
    begin();
    if (faults.acks === 'slow') timeline.after(delay, answer);
  }

  #begin(log: TopicLog, from: number | undefined): void {
    this.subscriptions.add(log.key);
    const { mode } = log.spec;
    if (mode === 'snapshot' && this.#link.endpoint === 'feed') this.#snapshotSoon(log);
    if (mode !== 'replay' || from === undefined || from <= 0) return;
    const missed = log.after(from);
    const replayLimit = this.#server.traits.replayLimit || Number.POSITIVE_INFINITY;
    for (const event of missed.slice(0, replayLimit)) this.#server.send(this, log, event);
    if (missed.length <= replayLimit) return;
    log.hasBeenLimited = true;
    this.send({ t: 'limit', c: log.spec.name, k: log.topic, at: this.#server.clock });
  }

  #snapshotSoon(log: TopicLog): void {
    const { faults, random, timeline } = this.#server;
    if (faults.withholdsSnapshots) return;
    const { name: c } = log.spec;
    const tell = (): void => {
      if (!this.subscriptions.has(log.key)) return;
      this.send({ t: 'data', c, k: log.topic, p: log.snapshot(), s: true, m: this.#server.clock });
    };
    if (random.chance(0.7)) tell();
    else timeline.after(random.between(0, 2000), tell);
  }

  #beatLater(): void {
    const { timeline } = this.#server;
    timeline.after(heartbeat, () => {
      if (this.#isGone) return;
      if (timeline.now - this.#answeredAt > heartbeat + grace) {
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
