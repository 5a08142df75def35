import type { VenuewireError } from '../errors.ts';
import type { DataItem, GapReason } from '../item.ts';
import type { AnyChannel, DataMessage, Recovery, WireRequest } from '../venue.ts';
import type { Appointment } from './agenda.ts';
import { backoffOf, type Backoff } from './backoff.ts';
import { Cadence } from './cadence.ts';
import type { Carrier } from './carrier.ts';
import type { Consumer } from './consumer.ts';
import type { Context } from './context.ts';
import { explainMissingState, explainMute } from './explain.ts';
import { ItemMaker } from './item-maker.ts';
import { Patience } from './patience.ts';
import { Readers } from './readers.ts';
import { Replay } from './replay.ts';
import type { RestoreResult } from './restoration.ts';
import { Restorer } from './restorer.ts';
import { View } from './view.ts';

/**
 * One subscription on the wire, shared by its readers: wanted, pending (asked for), live. After each break it closes
 * the gap in the way that its channel's table declares.
 */
export class Upstream {
  readonly channel: AnyChannel;
  readonly params: unknown;
  readonly recovery: Recovery<unknown, unknown, unknown>;
  readonly topic: string;
  /** Names it within its client. */
  readonly key: string;
  state: 'wanted' | 'pending' | 'live' = 'wanted';
  /** Where it is placed. */
  connection: Carrier<Upstream> | undefined;
  lastDataEpoch: number | undefined;
  readonly #context: Context;
  readonly #items: ItemMaker;
  readonly #view: View;
  readonly #backoff: Backoff;
  readonly #readers = new Readers();
  readonly #cadence: Cadence;
  readonly #restorer: Restorer;
  readonly #patience: Patience;
  /** The highest sequence number that came. */
  #sequence: number | undefined;
  #replay: Replay | undefined;
  #snapshotDeadline: Appointment | undefined;
  #retry: Appointment | undefined;
  #resubscribe: Appointment | undefined;
  #repairedAt: number | undefined;
  /** Something is lost behind the latest number, and what follows the hole did not come yet. */
  #hasHole = false;
  /** The latest number that came, since the last subscribe. */
  #latest = 0;

  constructor(channel: AnyChannel, params: unknown, context: Context) {
    this.channel = channel;
    this.params = params;
    const { recovery } = channel;
    this.recovery = typeof recovery === 'function' ? recovery(params) : recovery;
    this.topic = channel.topic(params);
    this.key = `${channel.name}:${this.topic}`;
    this.#context = context;
    this.#items = new ItemMaker(channel, this.topic, context);
    this.#view = new View(channel.apply, this.#isOptional);
    this.#cadence = new Cadence(channel.cadence, context, (times) => this.#mute(times));
    this.#backoff = backoffOf(context, channel.endpoint);
    this.#patience = new Patience(context, channel.endpoint);
    this.#restorer = new Restorer(
      {
        subject: this,
        items: this.#items,
        view: this.#view,
        readers: this.#readers,
        offer: (consumer, item, bytes) => this.#offer(consumer, item, bytes),
      },
      context,
    );
  }

  /** As the latest messages made it; undefined where there is none, or none that is whole. */
  get currentState(): unknown {
    return this.#view.isFilled ? this.#view.data : undefined;
  }

  get readers(): readonly Consumer[] {
    return this.#readers.all;
  }

  /** Whether a break would be closed. */
  get canRecover(): boolean {
    const { mode } = this.recovery;
    // What nobody promises to send again would be missing from then on.
    if (mode !== 'replay') return mode !== 'none' && !this.#isOptional;
    return this.readers.every(({ position }) => position !== undefined);
  }

  join(consumer: Consumer): void {
    // What comes before the next subscribe is behind a hole.
    if (this.#resubscribe || this.#readers.areWaiting || this.#needsPast(consumer)) {
      this.#readers.postpone([consumer]);
      if (this.state === 'live') this.#resubscribeSoon();
      return;
    }
    this.#readers.serve(consumer);
    if (this.#replay) this.#replay.to = Math.max(this.#replay.to, consumer.position ?? 0);
    if (this.state !== 'live') return;
    const { mode } = this.recovery;
    if (mode === 'replay') consumer.position ??= this.#sequence;
    const isFetched = mode === 'resync' || (mode === 'backfill' && !this.#view.isFilled);
    if (this.#restorer.isFilling || (isFetched && (this.#restorer.tellsState || consumer.isBroken)))
      this.#restorer.restore([consumer]);
    else if (!this.#snapshotDeadline) this.#welcome(consumer);
  }

  leave(consumer: Consumer): void {
    this.#readers.remove(consumer);
    this.#restorer.leave(consumer);
    if (this.readers.length === 0) this.#cancel();
  }

  wireRequest(id: string): WireRequest {
    const { channel, topic, params } = this;
    const venueTime = this.#context.venueClock.now;
    return { id, channel: channel.name, topic, params, resume: this.#resumePoint, venueTime };
  }

  /** The subscribe is on its way, and speaks for every reader. */
  requested(): void {
    this.state = 'pending';
    this.#hasHole = false;
    // What came since it was given up is old.
    this.#view.clear();
    this.#readers.serveAll();
    const from = this.#resumePoint;
    this.#latest = from ?? 0;
    const to = Math.max(this.#sequence ?? 0, this.#readers.highestPosition);
    this.#replay = from === undefined ? undefined : new Replay(from, to);
  }

  acknowledged(sentAt?: number): void {
    if (this.state === 'live') return;
    this.state = 'live';
    this.#backoff.reset();
    const { effects, venueClock } = this.#context;
    effects.observe({ type: 'acknowledged', ...this.#where });
    if (this.#replay) this.#replay.before = sentAt ?? venueClock.now;
    this.#cadence.start();
    this.#recover(sentAt);
    // Who came while the subscribe was under way, and needs more than it asked for.
    if (this.#readers.areWaiting) this.#resubscribeSoon();
  }

  receive(message: DataMessage, bytes: number): void {
    this.lastDataEpoch = this.#context.clock.epoch;
    this.#cadence.heard();
    const isAwaited = this.#snapshotDeadline !== undefined;
    // What comes before the snapshot is in the snapshot.
    if (isAwaited && !message.snapshot && !this.#isOptional) return;
    const item = this.#items.live(message, this.#replay);
    // First, because it is what the channel's table may be unable to do.
    if (this.#restorer.isFilling) this.#view.check(item.data);
    else this.#view.update(item.data, item.snapshot);
    if (isAwaited) {
      this.#snapshotDeadline?.cancel();
      this.#retry?.cancel();
      this.#snapshotDeadline = undefined;
      // Of several rows that begin anew, one by one, the others are still to come.
      const verdict =
        item.snapshot || this.channel.apply.mode === 'replace' ? 'complete' : 'partial';
      for (const consumer of this.#readers.served) consumer.settle(verdict);
    }
    if (item.sequence !== undefined) this.#count(item.sequence);
    this.#restorer.hold({ item, bytes });
    for (const consumer of this.#readers.served) {
      if (!this.#restorer.has(consumer) && !this.#isPast(consumer, message))
        this.#offer(consumer, item, bytes);
    }
    if (isAwaited) for (const consumer of this.#readers.served) consumer.live();
  }

  #count(sequence: number): void {
    this.#latest = sequence;
    if (this.#sequence !== undefined && sequence <= this.#sequence) return;
    this.#sequence = sequence;
    this.#hasHole = false;
  }

  /**
   * The venue replays no further: what lies between the replay and what comes now is lost for those who asked for
   * it. Readers who are further on lack nothing that they could not still have, from their own place.
   */
  replayStopped(): void {
    this.#hasHole = true;
    const { served } = this.#readers;
    const ahead = [...served].filter(({ position = 0 }) => position > this.#latest);
    const from = Math.min(...ahead.map(({ position }) => position ?? 0));
    for (const consumer of served) {
      if (ahead.includes(consumer)) continue;
      consumer.report('replay-limit', 'partial', { since: consumer.brokeAt });
      if (ahead.length > 0 && consumer.position !== undefined) consumer.position = from;
    }
    if (ahead.length === 0) return;
    this.#readers.postpone(this.#readers.all);
    this.#resubscribeSoon();
  }

  /** A message may have been lost although the connection lives. */
  repair(reason: GapReason): void {
    const { mode } = this.recovery;
    const position = this.#resumePoint;
    // Nobody takes what comes now: it will be asked for again in any case.
    if (this.#readers.areWaiting && this.#readers.served.size === 0) return;
    // What was unreadable at this place before will be so again.
    const isHopeless =
      mode === 'replay' && (position === undefined || position === this.#repairedAt);
    if (this.state !== 'live' || mode === 'none' || isHopeless) {
      this.#hasHole = true;
      // Nor is the state what it was.
      this.#view.clear();
      for (const consumer of this.readers) consumer.report(reason, 'none');
      return;
    }
    this.#repairedAt = position;
    // It is asked for already.
    if (this.#snapshotDeadline) return;
    const { epoch } = this.#context.clock;
    const canRefresh = this.#isOptional || this.connection?.canRefresh === true;
    const mustRedo = mode === 'snapshot' && !canRefresh;
    const delay = this.#patience.next();
    if (mode === 'replay' || mustRedo) return this.#redo(reason, epoch, delay);
    this.#interrupt(reason, epoch);
    if (mode === 'snapshot') return this.#awaitSnapshot(delay);
    for (const consumer of this.#readers.served) consumer.miss(reason, epoch);
    this.#restorer.restart();
    this.#restorer.restore(this.#readers.served, delay);
  }

  lost(reason: GapReason, since: number): void {
    if (this.state !== 'wanted') this.#interrupt(reason, since);
    // What was paused is gone.
    for (const consumer of this.readers) consumer.isPausing = false;
    this.#cancel();
    this.#readers.serveAll();
  }

  /** The next attempt is in `delay` milliseconds. */
  waiting(cause: VenuewireError, delay: number): void {
    const nextAttemptAt = Math.round(this.#context.clock.epoch + delay);
    for (const consumer of this.readers) consumer.status('waiting', { cause, nextAttemptAt });
  }

  /** The venue does not serve this subscription now: it is to be asked for again in the milliseconds that this answers. */
  waitAlone(cause: VenuewireError): number {
    this.lost('disconnect', this.lastDataEpoch ?? this.#context.clock.epoch);
    const delay = this.#backoff.next(false);
    this.waiting(cause, delay);
    return delay;
  }

  restored(ticket: number, result: RestoreResult): void {
    this.#restorer.succeed(ticket, result);
  }

  restoreFailed(ticket: number, error: VenuewireError): void {
    this.#restorer.fail(ticket, error);
  }

  end(error?: VenuewireError): void {
    this.#cancel();
    for (const consumer of this.readers) consumer.end(error);
    this.#readers.clear();
  }

  #needsPast({ position }: Consumer): boolean {
    if (this.recovery.mode !== 'replay' || position === undefined) return false;
    if (this.state === 'wanted') return false;
    const reached = this.state === 'pending' ? this.#replay?.from : this.#sequence;
    return reached === undefined || position < reached || this.#hasHole;
  }

  /** Whether its state may never come by itself. */
  get #isOptional(): boolean {
    return this.recovery.mode === 'snapshot' && this.recovery.isOptional === true;
  }

  get #where(): { readonly channel: string; readonly topic: string } {
    return { channel: this.channel.name, topic: this.topic };
  }

  get #resumePoint(): number | undefined {
    return this.recovery.mode === 'replay' ? this.#readers.lowestPosition : undefined;
  }

  #interrupt(reason: GapReason, since: number): void {
    this.#view.clear();
    this.#context.effects.observe({ type: 'interrupted', ...this.#where, reason });
    for (const consumer of this.readers) consumer.interrupt(reason, since);
  }

  /** Subscribes anew on the same connection. Until that is sent, whatever comes is behind the hole: nobody takes it. */
  #redo(reason: GapReason, since: number, delay = 0): void {
    this.#interrupt(reason, since);
    // What REST answers now would be as old.
    this.#restorer.cancel();
    this.#readers.postpone(this.#readers.all);
    this.#resubscribeSoon(delay);
  }

  /** Once for all who join in one turn. */
  #resubscribeSoon(delay = 0): void {
    this.#resubscribe ??= this.#context.agenda.after(delay, () => {
      this.#resubscribe = undefined;
      this.connection?.resubscribe(this);
    });
  }

  #recover(sentAt: number | undefined): void {
    const { recovery } = this;
    // Of a log of events only what a break hid is wanted, not what was before the first subscribe.
    const isBroken = this.readers.some((consumer) => consumer.isBroken);
    const isFirst = this.channel.apply.mode === 'append' && !isBroken;
    if (recovery.mode === 'snapshot' && (isBroken || !this.#isOptional)) this.#awaitSnapshot();
    else if (recovery.mode === 'resync' || (recovery.mode === 'backfill' && !isFirst))
      this.#restorer.restore(this.#readers.served);
    else for (const consumer of this.#readers.served) this.#welcome(consumer, sentAt);
  }

  /** The reader gets what there is, and the verdict on its break. */
  #welcome(consumer: Consumer, sentAt = this.#context.venueClock.second): void {
    // What nobody knows now is not known later either.
    consumer.newsFrom ??= sentAt ?? Number.NEGATIVE_INFINITY;
    const canReplay = this.recovery.mode === 'replay' && consumer.position !== undefined;
    const { isFilled, isWhole } = this.#view;
    consumer.settle(canReplay || isWhole ? 'complete' : isFilled ? 'partial' : 'none');
    if (isFilled) consumer.offer(this.#items.state(this.#view.data, isWhole), 0);
    consumer.live();
  }

  /** Asks for it, where that is possible, not before `delay` milliseconds have passed. */
  #awaitSnapshot(delay = 0): void {
    this.#snapshotDeadline?.cancel();
    this.#retry?.cancel();
    const { agenda, timing } = this.#context;
    const { snapshot } = timing(this.channel.endpoint);
    this.#snapshotDeadline = agenda.after(delay + snapshot, () => {
      if (this.#isOptional) return this.#goWithout();
      this.connection?.trouble(this, explainMissingState(this, this.#context));
    });
    if (delay === 0) this.connection?.refresh(this);
    else this.#retry = agenda.after(delay, () => this.connection?.refresh(this));
  }

  /** Nobody promised that anything would come: what the break hid is gone, and the next message says how things are. */
  #goWithout(): void {
    this.#snapshotDeadline = undefined;
    for (const consumer of this.#readers.served) {
      consumer.settle('none');
      consumer.live();
    }
  }

  #offer(consumer: Consumer, item: DataItem<unknown>, bytes: number): void {
    const { sequence } = item;
    const isNumbered = this.recovery.mode === 'replay';
    if (isNumbered && sequence !== undefined) {
      const isExpected = this.#replay?.expects(sequence) ?? false;
      const standing = consumer.offerNumbered(item, sequence, bytes, isExpected);
      if (standing === 'reset') this.#sequence = sequence;
    } else if (this.channel.apply.mode === 'append' && !isNumbered)
      consumer.offerNamed(item, bytes);
    else consumer.offer(item, bytes);
  }

  /** Whether it is replayed for another reader, from before this one was live. */
  #isPast({ position, newsFrom }: Consumer, message: DataMessage): boolean {
    return position === undefined && (this.#replay?.precedes(message, newsFrom) ?? false);
  }

  /** Asks again, then dials again, then says so: a feed with a rhythm that is quiet is not well. */
  #mute(times: number): void {
    this.#context.effects.observe({ type: 'mute', ...this.#where, times });
    const since = this.lastDataEpoch ?? this.#context.clock.epoch;
    if (times === 1) return this.#redo('silence', since);
    const error = explainMute(this, this.#context);
    if (times === 2) return this.connection?.abandon(error);
    if (times === 3)
      for (const consumer of this.readers)
        consumer.report('silence', 'none', { since, cause: error });
    this.connection?.trouble(this, error);
  }

  #cancel(): void {
    this.state = 'wanted';
    this.#view.clear();
    this.#restorer.cancel();
    this.#cadence.stop();
    for (const appointment of [this.#snapshotDeadline, this.#retry, this.#resubscribe])
      appointment?.cancel();
    this.#snapshotDeadline = this.#retry = this.#resubscribe = undefined;
  }
}
