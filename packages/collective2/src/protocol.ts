import {
  decodeTagged,
  parseJson,
  readAs,
  type Codec,
  type Incoming,
  type Refused,
  type Tagged,
  type TaggedReader,
  type WireRequest,
} from '@venuewire/core';
import type * as z from 'zod/v4';

import {
  acknowledgement,
  channelMessage,
  controlMessage,
  envelope,
  errorMessage,
  gapMessage,
  shownPayloads,
} from './schemas.ts';

export interface ProtocolOptions {
  /** The reference's table says that `resume_from` is a string, its example sends a number. */
  readonly resumeAs: 'number' | 'string';
  /** Finds the strategy in a payload whose fields are not documented. */
  readonly strategyOf: (payload: unknown) => number | undefined;
}

type Decoded = ReturnType<Codec['decode']>;

/** The wire of https://api-docs.collective2.com/guides/websocket-overview, as pure functions. */
export function protocol(options: ProtocolOptions): Codec {
  const readers = new Map<string, TaggedReader<object>>([
    ['connection.connected', (message) => ({ type: 'ready', ...sentAt(message) })],
    ['connection.disconnected', () => ({ type: 'closing' })],
    ['heartbeat', (message) => ({ type: 'heartbeat', ...sentAt(message) })],
    ['subscription.ack', readAcknowledgement],
    ['strategy.signal', (message) => readData('strategy.signal', message, options)],
    // That the message type equals the channel's name is inferred for positions.
    ['strategy.positions', (message) => readData('strategy.positions', message, options)],
    ['gap', readGap],
    ['error', readError],
  ]);
  return {
    decode: (text) => decodeTagged(text, tagged, readers),
    subscribe: (request) => subscriptionRequest('subscribe', request, options),
    unsubscribe: (request) => subscriptionRequest('unsubscribe', request, options),
    // What it holds beside its type is not documented; the timestamp is inferred from the clock rule.
    heartbeat: (venueTime) =>
      JSON.stringify({ msg_type: 'heartbeat.ack', timestamp: iso(venueTime) }),
    redact,
  };
}

/** `strategy_id` or `StrategyId`: inferred, the payload is not documented. */
export function strategyOf(payload: unknown): number | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const named: unknown =
    'strategy_id' in payload
      ? payload.strategy_id
      : 'StrategyId' in payload
        ? payload.StrategyId
        : undefined;
  const id = typeof named === 'string' ? Number(named) : named;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function tagged(message: unknown): Tagged<object> | string {
  if (typeof message !== 'object' || message === null) return 'not an object';
  const tag: unknown = 'msg_type' in message ? message.msg_type : undefined;
  return typeof tag === 'string' ? { tag, content: message } : 'no msg_type';
}

function readData(channel: string, message: object, options: ProtocolOptions): Decoded {
  const read = ({
    id,
    seq_id: sequence,
    timestamp,
    payload,
  }: z.infer<typeof channelMessage>): Incoming => {
    const strategyId = options.strategyOf(payload);
    return {
      type: 'data',
      channel,
      topic: strategyId === undefined ? undefined : String(strategyId),
      data: { strategyId, payload },
      // Only what is positive can be resumed from (documented).
      sequence: sequence && sequence > 0 ? sequence : undefined,
      id: id ?? undefined,
      time: timestamp ?? undefined,
      timeMs: timestamp ? Date.parse(timestamp) : undefined,
    };
  };
  return readAs(channelMessage, message, read, { channel });
}

function readAcknowledgement(message: object): Decoded {
  return readAs(acknowledgement, message, ({ request_id: request }) => ({
    type: 'acknowledged',
    ...(request ? { request } : {}),
    ...sentAt(message),
  }));
}

function readGap(message: object): Incoming {
  const parsed = gapMessage.safeParse(message);
  const name = parsed.success ? parsed.data.payload.channel : '';
  const colon = name.lastIndexOf(':');
  // A gap that does not say where it is may be anywhere.
  if (colon < 0) return { type: 'invalid', issue: 'a gap without a channel and a strategy' };
  return {
    type: 'replay-limit',
    channel: name.slice(0, colon),
    topic: name.slice(colon + 1),
    ...sentAt(message),
  };
}

/** The codes that are documented, and permanent: the same request can never succeed. The full list is unknown. */
const permanent = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'INVALID_PARAMETER']);

function readError(message: object): Decoded {
  return readAs(errorMessage, message, (error) => ({ ...refusal(error), ...sentAt(message) }));
}

function refusal({ request_id: request, payload }: z.infer<typeof errorMessage>): Refused {
  const details = payload.errors?.length ? payload.errors : [payload];
  const isPermanent = details.some(({ code, field }) => {
    // A timestamp is refused for our clock, which this very message has just corrected.
    return permanent.has(code ?? '') && field?.toLowerCase() !== 'timestamp';
  });
  return {
    type: 'refused',
    retryable: !isPermanent,
    reasons: details.map(({ code, field, message: text }) => ({
      code: code ?? 'unknown',
      message: [field, text].filter(Boolean).join(': ') || 'no message',
    })),
    ...(request ? { request } : {}),
  };
}

function sentAt(message: object): { sentAt?: number } {
  const parsed = controlMessage.safeParse(message);
  const time =
    parsed.success && parsed.data.timestamp ? Date.parse(parsed.data.timestamp) : Number.NaN;
  return Number.isNaN(time) ? {} : { sentAt: time };
}

function subscriptionRequest(
  action: 'subscribe' | 'unsubscribe',
  { id, channel, topic, resume, venueTime }: WireRequest,
  { resumeAs }: ProtocolOptions,
): string {
  const isResumed = action === 'subscribe' && resume !== undefined && resume > 0;
  return JSON.stringify({
    msg_type: 'subscription.request',
    request_id: id,
    timestamp: iso(venueTime),
    payload: {
      action,
      channel,
      strategy_id: Number(topic),
      ...(isResumed ? { resume_from: resumeAs === 'number' ? resume : String(resume) } : {}),
    },
  });
}

/** The last second that a four-digit year can name. */
const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59);

/** In whole seconds, as in every example; a venue that tells an absurd time must not make this throw. */
function iso(venueTime: number): string {
  const time = Math.min(Math.max(venueTime, 0), endOfTime);
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A recording shows that a message came, not what it says: of payloads only what speaks of the connection. */
function redact(text: string): string {
  try {
    // Written anew, so that a secret is found however it was escaped.
    const { payload, ...shown } = envelope.parse(parseJson(text));
    if (payload === undefined) return JSON.stringify(shown);
    const parsed = shownPayloads.get(shown.msg_type)?.safeParse(payload);
    const strategyId = strategyOf(payload);
    const rest = { redacted: true, ...(strategyId ? { strategy_id: strategyId } : {}) };
    return JSON.stringify({ ...shown, payload: parsed?.success ? parsed.data : rest });
  } catch {
    return '[redacted]';
  }
}
