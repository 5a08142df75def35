import { keccak_256 } from '@noble/hashes/sha3.js';

import { requireBytes } from './bytes.ts';

/** Keccak-256 as Ethereum has it: with the padding from before SHA-3 was standardized. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  requireBytes(bytes, 'What is hashed');
  return keccak_256(bytes);
}
