import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import type { Cursor, CursorStore } from '../cursor.ts';
import { ConfigError } from '../errors.ts';

type Cursors = Map<string, Cursor>;

/** One store per file within the process, so that two subscriptions never write over each other. */
const stores = new Map<string, FileCursor>();

/**
 * Cursors in one JSON file. Each save writes a new file, flushes it, and renames it over the old one, so that a
 * crash at any moment leaves the old cursors or the new ones. One process at a time may use a file.
 */
export function fileCursor(path: string): CursorStore {
  const full = resolve(path);
  let store = stores.get(full);
  if (!store) stores.set(full, (store = new FileCursor(full)));
  return store;
}

class FileCursor implements CursorStore {
  readonly #path: string;
  #cursors: Promise<Cursors> | undefined;
  #writing: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async load(key: string): Promise<Cursor | undefined> {
    const cursors = await this.#read();
    return cursors.get(key);
  }

  async save(key: string, cursor: Cursor): Promise<void> {
    const cursors = await this.#read();
    cursors.set(key, cursor);
    await this.#flush(cursors);
  }

  #read(): Promise<Cursors> {
    this.#cursors ??= readCursors(this.#path).catch((error: unknown) => {
      this.#cursors = undefined;
      throw error;
    });
    return this.#cursors;
  }

  /** Saves that come while one is written share the next write. */
  #flush(cursors: Cursors): Promise<void> {
    if (!this.#writing) return this.#write(cursors);
    this.#waiting ??= this.#writing.then(
      () => this.#writeNext(cursors),
      () => this.#writeNext(cursors),
    );
    return this.#waiting;
  }

  #writeNext(cursors: Cursors): Promise<void> {
    this.#waiting = undefined;
    return this.#write(cursors);
  }

  #write(cursors: Cursors): Promise<void> {
    const writing = replaceFile(this.#path, serialize(cursors)).finally(() => {
      if (this.#writing === writing) this.#writing = undefined;
    });
    this.#writing = writing;
    return writing;
  }
}

async function readCursors(path: string): Promise<Cursors> {
  await removeLeftovers(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  const cursors: Cursors = new Map();
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw new TypeError('Cursors stand in an object.');
    for (const [key, value] of Object.entries(values)) cursors.set(key, asCursor(value));
  } catch (cause) {
    throw new ConfigError(
      `The cursor file ${path} is unreadable. Mend it, or delete it to start without a cursor; what came meanwhile is then not replayed.`,
      { cause },
    );
  }
  return cursors;
}

function asCursor(value: unknown): Cursor {
  if (typeof value === 'object' && value !== null && 'sequence' in value && 'at' in value) {
    const { sequence, at } = value;
    if (Number.isSafeInteger(sequence) && typeof sequence === 'number' && typeof at === 'number')
      return { sequence, at };
  }
  throw new TypeError('A cursor has a sequence and a time.');
}

function serialize(cursors: Cursors): string {
  return `${JSON.stringify(Object.fromEntries(cursors), undefined, 2)}\n`;
}

/** A process that was killed while it wrote has left its temporary file behind. Without the folder nothing can be saved. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    const message = `The folder of the cursor file ${path} cannot be read. Create it, or choose another.`;
    throw new ConfigError(message, { cause });
  }
  const start = `${basename(path)}.`;
  for (const name of names) {
    if (!name.startsWith(start) || !name.endsWith('.tmp')) continue;
    const owner = Number(name.slice(start.length, -'.tmp'.length));
    if (isRunning(owner)) continue;
    await unlink(join(folder, name)).catch(() => undefined);
  }
}

/** Signal 0 is never sent; it only asks. */
function isRunning(processId: number): boolean {
  if (!Number.isSafeInteger(processId) || processId <= 0) return true;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Makes the rename itself durable; Windows has no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
