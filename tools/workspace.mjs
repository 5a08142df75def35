// What the workspace holds, read from the manifests, so that no tool needs a list of packages.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {string} [description]
 * @property {string} [license]
 * @property {string} [type]
 * @property {string[]} [files]
 * @property {string[]} [workspaces]
 * @property {{ node?: string }} [engines]
 * @property {Record<string, unknown>} [publishConfig]
 * @property {Record<string, string | Record<string, string>>} [exports]
 * @property {Record<string, string | Record<string, string>>} [imports]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {{ nodes: string[], credentials: string[] }} [n8n]
 *
 * @typedef {object} Workspace
 * @property {string} name
 * @property {string} directory Relative to the root, with forward slashes.
 * @property {Manifest} manifest
 */

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string} directory
 * @returns {Manifest}
 */
export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** @returns {Workspace[]} Every package and app, sorted by directory. */
export function workspaces() {
  const patterns = readManifest(root).workspaces ?? [];
  return globSync(patterns, { cwd: root })
    .map((directory) => directory.replaceAll('\\', '/'))
    .filter((directory) => existsSync(join(root, directory, 'package.json')))
    .toSorted()
    .map((directory) => {
      const manifest = readManifest(join(root, directory));
      return { name: manifest.name, directory, manifest };
    });
}

/** @returns {Workspace[]} The packages that go to the registry. */
export function published() {
  return workspaces().filter(({ manifest }) => manifest.private !== true);
}

/** @returns {Workspace[]} Those that a program imports; the others are loaded by n8n. */
export function libraries() {
  return published().filter(({ manifest }) => manifest.n8n === undefined);
}

/**
 * The directory of an installed package: the nearest `node_modules` above `from` that holds it.
 *
 * @param {string} name
 * @param {string} [from]
 * @returns {string | undefined}
 */
export function installed(name, from = root) {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (directory === dirname(directory)) return undefined;
  }
}
