/** JSON whose integers may have 64 bits. */
export type Json = null | boolean | string | bigint | readonly Json[] | ReadonlyMap<string, Json>;

/** Without spaces, as the venue writes it: `JSON.stringify` has no way to write a bigint. */
export function jsonText(value: Json): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).join(',')}}`;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  return JSON.stringify(value);
}
