import type { Connection } from '../../src/engine/connection.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Timing } from '../../src/timing.ts';
import type { Frame, Request } from './test-venue.ts';
import { Violation } from './violation.ts';

interface Pending {
  readonly request: Request;
  readonly until: number;
}

interface SessionRecord {
  readonly pending: Map<string, Pending>;
  readonly subscribed: Set<string>;
}

/** What a client asks of a connection: how much at once, in which order, and under which names. */
export class RequestRules {
  readonly #timing: Timing;
  readonly #inFlight: number;
  readonly #now: () => number;
  readonly #sessions = new WeakMap<Session, SessionRecord>();
  readonly #ids = new Set<string>();

  constructor(timing: Timing, inFlight: number, now: () => number) {
    this.#timing = timing;
    this.#inFlight = inFlight;
    this.#now = now;
  }

  sent(session: Session, text: string, connection: Connection | undefined): void {
    const request = JSON.parse(text) as Request;
    const { t, r = '', c = '', k = '' } = request;
    if (t !== 'sub' && t !== 'unsub') return;
    if (this.#ids.has(r) || r.length > 50) throw new Violation(`the request id ${r} is not unique`);
    this.#ids.add(r);
    const { pending, subscribed } = this.#of(session);
    const key = `${c}:${k}`;
    if (t === 'sub') {
      this.#checkOrder(request, key, subscribed, pending, connection);
      subscribed.add(key);
    }
    const now = this.#now();
    for (const [id, { until }] of pending) if (until <= now) pending.delete(id);
    const { acknowledge, unsubscribe } = this.#timing;
    pending.set(r, { request, until: now + (t === 'sub' ? acknowledge : unsubscribe) });
    if (pending.size > this.#inFlight) {
      throw new Violation(`${pending.size} requests in flight, ${this.#inFlight} are allowed`);
    }
  }

  /** Before the engine hears it. */
  heard(session: Session, { t, r, c, k }: Frame): void {
    const { pending } = this.#of(session);
    if ((t === 'ack' || t === 'no') && r !== undefined) pending.delete(r);
    if (t !== 'data') return;
    // Data proves a subscription as well as an acknowledgement.
    for (const [id, { request }] of pending) {
      if (request.t === 'sub' && request.c === c && request.k === (k ?? request.k)) {
        pending.delete(id);
      }
    }
  }

  #of(session: Session): SessionRecord {
    const known = this.#sessions.get(session);
    if (known) return known;
    const record: SessionRecord = { pending: new Map(), subscribed: new Set() };
    this.#sessions.set(session, record);
    return record;
  }

  #checkOrder(
    { c: channel }: Request,
    key: string,
    subscribed: ReadonlySet<string>,
    pending: ReadonlyMap<string, Pending>,
    connection: Connection | undefined,
  ): void {
    const upstreams = [...(connection?.upstreams ?? [])];
    const asked = upstreams.find((upstream) => upstream.key === key);
    if (!asked) throw new Violation(`${key} is subscribed although nobody wants it here`);
    if (asked.channel.private || subscribed.has(key)) return;
    const unsubscribes = [...pending.values()].filter(({ request }) => request.t === 'unsub');
    const leaving = new Set(unsubscribes.map(({ request }) => `${request.c}:${request.k}`));
    const late = upstreams.find(
      (upstream) =>
        upstream.channel.private &&
        upstream.state === 'wanted' &&
        !subscribed.has(upstream.key) &&
        !leaving.has(upstream.key),
    );
    if (late) throw new Violation(`the public ${channel} is subscribed before ${late.key}`);
  }
}
