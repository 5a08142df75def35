import { ConfigError, type Http } from '@venuewire/core';

import type { TransactionSocket } from '../transaction-socket.ts';
import { checkedInstruction } from './canonical.ts';
import { registerGuard, type GuardOutcome } from './disconnect-guard.ts';
import type { SubmitOptions } from './http-submitter.ts';
import type { Deferred } from './instructions.ts';
import { notSent } from './outcome.ts';
import type { SignedTransaction } from './signed-transaction.ts';
import { socketSubmitter } from './socket-submitter.ts';
import { createTransactions, type Transactions, type TransactionsOptions } from './transactions.ts';

/** What transactions need of a client of the streams. */
export interface TransactionAccess {
  readonly http: Http;
  readonly restUrl: string;
  readonly socket: TransactionSocket;
}

export interface ClientTransactionsOptions extends Pick<
  TransactionsOptions,
  'signer' | 'scheme' | 'nextNonce'
> {
  /**
   * `socket`, the default, is the connection of the streams, on which several transactions may be under way at once; `rest`
   * is `POST /transaction`, one after the other.
   */
  readonly via?: 'socket' | 'rest' | undefined;
  /**
   * How many may be under way at once: 10 by `socket`, 1 by `rest`. That the venue takes in order what one connection brings
   * in order is inferred: 1 does without that.
   */
  readonly inFlight?: number | undefined;
  /** Milliseconds to wait for a connection before anything is sent. 10 s by default. */
  readonly connectWithin?: number | undefined;
  /** Milliseconds to wait for an answer on the connection. 10 s by default. */
  readonly answerWithin?: number | undefined;
}

export interface ClientTransactions extends Transactions {
  /**
   * Registers orders that the venue executes when this client's connection is gone: a dead-man switch. One connection has one
   * registration.
   * @throws ConfigError that names the field which cannot be right
   */
  executeOnDisconnect(
    orders: Omit<Deferred, 'type'>,
    options?: SubmitOptions,
  ): Promise<GuardOutcome>;
}

/** Signed transactions of one account, by way of a client of the streams. */
export function transactionsOf(
  client: { readonly access: TransactionAccess },
  options: ClientTransactionsOptions,
): ClientTransactions {
  const { http, restUrl, socket } = client.access;
  const { signer, scheme, nextNonce, via = 'socket' } = options;
  if (via !== 'socket' && via !== 'rest') throw unusable('via must be socket or rest.');
  const connectWithin = checkedWait('connectWithin', options.connectWithin);
  const answerWithin = checkedWait('answerWithin', options.answerWithin);
  const bySocket = {
    submitter: socketSubmitter(socket, answerWithin),
    ready: () => socket.patience(connectWithin),
    inFlight: options.inFlight ?? 10,
  };
  const transactions = createTransactions({
    signer,
    http,
    restUrl,
    scheme,
    nextNonce,
    ...(via === 'socket' ? bySocket : { inFlight: options.inFlight }),
  });

  return {
    ...transactions,
    async executeOnDisconnect(orders, { signal } = {}) {
      const instruction: Deferred = { ...orders, type: 'Deferred' };
      checkedInstruction(instruction);
      const ready = socket.patience(connectWithin);
      let transaction: SignedTransaction;
      try {
        transaction = await transactions.sign(instruction, { signal });
        await ready(signal);
      } catch (error) {
        return notSent(error);
      }
      return registerGuard(socket, transaction, { signal, answerWithin });
    },
  };
}

function checkedWait(name: string, milliseconds = 10_000): number {
  if (typeof milliseconds === 'number' && milliseconds > 0) return milliseconds;
  throw unusable(`${name} must be a number of milliseconds above 0.`);
}

function unusable(message: string): ConfigError {
  return new ConfigError(message, { venue: 'rocketfi' });
}
