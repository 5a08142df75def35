import { describe, expect, it } from 'vitest';

import { protocol, strategyOf } from '../src/protocol.ts';
import { examples } from './fixtures/examples.ts';

const codec = protocol({ resumeAs: 'number', strategyOf });
const noon = Date.parse('2024-01-01T12:00:00Z');

/** One of the examples with other fields in its envelope; `undefined` takes a field away. */
function altered(example: keyof typeof examples, fields: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(examples[example]), ...fields });
}

function signal(fields: Record<string, unknown> = {}): string {
  return altered('envelope', { msg_type: 'strategy.signal', ...fields });
}

describe('every example of the guides is read', () => {
  it('connection.connected as the readiness of the connection, with the venue’s time', () => {
    expect(codec.decode(examples.connected)).toEqual({ type: 'ready', sentAt: noon });
  });

  it('heartbeat, even where its timestamp is none', () => {
    expect(codec.decode(examples.heartbeat)).toEqual({ type: 'heartbeat' });
  });

  it('gap, whose strategy_id is null: the strategy is the one in the channel’s name', () => {
    expect(codec.decode(examples.gap)).toEqual({
      type: 'replay-limit',
      channel: 'strategy.signal',
      topic: '12345678',
    });
  });

  it('error, with its field and its message', () => {
    expect(codec.decode(examples.error)).toEqual({
      type: 'refused',
      retryable: false,
      reasons: [
        { code: 'FORBIDDEN', message: 'StrategyId: Not authorized to subscribe to Strategy' },
      ],
    });
  });

  it('the envelope, as a message of a type that is not known', () => {
    expect(codec.decode(examples.envelope)).toEqual({ type: 'unknown', tag: 'string' });
  });

  it('the envelope of a signal: its number, its time as sent, its payload untouched', () => {
    expect(codec.decode(signal({ payload: { strategy_id: 5, more: [1] } }))).toEqual({
      type: 'data',
      channel: 'strategy.signal',
      topic: '5',
      data: { strategyId: 5, payload: { strategy_id: 5, more: [1] } },
      sequence: 98765,
      id: 'msg_…',
      time: '2024-01-01T12:00:00Z',
      timeMs: noon,
    });
  });
});

describe('every example of the guides that a client sends is written, to the letter', () => {
  const request = {
    id: 'my-sub-001',
    channel: 'strategy.signal',
    topic: '12345678',
    params: { strategyId: 12345678 },
    venueTime: noon,
  };

  it('subscription.request', () => {
    expect(codec.subscribe(request)).toBe(examples.subscribe);
  });

  it('subscription.request to unsubscribe, which never resumes', () => {
    expect(codec.unsubscribe({ ...request, resume: 5 })).toBe(
      examples.subscribe.replace('"subscribe"', '"unsubscribe"'),
    );
  });

  it('heartbeat.ack', () => {
    expect(codec.heartbeat?.(noon)).toBe(
      examples.heartbeatAck.replace('<now>', '2024-01-01T12:00:00Z'),
    );
  });

  it.each([
    ['number', 98765, 98765],
    ['string', 98765, '98765'],
    ['number', 0, undefined],
    ['number', undefined, undefined],
  ] as const)('resume_from as a %s: %s is sent as %s', (resumeAs, resume, sent) => {
    const own = protocol({ resumeAs, strategyOf });
    const text = own.subscribe({ ...request, ...(resume === undefined ? {} : { resume }) }) ?? '';
    expect(JSON.parse(text).payload.resume_from).toBe(sent);
  });

  it.each([8.64e15, -8.64e15, 8.64e15 + 60_000, Number.MAX_VALUE])(
    'a time that no timestamp can hold (%d) does not throw',
    (venueTime) => {
      expect(JSON.parse(codec.subscribe({ ...request, venueTime }) ?? '').timestamp).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      );
    },
  );
});

describe('what the guides leave open is read in each form', () => {
  it.each([
    ['null', { seq_id: null }],
    ['absent', { seq_id: undefined }],
  ])('seq_id %s', (_form, fields) => {
    const message = codec.decode(signal(fields));
    expect('sequence' in message ? message.sequence : message).toBeUndefined();
    expect(codec.decode(altered('connected', fields))).toEqual({ type: 'ready', sentAt: noon });
    expect(codec.decode(altered('heartbeat', fields))).toEqual({ type: 'heartbeat' });
    expect(codec.decode(altered('error', fields))).toMatchObject({ type: 'refused' });
    expect(codec.decode(altered('gap', fields))).toMatchObject({ type: 'replay-limit' });
  });

  it.each([0, -1])('seq_id %d, which nothing could be replayed after, is no number', (number) => {
    expect(codec.decode(signal({ seq_id: number }))).toMatchObject({
      type: 'data',
      sequence: undefined,
    });
  });

  it.each([['"4"'], ['4'], ['null'], ['{}']])('v as %s', (version) => {
    const v: unknown = JSON.parse(version);
    expect(codec.decode(signal({ v }))).toMatchObject({ type: 'data', sequence: 98765 });
    expect(codec.decode(altered('connected', { v }))).toMatchObject({ type: 'ready' });
    expect(codec.decode(altered('error', { v }))).toMatchObject({ type: 'refused' });
  });

  it.each([
    [{ strategy_id: 7 }, '7'],
    [{ StrategyId: 7 }, '7'],
    [{ strategy_id: '7' }, '7'],
    [{ strategy_id: 7, StrategyId: 8 }, '7'],
    [{ strategy_id: 0 }, undefined],
    [{ strategy_id: -7 }, undefined],
    [{ strategy_id: 1.5 }, undefined],
    [{ strategy_id: null }, undefined],
    [{ strategy_id: 'seven' }, undefined],
    [{}, undefined],
    [[], undefined],
    ['text', undefined],
    [null, undefined],
  ])('the strategy of a payload %j is %s', (payload, topic) => {
    const strategyId = topic === undefined ? undefined : Number(topic);
    const message = codec.decode(signal({ payload }));
    expect(message).toMatchObject({ type: 'data', data: { strategyId, payload } });
    expect('topic' in message ? message.topic : undefined).toBe(topic);
  });

  it('a payload that is absent altogether', () => {
    expect(codec.decode(signal({ payload: undefined }))).toMatchObject({
      type: 'data',
      data: { strategyId: undefined, payload: undefined },
    });
  });

  it('a strategy that the caller’s own function finds', () => {
    const own = protocol({ resumeAs: 'number', strategyOf: (payload) => Number(payload) });
    expect(own.decode(signal({ payload: '42' }))).toMatchObject({ topic: '42' });
  });

  it.each([
    ['without a payload', undefined],
    ['with one that nobody documented', { anything: [true] }],
    ['with null', null],
  ])('subscription.ack %s', (_form, payload) => {
    const text = altered('envelope', { msg_type: 'subscription.ack', payload });
    expect(codec.decode(text)).toEqual({
      type: 'acknowledged',
      request: 'my-req-1',
      sentAt: noon,
    });
  });

  it.each([[null], [undefined]])('subscription.ack whose request_id is %s', (requestId) => {
    const text = altered('envelope', { msg_type: 'subscription.ack', request_id: requestId });
    expect(codec.decode(text)).toEqual({ type: 'acknowledged', sentAt: noon });
  });

  it('gap that names its strategy twice', () => {
    const { payload } = JSON.parse(examples.gap);
    const text = altered('gap', { payload: { ...payload, strategy_id: 12345678 } });
    expect(codec.decode(text)).toMatchObject({ type: 'replay-limit', topic: '12345678' });
  });

  it('error with request_id', () => {
    expect(codec.decode(altered('error', { request_id: 'my-req-1' }))).toMatchObject({
      type: 'refused',
      request: 'my-req-1',
    });
  });

  it('error with errors[] instead of the fields', () => {
    const errors = [
      { code: 'INVALID_PARAMETER', field: 'StrategyId', message: 'Invalid strategy id' },
      { code: 'SOMETHING_NEW', field: null },
      {},
    ];
    expect(codec.decode(altered('error', { payload: { errors } }))).toEqual({
      type: 'refused',
      retryable: false,
      reasons: [
        { code: 'INVALID_PARAMETER', message: 'StrategyId: Invalid strategy id' },
        { code: 'SOMETHING_NEW', message: 'no message' },
        { code: 'unknown', message: 'no message' },
      ],
    });
  });

  it.each([
    ['UNAUTHORIZED', false],
    ['FORBIDDEN', false],
    ['INVALID_PARAMETER', false],
    ['INTERNAL_ERROR', true],
    [undefined, true],
  ])('error %s: worth another try is %s', (code, retryable) => {
    expect(codec.decode(altered('error', { payload: { code, message: '…' } }))).toMatchObject({
      retryable,
    });
  });

  it('an error about the timestamp is worth another try: it tells the venue’s time', () => {
    const payload = { code: 'INVALID_PARAMETER', field: 'Timestamp', message: '…' };
    const timestamp = '2024-01-01T12:00:00Z';
    expect(codec.decode(altered('error', { timestamp, payload }))).toMatchObject({
      retryable: true,
      sentAt: noon,
    });
  });
});

describe('promise 12: what cannot be read is named without its content', () => {
  it.each([
    ['', 'not JSON'],
    ['{"msg_type":', 'not JSON'],
    ['null', 'not an object'],
    ['"connection.connected"', 'not an object'],
    ['4', 'not an object'],
    ['[]', 'no msg_type'],
    ['{}', 'no msg_type'],
    ['{"msg_type":4}', 'no msg_type'],
    ['{"msg_type":{"msg_type":"heartbeat"}}', 'no msg_type'],
  ])('%s', (text, issue) => {
    expect(codec.decode(text)).toEqual({ type: 'invalid', issue });
  });

  it('a signal with an impossible number tells at least its channel', () => {
    for (const sequence of ['98765', 1.5, {}, true]) {
      const message = codec.decode(signal({ seq_id: sequence, payload: { secret: 'content' } }));
      expect(message).toMatchObject({ type: 'invalid', channel: 'strategy.signal' });
      expect(JSON.stringify(message)).not.toContain('content');
    }
  });

  it('a number beyond 2^53 is not taken for its neighbour', () => {
    const text = signal({}).replace('98765', '9007199254740993');
    expect(codec.decode(text)).toMatchObject({ type: 'invalid', channel: 'strategy.signal' });
  });

  it('an integer of a payload beyond 2^53 keeps every digit', () => {
    const text = signal({ payload: { big: 0 } }).replace('"big":0', '"big":9007199254740993');
    expect(codec.decode(text)).toMatchObject({ data: { payload: { big: '9007199254740993' } } });
  });

  it.each([
    [{ channel: 'strategy.signal' }],
    [{ channel: null }],
    [{}],
    [null],
    ['strategy.signal:1'],
  ])('a gap with the payload %j may be anywhere', (payload) => {
    expect(codec.decode(altered('gap', { payload }))).toMatchObject({ type: 'invalid' });
  });

  it('the name of an unknown type is cut', () => {
    const tag = 'x'.repeat(1000);
    expect(codec.decode(altered('envelope', { msg_type: tag }))).toEqual({
      type: 'unknown',
      tag: 'x'.repeat(64),
    });
  });

  it('names that every object has are no types', () => {
    for (const tag of ['__proto__', 'constructor', 'toString']) {
      expect(codec.decode(altered('envelope', { msg_type: tag }))).toEqual({
        type: 'unknown',
        tag,
      });
    }
  });
});
