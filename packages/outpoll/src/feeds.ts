import type { Codec, DataMessage } from '@venuewire/core';

import { acknowledged, fieldOf } from './answers.ts';
import type { ActivityEvent, FeedEvent } from './channels.ts';
import { subject } from './schemas.ts';

/** Feeds whose types and payloads the venue does not document: nothing of a message may be lost for being unexpected. */

type Decoded = ReturnType<Codec['decode']>;

const envelopeFields = new Set(['t', 'e', 'o', 'd', 'r']);

export function readFeed(channel: string, topic: string, message: object): DataMessage {
  return { type: 'data', channel, topic, data: feedEvent(message) };
}

/** Routed by what the envelope names; where it names no outcome, nobody knows whose it is. */
export function readActivity(message: object): DataMessage {
  const parsed = subject.safeParse(message);
  const { e, o } = parsed.success ? parsed.data : { e: undefined, o: [] };
  const [outcomeId, ...others] = o;
  const isOne = others.length === 0;
  const data: ActivityEvent = {
    ...feedEvent(message),
    eventId: e ?? undefined,
    outcomeId: isOne ? outcomeId : undefined,
  };
  const channel = 'activity';
  return isOne
    ? { type: 'data', channel, topic: outcomeId, data }
    : { type: 'data', channel, topics: o, data };
}

/** Whether such answers exist is unknown: one that says more than an answer does is an event as well. */
export function readActivitySuccess(message: object): Decoded {
  const answer = acknowledged('activity', message);
  if (typeof wordsIn(message) === 'string' || !hasPayload(message)) return answer;
  return [answer, readActivity(message)].flat();
}

/** The acknowledgement of AUTH speaks of it, or says nothing; a success of something else is an event. */
export function readOrderFeedSuccess(message: object): Decoded {
  const words = wordsIn(message);
  const isOfAuth = typeof words === 'string' ? /auth/i.test(words) : !hasPayload(message);
  if (isOfAuth) return { type: 'ready' };
  return [{ type: 'ready' }, readFeed('orderFeed', '', message)];
}

function feedEvent(message: object): FeedEvent {
  const type = fieldOf(message, 't');
  return { type: typeof type === 'string' ? type : undefined, payload: payloadOf(message) };
}

/** Its `d`, if it has the form of an envelope; otherwise the message itself. */
function payloadOf(message: object): unknown {
  if (Array.isArray(message) || !Object.hasOwn(message, 'd')) return message;
  const d = fieldOf(message, 'd');
  const isEnvelope =
    typeof d === 'object' || Object.keys(message).every((name) => envelopeFields.has(name));
  return isEnvelope ? d : message;
}

function hasPayload(message: object): boolean {
  const d = fieldOf(message, 'd');
  return d !== undefined && d !== null;
}

/** Of an answer: `authorized`, or `{"message":"AUTH successful"}`. */
function wordsIn(message: object): unknown {
  const d = fieldOf(message, 'd');
  return typeof d === 'string' ? d : fieldOf(d, 'message');
}
