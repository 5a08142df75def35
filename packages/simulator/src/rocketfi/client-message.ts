import { isObject, readJson } from './exact-json.ts';
import { readSubscription } from './subscription.ts';
import type { Subscription } from './subscription.ts';

/** What a client's frame says; `invalid` is what the venue answers to one that says nothing. */
export type ClientMessage =
  | { readonly type: 'subscribe'; readonly subscription: Subscription }
  | { readonly type: 'unsubscribe'; readonly subscription: Subscription }
  | { readonly type: 'ping' }
  | { readonly type: 'submit'; readonly transaction: unknown }
  | { readonly type: 'register'; readonly transaction: unknown }
  | { readonly type: 'clear' }
  | { readonly type: 'invalid'; readonly problem: string };

/** The texts of problems are illustrative: the venue documents none. */
export function readClientMessage(text: string): ClientMessage {
  let message: unknown;
  try {
    message = readJson(text);
  } catch {
    return { type: 'invalid', problem: 'Malformed JSON' };
  }
  const [variant, content] = taggedOf(message);
  switch (variant) {
    case 'Subscribe':
      return ofSubscription('subscribe', content);
    case 'Unsubscribe':
      return ofSubscription('unsubscribe', content);
    case 'Ping':
      return { type: 'ping' };
    case 'SubmitTransaction':
      return { type: 'submit', transaction: content };
    case 'RegisterExecuteOnDisconnect':
      return { type: 'register', transaction: content };
    case 'ClearExecuteOnDisconnect':
      return { type: 'clear' };
    default:
      return { type: 'invalid', problem: `unknown variant \`${variant}\`` };
  }
}

/** A variant without content is a bare string, or has null. */
function taggedOf(message: unknown): readonly [variant: string, content: unknown] {
  if (typeof message === 'string') return [message, null];
  const [tag, ...others] = isObject(message) ? Object.entries(message) : [];
  return tag === undefined || others.length > 0 ? ['', null] : tag;
}

function ofSubscription(type: 'subscribe' | 'unsubscribe', content: unknown): ClientMessage {
  const subscription = readSubscription(content);
  if (typeof subscription !== 'string') return { type, subscription };
  return { type: 'invalid', problem: subscription };
}
