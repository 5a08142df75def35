import { notSent, outcomeOf, unknownOutcome, type Outcome } from './outcome.ts';
import { post, type Posted, type RestAccess } from './post.ts';
import type { SignedTransaction } from './signed-transaction.ts';

export interface SubmitOptions {
  /** Gives up: before it is sent, nothing is; afterwards nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Brings a signed transaction to the venue, once. It begins to send before it first waits, answers within a deadline of its
 * own, and never rejects.
 */
export type Submitter = (
  transaction: SignedTransaction,
  options: SubmitOptions,
) => Promise<Outcome>;

/** `POST /transaction`. */
export function httpSubmitter(access: RestAccess): Submitter {
  return async (transaction, { signal }) =>
    outcomeOfPost(transaction, await post(access, '/transaction', transaction.text(), signal));
}

function outcomeOfPost(transaction: SignedTransaction, posted: Posted): Outcome {
  if (posted.type === 'notSent') return notSent(posted.error);
  if (posted.type === 'answered') return outcomeOf(transaction, posted.answer);
  if (posted.type === 'unknown') return unknownOutcome(transaction, posted.error, posted.answer);
  const { reason, status, answer } = posted;
  const response = { type: 'unknown', content: answer } as const;
  return { outcome: 'rejected', transaction, reason, status, response };
}
