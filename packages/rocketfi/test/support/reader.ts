import type { DataItem, GapItem, Item, StatusItem, Subscription } from '@venuewire/core';

/** Less than a test has, so that a test which waits in vain says for what. */
const patience = 4_000;

/** A consumer that keeps what it is given, and can wait for it. */
export class Reader<Data = unknown> implements AsyncDisposable {
  readonly subscription: Subscription<Data>;
  readonly items: Item<Data>[] = [];
  /** What the iteration threw. */
  error: unknown;
  isOver = false;
  readonly #waiting = new Set<() => void>();
  readonly #done: Promise<void>;

  constructor(
    subscription: Subscription<Data>,
    handle: (item: Item<Data>) => void | Promise<void> = () => undefined,
  ) {
    this.subscription = subscription;
    this.#done = this.#read(handle);
  }

  get data(): DataItem<Data>[] {
    return this.items.filter((item) => item.type === 'data');
  }

  /** Live data, without snapshots. */
  get events(): DataItem<Data>[] {
    return this.data.filter(({ snapshot }) => !snapshot);
  }

  get gaps(): GapItem[] {
    return this.items.filter((item) => item.type === 'gap');
  }

  get statuses(): StatusItem[] {
    return this.items.filter((item) => item.type === 'status');
  }

  get isLive(): boolean {
    return this.statuses.at(-1)?.status === 'live';
  }

  /** The data, the gaps and the moments of being live as words, to compare a whole stream at once. */
  get story(): string[] {
    return this.items.flatMap((item) => {
      if (item.type === 'gap') return `gap ${item.reason} ${item.recovery}`;
      if (item.type === 'status') return item.status === 'live' ? 'live' : [];
      if (item.snapshot) return 'snapshot';
      return item.replayed ? 'replayed' : 'data';
    });
  }

  until(holds: (reader: this) => boolean, what = String(holds)): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = (message: string): void =>
      reject(
        new Error(`${message}: ${what}. It read: ${this.story.join(', ')}`, { cause: this.error }),
      );
    const timer = setTimeout(() => stop(`It did not happen within ${patience} ms`), patience);
    const look = (): void => {
      if (holds(this)) resolve();
      else if (this.isOver) stop('The subscription is over');
    };
    this.#waiting.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(look);
    });
  }

  live(): Promise<void> {
    return this.until(() => this.isLive, 'live');
  }

  /** Until a break is behind it. */
  recovered(breaks = 1): Promise<void> {
    return this.until(({ gaps, isLive }) => gaps.length >= breaks && isLive, 'recovered');
  }

  /** Settles when the iteration is over, with what it threw. */
  async over(): Promise<unknown> {
    await this.until(() => this.isOver, 'over');
    return this.error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.subscription.return();
    await this.#done;
  }

  async #read(handle: (item: Item<Data>) => void | Promise<void>): Promise<void> {
    try {
      for await (const item of this.subscription) {
        this.items.push(item);
        await handle(item);
        this.#look();
      }
    } catch (error) {
      this.error = error;
    }
    this.isOver = true;
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}
