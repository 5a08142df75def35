import * as z from 'zod/v4';

/**
 * What the venue's messages are made of, after the guides on https://api.docs.rocketfi.io/guides/ and the venue's own
 * SDKs for Rust and Python.
 */

/** A price, size, rate or amount: a decimal string, exactly as sent. */
export const decimal = z.string();
export const optionalDecimal = decimal.nullish();

/** Order ids, rounds, slots and nonces have 64 bits: always their decimal digits, however they were sent. */
export const u64 = z
  .custom<number | string>(
    (value) =>
      typeof value === 'number'
        ? Number.isSafeInteger(value) && value >= 0
        : typeof value === 'string' && /^\d+$/.test(value),
    'Invalid input: expected an unsigned integer',
  )
  .transform(String);

/** Epoch milliseconds, the time of the block. */
export const timestamp = z.int();

/** Of a candle: the venue sends these as numbers. */
export const number = z.number();

/** As `number`, of what may be large: an integer beyond 2^53 comes as its digits. */
export const largeNumber = z.union([z.number(), z.string()]);

/** 20 bytes as hex; servers send EIP-55 checksums. */
export const address = z.string();

/** `0x` and 16 hex digits say the SDKs, an integer says an OpenAPI page: opaque, and a string in either case. */
export const instrumentId = z.union([z.string(), z.int()]).transform(String);

/** 0 is USDC. */
export const assetId = z.int().nonnegative();

// zod's versions differ in whether an unknown may be absent.
export const anything = z.unknown().optional();

/** A text with known values, which editors complete; one that is new passes. */
export function text<Known extends string>(): z.ZodType<Known | (string & {})> {
  return z.custom<Known | (string & {})>((value) => typeof value === 'string');
}

/** Gives fields their current names; where both are there, the current one counts. */
export function renamed(names: Readonly<Record<string, string>>): (value: unknown) => unknown {
  const current = new Map(Object.entries(names));
  const former = [...current.keys()];
  return (value) => {
    if (!isObject(value) || !former.some((name) => name in value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries([
      ...entries.flatMap(([key, field]) => {
        const name = current.get(key);
        return name === undefined ? [] : [[name, field] as const];
      }),
      ...entries.filter(([key]) => !current.has(key)),
    ]);
  };
}

/** A variant that is newer than this package: its name and its content as they came. */
export const unknownVariant = z.object({
  type: z.literal('unknown'),
  variant: z.string(),
  content: anything,
});

/**
 * Reads a variant as the venue writes it, `{"fill":{…}}` or `"canceled"`, as an object whose `type` is the variant's
 * name, so that a `switch` can tell them apart.
 */
export function variantOf(known: readonly string[]): (value: unknown) => unknown {
  return (value) => {
    if (typeof value === 'string') return variant(value, null, known);
    if (!isObject(value)) return value;
    const [only, ...others] = Object.entries(value);
    return only && others.length === 0 ? variant(only[0], only[1], known) : value;
  };
}

function variant(name: string, content: unknown, known: readonly string[]): object {
  if (!known.includes(name)) return { type: 'unknown', variant: name, content };
  return isObject(content) ? { ...content, type: name } : { type: name };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
