import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { root } from '../workspace.mjs';

/** Everything of n8n lies here: it is no part of the workspace's install, which it would make four times as large. */
export const folder = join(root, '.n8n');

const app = join(folder, 'app');

/** The overrides are for versions of these that cannot be installed from every registry. */
const manifest = {
  private: true,
  overrides: { linkedom: '0.18.13', '@langchain/langgraph': '1.4.13' },
  dependencies: { n8n: '2.41.1' },
};

const nodeFolder = dirname(process.execPath);

/** With the toolchain's Node first, whoever runs this. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${nodeFolder}:${process.env['PATH'] ?? ''}`,
};

/** Installs n8n, once. Answers the script that starts it. */
export async function installN8n(): Promise<string> {
  const bin = join(app, 'node_modules/n8n/bin/n8n');
  const stamp = join(app, '.installed');
  const wanted = JSON.stringify([manifest, process.versions.modules]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return bin;
  console.log('Installing n8n into .n8n/app: some 2 GB, and some minutes…');
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  // Of all scripts only that of sqlite is needed, and some of the others cannot run without a compiler and the internet.
  await run('npm', ['install', '--legacy-peer-deps', '--ignore-scripts', ...quietly], app);
  await run('npm', ['rebuild', 'sqlite3', '--loglevel=error'], app, {
    // Where there is no binary to download it is built, with this Node's own headers.
    ...(existsSync(join(headers(), 'include/node/node.h')) && { npm_config_nodedir: headers() }),
  });
  await writeFile(stamp, wanted);
  return bin;
}

/** Packs the nodes as they would be published, and installs them as n8n's own installer does. */
export async function installNodes(home: string): Promise<void> {
  const source = join(root, 'apps/n8n-nodes-venuewire');
  const target = join(home, '.n8n/nodes');
  await mkdir(target, { recursive: true });
  for (const old of await readdir(target)) await rm(join(target, old), { recursive: true });
  await run('npm', ['pack', '--silent', '--pack-destination', target], source);
  const tarball = (await readdir(target)).find((name) => name.endsWith('.tgz')) ?? '';
  await writeFile(join(target, 'package.json'), JSON.stringify({ private: true }));
  const options = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', join(target, tarball), ...options, '--loglevel=error'], target);
}

export async function run(
  command: string,
  parameters: readonly string[],
  cwd: string,
  extra: NodeJS.ProcessEnv = {},
): Promise<void> {
  const child = spawn(command, parameters, {
    cwd,
    env: { ...environment, ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const [code] = await once(child, 'close');
  if (code === 0) return;
  throw new Error(`${command} ${parameters.join(' ')}: exit code ${String(code)}\n${output}`);
}

function headers(): string {
  return dirname(nodeFolder);
}
