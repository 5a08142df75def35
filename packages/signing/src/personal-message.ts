import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { requireBytes } from './bytes.ts';
import { keccak256 } from './keccak.ts';

/** What `personal_sign` signs for a message: EIP-191, version 0x45. */
export function personalMessageDigest(message: Uint8Array): Uint8Array {
  requireBytes(message, 'The message');
  const prefix = utf8ToBytes(`\u0019Ethereum Signed Message:\n${message.length}`);
  return keccak256(concatBytes(prefix, message));
}
