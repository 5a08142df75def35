// n8n's own gate for community packages, on the sources and on what would be published. No rule is disabled.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

import {
  analyzePackage,
  SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const run = promisify(execFile);
const app = join(import.meta.dirname, '..');
const isWindows = process.platform === 'win32';

/** @param {string} scratch */
async function unpacked(scratch) {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch], {
    cwd: app,
    shell: isWindows,
  });
  const [{ filename }] = JSON.parse(stdout);
  await run('tar', ['-xzf', filename, '--strip-components=1'], { cwd: scratch });
  await rm(join(scratch, filename));
  return scratch;
}

const scratch = await mkdtemp(join(tmpdir(), 'venuewire-n8n-'));
try {
  const results = [
    ['sources', await analyzePackage(app, SOURCE_FILE_PATTERNS)],
    ['tarball', await analyzePackage(await unpacked(scratch), ['**/*.js', 'package.json'])],
  ];
  for (const [what, { passed, message, details }] of results) {
    console.log(`${what}: ${passed ? 'passed' : `failed: ${message}\n${details ?? ''}`}`);
    // "No files found" counts as passed there.
    if (!passed || message) process.exitCode = 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
