import { isBytes } from '@noble/hashes/utils.js';

import { checksumAddress, type Address } from './address.ts';
import { copyOf } from './bytes.ts';
import { ConfigError } from './errors.ts';
import { addressFrom, encodeSignature, parseSignature, withLowS } from './signature.ts';
import { signerOf, type Signer } from './signer.ts';

export interface DigestSignerOptions {
  /** Whose signatures they are. */
  readonly address: string;
  /**
   * Signs 32 bytes as they are, without hashing them once more. Answers r‖s, r‖s‖v (v is found anew) or DER. What it throws
   * is passed on untouched.
   */
  readonly sign: (digest: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Signs with a key that is elsewhere, such as in a KMS or an HSM. Each answer is checked against the address, which also
 * finds v, and gets low s.
 * @throws ConfigError where an option is unusable; signing rejects with one where the answer is no signature of the address
 */
export function digestSigner({ address: owner, sign }: DigestSignerOptions): Signer {
  const address = checksumAddress(owner);
  if (typeof sign !== 'function') throw new ConfigError('digestSigner needs a function, sign.');
  return signerOf(address, async (digest) =>
    canonicalSignature(await sign(copyOf(digest)), digest, address),
  );
}

/** The one form in which this package writes a signature, of any in which others do. */
export function canonicalSignature(
  answer: Uint8Array,
  digest: Uint8Array,
  address: Address,
): Uint8Array {
  if (!isBytes(answer)) throw new ConfigError('sign must answer with a Uint8Array.');
  // A signature in DER may have 64 or 65 bytes, too. Which reading is right, the address tells.
  const readings = [
    answer.length === 64 || answer.length === 65
      ? parseSignature(answer.subarray(0, 64), 'compact')
      : undefined,
    parseSignature(answer, 'der'),
  ].filter((signature) => signature !== undefined);
  if (readings.length === 0) {
    throw new ConfigError('sign answered with what is neither r‖s, r‖s‖v nor DER.');
  }
  for (const signature of readings.map(withLowS)) {
    for (const parity of [0, 1]) {
      if (addressFrom(digest, signature, parity) === address) {
        return encodeSignature(signature.toBytes(), parity);
      }
    }
  }
  throw new ConfigError(
    `sign answered with a signature that is not of ${address}: it has another key, or hashed the digest once more.`,
  );
}
