import { describe, expect, test } from 'vitest';

import { join, live, publish, small } from './story.ts';

/** Schedules that once broke a promise, as small as fast-check could make them. */

describe('requests', () => {
  test('an unsubscribe counts as a request in flight', () => {
    const story = (): unknown =>
      live(
        [join('signals'), join('signals')],
        [
          [2, publish(0)],
          [0, { do: 'leave', reader: 0 }],
          [0, join('signals', { topic: 'b' })],
          [0, { do: 'leave', reader: 0 }],
        ],
      );
    expect(story).not.toThrow();
  });

  test('what an old subscription still sends is not taken for the new one, however late it comes', () => {
    const story = (): unknown =>
      live(
        [join('alerts', { topic: 'b' }), join('alerts', { topic: 'b', ...small })],
        [
          [0, publish(0, 2)],
          [3, { do: 'acks', how: 'slow', for: 2003 }],
          [0, publish(0, 6)],
          [2002, publish(0)],
        ],
      );
    expect(story).not.toThrow();
  });

  test('an event without a topic is not guessed while another topic may still be sent', () => {
    const story = (): unknown =>
      live(
        [join('signals', { topic: 'b' }), join('signals')],
        [
          [5, { do: 'stall', link: 0, for: 2001 }],
          [0, { do: 'publish-anonymous', reader: 0 }],
          [0, { do: 'leave', reader: 0 }],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 10: a closed client lets a planned dial come to nothing', () => {
    const story = (): unknown =>
      live(
        [join('signals')],
        [
          [0, { do: 'dial-fault', fault: 'refuse', for: 1000 }],
          [300, { do: 'restart-client', isClean: true }],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 10: what an ended subscription has not read is not delivered after the close', () => {
    const story = (): unknown =>
      live(
        [join('signals', { pace: Number.POSITIVE_INFINITY })],
        [
          [5, publish(0)],
          [5, { do: 'revoke', for: 1000 }],
          [0, { do: 'cut', link: 0 }],
          [50, { do: 'restart-client', isClean: true }],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 8: a close that is final ends with an error that is not worth a retry', () => {
    const story = (): unknown =>
      live([join('signals')], [[5, { do: 'close', link: 0, code: 4401 }]]);
    expect(story).not.toThrow();
  });
});

describe('replay', () => {
  test('promise 2: who goes on within a replay lacks nothing of it', () => {
    const story = (): unknown =>
      live(
        [join('alerts', small), join('alerts')],
        [
          [5, publish(1, 2)],
          [5, { do: 'half-open', link: 0 }],
          [20_000, publish(1, 20)],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 2: who joins where a replay was cut short is told so', () => {
    const story = (): unknown =>
      live(
        [join('signals'), join('signals', { ...small, pace: 400 })],
        [
          [5, publish(0)],
          [5, { do: 'crash-venue', for: 1000 }],
          [10, publish(0, 20)],
          [1, { do: 'acks', how: 'slow', for: 5000 }],
        ],
        { replayLimit: 5, connections: 1 },
      );
    expect(story).not.toThrow();
  });

  test('promise 2: nobody joins into the hole of an unreadable message', () => {
    const story = (): unknown =>
      live(
        [join('alerts')],
        [
          [5000, { do: 'poison', reader: 0 }],
          [84, publish(0)],
          [36, join('alerts', { isResumed: true })],
        ],
        { base: 120 },
      );
    expect(story).not.toThrow();
  });

  test('promise 2: nobody joins behind a message that stays unreadable', () => {
    const story = (): unknown =>
      live(
        [join('signals')],
        [
          [3, publish(0)],
          [0, { do: 'poison', reader: 0 }],
          [5, join('signals', { isResumed: true })],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 3: who joins beside a replay with a later position takes nothing twice', () => {
    const story = (): unknown =>
      live(
        [join('alerts'), join('alerts', { topic: 'b', pace: Number.POSITIVE_INFINITY, ...small })],
        [
          [0, join('alerts')],
          [18_853, join('alerts', { topic: 'c' })],
          [143, publish(5, 2)],
          [827, join('alerts')],
          [178, join('alerts', { topic: 'b', pace: Number.POSITIVE_INFINITY, ...small })],
          [29_063, publish(0)],
          [892, { do: 'half-open', link: 3 }],
          [47, { do: 'cut', link: 3 }],
        ],
        { connections: 3, subscriptionsPerConnection: 2 },
      );
    expect(story).not.toThrow();
  });

  test('promise 2: beside a replay for others a new reader gets all that is new, by a clock of whole seconds too', () => {
    const story = (): unknown =>
      live(
        [join('signals')],
        [
          [3, { do: 'greet', how: 'none', for: 18 }],
          [0, publish(0)],
          [15, { do: 'cut', link: 0 }],
          [2, join('signals')],
        ],
        { coarseClock: true, connections: 1 },
      );
    expect(story).not.toThrow();
  });

  test('promise 1: the end of an old replay is not taken for the end of the new one', () => {
    const story = (): unknown =>
      live(
        [join('alerts'), join('alerts', { ...small, pace: 100 })],
        [
          [50, publish(0, 8)],
          [10, { do: 'acks', how: 'slow', for: 20_000 }],
          [1500, publish(0, 30)],
          [10, { do: 'cut', link: 0 }],
          [7, publish(0, 27)],
          [5000, publish(0, 2)],
        ],
        { replayLimit: 12, spikes: 0.1, spike: 4000, requestsInFlight: 2 },
      );
    expect(story).not.toThrow();
  });

  test('promise 2: a gap comes before what an unnamed message tells of its topic', () => {
    const story = (): unknown =>
      live(
        [join('signals', { topic: 'c' }), join('signals')],
        [
          [4, { do: 'cut', link: 0 }],
          [0, { do: 'acks', how: 'slow', for: 5 }],
          [0, publish(0, 2)],
          [4, { do: 'publish-anonymous', reader: 0 }],
        ],
        { connections: 1 },
      );
    expect(story).not.toThrow();
  });

  test('promise 5: a socket that is paused for one reader goes on for the next', () => {
    const story = (): unknown =>
      live(
        [join('alerts', { ...small, pace: 400 })],
        [
          [3, publish(0, 12)],
          [2, join('alerts', small)],
          [1, { do: 'half-open', link: 0 }],
        ],
        { canPause: true, connections: 1 },
      );
    expect(story).not.toThrow();
  });
});

describe('what REST tells', () => {
  test('promise 1: rows from before the last event that a reader has are not told again', () => {
    const story = (): unknown =>
      live(
        [join('fills')],
        [
          [0, publish(0)],
          [3, publish(0)],
          [1, { do: 'cut', link: 0 }],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 2: an answer from before an unreadable message does not close its gap', () => {
    const story = (): unknown => live([join('notices')], [[5, { do: 'poison', reader: 0 }]]);
    expect(story).not.toThrow();
  });

  test('promise 3: who joins while REST is asked is told nothing twice', () => {
    const story = (): unknown =>
      live(
        [join('notices', small), join('notices', small)],
        [
          [6, publish(0, 12)],
          [1, publish(0, 3)],
          [1, join('notices')],
        ],
        { canPause: true },
      );
    expect(story).not.toThrow();
  });

  test('promise 2: what is unreadable while REST is asked is not hidden by an earlier answer, nor by none', () => {
    const story = (): unknown =>
      live(
        [join('orders')],
        [
          [0, { do: 'rest', how: 'slow', for: 5 }],
          [4, publish(0)],
          [0, { do: 'poison', reader: 0 }],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 2: a late joiner of a state that REST could not tell asks for itself', () => {
    const story = (): unknown =>
      live(
        [join('balances')],
        [
          [0, { do: 'rest', how: 'reject', for: 5 }],
          [6, join('balances')],
          [500, publish(0)],
        ],
      );
    expect(story).not.toThrow();
  });

  test('promise 2: a late joiner does not start with a state in which something is missing', () => {
    const story = (): unknown =>
      live(
        [join('marks')],
        [
          [3, publish(0)],
          [0, { do: 'poison', reader: 0 }],
          [1, join('marks')],
        ],
      );
    expect(story).not.toThrow();
  });
});
