/** JSON whose integers keep every digit: those that a double cannot hold are bigints. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | JsonObject;

/** A field that is undefined is not written. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Compact, with fields in the order of the object. */
export function writeJson(value: Json): string {
  if (typeof value === 'bigint') return String(value);
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([name, field]) =>
    field === undefined ? [] : [`${JSON.stringify(name)}:${writeJson(field)}`],
  );
  return `{${fields.join(',')}}`;
}

/** @throws SyntaxError */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text, withExactIntegers);
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

const highestU64 = 2n ** 64n - 1n;

/** An unsigned 64-bit integer as `readJson` gives it; undefined for anything else. */
export function u64Of(value: unknown): bigint | undefined {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) return undefined;
  if (typeof value !== 'bigint' && typeof value !== 'number') return undefined;
  const integer = BigInt(value);
  return integer >= 0n && integer <= highestU64 ? integer : undefined;
}

function withExactIntegers(
  _name: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}
