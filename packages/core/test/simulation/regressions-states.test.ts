import { describe, expect, test } from 'vitest';

import { join, joinRow, live, publish, rowAlone, small } from './story.ts';
import type { Table } from './table.ts';
import { testTable } from './test-table.ts';

/** Schedules that once broke a promise, of states and events that come by themselves, by REST, or not at all. */

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

describe('a channel with a rhythm', () => {
  test('promise 2: is not live again by an answer of REST from before it is asked for anew', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [[4, { do: 'freeze', for: 20_000 }]],
        {},
        rowAlone({ mode: 'resync', cadence: 20_000 }, {}),
      );
    expect(story).not.toThrow();
  });
});

describe('a state that nobody can restore', () => {
  test('promise 2: is not whole because a part of it came before it is asked for anew', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [
          [3, publish(0)],
          [1888, { do: 'freeze', for: 18_113 }],
        ],
        { acknowledges: false },
        rowAlone(
          { apply: 'replace', mode: 'none', cadence: 20_000 },
          { acknowledgement: 'optional' },
        ),
      );
    expect(story).not.toThrow();
  });
});

describe('an event of several topics', () => {
  test('promise 2: that comes for one that is left proves no other that is asked for', () => {
    const story = (): unknown =>
      live(
        [joinRow(small)],
        [
          [0, joinRow({ topic: 'c', ...small })],
          [2, { do: 'freeze', for: 1 }],
          [1, publish(0)],
          [0, publish(0, 6)],
          [0, publish(3, 2)],
        ],
        { subscriptionsPerConnection: 5 },
        rowAlone({ mode: 'backfill', hasIds: true, isShared: true }, {}),
      );
    expect(story).not.toThrow();
  });
});

describe('an event without a name', () => {
  test('promise 2: is not taken for another one when its subscription begins anew in the same millisecond', () => {
    const story = (): unknown =>
      live(
        [join('tape', { topic: 'c', ...small }), join('tape', small)],
        [
          [1, publish(0)],
          [1, publish(0, 14)],
        ],
        { canPause: true, connections: 1 },
      );
    expect(story).not.toThrow();
  });
});

describe('what REST could not tell', () => {
  test('promise 2: a state that came meanwhile reaches who joined after it', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [
          [0, { do: 'rest', how: 'slow', for: 10 }],
          [0, publish(0, 11)],
          [4, { do: 'cut', link: 0 }],
          [4, publish(0)],
          [1, { do: 'rest', how: 'slow', for: 1 }],
          [0, joinRow()],
        ],
        {},
        rowAlone({ apply: 'replace', mode: 'backfill' }, {}),
      );
    expect(story).not.toThrow();
  });

  test('promise 2: is not asked for a message that came while nobody is served', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [
          [480, { do: 'freeze', for: 32_320 }],
          [0, publish(0)],
          [0, { do: 'mute', reader: 0 }],
          [0, publish(0, 2)],
          [0, { do: 'garble', reader: 0, count: 40 }],
          [52_974, publish(0, 4)],
        ],
        { base: 120, canPing: true },
        rowAlone({ apply: 'merge', mode: 'backfill', cadence: 20_000 }, {}),
      );
    expect(story).not.toThrow();
  });
});

describe('what REST tells of the latest events only', () => {
  const table = rowAlone({ mode: 'backfill', hasIds: true }, { canPing: true });

  test('promise 1: comes after what has come on the wire and is older', () => {
    const { readers } = live(
      [joinRow()],
      [
        [4, { do: 'cut', link: 0 }],
        [4, publish(0, 4)],
      ],
      { restLimit: 3 },
      table,
    );
    const history = readers[0]?.check.history ?? [];
    const told = history.flatMap((line) => /"n":(\d+)/.exec(line)?.[1] ?? []);
    expect(told.slice(0, 4)).toEqual(['1', '2', '3', '4']);
  });

  test('promise 2: is all hidden from who knows only what is older, whatever the clocks say', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [
          [3, publish(0)],
          [1, { do: 'half-open', link: 0 }],
          [0, { do: 'skew', who: 'client', by: -60_002 }],
          [0, publish(0, 2)],
          [0, { do: 'poison', reader: 0 }],
        ],
        { restLimit: 3, timedAcks: true },
        table,
      );
    expect(story).not.toThrow();
  });
});

describe('a reader who began when the time of the venue was unknown', () => {
  const { endpoints, channels } = rowAlone({}, {});
  const [other] = testTable.channels;
  const table: Table = {
    name: 'two',
    endpoints: [...endpoints, ...testTable.endpoints],
    channels: other ? [...channels, other] : channels,
  };

  test('promise 2: lacks nothing because the time is known later', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [
          [3, publish(0, 4)],
          [0, { do: 'close', link: 0, code: 4401 }],
          [1, joinRow()],
          [2, joinRow({ channel: 1 })],
          [1, joinRow({ isResumed: true })],
          [0, { do: 'acks', how: 'slow', for: 3 }],
          [2, publish(0)],
        ],
        {},
        table,
      );
    expect(story).not.toThrow();
  });
});
