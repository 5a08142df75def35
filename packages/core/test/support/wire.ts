import * as z from 'zod/v4';

import {
  compiled,
  decodeTagged,
  describeIssues,
  type Codec,
  type Incoming,
  type Tagged,
  type TaggedReader,
  type WireRequest,
} from '../../src/index.ts';

/** The wire of the test venue: JSON texts, told apart by `kind` from the venue and by `do` from the client. */
const named = z.looseObject({ kind: z.string() });
const several = z.looseObject({ of: z.array(named) });
const stamped = z.looseObject({
  at: z.number().optional(),
  request: z.string().optional(),
  channel: z.string().optional(),
  topic: z.string().optional(),
  action: z.enum(['subscribe', 'unsubscribe']).optional(),
});
const refusal = z.looseObject({
  request: z.string().optional(),
  channel: z.string().optional(),
  topic: z.string().optional(),
  again: z.union([z.boolean(), z.literal('probe')]),
  code: z.string(),
  text: z.string(),
});
const placed = z.looseObject({ channel: z.string(), topic: z.string().optional() });
const datum = compiled(
  z.looseObject({
    channel: z.string(),
    topic: z.string().optional(),
    topics: z.array(z.string()).optional(),
    n: z.number().optional(),
    id: z.string().optional(),
    at: z.number().optional(),
    full: z.boolean().optional(),
    data: z.unknown(),
  }),
);

const readers: ReadonlyMap<string, TaggedReader<object>> = new Map<string, TaggedReader<object>>([
  ['welcome', (message) => ({ type: 'ready', ...sentAt(message) })],
  ['beat', (message) => ({ type: 'heartbeat', ...sentAt(message) })],
  ['pong', () => ({ type: 'pong' })],
  ['bye', () => ({ type: 'closing' })],
  ['ok', readAcknowledgement],
  ['refused', readRefusal],
  ['data', readData],
  ['several', (message) => several.parse(message).of.flatMap((one) => decode(JSON.stringify(one)))],
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

function decode(text: string): Incoming | readonly Incoming[] {
  return decodeTagged(text, tagged, readers);
}

function tagged(message: unknown): Tagged<object> | string {
  const { data, error } = named.safeParse(message);
  return data ? { tag: data.kind, content: data } : describeIssues(error.issues);
}

function sentAt(message: object): { sentAt?: number } {
  const { data } = stamped.safeParse(message);
  return data?.at === undefined ? {} : { sentAt: data.at };
}

function readAcknowledgement(message: object): Incoming {
  const { request, channel, topic, action } = stamped.safeParse(message).data ?? {};
  return { type: 'acknowledged', request, channel, topic, action, ...sentAt(message) };
}

function readRefusal(message: object): Incoming {
  const { data, error } = refusal.safeParse(message);
  if (error) return { type: 'invalid', issue: describeIssues(error.issues) };
  const { request, channel, topic, again, code, text } = data;
  const reasons = [{ code, message: text }];
  return { type: 'refused', retryable: again, reasons, request, channel, topic };
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
  const { channel, topic, topics, n, id, at, full, data } = parsed.data;
  return {
    type: 'data',
    channel,
    topic,
    topics,
    data,
    sequence: n,
    id,
    time: at === undefined ? undefined : new Date(at).toISOString(),
    timeMs: at,
    snapshot: full,
  };
}
