import type { Connection } from '../../src/engine/connection.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Timing } from '../../src/timing.ts';
import { Violation } from './violation.ts';
import type { Frame, Request } from './wire.ts';

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
  readonly #timing: (endpoint: string) => Timing;
  readonly #inFlight: (endpoint: string) => number;
  readonly #now: () => number;
  readonly #sessions = new WeakMap<Session, SessionRecord>();
  readonly #ids = new Set<string>();

  constructor(
    timing: (endpoint: string) => Timing,
    inFlight: (endpoint: string) => number,
    now: () => number,
  ) {
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
    const { acknowledge, unsubscribe } = this.#timing(session.endpoint);
    pending.set(r, { request, until: now + (t === 'sub' ? acknowledge : unsubscribe) });
    const inFlight = this.#inFlight(session.endpoint);
    if (pending.size > inFlight) {
      throw new Violation(`${pending.size} requests in flight, ${inFlight} are allowed`);
    }
  }

  /** Before the engine hears it. */
  heard(session: Session, frame: Frame): void {
    const { pending } = this.#of(session);
    const { t } = frame;
    if (t === 'ack' || t === 'no') for (const id of answered(frame, pending)) pending.delete(id);
    if (t !== 'data' && t !== 'limit') return;
    // What comes for it proves a subscription as well as an acknowledgement.
    const { c, k, ks } = frame;
    for (const [id, { request }] of pending) {
      if (request.t !== 'sub' || request.c !== c) continue;
      if (ks ? ks.includes(request.k ?? '') : request.k === (k ?? request.k)) pending.delete(id);
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
        !connection?.isPostponed(upstream) &&
        !subscribed.has(upstream.key) &&
        !leaving.has(upstream.key),
    );
    if (late) throw new Violation(`the public ${channel} is subscribed before ${late.key}`);
  }
}

/** By its id, or the oldest of its topic, or the only one; a refusal that says nothing may be about any. */
function answered(
  { t, r, a, c, k }: Frame,
  pending: ReadonlyMap<string, Pending>,
): readonly string[] {
  if (r !== undefined) return [r];
  const fitting = [...pending]
    .filter(
      ([, { request }]) =>
        (a === undefined || request.t === a) &&
        (k === undefined || (request.c === c && request.k === k)),
    )
    // What is refused is a subscribe, if there is one.
    .toSorted(([, one], [, other]) => (t === 'no' ? rank(one) - rank(other) : 0));
  if (k === undefined && t === 'ack' && fitting.length > 1) return [];
  const isAny = k === undefined && t === 'no' && fitting.length > 1;
  const chosen = isAny
    ? fitting.filter(([, { request }]) => request.t === 'sub')
    : fitting.slice(0, 1);
  return chosen.map(([id]) => id);
}

function rank({ request }: Pending): number {
  return request.t === 'sub' ? 0 : 1;
}
