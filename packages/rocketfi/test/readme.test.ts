import { readFileSync } from 'node:fs';

import * as core from '@venuewire/core';
import { defaultTiming, VenuewireError, type SubscribeOptions } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { rocketfi, type RocketFiOptions } from '../src/index.ts';
import { kinds } from './fixtures/examples.ts';
import { protocolRows } from './support/protocol-rows.ts';

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
const nowhere = { url: 'ws://127.0.0.1:1/ws', restUrl: 'http://127.0.0.1:1' };

describe('the README', () => {
  it('has every row of the venue’s protocol, and says where it is from', () => {
    const written = rowsBelow('The protocol').map(([rule, mark]) => [rule, mark]);
    expect(written).toEqual(protocolRows);
  });

  it('says of every row what this package does', () => {
    expect(rowsBelow('The protocol').filter(([, , what]) => !what)).toEqual([]);
  });

  it('has every kind of subscription and every message in the protocol', () => {
    const rules = protocolRows.map(([rule]) => rule).join(' ');
    for (const kind of Object.keys(kinds)) expect(rules).toContain(`${kind} by `);
  });

  it('has every option', () => {
    const client: Record<keyof RocketFiOptions, true> = {
      environment: true,
      url: true,
      restUrl: true,
      compareEvery: true,
      timing: true,
      observer: true,
      maximumFrameSize: true,
    };
    const subscription: Record<keyof SubscribeOptions, true> = {
      signal: true,
      policy: true,
      limits: true,
    };
    expect(rowsBelow('Options').map(([name]) => name)).toEqual([
      ...Object.keys(client),
      ...Object.keys(subscription),
    ]);
  });

  it('has the deadlines as they are', () => {
    const timing: Record<string, number> = { ...defaultTiming, acknowledge: 3_000 };
    for (const [cell, value = ''] of rowsBelow('Deadlines')) {
      const written = value.replace(' each', '').split(', ').map(Number);
      const expected = names(cell).map((name) => timing[name]);
      expect(names(cell).map((_, index) => written[index] ?? written[0])).toEqual(expected);
    }
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
    const client = rocketfi(nowhere);
    const common = new Set(['rest', 'access', 'health', 'recording', 'close']);
    const channels = rowsBelow('Channels').map(([method]) => method?.replace(/\(.*/, ''));
    expect(channels).toEqual(Object.keys(client).filter((name) => !common.has(name)));
    for (const name of Object.keys(client.rest)) expect(readme).toContain(`\`${name}\``);
    const manifest = JSON.parse(read('../package.json')) as Record<string, Record<string, string>>;
    expect(rowsBelow('Dependencies').map(([name]) => name)).toEqual([
      ...Object.keys(manifest['dependencies'] ?? {}),
      ...Object.keys(manifest['peerDependencies'] ?? {}).map((name) => `${name} (peer)`),
    ]);
  });
});
