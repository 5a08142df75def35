import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { libraries, published, root, workspaces } from '../workspace.mjs';
import { readSource, shippedFiles } from './support/imports.ts';

const LINES_AT_MOST = 400;

describe.each(published())('$name', ({ directory, manifest }) => {
  it('says what it is, and to whom it belongs', () => {
    expect(manifest.description).toMatch(/\S.*\.$/);
    expect(manifest.license).toBe('MIT');
    expect(readSource(`${directory}/LICENSE`)).toBe(readSource('LICENSE'));
  });

  it('is public, and leaves it to the release to ask for provenance', () => {
    // A `provenance` here would win over the environment, and then nobody could publish locally.
    expect(manifest.publishConfig).toEqual({ access: 'public' });
  });

  it('takes part in every check', () => {
    const checks = ['build', 'typecheck', 'test', 'check:package'];
    expect(Object.keys(manifest.scripts ?? {})).toEqual(expect.arrayContaining(checks));
  });
});

describe.each(libraries())('$name', ({ directory, manifest }) => {
  it('ships its build and its sources, and nothing else', () => {
    expect(manifest.files).toEqual(['dist', 'src', '!**/*.tsbuildinfo']);
  });

  it('is an ES module for the Node versions that can also require it', () => {
    expect(manifest.type).toBe('module');
    expect(manifest.engines?.node).toBe('>=22.12');
  });

  it('has entries which lead to the source first, then to the types and the build', () => {
    const entries = Object.entries(manifest.exports ?? {}).filter(
      ([subpath]) => subpath !== './package.json',
    );
    expect(entries.length).toBeGreaterThan(0);
    for (const [subpath, conditions] of entries) {
      expect(Object.keys(conditions), subpath).toEqual(['@venuewire/source', 'types', 'default']);
      const [source = '', types, build] = Object.values(conditions);
      expect(existsSync(join(root, directory, source)), `${subpath}: ${source}`).toBe(true);
      const emitted = source.replace('/src/', '/dist/').replace(/\.ts$/, '');
      expect([types, build], subpath).toEqual([`${emitted}.d.ts`, `${emitted}.js`]);
    }
  });
});

describe.each(published().filter(({ manifest }) => manifest.n8n !== undefined))(
  '$name',
  ({ directory, manifest }) => {
    it('ships its build alone, with everything in it but what n8n has', () => {
      expect(manifest.files).toEqual(['dist']);
      expect(manifest.dependencies).toBeUndefined();
      expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
    });

    it('names for n8n every node and credential that it has, and what its build makes of them', () => {
      const sources = [...(manifest.n8n?.nodes ?? []), ...(manifest.n8n?.credentials ?? [])].map(
        (path) => path.replace(/^dist/, directory).replace(/\.js$/, '.ts'),
      );
      const isNamed = /\/(?:nodes|credentials)\/.*\.(?:node|credentials)\.ts$/;
      const own = workspaces().filter((workspace) => workspace.directory === directory);
      const found = own.flatMap(shippedFiles).filter((file) => isNamed.test(file));
      expect(sources.toSorted()).toEqual(found.toSorted());
    });

    it('goes through the scan that n8n verifies packages with', () => {
      expect(manifest.scripts?.['check:n8n']).toBeDefined();
    });
  },
);

describe.each(workspaces())('$name', (workspace) => {
  it(`has no source file of more than ${LINES_AT_MOST} lines`, () => {
    const long = shippedFiles(workspace).filter(
      (file) => readSource(file).trimEnd().split('\n').length > LINES_AT_MOST,
    );
    expect(long).toEqual([]);
  });

  it('takes its neighbours from the workspace, never an older one from the registry', () => {
    const ranges = { ...workspace.manifest.dependencies, ...workspace.manifest.devDependencies };
    const stale = workspaces()
      .map(({ name, manifest }) => ({ name, range: ranges[name], version: manifest.version }))
      .filter(({ range, version }) => range !== undefined && range !== `^${version}`);
    expect(stale).toEqual([]);
  });

  it('is compiled together with the others', () => {
    const references = readSource('tsconfig.json');
    const projects = ['tsconfig.json', 'tsconfig.test.json']
      .map((file) => `${workspace.directory}/${file}`)
      .filter((file) => existsSync(join(root, file)))
      .map((file) => file.replace(/\/tsconfig\.json$/, ''));
    for (const project of projects) expect(references).toContain(`"path": "${project}"`);
  });
});

describe('the lock file', () => {
  it('names no registry', () => {
    const resolved = readSource('package-lock.json').match(/"resolved": "\w+:.*"/g);
    expect(resolved).toBeNull();
  });
});
