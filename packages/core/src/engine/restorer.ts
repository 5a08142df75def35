import type { VenuewireError } from '../errors.ts';
import type { DataItem } from '../item.ts';
import type { Appointment } from './agenda.ts';
import type { Consumer } from './consumer.ts';
import type { Context } from './context.ts';
import type { Restorable } from './effects.ts';
import type { ItemMaker } from './item-maker.ts';
import type { Readers } from './readers.ts';
import {
  Restoration,
  rowsHiddenFrom,
  type Held,
  type Outcome,
  type RestoreResult,
} from './restoration.ts';
import type { View } from './view.ts';

/** The subscription that REST is asked about. */
export interface Restored {
  readonly subject: Restorable;
  readonly items: ItemMaker;
  readonly view: View;
  readonly readers: Readers;
  readonly offer: (consumer: Consumer, item: DataItem<unknown>, bytes: number) => void;
}

/** Brings what REST knows into a subscription: after a break, and again and again where rows end without a word. */
export class Restorer {
  readonly #parts: Restored;
  readonly #context: Context;
  #restoration: Restoration | undefined;
  /** The answer is only compared with the state: nobody waits for it. */
  #isComparing = false;
  #comparison: Appointment | undefined;

  constructor(parts: Restored, context: Context) {
    this.#parts = parts;
    this.#context = context;
  }

  /** Whether what comes now is held back, because what it follows is still being fetched. */
  get isFilling(): boolean {
    return this.#restoration !== undefined && !this.#isComparing;
  }

  /** Whether what REST brings is a state, and not events. */
  get tellsState(): boolean {
    const { recovery, channel } = this.#parts.subject;
    return recovery.mode === 'resync' || channel.apply.mode !== 'append';
  }

  has(consumer: Consumer): boolean {
    return this.#restoration?.has(consumer) ?? false;
  }

  hold(held: Held): void {
    this.#restoration?.hold(held);
  }

  leave(consumer: Consumer): void {
    this.#restoration?.leave(consumer);
  }

  /** Asks, or asks again, for those who lack something; not before `delay` milliseconds have passed. */
  restore(audience: Iterable<Consumer>, delay = 0): void {
    // A comparison has a deadline of its own, which may be nearly over.
    if (this.#restoration && !this.#isComparing) return this.#restoration.include(audience);
    this.#restoration?.cancel();
    this.#isComparing = false;
    this.#begin(audience, delay);
  }

  /** Something was missed meanwhile. */
  restart(): void {
    this.#restoration?.restart();
  }

  succeed(ticket: number, result: RestoreResult): void {
    if (this.#restoration?.ticket !== ticket) return;
    // First, because it is what the channel's table may be unable to do.
    if (this.#isState(result)) this.#parts.view.check(result.snapshot);
    this.#restoration.succeed(result);
  }

  fail(ticket: number, error: VenuewireError): void {
    if (this.#restoration?.ticket === ticket) this.#restoration.fail(error);
  }

  cancel(): void {
    this.#restoration?.cancel();
    this.#restoration = undefined;
    this.#isComparing = false;
    this.#comparison?.cancel();
    this.#comparison = undefined;
  }

  #begin(audience: Iterable<Consumer>, delay: number): void {
    this.#comparison?.cancel();
    const { subject } = this.#parts;
    const done = (outcome: Outcome): void => this.#finish(outcome);
    this.#restoration = new Restoration(subject, audience, this.#context, done, delay);
  }

  #isState(result: RestoreResult | undefined): result is { readonly snapshot: unknown } {
    return (
      result !== undefined &&
      'snapshot' in result &&
      this.#parts.subject.recovery.mode === 'backfill'
    );
  }

  #finish(outcome: Outcome): void {
    const restoration = this.#restoration;
    if (!restoration) return;
    const isComparison = this.#isComparing;
    this.#restoration = undefined;
    this.#isComparing = false;
    // Before anybody is told, because the last reader may be too full to stay, and takes all appointments along.
    this.#compareLater(outcome);
    if (isComparison) this.#compare(outcome, restoration);
    else this.#tell(outcome, restoration);
  }

  /** A state that could not be had is asked for later: the gap stays as it was told, the state need not. */
  #compareLater({ result }: Outcome): void {
    const { recovery, channel } = this.#parts.subject;
    if (recovery.mode !== 'backfill') return;
    const isMissing = result === undefined && channel.apply.mode !== 'append';
    const { recovery: later } = this.#context.timing(channel.endpoint);
    const never = Number.POSITIVE_INFINITY;
    const delay = Math.min(recovery.every ?? never, isMissing ? later : never);
    this.#comparison = this.#context.agenda.after(delay, () => {
      this.#begin([], 0);
      this.#isComparing = true;
    });
  }

  /** Only who would learn something is told. */
  #compare({ result, verdict }: Outcome, { held }: Restoration): void {
    // With more updates than it could hold, the answer is old already.
    if (!this.#isState(result) || verdict !== 'complete') return;
    const { view, items, readers, offer } = this.#parts;
    const updates = held.map(({ item }) => item);
    if (!view.correct(result.snapshot, updates)) return;
    for (const consumer of readers.served) offer(consumer, items.state(view.data), 0);
  }

  #tell({ result, verdict, cause }: Outcome, restoration: Restoration): void {
    const { view, items, offer, subject, readers } = this.#parts;
    const { effects, venueClock } = this.#context;
    const isNews = this.#isState(result) && !view.isFilled;
    const where = { channel: subject.channel.name, topic: items.topic };
    effects.observe({ type: 'restored', ...where, ...(cause ? { error: cause } : {}) });
    if (this.#isState(result)) view.update(result.snapshot, true);
    const snapshot = result && 'snapshot' in result ? items.state(result.snapshot) : undefined;
    const rows = result && 'events' in result ? items.rows(result.events) : [];
    const isCut = result !== undefined && 'events' in result && result.isCut === true;
    for (const consumer of restoration.audience) {
      const { isBroken } = consumer;
      const since = consumer.brokeAt ?? 0;
      const hidden = rowsHiddenFrom(consumer, rows, venueClock.offset, isCut);
      // When all that REST tells was hidden, there may have been more.
      const isPart = isCut && hidden.length === rows.length && verdict === 'complete';
      consumer.settle(isPart ? 'partial' : verdict, cause);
      if (snapshot) consumer.offer(snapshot, 0);
      else if (!isBroken && this.tellsState) consumer.report('no-snapshot', verdict, { cause });
      // There may be more of them than a consumer remembers.
      const told = new Set(hidden.map(({ item }) => item.id));
      const held = restoration.heldFor(consumer);
      // What came before anything that REST still tells is older.
      const older = held.slice(
        0,
        Math.max(
          0,
          held.findIndex(({ item }) => told.has(item.id)),
        ),
      );
      for (const { item, bytes } of older) offer(consumer, item, bytes);
      for (const { item } of hidden) offer(consumer, item, 0);
      for (const { item, bytes } of held.slice(older.length))
        if (!told.has(item.id)) offer(consumer, item, bytes);
      // It had no room for all of them: the rest is as old as the break.
      if (isBroken && consumer.isHeld) consumer.brokeAt = since;
      consumer.live();
    }
    for (const { item } of restoration.held) view.update(item.data, item.snapshot);
    if (!view.isFilled) return;
    // Those to whom REST could not tell it when they were in need, and those who came after all that was held.
    for (const consumer of readers.served) {
      const isHeldBack = restoration.has(consumer);
      const isTold = isHeldBack
        ? snapshot !== undefined || restoration.heldFor(consumer).length > 0
        : !isNews;
      if (!isTold) offer(consumer, items.state(view.data), 0);
    }
  }
}
