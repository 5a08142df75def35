import type { Cursor, CursorStore } from '../../src/cursor.ts';
import type { Network } from './network.ts';

/** Cursors that outlive a process, in a store that takes its time. */
export class CursorShelf {
  readonly cursors = new Map<string, Cursor>();
  readonly #network: Network;

  constructor(network: Network) {
    this.#network = network;
  }

  /** A store for one reader, which is told of what is loaded and saved. */
  storeFor(told: {
    readonly loaded: (cursor: Cursor | undefined) => void;
    readonly saving: (cursor: Cursor) => void;
    readonly saved: (cursor: Cursor) => void;
    /** Its process is gone: nothing of it happens any more. */
    readonly isDead: () => boolean;
  }): CursorStore {
    return {
      load: async (key) => {
        await this.#pass(told.isDead);
        const cursor = this.cursors.get(key);
        told.loaded(cursor);
        return cursor;
      },
      save: async (key, cursor) => {
        if (!told.isDead()) told.saving(cursor);
        await this.#pass(told.isDead);
        this.cursors.set(key, cursor);
        told.saved(cursor);
      },
    };
  }

  #pass(isDead: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { timeline, random } = this.#network;
    this.#network.inClient(timeline.now + random.below(3) * 10, () => {
      if (!isDead()) resolve();
    });
    return promise;
  }
}
