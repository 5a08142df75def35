import type * as z from 'zod/v4';

import { parseJson } from './json.ts';
import { describeIssues } from './schema.ts';
import type { Incoming } from './venue.ts';

/** A message whose kind stands in it, split into its kind and what is read by that kind's reader. */
export interface Tagged<Content> {
  readonly tag: string;
  readonly content: Content;
}

export type TaggedReader<Content> = (content: Content) => Incoming | readonly Incoming[];

/** How much of a kind that nobody knows is told. */
const shown = 64;

/**
 * Decodes JSON whose messages name their kind: what is no JSON or names none is `invalid`, a kind without a reader is
 * `unknown`. `split` answers a text where it finds no kind: the issue.
 */
export function decodeTagged<Content>(
  text: string,
  split: (message: unknown) => Tagged<Content> | string,
  readers: ReadonlyMap<string, TaggedReader<Content>>,
): Incoming | readonly Incoming[] {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return { type: 'invalid', issue: 'not JSON' };
  }
  const tagged = split(message);
  if (typeof tagged === 'string') return { type: 'invalid', issue: tagged };
  const read = readers.get(tagged.tag);
  return read ? read(tagged.content) : { type: 'unknown', tag: tagged.tag.slice(0, shown) };
}

/** Reads what fits the schema; what does not is `invalid`, of the channel and topic in `where` if those are known. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  read: (data: z.output<Schema>) => Incoming | readonly Incoming[],
  where: { readonly channel?: string | undefined; readonly topic?: string | undefined } = {},
): Incoming | readonly Incoming[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return read(parsed.data);
  return { type: 'invalid', issue: describeIssues(parsed.error.issues), ...where };
}
