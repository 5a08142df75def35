import { cp, glob, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { defineConfig } from 'rolldown';

import manifest from './package.json' with { type: 'json' };

/** What n8n loads: every file of its own, and what they share in chunks. */
const entries = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map((path) =>
  path.replace(/^dist\//, '').replace(/\.js$/, ''),
);

/** Icons, and the files that put nodes into n8n's categories and search. */
const assets = ['icons/*.svg', 'nodes/*/*.node.json'];

export default defineConfig({
  input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
  platform: 'node',
  // zod is n8n's own at run time: bundled, it would touch globals that n8n's verification forbids.
  external: ['n8n-workflow', 'zod/v4', /^node:/],
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    cleanDir: true,
  },
  plugins: [
    {
      name: 'assets',
      async writeBundle() {
        for await (const path of glob(assets, { cwd: import.meta.dirname })) {
          const target = join(import.meta.dirname, 'dist', path);
          await mkdir(dirname(target), { recursive: true });
          await cp(join(import.meta.dirname, path), target);
        }
      },
    },
  ],
});
