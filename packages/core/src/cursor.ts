/** How far a consumer has come: what it has handled, not what it was given. */
export interface Cursor {
  readonly sequence: number;
  /** Epoch milliseconds, local clock, at which that item came. */
  readonly at: number;
}

/**
 * Where cursors live between two runs. `key` names the subscription: venue, channel and topic. A `save` that
 * rejects ends the subscription, because going on would break "commit after processing".
 */
export interface CursorStore {
  load(key: string): Promise<Cursor | undefined>;
  save(key: string, cursor: Cursor): Promise<void>;
}

/** For one process: a subscription that is made anew goes on where the last one stopped. */
export function memoryCursor(
  initial: Iterable<readonly [key: string, cursor: Cursor]> = [],
): CursorStore {
  const cursors = new Map(initial);
  return {
    load: (key) => Promise.resolve(cursors.get(key)),
    save: (key, cursor) => {
      cursors.set(key, cursor);
      return Promise.resolve();
    },
  };
}
