import { checksumAddress, isAddress } from '@venuewire/signing';
import * as z from 'zod/v4';

import type { Unsigned64 } from './instructions.ts';

/** What the fields of an instruction may hold, and how it is signed. Every integer becomes a bigint. */

const largest = 2n ** 64n - 1n;
const digits = /^(?:0|[1-9]\d{0,19})$/;

function isUnsigned64(value: unknown): value is Unsigned64 {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  if (typeof value === 'string') return digits.test(value) && BigInt(value) <= largest;
  return typeof value === 'bigint' && value >= 0n && value <= largest;
}

export const unsigned64 = z
  .custom<Unsigned64>(
    isUnsigned64,
    'expected an unsigned integer of 64 bits: a bigint, its digits, or a safe number',
  )
  .transform((value) => BigInt(value));

const tagError = 'expected an integer from 0 to 65535';
export const tag = z
  .int({ error: tagError })
  .min(0, { error: tagError })
  .max(65_535, { error: tagError })
  .transform((value) => BigInt(value));

const decimalError = "expected a decimal string such as '0.1', without sign or exponent";
export const decimal = z
  .string({ error: decimalError })
  .regex(/^(?:0|[1-9]\d*)(?:\.\d+)?$/, { error: decimalError });

export const address = z
  .custom<string>(
    (value) => isAddress(value),
    'expected an address: 0x and 40 hex digits, in mixed case only with the checksum of EIP-55',
  )
  .transform((text) => checksumAddress(text));

const instrumentError = 'expected 0x and 16 hex digits';
export const instrumentId = z
  .string({ error: instrumentError })
  .regex(/^0x[\da-f]{16}$/i, { error: instrumentError })
  .transform((text) => text.toLowerCase());

const textError = 'expected a text that is not empty';
/** Half of a surrogate pair has no UTF-8: another text would be signed. */
export const text = z
  .string({ error: textError })
  .refine((value) => value !== '' && value.isWellFormed(), { error: textError });

export const flag = z.boolean({ error: 'expected true or false' });

export function oneOf<const Name extends string>(
  names: readonly [Name, ...Name[]],
): z.ZodType<Name, Name> {
  return z.enum(names, { error: `expected one of ${names.join(', ')}` });
}

/** What is empty is signed as `null`. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

/** What is empty is no part of what is signed. */
export function orNothing<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}
