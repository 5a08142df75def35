import { posix } from 'node:path';

import { describe, expect, it } from 'vitest';

import { workspaces, type Workspace } from '../workspace.mjs';
import { importsOf, readSource, shippedFiles } from './support/imports.ts';
import { layerOf, mayTestWith, mayUse, packageOf } from './support/layers.ts';

/** Where `#name` may lead: every target of the manifest's `imports`, whatever its condition. */
function targetsOf({ manifest }: Workspace, specifier: string): string[] {
  const target = manifest.imports?.[specifier];
  if (target === undefined) return [];
  return typeof target === 'string' ? [target] : Object.values(target);
}

/** Which of a file's imports point the wrong way. */
function wrongImports(workspace: Workspace, file: string, specifiers: readonly string[]): string[] {
  const { manifest, directory } = workspace;
  return specifiers
    .flatMap((specifier) =>
      specifier.startsWith('#') ? targetsOf(workspace, specifier) : [specifier],
    )
    .filter((specifier) => {
      if (specifier.startsWith('.')) {
        const path = posix.join(posix.dirname(file), specifier);
        return !path.startsWith(`${directory}/`);
      }
      const used = packageOf(specifier);
      if (!used || used.directory === directory) return false;
      return !mayUse(directory, used.directory) || !isDeclared(manifest, used.name);
    })
    .map((specifier) => `${file} imports ${specifier}`);
}

function isDeclared(manifest: Workspace['manifest'], name: string): boolean {
  // An app that is bundled has what it inlines among its devDependencies.
  const development = manifest.private === true || manifest.name.includes('n8n-nodes-');
  return [
    manifest.dependencies,
    manifest.peerDependencies,
    development ? manifest.devDependencies : undefined,
  ].some((dependencies) => dependencies?.[name] !== undefined);
}

/** Which of a manifest's dependencies point the wrong way. */
function wrongDependencies({ name, directory, manifest }: Workspace): string[] {
  const wrong = (
    dependencies: Record<string, string> | undefined,
    isAllowed: (user: string, used: string) => boolean,
  ): string[] =>
    Object.keys(dependencies ?? {}).filter((dependency) => {
      const used = packageOf(dependency);
      return used !== undefined && !isAllowed(directory, used.directory);
    });
  return [
    ...wrong(manifest.dependencies, mayUse),
    ...wrong(manifest.peerDependencies, mayUse),
    ...wrong(manifest.optionalDependencies, mayUse),
    ...wrong(manifest.devDependencies, mayTestWith),
  ].map((dependency) => `${name} depends on ${dependency}`);
}

function find(name: string): Workspace {
  const found = workspaces().find((workspace) => workspace.name === `@venuewire/${name}`);
  if (!found) throw new Error(`There is no @venuewire/${name}.`);
  return found;
}

describe.each(workspaces())('$name', (workspace) => {
  it('depends only on what lies below it', () => {
    expect(wrongDependencies(workspace)).toEqual([]);
  });

  it('imports only what lies below it', () => {
    const wrong = shippedFiles(workspace).flatMap((file) =>
      wrongImports(workspace, file, importsOf(file, readSource(file))),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the rules', () => {
  const core = find('core');
  const venue = find('collective2');
  const simulator = find('simulator');

  it('take every unknown package for a venue', () => {
    expect(layerOf('packages/some-new-exchange')).toBe('venue');
  });

  it.each([
    ['packages/core', 'packages/collective2'],
    ['packages/core', 'packages/signing'],
    ['packages/signing', 'packages/core'],
    ['packages/outpoll', 'packages/collective2'],
    ['packages/outpoll', 'packages/simulator'],
    ['packages/simulator', 'packages/core'],
    ['packages/simulator', 'packages/outpoll'],
    ['packages/outpoll', 'apps/sample'],
    ['apps/n8n-nodes-venuewire', 'packages/simulator'],
  ])('forbid %s to use %s', (user, used) => {
    expect(mayUse(user, used)).toBe(false);
  });

  it.each([
    ['packages/outpoll', 'packages/core'],
    ['packages/outpoll', 'packages/signing'],
    ['packages/simulator', 'packages/signing'],
    ['apps/n8n-nodes-venuewire', 'packages/outpoll'],
    ['apps/sample', 'packages/simulator'],
  ])('allow %s to use %s', (user, used) => {
    expect(mayUse(user, used)).toBe(true);
  });

  it('allow tests the simulator, except where that would close a circle', () => {
    expect(mayTestWith('packages/core', 'packages/simulator')).toBe(true);
    expect(mayTestWith('packages/outpoll', 'packages/simulator')).toBe(true);
    expect(mayTestWith('packages/signing', 'packages/simulator')).toBe(false);
    expect(mayTestWith('packages/simulator', 'packages/core')).toBe(false);
    expect(mayTestWith('packages/outpoll', 'packages/collective2')).toBe(false);
  });

  it('catch a wrong import however it is written', () => {
    const code = `
      // import '@venuewire/core/node';
      import type { A } from '@venuewire/collective2';
      export { b } from '../../collective2/src/index.ts';
      export const c = () => import('@venuewire/simulator');
      export type D = import('@venuewire/collective2/bare').D;
      import { e } from './e.ts';
    `;
    const file = 'packages/core/src/engine/a.ts';
    expect(wrongImports(core, file, importsOf(file, code)).toSorted()).toEqual([
      `${file} imports @venuewire/collective2`,
      `${file} imports @venuewire/collective2/bare`,
      `${file} imports @venuewire/simulator`,
    ]);
  });

  it('catch a relative import that leaves its package', () => {
    const file = 'packages/core/src/a.ts';
    expect(wrongImports(core, file, ['../../collective2/src/index.ts', '../src/b.ts'])).toEqual([
      `${file} imports ../../collective2/src/index.ts`,
    ]);
  });

  it('look behind an import that the manifest redirects', () => {
    const manifest = { ...simulator.manifest, imports: { '#p': { default: '@venuewire/core' } } };
    const redirected = { ...simulator, manifest };
    const file = 'packages/simulator/src/a.ts';
    expect(wrongImports(redirected, file, ['#p'])).toEqual([`${file} imports @venuewire/core`]);
  });

  it('catch a wrong dependency', () => {
    const dependencies = { '@venuewire/simulator': '*', zod: '*' };
    const manifest = { ...venue.manifest, dependencies };
    expect(wrongDependencies({ ...venue, manifest })).toEqual([
      '@venuewire/collective2 depends on @venuewire/simulator',
    ]);
  });
});
