import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import manifest from '../package.json' with { type: 'json' };

const app = join(import.meta.dirname, '..');
const nodes = manifest.n8n.nodes.map((path) => path.replace(/^dist\//, '').replace(/\.js$/, ''));

interface Codex {
  readonly node: string;
  readonly categories: readonly string[];
  readonly alias: readonly string[];
}

it.each(nodes)('n8n finds it by its category and its words: %s', (path) => {
  const codex = JSON.parse(readFileSync(join(app, `${path}.json`), 'utf8')) as Codex;
  const [, name = ''] = /(\w+)\.node$/.exec(path) ?? [];
  expect(codex.node.toLowerCase()).toBe(`n8n-nodes-venuewire.${name.toLowerCase()}`);
  expect(codex.categories).toEqual(['Finance & Accounting']);
  expect(codex.alias.length).toBeGreaterThan(3);
});

it.each(['collective2', 'outpoll', 'rocketfi'])(
  'each venue has an icon for light and dark: %s',
  (name) => {
    expect(existsSync(join(app, `icons/${name}.svg`))).toBe(true);
    expect(existsSync(join(app, `icons/${name}.dark.svg`))).toBe(true);
  },
);
