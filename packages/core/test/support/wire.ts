import * as z from 'zod/v4';

import {
  compiled,
  describeIssues,
  parseJson,
  type Codec,
  type Incoming,
  type WireRequest,
} from '../../src/index.ts';

/** The wire of the test venue: JSON texts, told apart by `kind` from the venue and by `do` from the client. */
const named = z.looseObject({ kind: z.string() });
const stamped = z.looseObject({ at: z.number().optional(), request: z.string().optional() });
const refusal = z.looseObject({
  request: z.string().optional(),
  again: z.boolean(),
  code: z.string(),
  text: z.string(),
});
const placed = z.looseObject({ channel: z.string(), topic: z.string().optional() });
const datum = compiled(
  z.looseObject({
    channel: z.string(),
    topic: z.string().optional(),
    n: z.number().optional(),
    id: z.string().optional(),
    at: z.number().optional(),
    full: z.boolean().optional(),
    data: z.unknown(),
  }),
);

type Read = (message: object) => Incoming;

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['welcome', (message) => ({ type: 'ready', ...sentAt(message) })],
  ['beat', (message) => ({ type: 'heartbeat', ...sentAt(message) })],
  ['pong', () => ({ type: 'pong' })],
  ['bye', () => ({ type: 'closing' })],
  ['ok', readAcknowledgement],
  ['refused', readRefusal],
  ['data', readData],
  ['replay-limit', readReplayLimit],
  [
    'explode',
    () => {
      throw new RangeError('The codec of the test venue throws.');
    },
  ],
]);

export const codec: Codec = {
  decode,
  subscribe: ({ id, channel, topic, resume }) =>
    JSON.stringify({ do: 'subscribe', request: id, channel, topic, after: resume }),
  unsubscribe: ({ id, channel, topic }) =>
    JSON.stringify({ do: 'unsubscribe', request: id, channel, topic }),
  refresh: ({ channel, topic }: WireRequest) => JSON.stringify({ do: 'refresh', channel, topic }),
  heartbeat: (venueTime) => JSON.stringify({ do: 'beat', at: venueTime }),
  ping: () => JSON.stringify({ do: 'ping' }),
  redact: (text) => text.replaceAll(/"account":"[^"]*"/g, '"account":"…"'),
};

/** A feed that needs no words: whoever connects is subscribed. */
export const silentCodec: Codec = {
  decode,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
};

function decode(text: string): Incoming {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return { type: 'invalid', issue: 'not JSON' };
  }
  const head = named.safeParse(message);
  if (!head.success) return { type: 'invalid', issue: describeIssues(head.error.issues) };
  const read = readers.get(head.data.kind);
  return read ? read(head.data) : { type: 'unknown', tag: head.data.kind.slice(0, 64) };
}

function sentAt(message: object): { sentAt?: number } {
  const { data } = stamped.safeParse(message);
  return data?.at === undefined ? {} : { sentAt: data.at };
}

function readAcknowledgement(message: object): Incoming {
  const { data } = stamped.safeParse(message);
  return {
    type: 'acknowledged',
    ...(data?.request ? { request: data.request } : {}),
    ...sentAt(message),
  };
}

function readRefusal(message: object): Incoming {
  const { data, error } = refusal.safeParse(message);
  if (error) return { type: 'invalid', issue: describeIssues(error.issues) };
  const { request, again, code, text } = data;
  return {
    type: 'refused',
    retryable: again,
    reasons: [{ code, message: text }],
    ...(request ? { request } : {}),
  };
}

function readReplayLimit(message: object): Incoming {
  const { data, error } = placed.safeParse(message);
  if (error) return { type: 'invalid', issue: describeIssues(error.issues) };
  return { type: 'replay-limit', channel: data.channel, topic: data.topic ?? '' };
}

function readData(message: object): Incoming {
  const parsed = datum.safeParse(message);
  if (!parsed.success) {
    const where = placed.safeParse(message).data;
    const issue = describeIssues(parsed.error.issues);
    return {
      type: 'invalid',
      issue,
      ...(where ? { channel: where.channel } : {}),
      ...(where?.topic ? { topic: where.topic } : {}),
    };
  }
  const { channel, topic, n, id, at, full, data } = parsed.data;
  return {
    type: 'data',
    channel,
    topic,
    data,
    sequence: n,
    id,
    time: at === undefined ? undefined : new Date(at).toISOString(),
    timeMs: at,
    snapshot: full,
  };
}
