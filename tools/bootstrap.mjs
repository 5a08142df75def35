// Installs the locked dependencies when they are not installed yet, so that a fresh clone needs one command.
// Runs on the host's own Node, before any dependency exists. Speaks on standard error only: a command
// such as `npm start --silent -- --json` owns standard output.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.bootstrap`;
const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Venuewire needs Node 20.19 or newer; this is ${process.version}.`);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  process.stderr.write('Installing the locked dependencies (npm ci), about a minute…\n');
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    // File descriptor 2 as npm's standard output: see above.
    { cwd: root, stdio: ['inherit', 2, 'inherit'], shell: process.platform === 'win32' },
  );
  if (status !== 0) {
    fail(
      `npm ci failed (${error ? error.message : `exit code ${String(status)}`}): the dependencies are not installed.\n` +
        'Its own message is above. It needs the npm registry; run the same command again once that is in reach.',
    );
  }
  writeFileSync(stamp, lock);
}

// `npm start` says `exec`, so that no shell stands between npm and the program and a signal ends both alike.
if (process.platform === 'win32') writeFileSync(`${root}node_modules/.bin/exec.cmd`, '@%*\r\n');

// The toolchain's own Node comes from the lock file on Linux and Windows; elsewhere the host's must do.
if (!existsSync(`${root}node_modules/.bin/node`) && process.platform !== 'win32' && major < 24) {
  fail(
    `No locked Node for ${process.platform}-${process.arch}: please run this with Node 24 or newer (this is ${process.version}).`,
  );
}
