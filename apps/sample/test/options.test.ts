import { describe, expect, it } from 'vitest';

import { readOptions } from '../src/options.ts';
import { Sample } from './support/sample.ts';

const live = { C2_API_KEY: 'a-key', C2_STRATEGY_ID: '7' };

describe('the options', () => {
  it('have defaults: the demo, with replay, until Ctrl-C', () => {
    expect(readOptions([], {})).toEqual({
      type: 'run',
      options: {
        seconds: undefined,
        json: false,
        venue: { type: 'demo', seed: 42, replay: true },
      },
    });
  });

  it('are all read', () => {
    const line = ['--seconds', '1.5', '--json', '--seed', '7', '--no-replay'];
    expect(readOptions(line, {})).toEqual({
      type: 'run',
      options: { seconds: 1.5, json: true, venue: { type: 'demo', seed: 7, replay: false } },
    });
  });

  it.each([
    [{}, 'wss://api4-general.collective2.com/ws', 'https://api4-general.collective2.com/'],
    [{ C2_URL: 'ws://127.0.0.1:9/ws' }, 'ws://127.0.0.1:9/ws', 'http://127.0.0.1:9/'],
    [
      { C2_REST_URL: 'http://127.0.0.1:8' },
      'wss://api4-general.collective2.com/ws',
      'http://127.0.0.1:8/',
    ],
  ])('take the addresses of the environment: %o', (environment, url, restUrl) => {
    expect(readOptions(['--live'], { ...live, ...environment })).toMatchObject({
      options: { venue: { type: 'live', apiKey: 'a-key', strategyId: 7, url, restUrl } },
    });
  });

  it.each([
    [['--seconds', '0'], {}, '--seconds has to be'],
    [['--seconds', 'x'], {}, '--seconds has to be'],
    [['--seconds'], {}, '--seconds'],
    [['--seed', '-1'], {}, '--seed'],
    [['--seed', '1.5'], {}, '--seed has to be'],
    [['--bogus'], {}, '--bogus'],
    [['other'], {}, 'other'],
    [['--live', '--seed', '1'], live, 'not for --live'],
    [['--live', '--no-replay'], live, 'not for --live'],
    [['--live'], { ...live, C2_STRATEGY_ID: '0' }, 'C2_STRATEGY_ID has to be'],
    [['--live'], { ...live, C2_STRATEGY_ID: 'x' }, 'C2_STRATEGY_ID has to be'],
    [['--live'], { ...live, C2_URL: 'https://x' }, 'C2_URL has to be'],
    [['--live'], { ...live, C2_REST_URL: 'x' }, 'C2_REST_URL has to be'],
  ])('%o with %o are refused: %s', (line, environment, problem) => {
    const request = readOptions(line, environment);
    expect(request).toMatchObject({ type: 'problem', problem: expect.stringContaining(problem) });
  });

  it('that are wrong end with 2 and a message', async () => {
    await using sample = new Sample(['--bogus']);
    expect(await sample.ended()).toEqual([2, null]);
    expect(sample.errors).toMatch(/--bogus[^]*--help/);
    expect(sample.output).toBe('');
  });

  it('are told by --help', async () => {
    await using sample = new Sample(['--help']);
    expect(await sample.ended()).toEqual([0, null]);
    expect(sample.output).toMatch(
      /--seconds[^]*--json[^]*--seed[^]*--no-replay[^]*--live[^]*C2_API_KEY/,
    );
  });
});
