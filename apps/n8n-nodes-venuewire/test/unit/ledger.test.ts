import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FeedLedger, Ledger, readStates, writeStates } from '../../src/trigger/ledger.ts';

const at = 1_000;

function ledgerAt(state = {}): { ledger: FeedLedger; wait: (milliseconds: number) => void } {
  let now = 0;
  return {
    ledger: new FeedLedger(state, () => now),
    wait: (milliseconds) => (now += milliseconds),
  };
}

describe(FeedLedger, () => {
  it('says of what is handed over that it is in flight, and commits to what came before', () => {
    const { ledger } = ledgerAt();
    ledger.begin({ sequence: 9, at });
    expect(ledger.state).toEqual({
      committed: { sequence: 8, at },
      inFlight: { sequence: 9, at },
    });
  });

  it('commits to what is over, or was handed over long enough ago for n8n to have written it down', () => {
    const { ledger, wait } = ledgerAt();
    ledger.begin({ sequence: 5, at });
    ledger.settle(5);
    expect(ledger.state).toEqual({ committed: { sequence: 5, at } });
    ledger.begin({ sequence: 6, at });
    wait(10_000);
    ledger.begin({ sequence: 7, at });
    expect(ledger.state).toEqual({
      committed: { sequence: 6, at },
      inFlight: { sequence: 7, at },
    });
  });

  it('does not commit past what is not over', () => {
    const { ledger } = ledgerAt({ committed: { sequence: 1, at } });
    for (const sequence of [2, 3, 4]) ledger.begin({ sequence, at });
    ledger.settle(4);
    ledger.settle(3);
    expect(ledger.state.committed?.sequence).toBe(1);
    ledger.settle(2);
    expect(ledger.state).toEqual({ committed: { sequence: 4, at } });
  });

  it('resumes from what was committed, and in the same process from what was handed over', async () => {
    const state = { committed: { sequence: 4, at }, inFlight: { sequence: 6, at } };
    const { ledger } = ledgerAt(state);
    expect(await ledger.store.load('')).toEqual({ sequence: 4, at });
    expect([5, 6, 7].map((sequence) => ledger.wasInFlight(sequence))).toEqual([true, true, false]);
    ledger.begin({ sequence: 5, at });
    expect(await ledger.store.load('')).toEqual({ sequence: 5, at });
  });

  it('begins anew where the venue numbers anew', () => {
    const { ledger } = ledgerAt({ committed: { sequence: 100, at } });
    ledger.restart();
    ledger.begin({ sequence: 2, at });
    expect(ledger.state).toEqual({
      committed: { sequence: 1, at },
      inFlight: { sequence: 2, at },
      generation: 1,
    });
    expect(ledger.wasInFlight(50)).toBe(false);
  });

  it('whenever it is asked, everything that is not over comes after what it has committed to', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('begin' as const), gap: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant('settle' as const), index: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { ledger } = ledgerAt();
        const open = new Set<number>();
        const begun: number[] = [];
        let last = 1;
        for (const one of steps) {
          if (one.kind === 'begin') {
            last += one.gap;
            begun.push(last);
            open.add(last);
            ledger.begin({ sequence: last, at });
          } else {
            const sequence = begun[one.index];
            if (sequence === undefined) continue;
            open.delete(sequence);
            ledger.settle(sequence);
          }
          const { committed, inFlight } = ledger.state;
          for (const sequence of open) expect(sequence).toBeGreaterThan(committed?.sequence ?? 0);
          const furthest = inFlight ?? committed;
          expect(furthest?.sequence ?? last).toBe(last);
        }
      }),
    );
  });
});

describe(Ledger, () => {
  it('takes over what another process has saved where that is further on', () => {
    const ledger = new Ledger(() => 0);
    ledger.feed('a').begin({ sequence: 5, at });
    ledger.feed('b').begin({ sequence: 50, at });
    ledger.inherit({
      a: { committed: { sequence: 9, at } },
      b: { committed: { sequence: 9, at } },
    });
    expect(ledger.feed('a').position).toBe(9);
    expect(ledger.feed('b').position).toBe(50);
  });

  it('keeps what it does not know of', () => {
    const ledger = new Ledger(() => 0);
    ledger.inherit({ other: { committed: { sequence: 3, at } } });
    ledger.feed('own').begin({ sequence: 1, at });
    expect(Object.keys(ledger.states)).toEqual(['other', 'own']);
  });
});

it('what is written into static data can be read again', () => {
  const states = {
    a: { committed: { sequence: 1, at }, inFlight: { sequence: 2, at }, generation: 3 },
    b: {},
  };
  const staticData = {};
  writeStates(staticData, states);
  expect(readStates(JSON.parse(JSON.stringify(staticData)))).toEqual(states);
});

it('static data can hold anything, and is then no state', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const states = readStates({ venuewire: value });
      const cursors = Object.values(states).flatMap(({ committed, inFlight }) => [
        committed ?? { sequence: 1 },
        inFlight ?? { sequence: 1 },
      ]);
      for (const { sequence } of cursors) expect(sequence).toBeGreaterThan(0);
    }),
  );
});
