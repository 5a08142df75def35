import { collective2Simulator } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { jsonLines } from './support/json-lines.ts';
import { Sample } from './support/sample.ts';

const patience = { timeout: 30_000 };

describe('--live', patience, () => {
  it.each([
    [{ C2_API_KEY: 'a-key' }, 'C2_STRATEGY_ID'],
    [{ C2_STRATEGY_ID: '7' }, 'C2_API_KEY'],
  ])('says what is missing of the environment in %o', async (environment, missing) => {
    await using sample = new Sample(['--live'], environment);
    expect(await sample.ended()).toEqual([2, null]);
    expect(sample.errors).toContain(`--live needs ${missing} in the environment`);
    expect(sample.output).toBe('');
  });

  it.each([
    [{ OUTPOLL_EVENT_ID: 'an-event' }, 'OUTPOLL_OUTCOME_ID'],
    [{ ROCKETFI_ENVIRONMENT: 'moon', ROCKETFI_INSTRUMENT_ID: '0x1' }, 'one of beta, testnet'],
    [{ ROCKETFI_ENVIRONMENT: 'beta' }, 'ROCKETFI_INSTRUMENT_ID'],
    [
      { OUTPOLL_EVENT_ID: 'a', OUTPOLL_OUTCOME_ID: 'b', OUTPOLL_API_KEY: 'key' },
      'OUTPOLL_API_KEY and OUTPOLL_SECRET belong together',
    ],
    [
      {
        ROCKETFI_ENVIRONMENT: 'beta',
        ROCKETFI_INSTRUMENT_ID: '0x1',
        ROCKETFI_ACCOUNT: 'somebody',
      },
      'ROCKETFI_ACCOUNT has to be an address',
    ],
  ])('says what is wrong with the environment in %o', async (environment, problem) => {
    await using sample = new Sample(['--live'], environment);
    expect(await sample.ended()).toEqual([2, null]);
    expect(sample.errors).toContain(problem);
  });

  it('names what each venue needs, where the environment has nothing of any', async () => {
    await using sample = new Sample(['--live']);
    expect(await sample.ended()).toEqual([2, null]);
    expect(sample.errors).toContain('collective2: C2_API_KEY and C2_STRATEGY_ID');
    expect(sample.output).toBe('');
  });

  it('shows the strategy of the environment, and does not claim to know what was lost', async () => {
    await using venue = await collective2Simulator();
    await using sample = new Sample(['--live', '--json'], {
      C2_API_KEY: venue.key,
      C2_STRATEGY_ID: '7',
      C2_URL: venue.url,
    });
    await venue.until(({ connections }) => connections[0]?.subscriptions.length === 2);
    venue.publishSignal(7, { text: 'buy' });
    await sample.until('"text":"buy"');
    sample.kill('SIGINT');
    expect(await sample.ended()).toEqual([0, null]);
    const { summary, rows } = jsonLines(sample);
    expect(summary).toMatchObject({ lost: null, duplicated: 0 });
    expect(rows.get('strategy.signal:7')).toMatchObject({
      published: null,
      received: 1,
      lost: null,
    });
    expect(sample.errors).not.toContain(venue.key);
  });

  it('shows a payload that it does not know as it is', async () => {
    await using venue = await collective2Simulator();
    await using sample = new Sample(['--live', '--seconds', '20'], {
      C2_API_KEY: venue.key,
      C2_STRATEGY_ID: '7',
      C2_URL: venue.url,
    });
    await venue.until(({ connections }) => connections[0]?.subscriptions.length === 2);
    venue.publishSignal(7, { text: 'buy' });
    await sample.until('signals 7        {"strategy_id":7,"text":"buy"}');
    sample.kill('SIGTERM');
    expect(await sample.ended()).toEqual([0, null]);
    expect(sample.output).toContain('What was lost cannot be counted');
  });

  it('says that a key is refused, and ends with 1', async () => {
    await using venue = await collective2Simulator();
    await using sample = new Sample(['--live'], {
      C2_API_KEY: 'not-the-key',
      C2_STRATEGY_ID: '7',
      C2_URL: venue.url,
    });
    expect(await sample.ended()).toEqual([1, null]);
    expect(sample.errors).toMatch(/HTTP 401: check the credential\. .*--help has the variables/);
    expect(sample.output + sample.errors).not.toMatch(/not-the-key|at .*\.ts/);
  });

  it('says that a strategy is refused, and ends with 1', async () => {
    await using venue = await collective2Simulator({ forbidden: [7] });
    await using sample = new Sample(['--live', '--json'], {
      C2_API_KEY: venue.key,
      C2_STRATEGY_ID: '7',
      C2_URL: venue.url,
    });
    expect(await sample.ended()).toEqual([1, null]);
    expect(sample.errors).toMatch(/refused strategy\.\w+ 7 .*Not authorized/);
    expect(jsonLines(sample).summary).toMatchObject({ type: 'summary', lost: null });
  });
});
