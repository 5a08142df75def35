import type * as z from 'zod/v4';

import { ProtocolError } from './errors.ts';
import { parseJson } from './json.ts';
import { describeIssues } from './schema.ts';

type Value = string | number | boolean | Date | undefined;

/** A date goes as ISO 8601, a list as its name repeated, and what is undefined not at all. */
export type Query = Readonly<Record<string, Value | readonly Value[]>>;

/** The address of a REST call; a base may have a path of its own. */
export function restUrl(base: string, path: string, query: Query = {}): string {
  const url = new URL(`${base.replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const single of [value].flat()) {
      if (single === undefined) continue;
      url.searchParams.append(name, single instanceof Date ? single.toISOString() : String(single));
    }
  }
  return url.href;
}

/** The JSON of an answer; integers beyond 2^53 as their digits. `call` names it in the `ProtocolError` that it may throw. */
export function jsonOf(text: string, call: string, venue: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new ProtocolError(`${call} did not answer JSON.`, { venue });
  }
}

/** A part of an answer that is as documented, or a `ProtocolError` that says where it is not, without quoting it. */
export function documented<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  venue: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = describeIssues(parsed.error.issues);
  throw new ProtocolError(`${what} is not as documented: ${issues}`, { venue });
}
