import type { Cursor, CursorStore } from './cursor.ts';
import type { Consumer } from './engine/consumer.ts';
import { ClosedError, ConfigError, ProtocolError, VenuewireError } from './errors.ts';
import type { AnyItem, DataItem, Item } from './item.ts';
import { describeIssues, type SchemaResult } from './schema.ts';

/** How a subscription reaches its engine. */
interface Wire {
  /** Makes a consumer and joins it, resuming from the cursor if there is one. */
  join(resume: Cursor | undefined): Consumer;
  leave(consumer: Consumer): void;
  /** Takes from a consumer that is held back: the engine may let it go on. */
  take(consumer: Consumer): AnyItem | undefined;
  stateOf(consumer: Consumer): unknown;
}

export interface SubscriptionSource {
  readonly wire: Wire;
  readonly venue: string;
  readonly cursor?: { readonly store: CursorStore; readonly key: string } | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
  /** Refines live data for this consumer alone, such as by a schema of the caller's. */
  readonly refine?: Refine | undefined;
}

export type Refine = (data: unknown) => SchemaResult<unknown>;

/**
 * The items of one subscription, in order. It begins with the first `next()` or `ready()`; it ends by leaving the
 * loop, by its signal (which throws the signal's reason), by the client's `close()`, or by a fatal error, which is
 * thrown once. The cursor moves when the next item is asked for.
 */
export class Subscription<Live, Snapshot = Live> implements AsyncIterableIterator<
  Item<Live, Snapshot>
> {
  readonly #source: SubscriptionSource;
  readonly #live = Promise.withResolvers<void>();
  readonly #left = Promise.withResolvers<void>();
  #starting: Promise<void> | undefined;
  #consumer: Consumer | undefined;
  #uncommitted: Cursor | undefined;
  #step: Promise<IteratorResult<Item<Live, Snapshot>>> | undefined;
  #wake: (() => void) | undefined;
  #isAwaitedLive = false;
  #hasBeenLive = false;
  #isOver = false;
  /** Left by its consumer, or for an error: asking again does not mean that the current item was handled. */
  #isLeft = false;
  /** Takes the listeners off the signals. */
  readonly #over = new AbortController();
  #failure: { readonly error: unknown } | undefined;

  constructor(source: SubscriptionSource) {
    this.#source = source;
    // Whoever does not ask `ready()` hears of a failure from `next()`.
    this.#live.promise.catch(() => undefined);
    if (source.signal) this.#follow(source.signal);
    const onClose = (): void => this.#leave(undefined);
    source.closing.addEventListener('abort', onClose, { once: true, signal: this.#over.signal });
  }

  /**
   * Starts, and settles when the subscription is live for the first time. A failure before that is thrown here, and
   * then not by the iteration.
   */
  ready(): Promise<void> {
    this.#isAwaitedLive = true;
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = undefined;
      this.#live.reject(error);
    }
    if (this.#consumer) this.#notice();
    else this.#start().catch((error: unknown) => this.#stop({ error }));
    return this.#live.promise;
  }

  next(): Promise<IteratorResult<Item<Live, Snapshot>>> {
    if (this.#step) return this.#enqueue(this.#step);
    if (!this.#isOver && !this.#uncommitted && this.#consumer && !this.#source.refine) {
      const value = this.#take();
      if (value) return Promise.resolve({ done: false, value });
    }
    return this.#enqueue(undefined);
  }

  /** Leaves; the current item is not committed. */
  return(): Promise<IteratorResult<Item<Live, Snapshot>>> {
    this.#isLeft = true;
    this.#stop(undefined);
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Commits the current item now, instead of when the next is asked for. */
  async commit(): Promise<void> {
    const { cursor, venue } = this.#source;
    const pending = this.#uncommitted;
    if (!pending || !cursor) return;
    try {
      await cursor.store.save(cursor.key, pending);
    } catch (cause) {
      const error = VenuewireError.is(cause)
        ? cause
        : new ConfigError(
            `The cursor store could not save ${cursor.key}; the item will come again.`,
            { venue, cause },
          );
      this.#isLeft = true;
      this.#stop(undefined);
      throw error;
    }
    if (this.#uncommitted === pending) this.#uncommitted = undefined;
  }

  /**
   * The channel's merged state as the latest messages made it, which may be further on than what was iterated.
   * Undefined before there is one, from a break until it is whole again, after the end, and on channels without state.
   */
  state(): Live | undefined {
    if (this.#isOver || !this.#consumer) return undefined;
    return this.#source.wire.stateOf(this.#consumer) as Live | undefined;
  }

  /** Only the data, without marks, gaps and statuses. */
  async *data(): AsyncGenerator<Live | Snapshot, void, undefined> {
    for await (const item of this) if (item.type === 'data') yield item.data;
  }

  /** Handles one item after the other; each is committed when its handler has resolved. */
  async forEach(
    handler: (item: Item<Live, Snapshot>) => void | Promise<void>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<void> {
    if (signal) this.#follow(signal);
    for await (const item of this) await handler(item);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** One step after the other, also for a caller who does not wait. */
  #enqueue(before: Promise<unknown> | undefined): Promise<IteratorResult<Item<Live, Snapshot>>> {
    const run = (): Promise<IteratorResult<Item<Live, Snapshot>>> => this.#advance();
    const step = before ? before.then(run, run) : run();
    this.#step = step;
    const settled = (): void => {
      if (this.#step === step) this.#step = undefined;
    };
    step.then(settled, settled);
    return step;
  }

  async #advance(): Promise<IteratorResult<Item<Live, Snapshot>>> {
    const prepared = this.#prepare();
    // A store that hangs must not hold up who ends the subscription meanwhile.
    await (this.#isOver ? prepared : Promise.race([prepared, this.#left.promise]));
    for (;;) {
      const value = this.#isOver ? undefined : this.#takeRefined();
      if (value) return { done: false, value };
      if (this.#isOver) return this.#conclude();
      if (this.#consumer?.ended) this.#stop(this.#consumer.ended);
      else await this.#awaken();
    }
  }

  async #prepare(): Promise<void> {
    if (!this.#isLeft) await this.commit();
    await this.#start();
  }

  #awaken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    if (this.#consumer) this.#consumer.onReady = this.#notice;
    return promise;
  }

  #conclude(): IteratorResult<Item<Live, Snapshot>> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
    return { done: true, value: undefined };
  }

  #start(): Promise<void> {
    this.#starting ??= this.#join();
    return this.#starting;
  }

  async #join(): Promise<void> {
    const { cursor, wire, venue } = this.#source;
    let resume: Cursor | undefined;
    try {
      resume = await cursor?.store.load(cursor.key);
    } catch (cause) {
      const message = `The cursor store could not load ${cursor?.key}; starting without it could lose items.`;
      return this.#stop({
        error: VenuewireError.is(cause) ? cause : new ConfigError(message, { venue, cause }),
      });
    }
    if (this.#isOver) return;
    try {
      this.#consumer = wire.join(resume);
    } catch (error) {
      return this.#stop({ error });
    }
    this.#notice();
  }

  readonly #notice = (): void => {
    const consumer = this.#consumer;
    if (consumer && this.#isAwaitedLive && !this.#hasBeenLive) this.#noticeLive(consumer);
    this.#wake?.();
    this.#wake = undefined;
  };

  /** Whoever waits for `ready()` need not read what comes before. */
  #noticeLive(consumer: Consumer): void {
    if (consumer.isLive) {
      this.#hasBeenLive = true;
      this.#live.resolve();
    } else if (consumer.ending) this.#stop(consumer.ending);
    else consumer.onReady = this.#notice;
  }

  #take(): Item<Live, Snapshot> | undefined {
    const item = this.#takeQueued();
    if (!item) return undefined;
    if (item.type !== 'data') return item;
    if (item.sequence !== undefined && this.#source.cursor) {
      this.#uncommitted = { sequence: item.sequence, at: item.receivedAt };
    }
    return item as Item<Live, Snapshot>;
  }

  #takeQueued(): AnyItem | undefined {
    const consumer = this.#consumer;
    try {
      return consumer?.isHeldBack ? this.#source.wire.take(consumer) : consumer?.take();
    } catch (error) {
      // The channel's table cannot give out the rows that it took in.
      this.#isLeft = true;
      this.#stop({ error });
      return undefined;
    }
  }

  #takeRefined(): Item<Live, Snapshot> | undefined {
    const item = this.#take();
    if (item?.type !== 'data' || item.snapshot) return item;
    try {
      return this.#refine(item) as Item<Live, Snapshot>;
    } catch (error) {
      // A loop does not leave an iterator that throws.
      this.#isLeft = true;
      this.#stop(undefined);
      throw error;
    }
  }

  #refine(item: DataItem<unknown>): AnyItem {
    const result = this.#source.refine?.(item.data);
    if (!result) return item;
    if (!result.issues) return { ...item, data: result.value };
    const cause = new ProtocolError(
      `Data does not fit the schema: ${describeIssues(result.issues)}`,
      {
        venue: this.#source.venue,
      },
    );
    const { receivedAt } = item;
    return {
      type: 'gap',
      reason: 'invalid-frame',
      since: receivedAt,
      until: receivedAt,
      recovery: 'none',
      cause,
    };
  }

  #follow(signal: AbortSignal): void {
    const onAbort = (): void => this.#leave({ error: signal.reason });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true, signal: this.#over.signal });
  }

  /** Ends it from outside, whatever it waits for. */
  #leave(failure: { readonly error: unknown } | undefined): void {
    this.#stop(failure);
    this.#left.resolve();
  }

  #stop(failure: { readonly error: unknown } | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over.abort();
    if (this.#consumer) this.#source.wire.leave(this.#consumer);
    const isFailed = failure?.error !== undefined;
    // One failure goes one way.
    if (isFailed && (this.#hasBeenLive || !this.#isAwaitedLive)) this.#failure = failure;
    this.#live.reject(
      isFailed ? failure.error : new ClosedError('The subscription ended before it was live.'),
    );
    this.#wake?.();
  }
}
