import * as z from 'zod/v4';

/** Reads an object whose letters have names; a letter that the table does not know keeps its own. */
export function named<Output>(
  names: Readonly<Record<string, string>>,
  schema: z.ZodType<Output>,
): z.ZodType<Output> {
  const known = new Map(Object.entries(names));
  return z.preprocess((value) => renamed(value, known), schema);
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(([letter, field]) => [
    names.get(letter) ?? letter,
    field,
  ]);
  return Object.fromEntries(fields);
}
