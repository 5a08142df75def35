import { ClosedError } from '@venuewire/core';

import type { TransactionSocket } from '../transaction-socket.ts';
import type { SubmitOptions } from './http-submitter.ts';
import { notSent, type NotSent } from './outcome.ts';
import type { SignedTransaction } from './signed-transaction.ts';

/** What became of a registration. */
export type GuardOutcome = NotSent | GuardRegistered | GuardUnknown;

export interface GuardRegistered {
  readonly outcome: 'registered';
  readonly guard: DisconnectGuard;
}

/** It may have been registered. */
export interface GuardUnknown {
  readonly outcome: 'unknown';
  readonly guard: DisconnectGuard;
  readonly error: unknown;
  readonly howToFindOut: string;
}

export type ClearOutcome =
  | NotSent
  | { readonly outcome: 'cleared' }
  /** It may still be registered. */
  | { readonly outcome: 'unknown'; readonly error: unknown };

/**
 * Orders that the venue executes when the connection is gone on which they were registered: however it ends, by `close()`
 * too.
 *
 * They are never registered again by themselves. When the connection is gone, the venue may have executed them: then the
 * account is not what it was when they were thought of, and what should become of it now, nobody here can know.
 */
export interface DisconnectGuard {
  readonly transaction: SignedTransaction;
  /** Aborts when the connection is gone. Unless they were cleared before, the orders may then have been executed. */
  readonly gone: AbortSignal;
  /** Takes them back. */
  clear(options?: SubmitOptions): Promise<ClearOutcome>;
}

export interface GuardPatience {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds. */
  readonly answerWithin: number;
}

/** `RegisterExecuteOnDisconnect`, on the connection that there is now. */
export async function registerGuard(
  socket: TransactionSocket,
  transaction: SignedTransaction,
  { signal, answerWithin }: GuardPatience,
): Promise<GuardOutcome> {
  const gone = socket.connection;
  if (!gone) return notSent(new ClosedError('There is no connection now.', { venue: 'rocketfi' }));
  const exchanged = await socket.register(transaction.text(), transaction.signature(), {
    signal,
    within: answerWithin,
  });
  if (exchanged.type === 'notSent') return notSent(exchanged.error);
  const guard = guardOf(socket, transaction, gone, answerWithin);
  if (exchanged.type === 'answered') return { outcome: 'registered', guard };
  return { outcome: 'unknown', guard, error: exchanged.error, howToFindOut };
}

function guardOf(
  socket: TransactionSocket,
  transaction: SignedTransaction,
  gone: AbortSignal,
  answerWithin: number,
): DisconnectGuard {
  return {
    transaction,
    gone,
    async clear({ signal } = {}) {
      if (gone.aborted) return notSent(gone.reason);
      const exchanged = await socket.clear({ signal, within: answerWithin });
      if (exchanged.type === 'notSent') return notSent(exchanged.error);
      if (exchanged.type === 'answered') return { outcome: 'cleared' };
      return { outcome: 'unknown', error: exchanged.error };
    },
  };
}

const howToFindOut =
  'While guard.gone is not aborted, guard.clear() makes sure that nothing is registered. Afterwards ask isUsed(guard.transaction): if the venue has used its deferred nonce, the order events of the account tell for what.';
