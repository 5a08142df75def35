import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { NonceLane } from '../../src/transactions/nonce-lane.ts';

type Name = 'accepted' | 'notSent' | 'rejected' | 'unknown';

/** A transaction that is under way until the test ends it. */
interface UnderWay {
  readonly nonce: bigint;
  end(outcome: Name): void;
}

class Bench {
  told = 0n;
  fetches = 0;
  readonly prepared: bigint[] = [];
  readonly underWay: UnderWay[] = [];
  readonly lane: NonceLane;

  constructor(inFlight = 1) {
    this.lane = new NonceLane({
      inFlight,
      fetch: async () => {
        this.fetches += 1;
        return this.told;
      },
    });
  }

  submit(signal?: AbortSignal, count = 1): Promise<{ readonly outcome: string }> {
    return this.lane.use({
      count,
      signal,
      prepare: async (nonce) => {
        this.prepared.push(nonce);
        return nonce;
      },
      send: (nonce) => {
        const { promise, resolve } = Promise.withResolvers<{ outcome: Name }>();
        this.underWay.push({ nonce, end: (outcome) => resolve({ outcome }) });
        return promise;
      },
    });
  }

  get nonces(): readonly bigint[] {
    return this.underWay.map(({ nonce }) => nonce);
  }

  end(index: number, outcome: Name): void {
    this.underWay[index]?.end(outcome);
  }
}

/** Until nothing that can happen by itself is left: everything here is promises alone. */
async function quiet(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  await promise;
}

describe('nonces', () => {
  it('are fetched once, and count on', async () => {
    const bench = new Bench();
    bench.told = 7n;
    const all = [bench.submit(), bench.submit(), bench.submit()];
    for (let index = 0; index < 3; index += 1) {
      await quiet();
      expect(bench.underWay).toHaveLength(index + 1);
      bench.end(index, 'accepted');
    }
    await Promise.all(all);
    expect(bench.nonces).toEqual([7n, 8n, 9n]);
    expect(bench.fetches).toBe(1);
  });

  it('of a batch follow each other', async () => {
    const bench = new Bench();
    const batch = bench.submit(undefined, 3);
    const next = bench.submit();
    await quiet();
    bench.end(0, 'accepted');
    await batch;
    await quiet();
    bench.end(1, 'accepted');
    await next;
    expect(bench.nonces).toEqual([0n, 3n]);
  });

  it('of what never left are given back', async () => {
    const bench = new Bench();
    const all = [bench.submit(), bench.submit()];
    await quiet();
    bench.end(0, 'notSent');
    await quiet();
    bench.end(1, 'accepted');
    await Promise.all(all);
    expect(bench.nonces).toEqual([0n, 0n]);
    expect(bench.fetches).toBe(1);
  });

  it.each(['rejected', 'unknown'] as const)('are asked for again after %s', async (outcome) => {
    const bench = new Bench();
    const all = [bench.submit(), bench.submit(), bench.submit()];
    await quiet();
    bench.end(0, outcome);
    bench.told = 1n;
    await quiet();
    bench.end(1, outcome);
    await quiet();
    bench.end(2, 'accepted');
    await Promise.all(all);
    // The venue said that it has used the first, and that it has not used the second.
    expect(bench.nonces).toEqual([0n, 1n, 1n]);
    expect(bench.fetches).toBe(3);
  });

  it('that were accepted are never taken again, though the venue’s answer may be older', async () => {
    const bench = new Bench();
    const all = [bench.submit(), bench.submit(), bench.submit()];
    await quiet();
    bench.end(0, 'accepted');
    await quiet();
    bench.end(1, 'rejected');
    await quiet();
    bench.end(2, 'accepted');
    await Promise.all(all);
    expect(bench.told).toBe(0n);
    expect(bench.nonces).toEqual([0n, 1n, 1n]);
  });

  it('start anew where the venue does: what it says twice is believed', async () => {
    const bench = new Bench();
    bench.told = 500n;
    const all = Array.from({ length: 4 }, () => bench.submit());
    await quiet();
    bench.end(0, 'accepted');
    bench.told = 0n;
    for (const index of [1, 2, 3]) {
      await quiet();
      bench.end(index, 'rejected');
    }
    await Promise.all(all);
    expect(bench.nonces).toEqual([500n, 501n, 501n, 0n]);
  });

  it('that cannot be fetched leave everything unsent', async () => {
    const error = new Error('offline');
    const lane = new NonceLane({ inFlight: 1, fetch: () => Promise.reject(error) });
    const use = {
      count: 1,
      signal: undefined,
      prepare: async () => 0,
      send: async () => ({ outcome: 'accepted' as const }),
    };
    expect(await lane.use(use)).toEqual({ outcome: 'notSent', error });
    expect(await lane.use(use)).toEqual({ outcome: 'notSent', error });
  });

  it('that are looked at are not used up', async () => {
    const bench = new Bench();
    const look = (): Promise<bigint> => bench.lane.peek(async (nonce) => nonce, undefined);
    expect([await look(), await look()]).toEqual([0n, 0n]);
    const submitted = bench.submit();
    await quiet();
    const looking = look();
    await quiet();
    bench.end(0, 'accepted');
    await submitted;
    expect(await looking).toBe(1n);
  });

  it('that are looked at are those that the venue tells at that moment', async () => {
    const bench = new Bench();
    const submitted = bench.submit();
    await quiet();
    bench.end(0, 'accepted');
    await submitted;
    bench.told = 9n;
    expect(await bench.lane.peek(async (nonce) => nonce, undefined)).toBe(9n);
  });
});

describe('of several under way', () => {
  it('each has its own nonce, and no more than are allowed are under way', async () => {
    const bench = new Bench(2);
    const all = [bench.submit(), bench.submit(), bench.submit()];
    await quiet();
    expect(bench.nonces).toEqual([0n, 1n]);
    bench.end(1, 'accepted');
    await quiet();
    expect(bench.nonces).toEqual([0n, 1n, 2n]);
    bench.end(0, 'accepted');
    bench.end(2, 'accepted');
    await Promise.all(all);
    expect(bench.fetches).toBe(1);
  });

  it.each(['rejected', 'unknown', 'notSent'] as const)(
    'one that ends as %s keeps the next ones back until all are answered and the venue is asked',
    async (outcome) => {
      const bench = new Bench(3);
      const all = [bench.submit(), bench.submit()];
      await quiet();
      bench.end(0, outcome);
      await quiet();
      all.push(bench.submit());
      await quiet();
      expect(bench.nonces).toEqual([0n, 1n]);
      bench.end(1, 'rejected');
      await quiet();
      expect(bench.nonces).toEqual([0n, 1n, 0n]);
      bench.end(2, 'accepted');
      await Promise.all(all);
      expect(bench.fetches).toBe(2);
    },
  );

  it('the last one that never left gives its nonce back', async () => {
    const bench = new Bench(3);
    const all = [bench.submit(), bench.submit()];
    await quiet();
    bench.end(1, 'notSent');
    await quiet();
    all.push(bench.submit());
    await quiet();
    expect(bench.nonces).toEqual([0n, 1n, 1n]);
    bench.end(0, 'accepted');
    bench.end(2, 'accepted');
    await Promise.all(all);
    expect(bench.fetches).toBe(1);
  });

  it('one that is signed while its nonce comes into doubt is signed again, and not sent before', async () => {
    const bench = new Bench(2);
    const first = bench.submit();
    await quiet();
    const signing = Promise.withResolvers<void>();
    const sent: bigint[] = [];
    const second = bench.lane.use({
      count: 1,
      signal: undefined,
      prepare: async (nonce) => {
        bench.prepared.push(nonce);
        await signing.promise;
        return nonce;
      },
      send: async (nonce) => {
        sent.push(nonce);
        return { outcome: 'accepted' };
      },
    });
    await quiet();
    bench.end(0, 'rejected');
    signing.resolve();
    await Promise.all([first, second]);
    expect(bench.prepared).toEqual([0n, 1n, 0n]);
    expect(sent).toEqual([0n]);
  });
});

describe('promise 7: who gives up', () => {
  const reason = new Error('enough');

  it('before it begins is not sent', async () => {
    const bench = new Bench();
    expect(await bench.submit(AbortSignal.abort(reason))).toEqual({
      outcome: 'notSent',
      error: reason,
    });
    expect(bench.underWay).toEqual([]);
  });

  it('in the queue leaves it at once, and those behind still wait for those before', async () => {
    const bench = new Bench();
    const controller = new AbortController();
    const first = bench.submit();
    const second = bench.submit(controller.signal);
    const third = bench.submit();
    await quiet();
    controller.abort(reason);
    expect(await second).toEqual({ outcome: 'notSent', error: reason });
    await quiet();
    expect(bench.nonces).toEqual([0n]);
    bench.end(0, 'accepted');
    await first;
    await quiet();
    bench.end(1, 'accepted');
    await third;
    expect(bench.nonces).toEqual([0n, 1n]);
  });

  it('in the queue lets nobody past a signer who still thinks', async () => {
    const bench = new Bench();
    const signing = Promise.withResolvers<void>();
    const sent: string[] = [];
    const submit = (name: string, signal?: AbortSignal): Promise<unknown> =>
      bench.lane.use({
        count: 1,
        signal,
        prepare: () => (name === 'first' ? signing.promise : Promise.resolve()),
        send: async () => {
          sent.push(name);
          return { outcome: 'accepted' };
        },
      });
    const controller = new AbortController();
    const all = [submit('first'), submit('second', controller.signal), submit('third')];
    await quiet();
    controller.abort(reason);
    await quiet();
    expect(sent).toEqual([]);
    signing.resolve();
    await Promise.all(all);
    expect(sent).toEqual(['first', 'third']);
  });

  it('while a signer thinks is not sent, and does not hold up the others', async () => {
    const bench = new Bench();
    const controller = new AbortController();
    const stuck = bench.lane.use({
      count: 1,
      signal: controller.signal,
      prepare: () => new Promise<bigint>(() => undefined),
      send: async () => ({ outcome: 'accepted' as const }),
    });
    const next = bench.submit();
    await quiet();
    controller.abort(reason);
    expect(await stuck).toEqual({ outcome: 'notSent', error: reason });
    await quiet();
    bench.end(0, 'accepted');
    await next;
    expect(bench.nonces).toEqual([0n]);
  });
});

/** A venue that takes the next nonce alone, and what becomes of each transaction that it gets. */
const fates = fc.array(
  fc.constantFrom(
    'taken',
    'taken and lost',
    'lost',
    'refused',
    'refused and used up',
    'never sent',
  ),
  { minLength: 1, maxLength: 40 },
);

describe('for any interleaving', () => {
  it('no nonce takes effect twice, none is left out, and the order is that of the calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fates,
        fc.integer({ min: 1, max: 4 }),
        fc.scheduler(),
        async (list, inFlight, scheduler) => {
          let nonce = 0n;
          const used: bigint[] = [];
          const effective: number[] = [];
          const turn = scheduler.scheduleFunction(async () => undefined);
          const lane = new NonceLane({
            inFlight,
            fetch: async () => {
              const told = nonce;
              await turn();
              return told;
            },
          });
          const receive = (fate: string, call: number, given: bigint): string => {
            if (fate === 'never sent') return 'notSent';
            if (fate === 'lost') return 'unknown';
            if (given !== nonce || fate === 'refused') return 'rejected';
            nonce += 1n;
            used.push(given);
            if (fate === 'refused and used up') return 'rejected';
            effective.push(call);
            return fate === 'taken' ? 'accepted' : 'unknown';
          };
          const outcomes = await scheduler.waitFor(
            Promise.all(
              list.map((fate, call) =>
                lane.use({
                  count: 1,
                  signal: undefined,
                  prepare: async (given) => {
                    await turn();
                    return given;
                  },
                  // What is sent arrives in the order in which it was sent; the answers come in any.
                  send: async (given) => {
                    const outcome = receive(fate, call, given);
                    await turn();
                    return { outcome };
                  },
                }),
              ),
            ),
          );
          expect(used).toEqual(used.map((_, index) => BigInt(index)));
          expect(effective).toEqual(effective.toSorted((a, b) => a - b));
          const accepted = outcomes.flatMap(({ outcome }, call) =>
            outcome === 'accepted' ? [call] : [],
          );
          expect(effective).toEqual(expect.arrayContaining(accepted));
          const taken = list.flatMap((fate, call) => (fate.startsWith('taken') ? [call] : []));
          // One at a time, what the venue would take always has the nonce that it waits for.
          expect(inFlight === 1 ? effective : taken).toEqual(taken);
        },
      ),
    );
  });
});
