// A package registry in this process, on loopback, for as long as it is held: takes what is published to it, and
// serves third-party packages out of the workspace's own node_modules, so that nothing else need be in reach.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { installed, readManifest } from './workspace.mjs';

/**
 * @typedef {object} Packument What npm asks a registry for; the fields that it needs here.
 * @property {string} name
 * @property {Record<string, string>} dist-tags
 * @property {Record<string, { name: string, version: string, dist: { tarball: string, [field: string]: unknown } }>} versions
 *
 * @typedef {Packument & { _attachments: Record<string, { data: string }> }} Publication
 *
 */

const run = promisify(execFile);

/**
 * @param {string} directory Of an installed package.
 * @param {string} scratch Where its tarball may lie for a moment.
 */
async function pack(directory, scratch) {
  const destination = await mkdtemp(join(scratch, 'pack-'));
  const { stdout } = await run(
    'npm',
    ['pack', directory, '--ignore-scripts', '--json', '--pack-destination', destination],
    { cwd: scratch, shell: process.platform === 'win32', timeout: 60_000 },
  );
  const [{ filename }] = JSON.parse(stdout);
  return readFile(join(destination, filename));
}

/**
 * @param {{ scratch: string, own: ReadonlySet<string> }} options `own` are the names that must be published before
 *   they can be had: the workspace's links to them don't count.
 * @returns {Promise<{ url: string, published: () => string[], close: () => Promise<void> }>}
 */
export async function startRegistry({ scratch, own }) {
  /** @type {Map<string, Packument>} */
  const packuments = new Map();
  /** @type {Map<string, Buffer>} */
  const tarballs = new Map();
  /** @type {Map<string, Promise<boolean>>} */
  const adoptions = new Map();
  let url = '';

  /** @param {Publication} publication */
  function publish({ _attachments: attachments, ...packument }) {
    const [version] = Object.values(packument.versions);
    const [attachment] = Object.values(attachments);
    if (!version || !attachment) throw new Error('A publication has one version and its tarball.');
    const known = packuments.get(packument.name);
    if (known?.versions[version.version]) return false;
    const path = `/${packument.name}/-/${version.version}.tgz`;
    version.dist.tarball = url + path;
    tarballs.set(path, Buffer.from(attachment.data, 'base64'));
    packuments.set(packument.name, {
      ...packument,
      'dist-tags': { ...known?.['dist-tags'], ...packument['dist-tags'] },
      versions: { ...known?.versions, ...packument.versions },
    });
    return true;
  }

  /** @param {string} name */
  async function adopt(name) {
    const directory = own.has(name) ? undefined : installed(name);
    if (!directory) return false;
    const manifest = readManifest(directory);
    const tarball = await pack(directory, scratch);
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const shasum = createHash('sha1').update(tarball).digest('hex');
    publish({
      name,
      'dist-tags': { latest: manifest.version },
      versions: {
        [manifest.version]: { ...manifest, dist: { tarball: '', integrity, shasum } },
      },
      _attachments: { tarball: { data: tarball.toString('base64') } },
    });
    return true;
  }

  /** @param {string} name */
  async function find(name) {
    if (!packuments.has(name)) {
      const adoption = adoptions.get(name) ?? adopt(name);
      adoptions.set(name, adoption);
      await adoption;
      adoptions.delete(name);
    }
    return packuments.get(name);
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async function answer(request, response) {
    const path = decodeURIComponent(new URL(request.url ?? '/', url).pathname);
    if (request.method === 'PUT') {
      const accepted = publish(/** @type {Publication} */ (await json(request)));
      response.statusCode = accepted ? 201 : 409;
      return response.end('{}');
    }
    const tarball = tarballs.get(path);
    if (tarball) return response.end(tarball);
    const packument = await find(path.slice(1));
    response.statusCode = packument ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify(packument ?? { error: 'not found' }));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((/** @type {unknown} */ error) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ error: String(error) }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The registry has no port.');
  url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    published: () => [...packuments.keys()].filter((name) => own.has(name)),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
