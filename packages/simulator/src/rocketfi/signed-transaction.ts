import {
  fromHex,
  keccak256,
  personalMessageDigest,
  recoverAddress,
  toHex,
  typedDataDigest,
} from '@venuewire/signing';

import { isObject, u64Of, writeJson } from './exact-json.ts';
import { TransactionRefusal, readAddress, readInstruction } from './transaction-shapes.ts';
import type { Instruction } from './transaction-shapes.ts';

export interface SignedTransaction {
  readonly sender: string;
  readonly nonce: bigint;
  readonly instruction: Instruction;
  /** In the form in which the venue writes it: lower case, with v 27 or 28. */
  readonly signature: string;
  /** Whether the signature of these bytes is the sender's. */
  readonly isSigned: boolean;
}

/**
 * Reads a transaction, writes it again as the venue does, and holds the signature against that: so
 * a client has to have signed exactly these bytes.
 *
 * @throws TransactionRefusal for what is no transaction
 */
export function readSignedTransaction(value: unknown): SignedTransaction {
  const { data, serializationFormat, signatureScheme, signature } = isObject(value) ? value : {};
  if (!isObject(data)) throw new TransactionRefusal(400, 'Invalid transaction: `data`');
  const nonce = u64Of(data['nonce']);
  if (nonce === undefined) throw new TransactionRefusal(400, 'Invalid transaction: `nonce`');
  const sender = readAddress(data['sender']);
  const instruction = readInstruction(data['instruction']);
  if (serializationFormat !== 'JSON') {
    throw new TransactionRefusal(400, 'Invalid transaction: `serializationFormat`');
  }
  const signed = readSignature(signature);
  const text = writeJson({ sender, instruction: instruction.written, nonce });
  const digest = digestOf(new TextEncoder().encode(text), signatureScheme);
  const transaction = { sender, nonce, instruction, signature: toHex(signed) };
  return { ...transaction, isSigned: signerOf(digest, signed) === sender };
}

function digestOf(bytes: Uint8Array, scheme: unknown): Uint8Array {
  if (scheme === 'EIP191') return personalMessageDigest(bytes);
  if (scheme !== 'EIP712') {
    throw new TransactionRefusal(400, 'Invalid transaction: `signatureScheme`');
  }
  return typedDataDigest({
    domain: { name: 'RocketChain', version: '1' },
    types: { RocketChainMessage: [{ name: 'contents', type: 'bytes32' }] },
    primaryType: 'RocketChainMessage',
    message: { contents: keccak256(bytes) },
  });
}

function readSignature(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !/^(?:0x)?[0-9a-fA-F]{130}$/.test(value)) {
    throw new TransactionRefusal(400, 'Invalid transaction: `signature`');
  }
  const bytes = fromHex(value);
  const parity = bytes[64] ?? 0;
  if (parity < 2) bytes[64] = parity + 27;
  return bytes;
}

/** Undefined for what is nobody's signature. */
function signerOf(digest: Uint8Array, signature: Uint8Array): string | undefined {
  try {
    return recoverAddress(digest, signature);
  } catch {
    return undefined;
  }
}
