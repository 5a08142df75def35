import { hexToBytes, isBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { isAddress } from './address.ts';
import { parseHex } from './hex.ts';
import { keccak256 } from './keccak.ts';

/** A type of EIP-712 that is no struct and no array. */
export interface AtomicType {
  /** Ends the sentence "it must be …". */
  readonly expects: string;
  /** The 32 bytes that stand for the value; nothing where it is not of this type. */
  encode(value: unknown): Uint8Array | undefined;
}

/** There are no aliases: `uint` and `int` are not of the standard. */
export function atomicType(name: string): AtomicType | undefined {
  const known = named.get(name);
  if (known) return known;
  const { sign, bits, size } = sized.exec(name)?.groups ?? {};
  if (size !== undefined) return bytesOf(Number(size));
  if (bits !== undefined) return integerOf(Number(bits), sign !== 'u');
  return undefined;
}

const sized = /^(?:(?<sign>u?)int(?<bits>[1-9]\d{0,2})|bytes(?<size>[1-9]\d?))$/;

const named: ReadonlyMap<string, AtomicType> = new Map([
  [
    'string',
    {
      expects: 'a string without halves of surrogate pairs',
      encode: (value: unknown) =>
        typeof value === 'string' && value.isWellFormed()
          ? keccak256(utf8ToBytes(value))
          : undefined,
    },
  ],
  [
    'bytes',
    {
      expects: 'a Uint8Array, or hex with 0x',
      encode(value: unknown) {
        const bytes = bytesFrom(value);
        return bytes && keccak256(bytes);
      },
    },
  ],
  [
    'bool',
    {
      expects: 'true or false',
      encode: (value: unknown) => (typeof value === 'boolean' ? word(value ? 1n : 0n) : undefined),
    },
  ],
  [
    'address',
    {
      expects: 'an address: 0x and 40 hex digits, in mixed case only with the right checksum',
      encode: (value: unknown) => (isAddress(value) ? word(BigInt(value)) : undefined),
    },
  ],
]);

function bytesOf(size: number): AtomicType | undefined {
  if (size > 32) return undefined;
  return {
    expects: `${size} bytes: a Uint8Array, or hex with 0x`,
    encode(value) {
      const bytes = bytesFrom(value);
      if (bytes?.length !== size) return undefined;
      const padded = new Uint8Array(32);
      padded.set(bytes);
      return padded;
    },
  };
}

function integerOf(bits: number, signed: boolean): AtomicType | undefined {
  if (bits > 256 || bits % 8 !== 0) return undefined;
  const wrapped = (integer: bigint): bigint =>
    signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer);
  return {
    expects: `an integer of ${bits} bits, ${signed ? 'signed' : 'not negative'}: a bigint, a safe number, or its digits`,
    encode(value) {
      const integer = integerFrom(value);
      return integer === undefined || wrapped(integer) !== integer ? undefined : word(integer);
    },
  };
}

/** As many digits as an integer of 256 bits can have. */
const digits = /^(?:-?\d{1,78}|0x[0-9a-fA-F]{1,64})$/;

/** A number beyond 2^53 may have lost digits already, so it is not taken. */
function integerFrom(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && digits.test(value) ? BigInt(value) : undefined;
}

function bytesFrom(value: unknown): Uint8Array | undefined {
  if (isBytes(value)) return value;
  return typeof value === 'string' && value.startsWith('0x') ? parseHex(value) : undefined;
}

/** 32 bytes, big endian, negative ones in two's complement. */
function word(integer: bigint): Uint8Array {
  return hexToBytes(BigInt.asUintN(256, integer).toString(16).padStart(64, '0'));
}
