import type { Acknowledged, Reference } from '../venue.ts';
import type { Agenda, Appointment } from './agenda.ts';

/** What can be asked for. */
export interface Requested {
  readonly key: string;
  readonly topic: string;
  readonly channel: { readonly name: string; readonly private: boolean };
}

/** Frames sent in one turn before the event loop gets its turn again. */
const batch = 20;

type Action = 'subscribe' | 'unsubscribe';

interface Pending<Subject> {
  readonly upstream: Subject;
  readonly action: Action;
  readonly deadline: Appointment;
  /** Its answer concerns nobody any more; until then it is in flight nevertheless. */
  isForgotten: boolean;
}

interface Unanswered<Subject> {
  readonly upstream: Subject;
  /** The oldest first. */
  readonly actions: Action[];
}

export interface RequestOptions<Subject> {
  readonly inFlight: number;
  /** Whether one thing after the other is asked for from the beginning. */
  readonly isSerial: boolean;
  readonly acknowledge: number;
  readonly unsubscribe: number;
  readonly nextId: () => string;
  /** Sends the frame; answers whether there was one to send, and so an acknowledgement to wait for. */
  readonly send: (upstream: Subject, action: Action, id: string) => boolean;
  readonly acknowledged: (upstream: Subject, sentAt?: number) => void;
  /** An answer without an id came, which an earlier request may have been waiting for. */
  readonly doubted: (upstream: Subject) => void;
  /** A subscribe was not answered; `isDoubtful`: nor was one before it, whose data may still come. */
  readonly missed: (upstream: Subject, isDoubtful: boolean) => void;
}

/**
 * The subscribes and unsubscribes of one session: paced, private ones first, correlated by id, one at a time for
 * each topic, so that what an old subscription still sends is never taken for the new one's.
 */
export class Requests<Subject extends Requested> {
  readonly #agenda: Agenda;
  readonly #options: RequestOptions<Subject>;
  readonly #queues: Record<'private' | 'public', Subject[]> = { private: [], public: [] };
  readonly #leavers: Subject[] = [];
  readonly #pending = new Map<string, Pending<Subject>>();
  /** What was asked for, and so has to be left. */
  readonly #asked = new Set<string>();
  /** Whose unsubscribe waits, or is under way. */
  readonly #leaving = new Map<string, Subject>();
  /** Of each topic the requests that were not answered: what comes now may still belong to them, and proves nothing. */
  readonly #unanswered = new Map<string, Unanswered<Subject>>();
  /** Under which id each counts as granted: the venue can take it back. */
  readonly #granted = new Map<string, Subject>();
  /** One at a time, since the venue refused something without saying what. */
  isSerial: boolean;
  #pump: Appointment | undefined;

  constructor(agenda: Agenda, options: RequestOptions<Subject>) {
    this.#agenda = agenda;
    this.#options = options;
    this.isSerial = options.isSerial;
  }

  subscribe(upstream: Subject): void {
    const queue = this.#queues[upstream.channel.private ? 'private' : 'public'];
    if (!queue.includes(upstream)) queue.push(upstream);
    this.#schedule();
  }

  /** Leaves what was asked for; what was not yet is not asked for any more. */
  unsubscribe(upstream: Subject): void {
    for (const queue of Object.values(this.#queues)) {
      const index = queue.indexOf(upstream);
      if (index >= 0) queue.splice(index, 1);
    }
    for (const pending of this.#pending.values())
      pending.isForgotten ||= pending.upstream === upstream;
    for (const [id, granted] of this.#granted) if (granted === upstream) this.#granted.delete(id);
    if (!this.#asked.delete(upstream.key)) return;
    this.#leaving.set(upstream.key, upstream);
    this.#leavers.push(upstream);
    this.#schedule();
  }

  /** Whether the venue may still send of another topic of the channel, because it has not stopped yet. */
  isOtherLeaving({ channel, topic }: Subject, countsUnanswered: boolean): boolean {
    const unanswered = countsUnanswered ? [...this.#unanswered.values()] : [];
    return [...this.#leaving.values(), ...unanswered.map(({ upstream }) => upstream)].some(
      (other) => other.channel.name === channel.name && other.topic !== topic,
    );
  }

  acknowledge({ action: granted, sentAt, ...reference }: Omit<Acknowledged, 'type'>): void {
    const id = this.#meant(reference, granted);
    if (this.#answersLate(reference, granted)) return this.#doubt(id);
    const pending = this.#settle(id);
    if (!pending) return;
    const { upstream, action, isForgotten } = pending;
    // What was forgotten was asked for before what is in doubt.
    if (isForgotten) return;
    this.#unanswered.delete(upstream.key);
    if (action !== 'subscribe') return;
    if (id !== undefined) this.#granted.set(id, upstream);
    this.#options.acknowledged(upstream, sentAt);
  }

  /**
   * What was refused: by the request's id, also long after it was granted, by its topic, or because it is the only one
   * under way. Where that tells nothing, all that is under way is asked for again, one at a time, so that the next
   * refusal does.
   */
  refuse(reference: Reference): Subject | undefined {
    const granted = reference.request && this.#granted.get(reference.request);
    if (granted) return granted;
    const id = this.#refused(reference);
    if (id === undefined && isSilent(reference)) this.#askAgain();
    const pending = this.#settle(id);
    if (pending?.action !== 'subscribe' || pending.isForgotten) return undefined;
    const { upstream } = pending;
    // If something else was meant, it is in effect, and has to be left.
    if (!isSilent(reference) && !this.#unanswered.has(upstream.key))
      this.#asked.delete(upstream.key);
    return upstream;
  }

  /**
   * Data of the upstream came before the acknowledgement. Does it prove the subscription, is it an earlier one's, or
   * may it be either?
   */
  satisfied(upstream: Subject): 'proven' | 'stale' | 'doubtful' {
    for (const [id, { upstream: asked, action, isForgotten }] of this.#pending) {
      if (asked !== upstream || action !== 'subscribe' || isForgotten) continue;
      if (this.#unanswered.has(upstream.key)) return 'doubtful';
      this.#settle(id);
      this.#granted.set(id, upstream);
      return 'proven';
    }
    return 'stale';
  }

  close(): void {
    this.#pump?.cancel();
    for (const { deadline } of this.#pending.values()) deadline.cancel();
    this.#pending.clear();
  }

  /** The request that an answer is about: the oldest of its topic where it names that, the only one where it names nothing. */
  #meant(reference: Reference, granted?: Action): string | undefined {
    const { request, channel, topic } = reference;
    if (request !== undefined) return request;
    const fitting = [...this.#pending].filter(
      ([, { upstream, action }]) =>
        (granted === undefined || action === granted) &&
        (channel === undefined || upstream.channel.name === channel) &&
        (topic === undefined || upstream.topic === topic),
    );
    return topic === undefined && fitting.length > 1 ? undefined : fitting[0]?.[0];
  }

  /** By its name a subscribe is meant, and if none is under way, one that has been given up, or was granted before. */
  #refused(reference: Reference): string | undefined {
    if (reference.request !== undefined || isSilent(reference)) return this.#meant(reference);
    const id = this.#meant(reference, 'subscribe');
    if (id === undefined) this.#answersLate(reference, 'subscribe');
    return id;
  }

  /** Whether it may be the answer to a request that has been given up, which then is answered. */
  #answersLate({ request, channel, topic }: Reference, granted?: Action): boolean {
    if (request !== undefined) return false;
    for (const [key, { upstream, actions }] of this.#unanswered) {
      const isMeant =
        (channel === undefined || upstream.channel.name === channel) &&
        (topic === undefined || upstream.topic === topic);
      const index = granted === undefined ? 0 : actions.indexOf(granted);
      if (!isMeant || index < 0) continue;
      actions.splice(index, 1);
      if (actions.length === 0) this.#unanswered.delete(key);
      return true;
    }
    return false;
  }

  #doubt(id: string | undefined): void {
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (pending?.action === 'subscribe' && !pending.isForgotten)
      this.#options.doubted(pending.upstream);
  }

  #giveUp(upstream: Subject, action: Action): void {
    const { actions } = this.#unanswered.get(upstream.key) ?? { actions: [] };
    this.#unanswered.set(upstream.key, { upstream, actions: [...actions, action] });
  }

  #askAgain(): void {
    this.isSerial = true;
    for (const [id, { upstream, action, isForgotten }] of [...this.#pending]) {
      if (action !== 'subscribe' || isForgotten) continue;
      this.#settle(id);
      // It may be in effect: a venue that counts sends everything twice.
      this.unsubscribe(upstream);
      this.subscribe(upstream);
    }
  }

  get #hasRoom(): boolean {
    return this.#pending.size < (this.isSerial ? 1 : this.#options.inFlight);
  }

  #settle(id: string | undefined): Pending<Subject> | undefined {
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || !pending) return undefined;
    this.#pending.delete(id);
    pending.deadline.cancel();
    if (pending.action === 'unsubscribe') this.#leaving.delete(pending.upstream.key);
    this.#schedule();
    return pending;
  }

  /** At once after this turn, or a millisecond later: between batches the event loop must get its turn. */
  #schedule(delay = 0): void {
    this.#pump ??= this.#agenda.after(delay, () => {
      this.#pump = undefined;
      for (let sent = 0; sent < batch && this.#hasRoom; sent += 1) {
        if (!this.#sendNext()) return;
      }
      if (this.#hasRoom) this.#schedule(1);
    });
  }

  /** Those who leave make room at the venue for those who come. */
  #sendNext(): boolean {
    const leaver = this.#leavers.shift();
    if (leaver) {
      this.#send(leaver, 'unsubscribe', this.#options.unsubscribe);
      return true;
    }
    for (const queue of [this.#queues.private, this.#queues.public]) {
      const index = queue.findIndex(({ key }) => !this.#leaving.has(key));
      const [upstream] = index < 0 ? [] : queue.splice(index, 1);
      if (!upstream) continue;
      this.#asked.add(upstream.key);
      const isAwaited = this.#send(upstream, 'subscribe', this.#options.acknowledge);
      if (!isAwaited) this.#options.acknowledged(upstream);
      return true;
    }
    return false;
  }

  /** Answers whether there is an acknowledgement to wait for. */
  #send(upstream: Subject, action: Action, timeout: number): boolean {
    const id = this.#options.nextId();
    const deadline = this.#agenda.after(timeout, () => {
      const isDoubtful = this.#unanswered.has(upstream.key);
      this.#giveUp(upstream, action);
      const isForgotten = this.#settle(id)?.isForgotten ?? true;
      if (action !== 'subscribe' || isForgotten) return;
      this.#granted.set(id, upstream);
      this.#options.missed(upstream, isDoubtful);
    });
    this.#pending.set(id, { upstream, action, deadline, isForgotten: false });
    const isSent = this.#options.send(upstream, action, id);
    if (!isSent) this.#settle(id);
    return isSent;
  }
}

function isSilent({ request, topic }: Reference): boolean {
  return request === undefined && topic === undefined;
}
