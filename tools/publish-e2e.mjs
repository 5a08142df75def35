// Publishes every package to a registry on loopback, installs them into an empty project, and uses them there as a
// user would: imported, required, and compiled against.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { startRegistry } from './registry.mjs';
import { libraries, published, readManifest, root, workspaces } from './workspace.mjs';

const DEADLINE_MS = 180_000;
const deadline = AbortSignal.timeout(DEADLINE_MS);

/** npm must not take a registry, a token or a cache from whoever runs this. */
const cleanEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)),
);

/** Entry points whose exports a program can see, e.g. `@venuewire/core/node`. */
const entries = libraries().flatMap(({ name, manifest }) =>
  Object.keys(manifest.exports ?? {})
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => name + subpath.slice(1)),
);

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
async function step(title, command, parameters, options) {
  const started = performance.now();
  const child = spawn(command, parameters, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    signal: deadline,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (output += chunk));
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${title}: exit code ${String(code)}\n${output}`);
  console.log(`${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

const esm = `
for (const entry of ${JSON.stringify(entries)}) {
  const names = Object.keys(await import(entry));
  if (names.length === 0) throw new Error(entry + ' exports nothing');
  console.log(entry, names.join(' '));
}
`;

// An object that came in both ways must be the same object: \`instanceof\` has to hold across the two.
const cjs = `
void (async () => {
  for (const entry of ${JSON.stringify(entries)}) {
    const required = require(entry);
    const imported = await import(entry);
    const names = Object.keys(required).filter((name) => name !== '__esModule' && name !== 'module.exports');
    if (names.length === 0) throw new Error(entry + ' exports nothing');
    for (const name of names) {
      if (required[name] !== imported[name]) throw new Error(entry + ' has two copies of ' + name);
    }
  }
})();
`;

const typescript = `
${entries.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
export const surfaces: readonly object[] = [${entries.map((_, index) => `entry${index}`).join(', ')}];
`;

/** @param {Record<string, unknown>} compilerOptions */
function tsconfig(compilerOptions) {
  return JSON.stringify({
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      ...compilerOptions,
    },
    files: ['consumer.ts'],
  });
}

/** @param {string} scratch */
async function endToEnd(scratch) {
  const own = new Set(workspaces().map(({ name }) => name));
  const registry = await startRegistry({ scratch, own });
  try {
    const userconfig = join(scratch, 'npmrc');
    await writeFile(userconfig, `${registry.url.slice('http:'.length)}/:_authToken=none\n`);
    const env = {
      ...cleanEnvironment,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
      npm_config_userconfig: userconfig,
      npm_config_globalconfig: join(scratch, 'no-global-npmrc'),
      npm_config_registry: registry.url,
      npm_config_cache: join(scratch, 'cache'),
      npm_config_provenance: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    };

    const publishing = { cwd: root, env };
    await step('Published', 'changeset', ['publish', '--no-git-tag'], publishing);
    assert.deepEqual(
      registry.published().toSorted(),
      published()
        .map(({ name }) => name)
        .toSorted(),
      'Every public package, and no other, was published.',
    );

    const project = join(scratch, 'project');
    await mkdir(project);
    const dependencies = Object.fromEntries(
      libraries().map(({ name, manifest }) => [name, manifest.version]),
    );
    const types = { '@types/node': readManifest(root).devDependencies?.['@types/node'] };
    await Promise.all([
      writeFile(
        join(project, 'package.json'),
        JSON.stringify({ private: true, dependencies, devDependencies: types }),
      ),
      writeFile(join(project, 'surface.mjs'), esm),
      writeFile(join(project, 'surface.cjs'), cjs),
      writeFile(join(project, 'consumer.ts'), typescript),
      writeFile(join(project, 'nodenext.json'), tsconfig({ module: 'nodenext' })),
      writeFile(
        join(project, 'bundler.json'),
        tsconfig({ module: 'preserve', moduleResolution: 'bundler' }),
      ),
    ]);
    const consuming = { cwd: project, env };
    await step('Installed', 'npm', ['install', '--ignore-scripts', '--loglevel=error'], consuming);

    for (const { name, manifest } of libraries()) {
      for (const file of ['LICENSE', 'README.md', 'dist/index.js', 'src/index.ts']) {
        const path = join(project, 'node_modules', name, file);
        assert.ok(existsSync(path), `${name}@${manifest.version} was published without ${file}`);
      }
    }
    await step('Imported', 'node', ['surface.mjs'], consuming);
    await step('Required', 'node', ['surface.cjs'], consuming);
    for (const compiler of ['tsc', 'tsc6']) {
      for (const resolution of ['nodenext', 'bundler']) {
        const parameters = ['-p', `${resolution}.json`];
        await step(`Compiled by ${compiler}, ${resolution}`, compiler, parameters, consuming);
      }
    }
  } finally {
    await registry.close();
  }
}

const scratch = await mkdtemp(join(tmpdir(), 'venuewire-publish-'));
try {
  await endToEnd(scratch);
  console.log(`${entries.length} entry points work as published: ${entries.join(', ')}`);
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}
