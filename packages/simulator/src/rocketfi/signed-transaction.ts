import {
  fromHex,
  keccak256,
  personalMessageDigest,
  recoverAddress,
  typedDataDigest,
} from '@venuewire/signing';

import { isObject, u64Of, writeJson } from './exact-json.ts';
import { TransactionRefusal, readAddress, readInstruction } from './transaction-shapes.ts';
import type { Instruction } from './transaction-shapes.ts';

export interface SignedTransaction {
  readonly sender: string;
  readonly nonce: bigint;
  readonly instruction: Instruction;
  /** As it was sent. */
  readonly signature: string;
}

/**
 * Reads a transaction, writes it again as the venue does, and holds the signature against that: so
 * a client has to have signed exactly these bytes.
 *
 * @throws TransactionRefusal
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
  if (typeof signature !== 'string' || !/^0x[0-9a-fA-F]{130}$/.test(signature)) {
    throw new TransactionRefusal(400, 'Invalid transaction: `signature`');
  }
  const text = writeJson({ sender, instruction: instruction.written, nonce });
  const digest = digestOf(new TextEncoder().encode(text), signatureScheme);
  if (signerOf(digest, signature) !== sender) {
    throw new TransactionRefusal(401, 'The signature is not that of the sender');
  }
  return { sender, nonce, instruction, signature };
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

/** Undefined for what is nobody's signature. */
function signerOf(digest: Uint8Array, signature: string): string | undefined {
  try {
    return recoverAddress(digest, fromHex(signature));
  } catch {
    return undefined;
  }
}
