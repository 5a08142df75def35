import type { Tagged } from '@venuewire/core';

import { isObject } from './schemas/scalars.ts';

/** Splits `{"Variant":{…}}` and `"Variant"`; answers a text where there is no variant: the issue. */
export function tagged(message: unknown): Tagged<unknown> | string {
  if (typeof message === 'string') return { tag: message, content: null };
  if (!isObject(message)) return 'not an object';
  // Live servers have sent order events without their tag.
  if ('orderEvents' in message) return { tag: 'OrderEventUpdate', content: message };
  const [tag, ...others] = Object.keys(message);
  if (tag === undefined || others.length > 0) return 'not one variant';
  return { tag, content: message[tag] };
}
