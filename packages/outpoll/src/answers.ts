import { readAs, type Acknowledged, type Codec, type Refused } from '@venuewire/core';

import { answer, type Answer } from './schemas.ts';

type Decoded = ReturnType<Codec['decode']>;

/** Characters of a venue's words that are repeated. */
const longest = 200;

/** Documented; no later attempt can do better at what was asked. */
const permanent = new Set(['no outcome ids provided', 'unknown message type']);
/** The same words stand for a bad key and for a clock that is off (inferred). */
const unauthorized = 'invalid or missing credentials';

/** Of each event or outcome that it names; of something, where it names none. */
export function acknowledged(
  channel: string,
  message: object,
  action?: Acknowledged['action'],
): Decoded {
  return readAs(answer, message, (ack) =>
    aboutEach(channel, ack, (topic): Acknowledged => ({
      type: 'acknowledged',
      channel,
      topic,
      action,
    })),
  );
}

/** What names nothing may be about anything, such as an answer to a PING: it is never the end of a subscription. */
export function refused(channel: string, message: object): Decoded {
  return readAs(answer, message, (error) => {
    const words = wordsOf(error);
    return aboutEach(channel, error, (topic) =>
      refusal(channel, topic, words, topic === undefined || !permanent.has(words.toLowerCase())),
    );
  });
}

/** Only REST can tell what is wrong with the key. A live stream without authorization is dead, whatever else goes on. */
export function refusedAccount(channel: string, topic: string, message: object): Decoded {
  return readAs(answer, message, (error) => {
    const words = wordsOf(error);
    const isDead = words.toLowerCase() === unauthorized;
    return refusal(channel, isDead ? topic : undefined, words, 'probe');
  });
}

function refusal(
  channel: string,
  topic: string | undefined,
  message: string,
  retryable: Refused['retryable'],
): Refused {
  return { type: 'refused', channel, topic, retryable, reasons: [{ code: 'error', message }] };
}

/** Order books go by events, everything else by outcomes. */
function aboutEach<About>(
  channel: string,
  { e, o }: Answer,
  about: (topic: string | undefined) => About,
): About | readonly About[] {
  const topics = channel === 'orderBook' ? [e ?? []].flat() : o;
  return topics.length === 0 ? about(undefined) : topics.map((topic) => about(topic));
}

/** In `r`, in `d.error`, or in `d` itself: the pages differ. */
export function wordsOf({ r, d }: Pick<Answer, 'r' | 'd'>): string {
  const words = [r, d, fieldOf(d, 'error'), fieldOf(d, 'message')].find(
    (one) => typeof one === 'string' && one !== '',
  );
  return typeof words === 'string' ? masked(words) : 'no reason given';
}

/** Without what may be a signature. */
export function masked(words: string): string {
  return words.replaceAll(/[\w-]{43,}/g, '…').slice(0, longest);
}

export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const field: unknown = Reflect.get(value, name);
  return field;
}
