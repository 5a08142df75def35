import type { TransactionSocket } from '../transaction-socket.ts';
import type { Submitter } from './http-submitter.ts';
import { notSent, outcomeOf, unknownOutcome } from './outcome.ts';

/**
 * `SubmitTransaction` on the connection of the streams, which keeps transactions in order. The answer is known by the
 * signature. `answerWithin` milliseconds without it, or a connection that breaks, and the outcome is unknown.
 */
export function socketSubmitter(socket: TransactionSocket, answerWithin: number): Submitter {
  return async (transaction, { signal }) => {
    const patience = { signal, within: answerWithin };
    const exchanged = await socket.submit(transaction.text(), transaction.signature(), patience);
    if (exchanged.type === 'notSent') return notSent(exchanged.error);
    if (exchanged.type === 'unknown') return unknownOutcome(transaction, exchanged.error);
    const { answer } = exchanged;
    return outcomeOf(transaction, answer.type === 'result' ? answer.response : answer);
  };
}
