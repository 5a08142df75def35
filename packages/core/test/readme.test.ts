import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import * as core from '../src/index.ts';
import {
  defaultTiming,
  VenuewireError,
  type GapReason,
  type Policy,
  type Recovery,
} from '../src/index.ts';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

const readme = read('../README.md');

/** The rows of the table below a heading, each as its cells without markup. */
function tableBelow(heading: string): string[][] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

const details = { venue: 'test', deadline: 'dial' } as const;
type ErrorClass = new (message: string, given: typeof details) => VenuewireError;

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === 'function' && value.prototype instanceof VenuewireError;
}

const errors = Object.entries(core).flatMap(([name, value]) =>
  isErrorClass(value) ? [{ name, error: new value('what happened', details) }] : [],
);

describe('the README', () => {
  test('has every deadline and interval with its default', () => {
    const written = tableBelow('Deadlines and intervals').map(([name, value]) => [name, value]);
    const expected = Object.entries(defaultTiming).map(([name, value]) => [name, String(value)]);
    expect(written).toEqual(expected);
  });

  test('has every error with its code', () => {
    const written = Object.fromEntries(tableBelow('Errors'));
    expect(errors.length).toBeGreaterThan(5);
    expect(written).toEqual(
      Object.fromEntries(errors.map(({ name, error }) => [name, error.code])),
    );
  });

  test('says no of every error that is never retryable, and yes of every one that always is', () => {
    const always = new Map(tableBelow('Errors').map(([name = '', , , word = '']) => [name, word]));
    const { AuthError, ConfigError, ProtocolError, TimeoutError } = core;
    for (const { name } of [AuthError, ConfigError]) expect(always.get(name)).toBe('no');
    for (const { name } of [ProtocolError, TimeoutError]) expect(always.get(name)).toBe('yes');
  });

  test('has every reason of a gap', () => {
    const reasons: Record<GapReason, true> = {
      disconnect: true,
      restart: true,
      'replay-limit': true,
      overflow: true,
      'invalid-frame': true,
      silence: true,
      'no-snapshot': true,
      'sequence-reset': true,
    };
    const names = tableBelow('How gaps are closed').map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(reasons)));
  });

  test('has every mode of recovery', () => {
    const modes: Record<Recovery<unknown, unknown, unknown>['mode'], true> = {
      replay: true,
      snapshot: true,
      backfill: true,
      resync: true,
      none: true,
    };
    const names = tableBelow('How gaps are closed').map(([mode]) => mode);
    expect(names.slice(0, 5)).toEqual(Object.keys(modes));
  });

  test('has every policy', () => {
    const policies: Record<Policy, true> = {
      hold: true,
      conflate: true,
      'drop-oldest': true,
      fail: true,
    };
    expect(tableBelow('What a full queue does').map(([one]) => one)).toEqual(Object.keys(policies));
  });

  test('counts and justifies each dependency, and names each entry', () => {
    const manifest = JSON.parse(read('../package.json')) as {
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
      exports: Record<string, unknown>;
    };
    const { dependencies, peerDependencies, exports } = manifest;
    expect(tableBelow('Dependencies').map(([name]) => name)).toEqual([
      ...Object.keys(dependencies),
      ...Object.keys(peerDependencies).map((name) => `${name} (peer)`),
    ]);
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
    expect(tableBelow('Entries').map(([name]) => name)).toEqual(
      entries.map((entry) => `@venuewire/core${entry.slice(1)}`),
    );
  });
});

describe('every exported error', () => {
  test('has a code of its own', () => {
    const codes = errors.map(({ error }) => error.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[A-Z]+$/.test(code))).toBe(true);
  });

  test.each(errors)('$name has its name, its venue, its message and a stack', ({ name, error }) => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(VenuewireError);
    expect({ name: error.name, venue: error.venue, message: error.message }).toEqual({
      name,
      venue: 'test',
      message: 'what happened',
    });
    expect(error.stack).toContain(`${name}: what happened`);
    expect(typeof error.retryable).toBe('boolean');
  });

  test.each(errors)('promise 11: $name as JSON has nothing of its cause', ({ name, error }) => {
    const cause = new Error('secret');
    const withCause = Object.assign(Object.create(error) as VenuewireError, { cause });
    expect(JSON.parse(JSON.stringify(withCause))).toEqual({
      name,
      code: error.code,
      message: 'what happened',
      venue: 'test',
      retryable: error.retryable,
    });
  });

  test.each(errors)('$name is known across copies of the package', ({ error }) => {
    expect(VenuewireError.is(error)).toBe(true);
    const stranger = { [Symbol.for('venuewire.error')]: true };
    expect(VenuewireError.is(stranger)).toBe(true);
  });

  test('others are not taken for one', () => {
    for (const value of [new Error('other'), undefined, null, 'text', {}])
      expect(VenuewireError.is(value)).toBe(false);
  });
});
