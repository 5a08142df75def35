import { EventEmitter, once } from 'node:events';

import type { GapItem, Item, StatusItem, Subscription } from '../../src/index.ts';

/** Reads a subscription as fast as it can, keeps all of it, and waits for what it is asked. */
export class Reader<Live, Snapshot = Live> {
  readonly items: Item<Live, Snapshot>[] = [];
  /** Settles with the end of the iteration: nothing, or what it threw. */
  readonly ended: Promise<unknown>;
  isOver = false;
  readonly #told = new EventEmitter().setMaxListeners(0);

  constructor(subscription: Subscription<Live, Snapshot>) {
    this.ended = this.#read(subscription);
  }

  /** The data of the items, in order. */
  get data(): (Live | Snapshot)[] {
    return this.items.flatMap((item) => (item.type === 'data' ? [item.data] : []));
  }

  get gaps(): GapItem[] {
    return this.items.filter((item) => item.type === 'gap');
  }

  get statuses(): StatusItem['status'][] {
    return this.items.flatMap((item) => (item.type === 'status' ? [item.status] : []));
  }

  /** Each item in a word or two, such as `live`, `gap disconnect complete`, `data`. */
  get story(): string[] {
    return this.items.map((item) => {
      if (item.type === 'gap') return `gap ${item.reason} ${item.recovery}`;
      if (item.type === 'status') return item.status;
      return item.snapshot ? 'snapshot' : item.replayed ? 'replayed' : 'data';
    });
  }

  /** Waits for items, not for a time. */
  async until(holds: (reader: this) => boolean): Promise<void> {
    while (!holds(this)) {
      if (this.isOver) throw new Error(`It ended before that: ${this.story.join(', ')}`);
      await once(this.#told, 'told');
    }
  }

  /** Waits until it is live, for the first or the given time. */
  live(times = 1): Promise<void> {
    return this.until(({ statuses }) => statuses.filter((one) => one === 'live').length >= times);
  }

  async #read(subscription: Subscription<Live, Snapshot>): Promise<unknown> {
    try {
      for await (const item of subscription) {
        this.items.push(item);
        this.#told.emit('told');
      }
      return undefined;
    } catch (error) {
      return error;
    } finally {
      this.isOver = true;
      this.#told.emit('told');
    }
  }
}

export async function take<Live, Snapshot>(
  subscription: Subscription<Live, Snapshot>,
): Promise<Item<Live, Snapshot>> {
  const { value, done } = await subscription.next();
  if (done || !value) throw new Error('The subscription is over.');
  return value;
}

/** The next data, whatever stands before it. */
export async function takeData<Live, Snapshot>(
  subscription: Subscription<Live, Snapshot>,
): Promise<Extract<Item<Live, Snapshot>, { type: 'data' }>> {
  for (;;) {
    const item = await take(subscription);
    if (item.type === 'data') return item;
  }
}
