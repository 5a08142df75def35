import { describe, expect, it } from 'vitest';

import { readOptions } from '../src/options.ts';
import { venues } from '../src/venues.ts';
import { Sample } from './support/sample.ts';

const live = { C2_API_KEY: 'a-key', C2_STRATEGY_ID: '7' };

describe('the options', () => {
  it('have defaults: the demo of every venue, with replay, until Ctrl-C', () => {
    expect(readOptions([], {})).toEqual({
      type: 'run',
      options: {
        seconds: undefined,
        json: false,
        mode: { type: 'demo', venues: [...venues.keys()], seed: 42, replay: true },
      },
    });
  });

  it('are all read', () => {
    const line = ['--seconds', '1.5', '--json', '--seed', '7', '--no-replay'];
    expect(readOptions([...line, '--venue', 'collective2'], {})).toEqual({
      type: 'run',
      options: {
        seconds: 1.5,
        json: true,
        mode: { type: 'demo', venues: ['collective2'], seed: 7, replay: false },
      },
    });
  });

  it.each([
    [{}, 'api4-general.collective2.com'],
    [{ C2_URL: 'ws://127.0.0.1:9/ws' }, '127.0.0.1:9'],
    [{ C2_REST_URL: 'http://127.0.0.1:8' }, 'api4-general.collective2.com'],
  ])('take the addresses of the environment: %o', async (environment, host) => {
    const request = readOptions(['--live'], { ...live, ...environment });
    if (request.type !== 'run' || request.options.mode.type !== 'live')
      throw new TypeError('It is no live run.');
    const [open] = request.options.mode.open;
    await using source = open?.(false);
    expect(source?.introduction).toContain(`strategy 7, at ${host}.`);
  });

  it.each([
    [['--seconds', '0'], {}, '--seconds has to be'],
    [['--seconds', 'x'], {}, '--seconds has to be'],
    [['--seconds'], {}, '--seconds'],
    [['--seed', '-1'], {}, '--seed'],
    [['--seed', '1.5'], {}, '--seed has to be'],
    [['--bogus'], {}, '--bogus'],
    [['--venue', 'nowhere'], {}, 'There is no venue "nowhere"'],
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
      /--seconds[^]*--venue[^]*--json[^]*--seed[^]*--no-replay[^]*--live[^]*C2_API_KEY/,
    );
  });
});
