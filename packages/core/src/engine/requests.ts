import type { Agenda, Appointment } from './agenda.ts';

/** What can be asked for. */
export interface Requested {
  readonly key: string;
  readonly topic: string;
  readonly channel: { readonly name: string; readonly private: boolean };
}

/** Frames sent in one turn before the event loop gets its turn again. */
const batch = 20;

interface Pending<Subject> {
  readonly upstream: Subject;
  readonly action: 'subscribe' | 'unsubscribe';
  readonly deadline: Appointment;
}

export interface RequestOptions<Subject> {
  readonly inFlight: number;
  readonly acknowledge: number;
  readonly unsubscribe: number;
  readonly nextId: () => string;
  /** Sends the frame; answers whether there was one to send, and so an acknowledgement to wait for. */
  readonly send: (upstream: Subject, action: 'subscribe' | 'unsubscribe', id: string) => boolean;
  readonly acknowledged: (upstream: Subject, sentAt?: number) => void;
  /** `isAlone`: the venue has acknowledged others meanwhile, so it is this request's own failure. */
  readonly missed: (upstream: Subject, isAlone: boolean) => void;
}

/**
 * The subscribes and unsubscribes of one session: paced, private ones first, correlated by id, one at a time for
 * each topic, so that what an old subscription still sends is never taken for the new one's.
 */
export class Requests<Subject extends Requested> {
  readonly #agenda: Agenda;
  readonly #options: RequestOptions<Subject>;
  readonly #queues: Record<'private' | 'public', Subject[]> = { private: [], public: [] };
  readonly #pending = new Map<string, Pending<Subject>>();
  readonly #leaving = new Set<string>();
  #acknowledgements = 0;
  #pump: Appointment | undefined;

  constructor(agenda: Agenda, options: RequestOptions<Subject>) {
    this.#agenda = agenda;
    this.#options = options;
  }

  subscribe(upstream: Subject): void {
    const queue = this.#queues[upstream.channel.private ? 'private' : 'public'];
    if (!queue.includes(upstream)) queue.push(upstream);
    this.#schedule();
  }

  /** Not to be asked for any more. */
  forget(upstream: Subject): void {
    for (const queue of Object.values(this.#queues)) {
      const index = queue.indexOf(upstream);
      if (index >= 0) queue.splice(index, 1);
    }
  }

  /** Whether an unsubscribe is under way: what comes now is still the old subscription's. */
  isLeaving({ key }: Subject): boolean {
    return this.#leaving.has(key);
  }

  /** Whether the venue may still send of another topic of the channel, because it has not stopped yet. */
  isOtherLeaving({ channel, topic }: Subject): boolean {
    return [...this.#pending.values()].some(
      ({ action, upstream }) =>
        action === 'unsubscribe' &&
        upstream.channel.name === channel.name &&
        upstream.topic !== topic,
    );
  }

  unsubscribe(upstream: Subject): void {
    this.forget(upstream);
    for (const [id, pending] of this.#pending) if (pending.upstream === upstream) this.#settle(id);
    this.#leaving.add(upstream.key);
    this.#send(upstream, 'unsubscribe', this.#options.unsubscribe, () => undefined);
  }

  acknowledge(id: string | undefined, sentAt?: number): void {
    const pending = this.#settle(id ?? this.#only);
    if (!pending) return;
    this.#acknowledgements += 1;
    if (pending.action === 'subscribe') this.#options.acknowledged(pending.upstream, sentAt);
    this.#schedule();
  }

  /** The upstream whose subscribe was refused, by the request's id or because it is the only one under way. */
  refuse(id: string | undefined): Subject | undefined {
    const pending = this.#settle(id ?? this.#only);
    this.#schedule();
    return pending?.action === 'subscribe' ? pending.upstream : undefined;
  }

  /** Data of the upstream came: whatever the venue says later, it is subscribed. */
  satisfied(upstream: Subject): void {
    for (const [id, pending] of this.#pending) {
      if (pending.upstream === upstream && pending.action === 'subscribe') this.#settle(id);
    }
    this.#schedule();
  }

  close(): void {
    this.#pump?.cancel();
    for (const { deadline } of this.#pending.values()) deadline.cancel();
    this.#pending.clear();
  }

  get #only(): string | undefined {
    const [id, second] = this.#pending.keys();
    return second === undefined ? id : undefined;
  }

  #settle(id: string | undefined): Pending<Subject> | undefined {
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || !pending) return undefined;
    this.#pending.delete(id);
    pending.deadline.cancel();
    if (pending.action === 'unsubscribe') this.#leaving.delete(pending.upstream.key);
    return pending;
  }

  /** At once after this turn, or a millisecond later: between batches the event loop must get its turn. */
  #schedule(delay = 0): void {
    this.#pump ??= this.#agenda.after(delay, () => {
      this.#pump = undefined;
      for (let sent = 0; sent < batch && this.#pending.size < this.#options.inFlight; sent += 1) {
        const upstream = this.#nextUpstream();
        if (!upstream) return;
        this.#subscribeNow(upstream);
      }
      if (this.#pending.size < this.#options.inFlight) this.#schedule(1);
    });
  }

  #nextUpstream(): Subject | undefined {
    for (const queue of [this.#queues.private, this.#queues.public]) {
      const index = queue.findIndex((upstream) => !this.#leaving.has(upstream.key));
      if (index >= 0) return queue.splice(index, 1)[0];
    }
    return undefined;
  }

  #subscribeNow(upstream: Subject): void {
    const acknowledged = this.#acknowledgements;
    const isAwaited = this.#send(upstream, 'subscribe', this.#options.acknowledge, () =>
      this.#options.missed(upstream, this.#acknowledgements > acknowledged),
    );
    if (!isAwaited) this.#options.acknowledged(upstream);
  }

  #send(
    upstream: Subject,
    action: Pending<Subject>['action'],
    timeout: number,
    missed: () => void,
  ): boolean {
    const id = this.#options.nextId();
    const deadline = this.#agenda.after(timeout, () => {
      this.#settle(id);
      this.#schedule();
      missed();
    });
    this.#pending.set(id, { upstream, action, deadline });
    const isSent = this.#options.send(upstream, action, id);
    if (!isSent) this.#settle(id);
    return isSent;
  }
}
