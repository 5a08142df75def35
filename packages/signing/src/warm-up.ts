import { hmacSha256 } from './hmac.ts';
import { keccak256 } from './keccak.ts';
import { recoverAddress, signDigest } from './signature.ts';

/**
 * Does what the first signature would otherwise wait for, some 40 ms: the tables of the curve are computed, and the code
 * is compiled. Call it while nothing is urgent.
 */
export function warmUp(): void {
  const bytes = new Uint8Array(32).fill(1);
  const digest = keccak256(hmacSha256(bytes, bytes));
  recoverAddress(digest, signDigest(digest, bytes));
}
