import { secp256k1 } from '@noble/curves/secp256k1.js';

import { addressOf, type Address } from './address.ts';
import { requireBytes } from './bytes.ts';
import { ConfigError } from './errors.ts';

const { Signature, Point } = secp256k1;
type Signature = InstanceType<typeof Signature>;

/** How much Ethereum adds to the parity of a signature's point. */
const offset = 27;

/**
 * Whose signature it is. Any well-formed signature is somebody's: compare the address with the one that you expect.
 * @param digest the 32 bytes that were signed
 * @param signature 65 bytes r‖s‖v, with v 27 or 28, or 0 or 1. High s is refused: from each signature with low s anybody
 * can make one with high s, and nothing that signs for Ethereum writes it.
 * @throws ConfigError where it is no signature
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Address {
  requireBytes(digest, 'The digest', 32);
  requireBytes(signature, 'The signature', 65);
  const last = signature[64] ?? 0;
  const parity = last >= offset ? last - offset : last;
  if (parity > 1)
    throw new ConfigError('The last byte of the signature, v, is not 0, 1, 27 or 28.');
  const parsed = parseSignature(signature.subarray(0, 64), 'compact');
  if (!parsed) throw new ConfigError('The signature has an r or s that is out of range.');
  if (parsed.hasHighS()) throw new ConfigError('The signature has high s: it is not canonical.');
  const address = addressFrom(digest, parsed, parity);
  if (!address) throw new ConfigError('The signature is nobody’s: its r is of no point.');
  return address;
}

export function addressFrom(
  digest: Uint8Array,
  signature: Signature,
  parity: number,
): Address | undefined {
  try {
    const point = signature.addRecoveryBit(parity).recoverPublicKey(digest);
    return addressOf(point.toBytes(false));
  } catch {
    return undefined;
  }
}

export function parseSignature(
  bytes: Uint8Array,
  format: 'compact' | 'der',
): Signature | undefined {
  try {
    return Signature.fromBytes(bytes, format);
  } catch {
    return undefined;
  }
}

/** Of the two values of s with which a signature is valid, the one in the lower half. */
export function withLowS(signature: Signature): Signature {
  const { r, s } = signature;
  return signature.hasHighS() ? new Signature(r, Point.Fn.neg(s)) : signature;
}

/** The same for the same key and digest each time (RFC 6979), and with low s. */
export function signDigest(digest: Uint8Array, key: Uint8Array): Uint8Array {
  const signature = secp256k1.sign(digest, key, { prehash: false, format: 'recovered' });
  return encodeSignature(signature.subarray(1), signature[0] ?? 0);
}

/** r‖s‖v. */
export function encodeSignature(compact: Uint8Array, parity: number): Uint8Array {
  // The others, of a point whose x is beyond the curve's order, exist once in 2^127; Ethereum cannot express them.
  if (parity > 1) throw new ConfigError('The signature cannot be expressed: its r was reduced.');
  const bytes = new Uint8Array(65);
  bytes.set(compact);
  bytes[64] = offset + parity;
  return bytes;
}
