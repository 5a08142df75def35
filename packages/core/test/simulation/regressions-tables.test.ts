import { describe, expect, test } from 'vitest';

import { join, live, publish, small } from './story.ts';

/** Schedules that once broke a promise, on endpoints and channels that promise less than others. */

describe('a state that may never come by itself', () => {
  test('promise 2: who joins late is not told a part of it as the whole', () => {
    const story = (): unknown =>
      live(
        [join('tiles')],
        [
          [3, { do: 'garble', reader: 0, count: 2 }],
          [0, publish(0, 3)],
          [1, join('tiles')],
        ],
        { acknowledges: false },
      );
    expect(story).not.toThrow();
  });
});

describe('connecting that is subscribing', () => {
  test('promise 2: what is taken back there comes back with a new connection', () => {
    const { readers } = live(
      [join('hints')],
      [
        [10, { do: 'take-back', reader: 0, isForever: false }],
        [500, publish(0)],
      ],
    );
    const [, ...after] = readers[0]?.check.history ?? [];
    expect(after).toContain('gap(disconnect, partial)');
    expect(after.at(-1)).toMatch(/^data/);
  });

  test('promise 7: a state that came before anybody joined comes again with a new connection', () => {
    const story = (): unknown =>
      live(
        [join('tape')],
        [
          [0, publish(0)],
          [2, join('wallet')],
        ],
        { seed: 1_460_068_877, connections: 1, subscriptionsPerConnection: 2 },
      );
    expect(story).not.toThrow();
  });
});

describe('a refusal', () => {
  test('promise 8: of what data has proven is understood', () => {
    const story = (): unknown =>
      live(
        [join('balances')],
        [
          [0, { do: 'acks', how: 'slow', for: 4 }],
          [1300, publish(0)],
          [3000, publish(0)],
          [623, { do: 'take-back', reader: 0, isForever: false }],
        ],
        { seed: -13, tellsConnected: true },
      );
    expect(story).not.toThrow();
  });
});

describe('a refusal that names nothing', () => {
  test('promise 9: and comes so late that it seems to be about another request leaves nothing subscribed', () => {
    const story = (): unknown =>
      live(
        [join('quotes')],
        [
          [0, { do: 'refuse-reader', reader: 0, isForever: true }],
          [2, { do: 'stall', link: 0, for: 3600 }],
          [3599, join('quotes', { topic: 'b' })],
        ],
        { namesRefusals: false, acknowledges: false },
      );
    expect(story).not.toThrow();
  });
});

describe('a state that is compared with REST', () => {
  test('promise 9: is not compared any more when its last reader is too full to stay', () => {
    const story = (): unknown =>
      live(
        [join('prints')],
        [
          [0, join('stops', { policy: 'hold', ...small })],
          [3, publish(1, 5)],
        ],
        { connections: 1, subscriptionsPerConnection: 2, acknowledges: false },
      );
    expect(story).not.toThrow();
  });

  test('promise 2: who could not be told it is told when somebody else is', () => {
    const story = (): unknown =>
      live(
        [join('stops')],
        [
          [0, join('stops', { policy: 'hold', ...small })],
          [0, { do: 'rest', how: 'never', for: 3002 }],
          [3002, publish(0, 6)],
        ],
        { acknowledges: false },
      );
    expect(story).not.toThrow();
  });
});
