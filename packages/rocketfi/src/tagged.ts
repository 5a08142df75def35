import type { Tagged } from '@venuewire/core';

import { isObject } from './schemas/scalars.ts';

/** Splits `{"Variant":{…}}` and `"Variant"`; answers a text where there is no variant: the issue. */
export function tagged(message: unknown): Tagged<unknown> | string {
  if (typeof message === 'string') return { tag: message, content: null };
  if (!isObject(message)) return 'not an object';
  // Live servers have sent order events without their tag.
  if ('orderEvents' in message) return { tag: 'OrderEventUpdate', content: message };
  const [only, ...others] = Object.entries(message);
  if (!only || others.length > 0) return 'not one variant';
  return { tag: only[0], content: only[1] };
}
