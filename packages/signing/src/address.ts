import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { requireBytes } from './bytes.ts';
import { ConfigError } from './errors.ts';
import type { Hex } from './hex.ts';
import { keccak256 } from './keccak.ts';

/** An address as EIP-55 writes it: the case of its letters is a checksum. */
export type Address = Hex;

export interface AddressOptions {
  /** Takes any case for right: for what a venue sends, which has no checksum to be wrong. */
  readonly anyCase?: boolean | undefined;
}

const shape = /^0x[0-9a-fA-F]{40}$/;

/**
 * The address with its letters in the case of EIP-55. One case throughout carries no checksum and is accepted; mixed case
 * must be right.
 * @throws ConfigError where it is no address, or its checksum is wrong
 */
export function checksumAddress(text: string, { anyCase = false }: AddressOptions = {}): Address {
  if (typeof text !== 'string' || !shape.test(text)) {
    throw new ConfigError('An address is 0x and 40 hex digits.');
  }
  const address = withChecksum(text.slice(2).toLowerCase());
  if (!anyCase && text !== address && hasMixedCase(text.slice(2))) {
    throw new ConfigError(
      'The address is mistyped: the case of its letters is not that of EIP-55. In lower case it is not checked.',
    );
  }
  return address;
}

/** Whether `checksumAddress` accepts it. */
export function isAddress(text: unknown, options: AddressOptions = {}): text is Hex {
  if (typeof text !== 'string') return false;
  try {
    checksumAddress(text, options);
    return true;
  } catch {
    return false;
  }
}

/**
 * The address of a public key: 33 bytes compressed, or 65 uncompressed (SEC 1).
 * @throws ConfigError where the bytes are no point of secp256k1
 */
export function addressOf(publicKey: Uint8Array): Address {
  requireBytes(publicKey, 'A public key');
  let uncompressed: Uint8Array;
  try {
    uncompressed = secp256k1.Point.fromBytes(publicKey).toBytes(false);
  } catch {
    throw new ConfigError('The public key is no point of secp256k1 in 33 or 65 bytes.');
  }
  return withChecksum(bytesToHex(keccak256(uncompressed.subarray(1)).subarray(12)));
}

/** A letter is a capital where the hash of the lower-case digits has 8 or more at its place. */
function withChecksum(digits: string): Address {
  const hash = bytesToHex(keccak256(utf8ToBytes(digits)));
  const letters = Array.from(digits, (digit, index) =>
    hash.charAt(index) >= '8' ? digit.toUpperCase() : digit,
  );
  return `0x${letters.join('')}`;
}

function hasMixedCase(digits: string): boolean {
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}
