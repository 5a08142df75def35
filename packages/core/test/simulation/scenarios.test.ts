import { describe, expect, test } from 'vitest';

import { AuthError } from '../../src/errors.ts';
import { join, live, publish } from './story.ts';

/** What the random schedules have too seldom, or no truth to compare with. */

describe('a venue that numbers its events anew', () => {
  test('promise 2: is noticed, and nothing of it is lost', () => {
    const { readers } = live(
      [join('signals')],
      [
        [5, publish(0, 3)],
        [10, { do: 'reset-sequence', reader: 0, to: 1 }],
        [10, publish(0, 3)],
      ],
      { firstSequence: 1000 },
    );
    expect(readers[0]?.check.history).toContain('gap(sequence-reset, none)');
  });

  test('promise 2: is noticed by who comes back with a cursor from before', () => {
    const { readers } = live(
      [join('signals')],
      [
        [5, publish(0, 3)],
        [10, { do: 'restart-client', isClean: false }],
        [1, { do: 'reset-sequence', reader: 0, to: 1 }],
        [10, publish(0, 2)],
        [100, publish(0)],
      ],
      { firstSequence: 1000 },
    );
    expect(readers[1]?.check.history).toContain('gap(sequence-reset, none)');
  });
});

describe('a transport that tells no status', () => {
  test('promise 8: a revoked key is found by a probe, and ends what it served', () => {
    const { readers } = live(
      [join('signals'), join('prices')],
      [
        [5, { do: 'revoke', for: 300_000 }],
        [5, { do: 'cut', link: 0 }],
        [200_000, publish(0)],
      ],
      { tellsStatus: false },
    );
    expect(readers[0]?.end?.error).toBeInstanceOf(AuthError);
    expect(readers[1]?.end).toBeUndefined();
  });
});

describe('REST that fails for a while', () => {
  test('promise 8: is asked again, and the gap is closed', () => {
    const { readers } = live(
      [join('orders'), join('fills')],
      [
        [500, publish(1, 2)],
        [5, { do: 'rest', how: 'fail', for: 3000 }],
        [5, { do: 'cut', link: 0 }],
        [1, publish(0, 2)],
        [1, publish(1, 2)],
        [5000, publish(0)],
      ],
    );
    const gaps = readers.map(({ check }) => check.history.filter((line) => line.startsWith('gap')));
    expect(gaps).toEqual([['gap(disconnect, complete)'], ['gap(disconnect, complete)']]);
  });
});
