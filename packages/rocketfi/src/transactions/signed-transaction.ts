import type { Address, Hex } from '@venuewire/signing';

import type { Instruction } from './instructions.ts';

/** How the canonical bytes are signed; `EIP191` is what the venue's SDKs take by default. */
export type SignatureScheme = 'EIP191' | 'EIP712';

export interface SignedParts {
  readonly type: Instruction['type'];
  readonly sender: Address;
  readonly nonce: string;
  readonly scheme: SignatureScheme;
  readonly data: string;
  readonly signature: Hex;
}

/**
 * A transaction that anybody who has it can submit: so what is signed, and the signature, are where neither logging nor
 * inspecting shows them.
 */
export class SignedTransaction {
  /** Of its instruction. */
  readonly type: Instruction['type'];
  readonly sender: Address;
  /** Decimal digits. Of a `Deferred` it is the account's deferred nonce. */
  readonly nonce: string;
  readonly scheme: SignatureScheme;
  readonly #data: string;
  readonly #signature: Hex;

  constructor({ type, sender, nonce, scheme, data, signature }: SignedParts) {
    this.type = type;
    this.sender = sender;
    this.nonce = nonce;
    this.scheme = scheme;
    this.#data = data;
    this.#signature = signature;
  }

  /** 65 bytes r‖s‖v as hex: what the venue names a transaction by. */
  signature(): Hex {
    return this.#signature;
  }

  /** The JSON that is submitted; its `data` is the very text that was signed. */
  text(): string {
    const { scheme } = this;
    return `{"data":${this.#data},"serializationFormat":"JSON","signatureScheme":"${scheme}","signature":"${this.#signature}"}`;
  }
}
