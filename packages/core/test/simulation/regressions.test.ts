import { describe, expect, test } from 'vitest';

import { runSchedule } from './run-schedule.ts';
import type { Action, Join, Traits } from './schedule.ts';
import { specs } from './test-venue.ts';

/** Schedules that once broke a promise, as small as fast-check could make them. */

const calm: Traits = {
  base: 1,
  jitter: 0,
  spikes: 0,
  spike: 1000,
  tellsConnected: false,
  tellsStatus: true,
  canPing: false,
  canPause: false,
  connections: 5,
  subscriptionsPerConnection: 5,
  requestsInFlight: 1,
  replayLimit: 0,
  coarseClock: false,
  timedAcks: false,
  skew: 0,
  maximumAge: 3_600_000,
  firstSequence: 0,
};

function join(name: string, details: Partial<Join> = {}): Join {
  return {
    do: 'join',
    channel: specs.findIndex((spec) => spec.name === name),
    topic: 'a',
    policy: 'default',
    items: 10_000,
    bytes: 1_000_000,
    pace: 0,
    isResumed: false,
    ...details,
  };
}

const small = { items: 5, bytes: 600 } as const;

function publish(reader: number, count = 1): Action {
  return { do: 'publish', reader, count };
}

/** `wait`: milliseconds before the step. */
function lived(
  readers: readonly Join[],
  steps: readonly (readonly [wait: number, action: Action])[],
  traits: Partial<Traits> = {},
): () => void {
  return () =>
    runSchedule({
      seed: 0,
      traits: { ...calm, ...traits },
      channels: specs.map((_, channel) => channel),
      readers,
      steps: steps.map(([wait, action]) => ({ wait, action })),
    });
}

describe('requests', () => {
  test('an unsubscribe counts as a request in flight', () => {
    const story = lived(
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
    const story = lived(
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
    const story = lived(
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
    const story = lived(
      [join('signals')],
      [
        [0, { do: 'dial-fault', fault: 'refuse', for: 1000 }],
        [300, { do: 'restart-client', isClean: true }],
      ],
    );
    expect(story).not.toThrow();
  });

  test('promise 10: what an ended subscription has not read is not delivered after the close', () => {
    const story = lived(
      [join('signals', { pace: Number.POSITIVE_INFINITY })],
      [
        [0, { do: 'revoke', for: 100 }],
        [50, { do: 'restart-client', isClean: true }],
      ],
    );
    expect(story).not.toThrow();
  });

  test('promise 8: a close that is final ends with an error that is not worth a retry', () => {
    expect(lived([join('signals')], [[5, { do: 'close', link: 0, code: 4401 }]])).not.toThrow();
  });
});

describe('replay', () => {
  test('promise 2: who goes on within a replay lacks nothing of it', () => {
    const story = lived(
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
    const story = lived(
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
    const story = lived(
      [join('signals'), join('signals')],
      [
        [360, { do: 'leave', reader: 0 }],
        [0, publish(0)],
        [0, { do: 'poison', reader: 0 }],
        [118, publish(0, 4)],
        [2, join('signals', { isResumed: true })],
      ],
      { base: 120 },
    );
    expect(story).not.toThrow();
  });

  test('promise 2: nobody joins behind a message that stays unreadable', () => {
    const story = lived(
      [join('signals')],
      [
        [10_000, publish(0)],
        [0, { do: 'poison', reader: 0 }],
        [711, publish(0)],
        [1, publish(0)],
        [20, join('signals', { isResumed: true })],
      ],
      { base: 120, jitter: 100 },
    );
    expect(story).not.toThrow();
  });

  test('promise 2: beside a replay for others a new reader gets all that is new, by a clock of whole seconds too', () => {
    const story = lived(
      [join('signals')],
      [
        [3, { do: 'no-greeting', for: 18 }],
        [0, publish(0)],
        [15, { do: 'cut', link: 0 }],
        [2, join('signals')],
      ],
      { coarseClock: true, connections: 1 },
    );
    expect(story).not.toThrow();
  });

  test('promise 1: the end of an old replay is not taken for the end of the new one', () => {
    const story = lived(
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
    const story = lived(
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
    const story = lived(
      [join('signals', small)],
      [
        [3, publish(0, 12)],
        [1, join('signals', small)],
      ],
      { canPause: true, connections: 1 },
    );
    expect(story).not.toThrow();
  });
});

describe('what REST tells', () => {
  test('promise 1: rows from before the last event that a reader has are not told again', () => {
    const story = lived(
      [join('fills')],
      [
        [0, publish(0)],
        [3, publish(0)],
        [1, { do: 'cut', link: 0 }],
      ],
    );
    expect(story).not.toThrow();
  });

  test('promise 1: who joins while REST is asked gets the answer to a later question', () => {
    const story = lived(
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
    const story = lived(
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
    const story = lived(
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
    const story = lived(
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
