import { ProtocolError } from '@venuewire/core';

import { readResponse, refusalOf, type TransactionResponse } from './response.ts';
import type { SignedTransaction } from './signed-transaction.ts';

/** What became of a transaction. Nothing is ever sent a second time by itself. */
export type Outcome = NotSent | Accepted | Rejected | Unknown;

/** It never left: submitting it again cannot do it twice. */
export interface NotSent {
  readonly outcome: 'notSent';
  readonly error: unknown;
}

/** The venue took it in. Of several orders some may have been refused: the response has a result for each. */
export interface Accepted {
  readonly outcome: 'accepted';
  readonly transaction: SignedTransaction;
  readonly response: TransactionResponse;
}

/**
 * Nothing of it took effect. What is refused for its nonce behind an unknown outcome tells that the lost one may have taken
 * the nonce.
 */
export interface Rejected {
  readonly outcome: 'rejected';
  readonly transaction: SignedTransaction;
  /** The venue's words, as they came. */
  readonly reason: string;
  /** Of HTTP, where it was refused by its status. */
  readonly status?: number | undefined;
  readonly response: TransactionResponse;
}

/** It may have left, and there is no answer that says what became of it. Submitting it again may do it twice. */
export interface Unknown {
  readonly outcome: 'unknown';
  readonly transaction: SignedTransaction;
  readonly error: unknown;
  /** What was answered, where it says nothing that this package knows. */
  readonly answer?: unknown;
  readonly howToFindOut: string;
}

export function notSent(error: unknown): NotSent {
  return { outcome: 'notSent', error };
}

export function unknownOutcome(
  transaction: SignedTransaction,
  error: unknown,
  answer?: unknown,
): Unknown {
  return {
    outcome: 'unknown',
    transaction,
    error,
    answer,
    howToFindOut: howToFindOut(transaction),
  };
}

/**
 * What the venue's answer says: the body of an HTTP 2xx, or the `response` of a `TransactionResult`, each as `parseJson` of
 * `@venuewire/core` reads it.
 */
export function outcomeOf(transaction: SignedTransaction, answer: unknown): Outcome {
  const response = readResponse(answer);
  const reason = refusalOf(response);
  if (reason !== undefined) return { outcome: 'rejected', transaction, reason, response };
  if (response.type !== 'unknown') return { outcome: 'accepted', transaction, response };
  const error = new ProtocolError('The venue answered, but in no form that is documented.', {
    venue: 'rocketfi',
  });
  return unknownOutcome(transaction, error, answer);
}

function howToFindOut({ type, nonce }: SignedTransaction): string {
  const name = type === 'Deferred' ? 'deferred nonce' : 'nonce';
  return `Ask isUsed(transaction): if the venue has used its ${name}, ${nonce}, the order events of the account tell for what; if it has not, what is submitted next takes the same ${name}, so that only one of the two can ever take effect.`;
}
