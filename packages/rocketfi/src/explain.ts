import { parseJson } from '@venuewire/core';

import { isObject } from './schemas/scalars.ts';

/** Characters of a venue's explanation that are repeated. */
const longest = 200;
/** Where an error says what happened: the form of errors is not documented. */
const names = ['message', 'error', 'errors', 'Error', 'Err', 'reason', 'detail', 'code'];

/** What of an error tells the user something: its own words, without what they may repeat of an account. */
export function wordsOf(error: unknown, depth = 3): string | undefined {
  if (typeof error === 'string') return masked(error.trim()).slice(0, longest) || undefined;
  if (depth === 0) return undefined;
  if (Array.isArray(error)) return wordsOf(error[0], depth - 1);
  if (!isObject(error)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(error));
  for (const name of names) {
    const words = wordsOf(fields.get(name), depth - 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** The words of a REST error's body, which is JSON in varying form; what is none may be a proxy's page. */
export function explainBody(text: string): string | undefined {
  try {
    return wordsOf(parseJson(text));
  } catch {
    return undefined;
  }
}

/** Takes out addresses, signatures, ids and amounts, which may be an account's. */
export function masked(text: string): string {
  return text.replaceAll(/0x[\da-f]+|\d+\.\d+|\d{5,}/gi, '…');
}
