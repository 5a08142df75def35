import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { readArguments } from '../src/cli-arguments.ts';
import { TestClient, subscription } from './collective2/test-client.ts';
import { JsonClient } from './json-client.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
/** Runs the sources of the workspace, not a build. */
const conditions = '--conditions=@venuewire/source';

function start(...args: string[]) {
  const child = spawn(process.execPath, [conditions, cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (errors += String(data)));
  return { child, output: () => output, errors: () => errors, exited: once(child, 'close') };
}

describe('the command', () => {
  test('prints its addresses and its key, publishes signals, and ends with Ctrl-C', async () => {
    const run = start('collective2', '--key', 'mine', '--strategies', '7', '--interval', '20');
    while (!run.output().includes('Ctrl-C')) await once(run.child.stdout, 'data');
    const url = /ws:\/\/127\.0\.0\.1:\d+\/ws/.exec(run.output())?.[0] ?? '';
    expect(run.output()).toContain('mine');
    expect(run.output()).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
    await using client = await TestClient.open(url, 'mine');
    client.send(subscription(7));
    await client.take('subscription.ack');
    expect(await client.take('strategy.signal')).toMatchObject({ payload: { strategy_id: 7 } });
    run.child.kill('SIGINT');
    expect(await run.exited).toEqual([0, null]);
    expect(run.errors()).toBe('');
  });

  test('outpoll prints all its endpoints, and moves its market', async () => {
    const run = start('outpoll', '--key', 'op_k_mine', '--secret', 'bWluZQ', '--interval', '20');
    while (!run.output().includes('Ctrl-C')) await once(run.child.stdout, 'data');
    expect(run.output()).toMatch(/API key +op_k_mine\n +secret +bWluZQ\n/);
    const urls = run.output().match(/ws:\/\/127\.0\.0\.1:\d+\/\S+/g) ?? [];
    expect(urls).toHaveLength(7);
    const url = urls.find((one) => one.endsWith('/last-trades/ws')) ?? '';
    await using client = new JsonClient(url);
    expect(await client.next()).toMatchObject({ t: 'TRADE' });
    run.child.kill('SIGINT');
    expect(await run.exited).toEqual([0, null]);
    expect(run.errors()).toBe('');
  });

  test('--help prints the options and ends well', async () => {
    const run = start('--help');
    expect(await run.exited).toEqual([0, null]);
    expect(run.output()).toMatch(/--port[^]*--seed[^]*--interval[^]*--rate/);
    expect(run.output()).toMatch(/--key .*\(collective2, outpoll\)\n +--secret .*\(outpoll\)/);
  });

  test('a wrong argument ends with 2 and a message', async () => {
    const run = start('collective2', '--port', 'x');
    expect(await run.exited).toEqual([2, null]);
    expect(run.errors()).toContain('--port has to be a whole number from 0 to 65535, not "x".');
    expect(run.output()).toBe('');
  });

  test('a port that is taken ends with 1 and a message', async () => {
    const first = start('collective2');
    while (!first.output().includes('Ctrl-C')) await once(first.child.stdout, 'data');
    const port = /127\.0\.0\.1:(\d+)/.exec(first.output())?.[1] ?? '';
    const second = start('collective2', '--port', port);
    expect(await second.exited).toEqual([1, null]);
    expect(second.errors()).toContain('EADDRINUSE');
    first.child.kill('SIGTERM');
    expect(await first.exited).toEqual([0, null]);
  });
});

describe('arguments', () => {
  test.for([
    { line: '', problem: 'Name a venue' },
    { line: 'other', problem: 'There is no venue other' },
    { line: 'collective2 other', problem: 'One venue at a time' },
    { line: 'collective2 --nonsense', problem: "Unknown option '--nonsense'" },
    { line: 'collective2 --port', problem: "'--port <value>' argument missing" },
    { line: 'collective2 --port 65536', problem: '--port has to be' },
    { line: 'collective2 --seed -1', problem: "'--seed' argument is ambiguous" },
    { line: 'collective2 --strategies 1,0', problem: '--strategies has to be' },
    { line: 'collective2 --interval 0', problem: '--interval has to be' },
    { line: 'collective2 --interval 5 --rate 5', problem: 'not both' },
    { line: 'collective2 --rate x', problem: '--rate has to be' },
    { line: 'collective2 --key=', problem: '--key has to be' },
    { line: 'collective2 --secret x', problem: '--secret is not for collective2' },
    { line: 'outpoll --strategies 1', problem: '--strategies is not for outpoll' },
    { line: 'outpoll --secret=', problem: '--secret has to be' },
  ])('"$line" is refused: $problem', ({ line, problem }) => {
    const request = readArguments(line.split(' ').filter((word) => word !== ''));
    expect(request).toMatchObject({ type: 'problem', problem: expect.stringContaining(problem) });
  });

  test('all of them are read', () => {
    const line = 'collective2 --port 8080 --seed 7 --key mine --strategies 3,4 --rate 50';
    expect(readArguments(line.split(' '))).toMatchObject({
      type: 'run',
      venue: { name: 'collective2' },
      arguments: { port: 8080, seed: 7, key: 'mine', intervalMs: 20, strategyIds: [3, 4] },
    });
  });
});
