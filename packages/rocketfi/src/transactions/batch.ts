import { isObject } from '../schemas/scalars.ts';
import { notSent, type NotSent } from './outcome.ts';
import { post, type RestAccess } from './post.ts';
import { reasonOf } from './reason.ts';
import type { SignedTransaction } from './signed-transaction.ts';

/** What became of several transactions that were sent as one. Nothing is ever sent a second time by itself. */
export type BatchOutcome = NotSent | BatchReceived | BatchRejected | BatchUnknown;

/** The venue has them. What became of each it does not say: the account's order events do. */
export interface BatchReceived {
  readonly outcome: 'received';
  readonly transactions: readonly SignedTransaction[];
  /** As it came: a text (SDK). */
  readonly response: unknown;
}

/** The venue refused the batch. */
export interface BatchRejected {
  readonly outcome: 'rejected';
  readonly transactions: readonly SignedTransaction[];
  readonly reason: string;
  /** Of HTTP, where it was refused by its status. */
  readonly status?: number | undefined;
  readonly response: unknown;
}

/** Some, all or none of them may have taken effect. */
export interface BatchUnknown {
  readonly outcome: 'unknown';
  readonly transactions: readonly SignedTransaction[];
  readonly error: unknown;
  /** What was answered, where it says nothing that this package knows. */
  readonly answer?: unknown;
  readonly howToFindOut: string;
}

/** `POST /batch_transactions`, of which the WebSocket has no like. */
export async function submitBatch(
  access: RestAccess,
  transactions: readonly SignedTransaction[],
  signal: AbortSignal | undefined,
): Promise<BatchOutcome> {
  const body = `[${transactions.map((transaction) => transaction.text()).join(',')}]`;
  const posted = await post(access, '/batch_transactions', body, signal);
  if (posted.type === 'notSent') return notSent(posted.error);
  if (posted.type === 'answered') return readAnswer(transactions, posted.answer);
  if (posted.type === 'unknown') {
    return unknownBatch(transactions, posted.error, posted.answer);
  }
  const { reason, status, answer: response } = posted;
  return { outcome: 'rejected', transactions, reason, status, response };
}

export function unknownBatch(
  transactions: readonly SignedTransaction[],
  error: unknown,
  answer?: unknown,
): BatchUnknown {
  return { outcome: 'unknown', transactions, error, answer, howToFindOut };
}

const howToFindOut =
  'Ask isUsed(transaction) for each of them: those whose nonces the venue has used were taken or refused, which the order events of the account tell.';

function readAnswer(
  transactions: readonly SignedTransaction[],
  response: unknown,
): BatchReceived | BatchRejected {
  if (isObject(response) && 'Err' in response) {
    return { outcome: 'rejected', transactions, reason: reasonOf(response['Err']), response };
  }
  return { outcome: 'received', transactions, response };
}
