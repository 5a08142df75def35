import { secp256k1 } from '@noble/curves/secp256k1.js';
import { isBytes } from '@noble/hashes/utils.js';

import { addressOf } from './address.ts';
import { copyOf } from './bytes.ts';
import { ConfigError } from './errors.ts';
import { parseHex } from './hex.ts';
import { signDigest } from './signature.ts';
import { signerOf, type Signer } from './signer.ts';

/**
 * Signs with a key in memory. The same message has the same signature each time (RFC 6979), so nothing depends on
 * randomness, and the key is where neither logging nor inspecting shows it.
 * @param privateKey 32 bytes, which are copied, or 64 hex digits with or without `0x`
 * @throws ConfigError where it is no key of secp256k1; it does not quote it
 */
export function localSigner(privateKey: string | Uint8Array): Signer {
  const key = isBytes(privateKey) ? copyOf(privateKey) : parseHex(privateKey);
  if (key?.length !== 32) {
    throw new ConfigError('A private key is 32 bytes, or 64 hex digits with or without 0x.');
  }
  if (!secp256k1.utils.isValidSecretKey(key)) {
    throw new ConfigError('The private key is zero, or not below the order of secp256k1.');
  }
  return signerOf(addressOf(secp256k1.getPublicKey(key)), (digest) => signDigest(digest, key));
}
