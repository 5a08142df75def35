import { isBytes } from '@noble/hashes/utils.js';

import { checksumAddress } from './address.ts';
import { copyOf } from './bytes.ts';
import { ConfigError } from './errors.ts';
import { addressFrom, encodeSignature, parseSignature, withLowS } from './signature.ts';
import { signerOf, type Signer } from './signer.ts';

export interface DigestSignerOptions {
  /** Whose signatures they must be. */
  readonly address: string;
  /**
   * Signs 32 bytes as they are, without hashing them again. Answers r‖s, r‖s‖v (v is found anew), or DER, as KMSs do. What
   * it throws is passed on untouched.
   */
  readonly sign: (digest: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Signs with a key that is elsewhere: in a KMS or an HSM. Each answer is checked against the address, which also finds v,
 * and gets low s.
 * @throws ConfigError where the address is malformed; the signing itself rejects with one where the answer is no
 * signature of that address
 */
export function digestSigner({ address: expected, sign }: DigestSignerOptions): Signer {
  const address = checksumAddress(expected);
  if (typeof sign !== 'function') throw new ConfigError('digestSigner needs sign, a function.');

  return signerOf(address, async (digest) => {
    const answer = await sign(copyOf(digest));
    if (!isBytes(answer)) throw new ConfigError('sign must answer with a Uint8Array.');
    const readings = readingsOf(answer);
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
      `sign answered with a signature that is not of ${address}: it used another key, or signed something else than the digest as it is.`,
    );
  });
}

/** A signature in DER can have 64 or 65 bytes, too. The address decides between the readings. */
function readingsOf(bytes: Uint8Array): NonNullable<ReturnType<typeof parseSignature>>[] {
  const compact = bytes.length === 64 || bytes.length === 65 ? bytes.subarray(0, 64) : undefined;
  return [compact && parseSignature(compact, 'compact'), parseSignature(bytes, 'der')].filter(
    (signature) => signature !== undefined,
  );
}
