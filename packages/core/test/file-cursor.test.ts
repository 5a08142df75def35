import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ConfigError, type Cursor } from '../src/index.ts';
import { fileCursor } from '../src/node/index.ts';
import { trades } from './support/channels.ts';
import { Reader } from './support/reader.ts';
import { TestClient } from './support/test-client.ts';
import { TestVenue } from './support/venue-server.ts';

interface Folder extends AsyncDisposable {
  readonly path: string;
  readonly file: string;
}

async function folder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'venuewire-cursor-'));
  return {
    path,
    file: join(path, 'cursor.json'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** What stands in the file, read by itself. */
async function stored(file: string): Promise<Record<string, Cursor>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, Cursor>;
}

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const at = 1_760_000_000_000;

describe('fileCursor', () => {
  test('knows nothing before anything was saved, and makes no file', async () => {
    await using given = await folder();
    expect(await fileCursor(given.file).load('a')).toBeUndefined();
    expect(await readdir(given.path)).toEqual([]);
  });

  test('promise 4: what save() has promised stands in the file', async () => {
    await using given = await folder();
    const store = fileCursor(given.file);
    for (const sequence of [1, 2, 3]) {
      await store.save('a', { sequence, at });
      expect(await stored(given.file)).toEqual({ a: { sequence, at } });
    }
    expect(await store.load('a')).toEqual({ sequence: 3, at });
    expect(await readdir(given.path)).toEqual(['cursor.json']);
  });

  test('promise 4: goes on from what an earlier process left', async () => {
    await using given = await folder();
    await writeFile(given.file, JSON.stringify({ a: { sequence: 7, at }, b: { sequence: 8, at } }));
    const store = fileCursor(given.file);
    expect(await store.load('a')).toEqual({ sequence: 7, at });
    await store.save('a', { sequence: 9, at });
    expect(await stored(given.file)).toEqual({ a: { sequence: 9, at }, b: { sequence: 8, at } });
  });

  test('keeps many keys that are saved at once, each at its latest', async () => {
    await using given = await folder();
    const store = fileCursor(given.file);
    const saves = Array.from({ length: 200 }, (_, index) =>
      store.save(`key-${index % 7}`, { sequence: index, at }),
    );
    await Promise.all(saves);
    const expected = Array.from({ length: 7 }, (_, key) => 199 - ((199 - key) % 7));
    const cursors = await stored(given.file);
    expect(Object.keys(cursors)).toHaveLength(7);
    expect(
      Object.values(cursors)
        .map(({ sequence }) => sequence)
        .toSorted((a, b) => a - b),
    ).toEqual(expected.toSorted((a, b) => a - b));
    expect(await readdir(given.path)).toEqual(['cursor.json']);
  });

  test('two stores of one file do not write over each other, however it is named', async () => {
    await using given = await folder();
    const [one, two] = [fileCursor(given.file), fileCursor(relative(process.cwd(), given.file))];
    await Promise.all([one.save('a', { sequence: 1, at }), two.save('b', { sequence: 2, at })]);
    expect(Object.keys(await stored(given.file)).toSorted()).toEqual(['a', 'b']);
  });

  test('removes what a process left behind that was killed while it wrote', async () => {
    await using given = await folder();
    // No process has such an id.
    await writeFile(`${given.file}.99999999.tmp`, '{"a"');
    await writeFile(`${given.file}.${process.ppid}.tmp`, 'of a process that runs');
    await writeFile(join(given.path, 'other.json.99999999.tmp'), 'of something else');
    await fileCursor(given.file).load('a');
    expect((await readdir(given.path)).toSorted()).toEqual([
      `cursor.json.${process.ppid}.tmp`,
      'other.json.99999999.tmp',
    ]);
  });
});

describe('a cursor file', () => {
  test.each([
    { what: 'cut off', text: '{"a":{"sequence":1' },
    { what: 'empty', text: '' },
    { what: 'a list', text: '[]' },
    { what: 'null', text: 'null' },
    { what: 'with a cursor that has no sequence', text: '{"a":{"at":1}}' },
    { what: 'with a cursor that is a text', text: '{"a":"7"}' },
    { what: 'with a sequence that is no integer', text: '{"a":{"sequence":1.5,"at":1}}' },
  ])('promise 4: that is $what is an error, not a start from nothing', async ({ text }) => {
    await using given = await folder();
    await writeFile(given.file, text);
    const store = fileCursor(given.file);
    const attempts = [() => store.load('a'), () => store.save('a', { sequence: 9, at })];
    for (const attempt of attempts) {
      const error = await failureOf(attempt());
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).toContain(given.file);
    }
    expect(await readFile(given.file, 'utf8')).toBe(text);
  });

  test('promise 4: that was mended can be read by the same store', async () => {
    await using given = await folder();
    await writeFile(given.file, '{');
    const store = fileCursor(given.file);
    expect(await failureOf(store.load('a'))).toBeInstanceOf(ConfigError);
    await writeFile(given.file, JSON.stringify({ a: { sequence: 7, at } }));
    expect(await store.load('a')).toEqual({ sequence: 7, at });
  });

  test('promise 4: whose folder does not exist is an error before anything is handled', async () => {
    await using given = await folder();
    const file = join(given.path, 'none', 'cursor.json');
    const error = await failureOf(fileCursor(file).load('a'));
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(file);
    await mkdir(join(given.path, 'none'));
    expect(await fileCursor(file).load('a')).toBeUndefined();
  });

  test('promise 4: that is a folder is an error', async () => {
    await using given = await folder();
    await using venue = await TestVenue.start();
    await using client = new TestClient(venue);
    const reader = new Reader(client.read(trades, 'a', { cursor: fileCursor(given.path) }));
    expect(await reader.ended).toBeInstanceOf(ConfigError);
    expect(venue.dials).toBe(0);
  });

  test('promise 4: that cannot be written ends the subscription, and can be written again later', async () => {
    await using given = await folder();
    const inner = join(given.path, 'inner');
    await mkdir(inner);
    const store = fileCursor(join(inner, 'cursor.json'));
    await store.save('a', { sequence: 1, at });
    await rm(inner, { recursive: true });
    expect(await failureOf(store.save('a', { sequence: 2, at }))).toMatchObject({ code: 'ENOENT' });
    await mkdir(inner);
    await store.save('a', { sequence: 3, at });
    expect(await stored(join(inner, 'cursor.json'))).toEqual({ a: { sequence: 3, at } });
    expect(await readdir(inner)).toEqual(['cursor.json']);
  });
});
