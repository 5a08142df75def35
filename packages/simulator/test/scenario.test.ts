import { describe, expect, test } from 'vitest';

import { collective2Simulator, manualClock } from '../src/index.ts';
import type { Collective2Simulator, ScenarioStep } from '../src/index.ts';

type Steps = readonly ScenarioStep<Collective2Simulator>[];

describe('play', () => {
  test('steps follow one another: every so often, then after a time', async () => {
    const clock = manualClock(0);
    await using venue = await collective2Simulator({ clock });
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} ${clock.now()}`);
    const steps: Steps = [
      { every: 200, times: 3, do: note('signal') },
      { after: 0, do: note('drop') },
      { after: 400, do: note('end') },
    ];
    const played = venue.play(steps);
    clock.advance(10_000);
    await played;
    expect(ran).toEqual(['signal 200', 'signal 400', 'signal 600', 'drop 600', 'end 1000']);
  });

  test('a step acts on the venue that plays it', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const played = venue.play([{ every: 10, times: 5, do: (one) => one.publishSignal(1) }]);
    clock.advance(50);
    await played;
    expect(venue.published).toHaveLength(5);
  });

  test('two scenarios play side by side', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const both = [1, 2].map((id) =>
      venue.play([{ every: 10, times: 2, do: (one) => one.publishSignal(id) }]),
    );
    clock.advance(20);
    await Promise.all(both);
    expect(venue.published.map((signal) => signal.strategyId)).toEqual([1, 2, 1, 2]);
  });

  test('a signal stops it, and that is not a failure', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const stop = new AbortController();
    const endless: Steps = [{ every: 10, do: (one) => one.publishSignal(1) }];
    const played = venue.play(endless, { signal: stop.signal });
    clock.advance(30);
    stop.abort();
    clock.advance(30);
    await played;
    expect(venue.published).toHaveLength(3);
    await venue.play(endless, { signal: stop.signal });
  });

  test('close() stops it', async () => {
    const venue = await collective2Simulator();
    const played = venue.play([{ every: 1, do: (one) => one.publishSignal(1) }]);
    await venue.until(() => venue.published.length > 1);
    await venue.close();
    await played;
    const count = venue.published.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(venue.published).toHaveLength(count);
  });

  test('what a step throws or rejects with ends it', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const ran: string[] = [];
    const fail = (): never => {
      throw new Error('thrown');
    };
    const thrown = venue.play([
      { after: 1, do: fail },
      { after: 1, do: () => ran.push('after') },
    ]);
    const rejected = venue.play([{ after: 1, do: () => Promise.reject(new Error('rejected')) }]);
    const outcomes = Promise.allSettled([thrown, rejected]);
    clock.advance(10);
    expect(await outcomes).toMatchObject([
      { reason: { message: 'thrown' } },
      { reason: { message: 'rejected' } },
    ]);
    expect(ran).toEqual([]);
  });

  test('it ends when what its steps began has ended', async () => {
    const clock = manualClock();
    await using venue = await collective2Simulator({ clock });
    const { url } = venue;
    const played = venue.play([{ after: 1, do: (one) => one.faults.restart(100) }]);
    clock.advance(101);
    await played;
    expect(venue.url).toBe(url);
  });
});
