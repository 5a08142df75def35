import fc from 'fast-check';
import { getAddress, type Hex } from 'viem';

import type { TypedData, TypedDataField } from '../../src/index.ts';
import { digitsOf } from './bytes.ts';

/** Typed data as viem takes it: the same, but for the types of its values. */
export interface ForViem {
  readonly domain: Record<string, unknown>;
  readonly types: Record<string, TypedDataField[]>;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}

const hexOf = (minLength: number, maxLength: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes): Hex => `0x${digitsOf(bytes)}`);

const address = hexOf(20, 20).map((text) => getAddress(text));

/** Any text that has UTF-8. */
const text = fc.string({ unit: 'binary', maxLength: 40 });

const sizes = Array.from({ length: 32 }, (_, index) => index + 1);

/** Each atomic and dynamic type of the standard, and its values. */
export const basicTypes = new Map<string, fc.Arbitrary<unknown>>([
  ['bool', fc.boolean()],
  ['address', address],
  ['string', text],
  ['bytes', hexOf(0, 80)],
  ...sizes.flatMap((size): [string, fc.Arbitrary<unknown>][] => {
    const bits = BigInt(size * 8);
    const half = 1n << (bits - 1n);
    return [
      [`bytes${size}`, hexOf(size, size)],
      [`uint${size * 8}`, fc.bigInt({ min: 0n, max: 2n * half - 1n })],
      [`int${size * 8}`, fc.bigInt({ min: -half, max: half - 1n })],
    ];
  }),
]);

/** Every subset of the fields; an empty version is left out, because viem takes it for none. */
const domain = fc.record(
  {
    name: text,
    version: fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
    chainId: fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
    verifyingContract: address,
    salt: hexOf(32, 32),
  },
  { requiredKeys: [] },
);

/** Without `$`, which Solidity allows in names and viem overlooks. */
const structNames = ['Order', 'Leg', '_Note', 'Leg2', 'a_1'];
const fieldNames = ['maker', 'price', '$', '_', 'toString', 'constructor', 'Leg', 'x1'];
const dimensions = ['', '', '', '[]', '[2]', '[][]', '[1][]', '[][3]', '[2][2]'];

type Pick = fc.GeneratorValue;

/** Some structs, of which each may refer to those after it, and a value of the first. */
export const typedData: fc.Arbitrary<ForViem> = fc.gen().map((pick) => {
  const names = pick(fc.shuffledSubarray, structNames, { minLength: 1 });
  const types: Record<string, TypedDataField[]> = {};
  for (const [index, name] of names.entries()) {
    const fields = pick(fc.shuffledSubarray, fieldNames, { maxLength: 4 });
    const later = names.slice(index + 1);
    types[name] = fields.map((field) => ({
      name: field,
      type: baseType(pick, later) + pick(fc.constantFrom, ...dimensions),
    }));
  }
  const [primaryType = ''] = names;
  return {
    domain: pick(() => domain),
    types,
    primaryType,
    message: structValue(pick, primaryType, types),
  };
});

function baseType(pick: Pick, structs: readonly string[]): string {
  const basic = pick(fc.constantFrom, ...basicTypes.keys());
  if (structs.length === 0) return basic;
  return pick(fc.boolean) ? basic : pick(fc.constantFrom, ...structs);
}

function structValue(pick: Pick, name: string, types: ForViem['types']): Record<string, unknown> {
  const fields = types[name] ?? [];
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(pick, field.type, types)]));
}

function valueOf(pick: Pick, type: string, types: ForViem['types']): unknown {
  const { item, length } = /^(?<item>.*)\[(?<length>\d*)\]$/.exec(type)?.groups ?? {};
  if (item !== undefined) {
    const size = length ? Number(length) : pick(fc.nat, { max: 2 });
    return Array.from({ length: size }, () => valueOf(pick, item, types));
  }
  const basic = basicTypes.get(type);
  return basic ? pick(() => basic) : structValue(pick, type, types);
}

/** As this package takes it. */
export function ours({ domain: given, ...rest }: ForViem): TypedData {
  return { domain: given, ...rest };
}
