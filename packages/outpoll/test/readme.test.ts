import { readFileSync } from 'node:fs';

import * as core from '@venuewire/core';
import { defaultTiming, VenuewireError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { defaultRestUrls, defaultUrls } from '../src/endpoints.ts';
import { outpoll, type FeedOptions, type OutpollOptions } from '../src/index.ts';
import { codecs } from './support/codecs.ts';
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

describe('the README', () => {
  it('has every row of the venue’s protocol, and says whether it is documented', () => {
    const written = rowsBelow('The protocol').map(([rule, mark]) => [rule, mark]);
    expect(written).toEqual(protocolRows);
    const marks = new Set(protocolRows.map(([, mark]) => mark));
    expect(marks).toEqual(new Set(['documented', 'inferred', 'unknown']));
  });

  it('says of every row what this package does', () => {
    expect(rowsBelow('The protocol').filter(([, , what]) => !what)).toEqual([]);
  });

  it('has every address, and every type of message', () => {
    const rules = protocolRows.map(([rule]) => rule).join(' ');
    for (const url of Object.values(defaultUrls)) expect(rules).toContain(`${url}: `);
    for (const url of Object.values(defaultRestUrls))
      expect(rules).toContain(new URL(url).hostname.replace('.outpoll.com', ''));
    const types =
      'SUBSCRIBE SUBSCRIBED UNSUBSCRIBE UNSUBSCRIBED REQUEST_DATA PRICES_DATA PRICES_DATA_DELTA PING ERROR probability UPDATE_HISTORY success AUTH ORDER_UPDATE TPSL_UPDATE';
    for (const type of types.split(' ')) expect(rules).toContain(type);
  });

  it('has every option', () => {
    const client: Record<keyof OutpollOptions, true> = {
      credentials: true,
      urls: true,
      restUrls: true,
      pong: true,
      timing: true,
      observer: true,
      maximumFrameSize: true,
    };
    const subscription: Record<keyof FeedOptions<unknown>, true> = {
      signal: true,
      policy: true,
      limits: true,
      schema: true,
    };
    expect(rowsBelow('Options').map(([name]) => name)).toEqual([
      ...Object.keys(client),
      ...Object.keys(subscription),
    ]);
    const [, urls = []] = rowsBelow('Options');
    for (const name of Object.keys(defaultUrls)) expect(urls[2]).toContain(name);
  });

  it('has the deadlines as they are', () => {
    const timing: Record<string, number> = { ...defaultTiming };
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
    const channels = rowsBelow('Channels').map(([method = '']) => method.replace(/\(.*/, ''));
    expect(channels.toSorted()).toEqual(Object.keys(codecs).toSorted());
    for (const name of Object.keys(outpoll().rest)) expect(readme).toContain(`\`${name}\``);
    const manifest = JSON.parse(read('../package.json')) as Record<string, Record<string, string>>;
    expect(rowsBelow('Dependencies').map(([name]) => name)).toEqual([
      ...Object.keys(manifest['dependencies'] ?? {}),
      ...Object.keys(manifest['peerDependencies'] ?? {}).map((name) => `${name} (peer)`),
    ]);
  });
});
