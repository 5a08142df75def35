import { readFileSync } from 'node:fs';

import * as core from '@venuewire/core';
import { defaultTiming, VenuewireError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { collective2, type Collective2Options, type SignalOptions } from '../src/index.ts';
import { protocolRows } from './support/protocol-rows.ts';
import { start } from './support/start.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

/** The rows of the tables below a heading, each as its cells without markup. */
function rowsBelow(heading: string): string[][] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const isHead = /^\|(?:---\|)+$/;
  const lines = section.split('\n');
  return lines
    .filter(
      (line, index) =>
        line.startsWith('|') && !isHead.test(line) && !isHead.test(lines[index + 1] ?? ''),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
}

const names = (cell = ''): string[] => cell.split(', ');

describe('the README', () => {
  it('has every row of the venue’s protocol, and says whether it is documented', () => {
    const written = rowsBelow('The protocol').map(([rule, mark]) => [rule, mark]);
    expect(written).toEqual(protocolRows);
  });

  it('says of every row what this package does', () => {
    expect(rowsBelow('The protocol').filter(([, , what]) => !what)).toEqual([]);
  });

  it('has every option', () => {
    const client: Record<keyof Collective2Options, true> = {
      apiKey: true,
      url: true,
      restUrl: true,
      resumeAs: true,
      strategyOf: true,
      timing: true,
      observer: true,
      maximumFrameSize: true,
    };
    const subscription: Record<keyof SignalOptions<unknown>, true> = {
      signal: true,
      schema: true,
      cursor: true,
      policy: true,
      limits: true,
    };
    expect(rowsBelow('Options').map(([name]) => name)).toEqual([
      ...Object.keys(client),
      ...Object.keys(subscription),
    ]);
  });

  it('has the deadlines as they are', async () => {
    const timing: Record<string, number> = { ...defaultTiming, silence: 45_000 };
    for (const [cell, value = ''] of rowsBelow('Deadlines')) {
      const written = value.replace(' each', '').split(', ').map(Number);
      const expected = names(cell).map((name) => timing[name]);
      expect(names(cell).map((_, index) => written[index] ?? written[0])).toEqual(expected);
    }
    // The one that is this venue's own is in force.
    await using world = await start();
    await world.c2.signals({ strategyId: 1 }).ready();
    expect(world.c2.health().liveness).toBe('proven');
  });

  it('names every error that there is', () => {
    const errors = Object.entries(core)
      .filter(
        ([, value]) => typeof value === 'function' && value.prototype instanceof VenuewireError,
      )
      .map(([name]) => name);
    const table = rowsBelow('Errors').flat().join(' ');
    expect(errors.filter((name) => !table.includes(name))).toEqual([]);
  });

  it('has every channel, every REST call and every dependency', () => {
    const c2 = collective2({ apiKey: 'unused' });
    const channels = rowsBelow('Channels').map(([method]) => method?.replace(/\(.*/, ''));
    expect(channels).toEqual(['signals', 'positions']);
    for (const name of Object.keys(c2.rest)) expect(readme).toContain(`\`${name}\``);
    const manifest = JSON.parse(read('../package.json')) as Record<string, Record<string, string>>;
    expect(rowsBelow('Dependencies').map(([name]) => name)).toEqual([
      ...Object.keys(manifest['dependencies'] ?? {}),
      ...Object.keys(manifest['peerDependencies'] ?? {}).map((name) => `${name} (peer)`),
    ]);
  });
});
