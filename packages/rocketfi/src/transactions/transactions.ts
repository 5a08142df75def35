import { checkedUrl, ConfigError, type Http } from '@venuewire/core';
import type { Address, Signer } from '@venuewire/signing';

import { accountNonces } from './account-nonces.ts';
import { submitBatch, unknownBatch, type BatchOutcome } from './batch.ts';
import { checkedAddress, checkedInstruction } from './canonical.ts';
import { Doubts, refusedAgain } from './doubts.ts';
import { httpSubmitter, type SubmitOptions, type Submitter } from './http-submitter.ts';
import type { Instruction } from './instructions.ts';
import type { CheckedInstruction } from './layout.ts';
import { NonceLane } from './nonce-lane.ts';
import { unknownOutcome, type Outcome } from './outcome.ts';
import type { RestAccess } from './post.ts';
import { checkedScheme, signChecked } from './sign.ts';
import type { SignatureScheme, SignedTransaction } from './signed-transaction.ts';

export interface TransactionsOptions {
  readonly signer: Signer;
  readonly http: Http;
  /** Such as `https://testnet.rocket-cluster-1.com`. */
  readonly restUrl: string;
  /** `EIP191` by default. */
  readonly scheme?: SignatureScheme | undefined;
  /** How a transaction gets to the venue: by `POST /transaction` by default. */
  readonly submitter?: Submitter | undefined;
  /**
   * Called when a transaction is given; what it answers is called before that one is sent, and resolves when the submitter
   * can send. If it rejects, nothing is sent.
   */
  readonly ready?: (() => (signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /**
   * How many transactions may be under way at once: 1 by default, because nothing keeps several HTTP requests in order.
   * More are safe only with a submitter that keeps them in order, as one WebSocket does.
   */
  readonly inFlight?: number | undefined;
  /**
   * Which nonce follows from the one that `/account-nonce` tells. By default it is the very one that is told, which is
   * inferred: the venue's SDKs disagree.
   */
  readonly nextNonce?: ((told: bigint) => bigint) | undefined;
}

/** Signed transactions of one account. There should be one of these for a key: another would take the same nonces. */
export interface Transactions {
  /** The signer's. */
  readonly account: Address;
  /**
   * Checks, numbers, signs and sends one transaction, in the order of the calls. Every failure but that of the instruction
   * itself is an outcome.
   * @throws ConfigError that names the field of the instruction which cannot be right, before anything is signed
   */
  submit(instruction: Instruction, options?: SubmitOptions): Promise<Outcome>;
  /**
   * The same for several at once, by REST. `Deferred`, which has nonces of its own, cannot be among them.
   * @throws ConfigError
   */
  submitBatch(instructions: readonly Instruction[], options?: SubmitOptions): Promise<BatchOutcome>;
  /**
   * Signs with the nonce that is next, without using it up: of what is signed until that nonce is used, the venue can accept
   * only one.
   * @throws ConfigError, what the signer throws, and the errors of a REST call
   */
  sign(instruction: Instruction, options?: SubmitOptions): Promise<SignedTransaction>;
  /** Whether the venue has used the nonce of a transaction: for it, or for another one. @throws the errors of a REST call */
  isUsed(transaction: SignedTransaction, options?: SubmitOptions): Promise<boolean>;
}

/** @throws ConfigError for options that are unusable */
export function createTransactions(options: TransactionsOptions): Transactions {
  const { signer, http, scheme = 'EIP191', inFlight = 1, nextNonce = (told) => told } = options;
  const restUrl = checkedUrl('rocketfi', 'restUrl', options.restUrl, 'REST');
  const access = { http, restUrl };
  const submitter = options.submitter ?? httpSubmitter(access);
  const account = checkedAddress(signer.address);
  checkedScheme(scheme);
  if (!Number.isSafeInteger(inFlight) || inFlight < 1)
    throw unusable('inFlight must be an integer of at least 1.');

  const nonceOf = async (type: Instruction['type'], signal: AbortSignal | undefined) => {
    const { nonce, deferredNonce } = await accountNonces(access, account, signal);
    return nextNonce(type === 'Deferred' ? deferredNonce : nonce);
  };
  const laneOf = (type: Instruction['type']): NonceLane =>
    new NonceLane({ inFlight, fetch: (signal) => nonceOf(type, signal) });
  const ordinary = laneOf('PlaceOrder');
  const deferred = laneOf('Deferred');
  const doubts = new Doubts();
  const sign = (instruction: CheckedInstruction, nonce: bigint): Promise<SignedTransaction> =>
    signChecked(signer, { sender: account, instruction, nonce }, scheme);

  return {
    account,
    async submit(given, { signal } = {}) {
      const instruction = checkedInstruction(given);
      const lane = instruction.type === 'Deferred' ? deferred : ordinary;
      const ready = options.ready?.();
      return lane.use({
        count: 1,
        signal,
        async prepare(nonce) {
          const transaction = await sign(instruction, nonce);
          await ready?.(signal);
          return transaction;
        },
        send: (transaction) => sendOnce({ submitter, doubts }, transaction, signal),
      });
    },
    async submitBatch(given, { signal } = {}) {
      const instructions = given.map(checkedForBatch);
      if (instructions.length === 0) throw unusable('A batch must have an instruction.');
      return ordinary.use({
        count: instructions.length,
        signal,
        isAlone: true,
        prepare: async (first) => {
          const transactions: SignedTransaction[] = [];
          for (const [index, instruction] of instructions.entries())
            transactions.push(await sign(instruction, first + BigInt(index)));
          return transactions;
        },
        send: (transactions) => sendBatchOnce({ access, doubts }, transactions, signal),
      });
    },
    async sign(given, { signal } = {}) {
      const instruction = checkedInstruction(given);
      const lane = instruction.type === 'Deferred' ? deferred : ordinary;
      return lane.peek((nonce) => sign(instruction, nonce), signal);
    },
    async isUsed({ type, nonce }, { signal } = {}) {
      return (await nonceOf(type, signal)) > BigInt(nonce);
    },
  };
}

async function sendOnce(
  { submitter, doubts }: { readonly submitter: Submitter; readonly doubts: Doubts },
  transaction: SignedTransaction,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const wasSent = doubts.have([transaction]);
  const outcome = await settled(submitter, transaction, signal);
  if (outcome.outcome === 'unknown') doubts.add([transaction]);
  if (outcome.outcome !== 'rejected' || !wasSent) return outcome;
  return unknownOutcome(transaction, refusedAgain(), outcome.response);
}

/** A submitter that rejects has broken its word, and may have sent the transaction before. */
async function settled(
  submitter: Submitter,
  transaction: SignedTransaction,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  try {
    return await submitter(transaction, { signal });
  } catch (error) {
    return unknownOutcome(transaction, error);
  }
}

async function sendBatchOnce(
  { access, doubts }: { readonly access: RestAccess; readonly doubts: Doubts },
  transactions: readonly SignedTransaction[],
  signal: AbortSignal | undefined,
): Promise<BatchOutcome> {
  const wasSent = doubts.have(transactions);
  const outcome = await submitBatch(access, transactions, signal);
  if (outcome.outcome === 'unknown') doubts.add(transactions);
  if (outcome.outcome !== 'rejected' || !wasSent) return outcome;
  return unknownBatch(transactions, refusedAgain(), outcome.response);
}

function checkedForBatch(given: Instruction): CheckedInstruction {
  const instruction = checkedInstruction(given);
  if (instruction.type !== 'Deferred') return instruction;
  throw unusable(
    'Deferred cannot be in a batch, because it has nonces of its own: submit it alone.',
  );
}

function unusable(message: string): ConfigError {
  return new ConfigError(message, { venue: 'rocketfi' });
}
