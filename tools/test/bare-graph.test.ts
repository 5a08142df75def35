import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { root } from '../workspace.mjs';
import { walkBareGraph } from './support/bare-graph.ts';
import { venues } from './support/layers.ts';

/** The built modules that must run where there is no platform but the one that is handed in. */
const bareEntries = [
  join(root, 'packages/core/dist/index.js'),
  ...venues().map(({ directory }) => join(root, directory, 'dist/bare.js')),
  join(root, 'packages/signing/dist/index.js'),
  join(root, 'packages/rocketfi/dist/transactions/index.js'),
];

async function violationsOf(files: Record<string, string>): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'venuewire-bare-'));
  try {
    await Promise.all(
      Object.entries(files).map(([name, code]) => writeFile(join(directory, name), code)),
    );
    const { violations } = await walkBareGraph(join(directory, 'index.js'));
    return violations.map((line) => line.replace(/ in .*[/\\]/, ' in '));
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('the built packages', () => {
  it.each(bareEntries)('run without a platform of their own: %s', async (entry) => {
    if (!existsSync(entry)) throw new Error(`${entry} is not built: npm run build`);
    const { violations, modules } = await walkBareGraph(entry);
    expect(violations).toEqual([]);
    expect(modules.length).toBeGreaterThan(0);
  });
});

describe(walkBareGraph, () => {
  it.each([
    ['a timer', 'export const wait = () => setTimeout(() => {}, 1);', 'setTimeout'],
    [
      'a timer that is only passed on',
      'export const timers = { set: setInterval };',
      'setInterval',
    ],
    ['the process', 'export const key = process.env.KEY;', 'process'],
    ['a look at whether there is a process', 'export const node = typeof process;', 'process'],
    ['the global object', 'export const socket = globalThis.WebSocket;', 'globalThis'],
    ['the console', 'export const log = () => console.log(1);', 'console'],
    ['a socket', 'export const dial = (url) => new WebSocket(url);', 'WebSocket'],
    ['the clock', 'export const now = () => Date.now();', 'Date.now'],
    ['randomness', 'export const jitter = () => Math.random();', 'Math.random'],
    ['code from a string', 'export const compile = (code) => new Function(code);', 'Function'],
  ])('catches %s', async (_, code, name) => {
    expect(await violationsOf({ 'index.js': code })).toEqual([`${name} in index.js`]);
  });

  it.each(['ws', 'node:crypto', 'crypto', 'node:fs/promises', 'lodash'])(
    'catches an import of %s',
    async (name) => {
      const expected = [`import of ${name} in index.js`];
      expect(await violationsOf({ 'index.js': `import '${name}';` })).toEqual(expected);
      expect(await violationsOf({ 'index.js': `export * from '${name}';` })).toEqual(expected);
      const dynamic = `export const load = () => import('${name}');`;
      expect(await violationsOf({ 'index.js': dynamic })).toEqual(expected);
    },
  );

  it('looks into every module of the graph, also those of which nothing is used', async () => {
    const violations = await violationsOf({
      'index.js': `import { a } from './a.js'; export const x = 1;`,
      'a.js': `export { b as a } from './b.js';`,
      'b.js': `import 'ws'; export const b = () => clearTimeout(1);`,
    });
    expect(violations.toSorted()).toEqual(['clearTimeout in b.js', 'import of ws in b.js']);
  });

  it('lets pass what only looks like a global', async () => {
    const violations = await violationsOf({
      'index.js': `
        // setTimeout(() => process.exit(), 1); console.log(globalThis);
        export const text = 'import "ws"; setTimeout';
        export const shadowed = ({ setTimeout, process }) => setTimeout(process.fetch);
        export const member = (scheduler) => scheduler.setTimeout(1).console;
        export const key = { fetch: 1, global: 2 };
        export class Clock { now() { return Date.parse('2000-01-01'); } setInterval() { return Math.max(1, 2); } }
        export * as z from 'zod/v4';
        queueMicrotask(() => {});
      `,
    });
    expect(violations).toEqual([]);
  });
});
