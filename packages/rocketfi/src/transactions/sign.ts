import { ConfigError } from '@venuewire/core';
import {
  keccak256,
  personalMessageDigest,
  toHex,
  typedDataDigest,
  type Signer,
  type TypedData,
} from '@venuewire/signing';

import {
  canonicalText,
  checkedAddress,
  checkedInstruction,
  checkedNonce,
  type CheckedTransaction,
} from './canonical.ts';
import type { Instruction, Unsigned64 } from './instructions.ts';
import { SignedTransaction, type SignatureScheme } from './signed-transaction.ts';

export interface SignRequest {
  readonly signer: Signer;
  readonly instruction: Instruction;
  readonly nonce: Unsigned64;
  /** `EIP191` by default. */
  readonly scheme?: SignatureScheme | undefined;
}

/**
 * Signs without asking the venue for anything. Neither scheme names a chain: the same signature is valid in every
 * environment of the venue.
 * @throws ConfigError that names the field which cannot be right, and whatever the signer throws
 */
export async function signTransaction(request: SignRequest): Promise<SignedTransaction> {
  const { signer, scheme = 'EIP191' } = request;
  const transaction = {
    sender: checkedAddress(signer.address),
    instruction: checkedInstruction(request.instruction),
    nonce: checkedNonce(request.nonce),
  };
  return signChecked(signer, transaction, checkedScheme(scheme));
}

export async function signChecked(
  signer: Signer,
  transaction: CheckedTransaction,
  scheme: SignatureScheme,
): Promise<SignedTransaction> {
  const data = canonicalText(transaction);
  const bytes = new TextEncoder().encode(data);
  const signature =
    scheme === 'EIP191'
      ? await signer.signMessage(bytes)
      : await signer.signTypedData(typedDataOf(bytes));
  requireSignature(signature);
  const { sender, instruction, nonce } = transaction;
  return new SignedTransaction({
    type: instruction.type,
    sender,
    nonce: String(nonce),
    scheme,
    data,
    signature: toHex(signature),
  });
}

/** What is signed of canonical bytes: 32 bytes, with which `recoverAddress` of `@venuewire/signing` finds the signer. */
export function transactionDigest(bytes: Uint8Array, scheme: SignatureScheme): Uint8Array {
  return checkedScheme(scheme) === 'EIP191'
    ? personalMessageDigest(bytes)
    : typedDataDigest(typedDataOf(bytes));
}

/** @throws ConfigError */
export function checkedScheme(scheme: SignatureScheme): SignatureScheme {
  if (scheme === 'EIP191' || scheme === 'EIP712') return scheme;
  throw new ConfigError('scheme must be EIP191 or EIP712.', { venue: 'rocketfi' });
}

/** Wraps bytes of any form, so that a wallet shows a hash and not what is in them. */
function typedDataOf(bytes: Uint8Array): TypedData {
  return {
    domain: { name: 'RocketChain', version: '1' },
    types: { RocketChainMessage: [{ name: 'contents', type: 'bytes32' }] },
    primaryType: 'RocketChainMessage',
    message: { contents: keccak256(bytes) },
  };
}

/** Some wallets write v as 0 or 1. */
function requireSignature(signature: Uint8Array): void {
  if (signature.length === 65 && (signature[64] === 27 || signature[64] === 28)) return;
  throw new ConfigError('The signer must answer 65 bytes r‖s‖v with v 27 or 28.', {
    venue: 'rocketfi',
  });
}
