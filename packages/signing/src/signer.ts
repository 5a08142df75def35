import type { Address } from './address.ts';
import { personalMessageDigest } from './personal-message.ts';
import { typedDataDigest, type TypedData } from './typed-data.ts';

/**
 * Signs for one address: what a key in memory, a wallet, a KMS or an HSM have in common. Signatures are 65 bytes r‖s‖v
 * with v 27 or 28 and low s.
 */
export interface Signer {
  readonly address: Address;
  /** Signs bytes as `personal_sign` does (EIP-191). */
  signMessage(message: Uint8Array): Promise<Uint8Array>;
  /** Signs typed data (EIP-712). */
  signTypedData(typedData: TypedData): Promise<Uint8Array>;
}

/** What `signDigest` closes over is in no property, so nothing that logs or inspects the signer finds it. */
export function signerOf(
  address: Address,
  signDigest: (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Signer {
  return Object.freeze({
    address,
    async signMessage(message: Uint8Array) {
      return signDigest(personalMessageDigest(message));
    },
    async signTypedData(typedData: TypedData) {
      return signDigest(typedDataDigest(typedData));
    },
  });
}
