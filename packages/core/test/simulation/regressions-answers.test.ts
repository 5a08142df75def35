import { describe, expect, test } from 'vitest';

import { join, joinRow, live, liveOnClient, publish, rowAlone, small } from './story.ts';

/** Schedules that once broke a promise, of venues that answer little, late, or without saying to what. */

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

describe('an answer that names no request', () => {
  test('promise 7: grants nothing if an earlier request may have waited for it', () => {
    const story = (): unknown =>
      live(
        [joinRow({ topic: 'b' })],
        [
          [100, { do: 'acks', how: 'slow', for: 5000 }],
          [0, joinRow()],
          [10_000, { do: 'refuse-reader', reader: 1, isForever: false }],
          [20_000, publish(0)],
        ],
        { connections: 1, tellsAction: false, namesRefusals: false },
        rowAlone({}, { answers: 'topic' }),
      );
    expect(story).not.toThrow();
  });

  test('promise 9: that is a late refusal does not answer the unsubscribe', () => {
    const story = (): unknown =>
      live(
        [joinRow({ topic: 'b' })],
        [
          [100, joinRow()],
          [0, { do: 'refuse-reader', reader: 1, isForever: false }],
          [0, { do: 'acks', how: 'none', for: 5000 }],
          [0, { do: 'stall', link: 0, for: 3500 }],
          [10_000, publish(0)],
        ],
        { connections: 1 },
        rowAlone({}, { answers: 'topic', timing: { acknowledge: 3000 } }),
      );
    expect(story).not.toThrow();
  });
});

describe('acknowledgements that are not to be relied on', () => {
  test('promise 2: a replay in doubt is not thrown away', () => {
    const story = (): unknown =>
      live(
        [joinRow()],
        [
          [3, publish(0)],
          [0, { do: 'garble', reader: 0, count: 1 }],
          [0, publish(0)],
        ],
        { acknowledges: false },
        rowAlone({}, { acknowledgement: 'optional' }),
      );
    expect(story).not.toThrow();
  });

  test('promise 7: nor is a state in doubt that comes only once', () => {
    const story = (): unknown =>
      live(
        [joinRow({ topic: 'c' })],
        [
          [3, { do: 'poison', reader: 0 }],
          [0, joinRow()],
        ],
        { acknowledges: false },
        rowAlone({ apply: 'upsert', mode: 'snapshot' }, { acknowledgement: 'optional' }),
      );
    expect(story).not.toThrow();
  });
});

describe('a subscription that is taken back while it is left', () => {
  test('promise 7: is no answer to the unsubscribe', () => {
    const story = (): unknown =>
      live(
        [joinRow({ topic: 'c', ...small })],
        [
          [0, joinRow(small)],
          [3, { do: 'refuse-reader', reader: 0, isForever: false }],
          [2, publish(0, 6)],
          [0, { do: 'take-back', reader: 0, isForever: false }],
          [2, { do: 'leave', reader: 1 }],
        ],
        { connections: 1, tellsAction: false, namesRefusals: false },
        rowAlone({}, { answers: 'topic' }),
      );
    expect(story).not.toThrow();
  });
});

describe('a subscribe that counts as granted', () => {
  test('promise 2: does not begin a replay before what is older has come', async () => {
    const { readers } = await liveOnClient(
      [joinRow(small), joinRow()],
      [
        [2, { do: 'pace', reader: 0, pace: 3000 }],
        [1, publish(0, 10)],
        [11_357, { do: 'stall', link: 0, for: 12_645 }],
        [0, publish(0)],
      ],
      { acknowledges: false },
      rowAlone({}, { acknowledgement: 'optional' }),
    );
    expect(readers).toHaveLength(2);
  });
});

describe('a socket that is paused', () => {
  test('promise 5: goes on when the subscription for which it stopped is taken back', () => {
    const story = (): unknown =>
      live(
        [joinRow(small)],
        [
          [3, publish(0, 22)],
          [0, { do: 'take-back', reader: 0, isForever: false }],
          [173, joinRow({ items: 20, bytes: 600, isResumed: true })],
          [113, publish(0, 14)],
        ],
        { canPause: true, batches: true, connections: 1, subscriptionsPerConnection: 1 },
        rowAlone({}, {}),
      );
    expect(story).not.toThrow();
  });
});
