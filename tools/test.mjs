// `npm test`: everything that must pass, through nx, and then one sum over all test reports.
// Arguments are handed to nx, e.g. `npm test -- --skip-nx-cache`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { root, workspaces } from './workspace.mjs';

const TARGETS = [
  'build',
  'typecheck',
  'typecheck:tools',
  'test',
  'test:workspace',
  'check:package',
  'check:n8n',
  'lint',
  'format:check',
  'knip',
  'test:publish',
];

/**
 * @typedef {object} Task
 * @property {string} taskId
 * @property {'cache-miss' | 'local-cache-hit' | 'remote-cache-hit'} cacheStatus
 * @property {number | null} status
 */

/**
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * @template T
 * @param {string} file
 * @returns {T | undefined}
 */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * A test file that could not even be loaded has no results of its own: it counts as one failure.
 *
 * @param {Report} report
 */
function failures(report) {
  const unloaded = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  return report.numFailedTests + unloaded.length;
}

const runFile = join(root, '.nx/cache/run.json');
const reportFiles = new Map([
  ['test:workspace', join(root, 'tools/.results/tests.json')],
  ...workspaces()
    .filter(({ manifest }) => manifest.scripts?.['test'] !== undefined)
    .map(
      ({ name, directory }) =>
        /** @type {const} */ ([`${name}:test`, join(root, directory, '.results/tests.json')]),
    ),
]);

// What is there after the run was then written by it, or restored by it from the cache.
for (const file of [runFile, ...reportFiles.values()]) rmSync(file, { force: true });

const nx = spawnSync(
  'nx',
  ['run-many', '-t', ...TARGETS, '--parallel=2', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
);
if (nx.error) console.error(`nx could not be started: ${nx.error.message}`);

/** @type {Task[]} */
const tasks = readJson(runFile)?.tasks ?? [];
const cached = tasks.filter(({ cacheStatus }) => cacheStatus !== 'cache-miss').length;
const failedTasks = tasks.filter(({ status }) => status !== 0).map(({ taskId }) => taskId);

let passed = 0;
let failed = 0;
let skipped = 0;
const missing = [];
for (const [task, file] of reportFiles) {
  /** @type {Report | undefined} */
  const report = readJson(file);
  if (!report) {
    missing.push(task);
    continue;
  }
  passed += report.numPassedTests;
  failed += failures(report);
  skipped += report.numPendingTests + report.numTodoTests;
}

if (failedTasks.length > 0) console.error(`Failed tasks: ${failedTasks.join(', ')}`);
if (missing.length > 0) console.error(`No test report from: ${missing.join(', ')}`);
if (skipped > 0) console.log(`${skipped} tests were skipped.`);
console.log(`${tasks.length} tasks, ${cached} of them restored from the cache.`);
console.log(`${passed} passed, ${failed} failed`);

const good = nx.status === 0 && missing.length === 0 && failed === 0 && passed > 0;
process.exitCode = good ? 0 : 1;
