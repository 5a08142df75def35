import { memoryCursor, type Cursor, type CursorStore } from '../../src/index.ts';

/** A store that tells what was saved, and can be made to fail or to take its time. */
export class SpyStore implements CursorStore {
  readonly saved: number[] = [];
  loads = 0;
  /** Thrown by `load` or `save` while it is set. */
  loadError: Error | undefined;
  saveError: Error | undefined;
  /** Awaited by each save. */
  gate: Promise<void> | undefined;
  readonly #store = memoryCursor();

  load(key: string): Promise<Cursor | undefined> {
    this.loads += 1;
    return this.loadError ? Promise.reject(this.loadError) : this.#store.load(key);
  }

  async save(key: string, cursor: Cursor): Promise<void> {
    await this.gate;
    if (this.saveError) throw this.saveError;
    this.saved.push(cursor.sequence);
    await this.#store.save(key, cursor);
  }
}
