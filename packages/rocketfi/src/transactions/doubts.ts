import { ProtocolError } from '@venuewire/core';

import type { SignedTransaction } from './signed-transaction.ts';

/** How many of the latest are known again. */
const remembered = 1_000;

/**
 * What was sent and may have taken effect. The same instruction with the same nonce is, signed anew, the very same
 * transaction: a refusal then does not say that nothing took effect, because what is refused may be its second coming.
 */
export class Doubts {
  readonly #signatures = new Set<string>();

  add(transactions: readonly SignedTransaction[]): void {
    for (const transaction of transactions) this.#signatures.add(transaction.signature());
    for (const oldest of this.#signatures) {
      if (this.#signatures.size <= remembered) return;
      this.#signatures.delete(oldest);
    }
  }

  /** Whether one of them was among those. */
  have(transactions: readonly SignedTransaction[]): boolean {
    return transactions.some((transaction) => this.#signatures.has(transaction.signature()));
  }
}

export function refusedAgain(): ProtocolError {
  return new ProtocolError(
    'The venue refused it, but the very same was sent before and may have taken effect.',
    { venue: 'rocketfi' },
  );
}
