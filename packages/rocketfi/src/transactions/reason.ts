import { parseJson } from '@venuewire/core';

import { isObject } from '../schemas/scalars.ts';

/** Characters of a reason that are kept. */
const longest = 500;
/** Where an error says what happened: the form of errors is not documented. */
const names = ['message', 'error', 'errors', 'Error', 'Err', 'reason', 'detail', 'code'];

/** The venue's words for a refusal, as they came: unlike those of an error they are told to the caller alone. */
export function reasonOf(value: unknown): string {
  return wordsOf(value, 3)?.slice(0, longest) ?? 'no reason was given';
}

/** The same of a body, which may be JSON or plain text; what looks like a page is a proxy's. */
export function reasonOfBody(text: string): string | undefined {
  let body: unknown = text.trimStart().startsWith('<') ? undefined : text;
  try {
    body = parseJson(text);
  } catch {
    // Plain text.
  }
  return wordsOf(body, 3)?.slice(0, longest);
}

function wordsOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return wordsOf(value[0], depth - 1);
  if (!isObject(value)) return undefined;
  for (const name of names) {
    const words = wordsOf(value[name], depth - 1);
    if (words !== undefined) return words;
  }
  return undefined;
}
