import { isObject } from './exact-json.ts';
import type { Json } from './exact-json.ts';
import type { Execution } from './execution.ts';
import { readSignedTransaction } from './signed-transaction.ts';
import type { SignedTransaction } from './signed-transaction.ts';
import { TransactionRefusal } from './transaction-shapes.ts';
import type { World } from './world.ts';

/** What a transaction is answered with. */
export interface TransactionResult {
  /** As it was sent; '' where there was none. */
  readonly signature: string;
  readonly response: Json;
  /** For REST. Which status is for what is illustrative. */
  readonly status: number;
}

/** Checks signed transactions, and executes them. The texts of refusals are illustrative. */
export class Transactions {
  readonly #world: World;
  readonly #execution: Execution;

  constructor(world: World, execution: Execution) {
    this.#world = world;
    this.#execution = execution;
  }

  submit(value: unknown): TransactionResult {
    try {
      const transaction = readSignedTransaction(value);
      const { refusal } = this.#world.orderFaults;
      if (refusal !== undefined) throw new TransactionRefusal(422, refusal);
      return this.#execute(transaction);
    } catch (error) {
      if (!(error instanceof TransactionRefusal)) throw error;
      const { message, status } = error;
      return { signature: signatureOf(value), response: { Err: message }, status };
    }
  }

  /**
   * A deferred transaction as it can be executed later. Its nonce is used up only then, so that
   * another may take its place (illustrative).
   *
   * @throws TransactionRefusal
   */
  defer(value: unknown): SignedTransaction {
    const transaction = readSignedTransaction(value);
    if (transaction.instruction.variant !== 'Deferred') {
      throw new TransactionRefusal(400, 'Only a Deferred transaction can be registered');
    }
    this.#check(transaction);
    return transaction;
  }

  /** Does nothing where another transaction has used the nonce meanwhile, or it has expired. */
  executeDeferred(transaction: SignedTransaction): void {
    try {
      this.#execute(transaction);
    } catch (error) {
      if (!(error instanceof TransactionRefusal)) throw error;
    }
  }

  /** The nonce is used up also by what then cannot be done (illustrative). */
  #execute(transaction: SignedTransaction): TransactionResult {
    this.#check(transaction);
    const { sender, signature, instruction } = transaction;
    const account = this.#world.ledger.account(sender);
    if (instruction.variant === 'Deferred') account.deferredNonce += 1n;
    else account.nonce += 1n;
    try {
      return { signature, response: this.#execution.execute(transaction), status: 200 };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { signature, response: { Err: error.message }, status: 422 };
    }
  }

  /** @throws TransactionRefusal for a nonce that is not the next, and for what has expired */
  #check({ sender, nonce, instruction }: SignedTransaction): void {
    const account = this.#world.ledger.account(sender);
    const isDeferred = instruction.variant === 'Deferred';
    const expected = isDeferred ? account.deferredNonce : account.nonce;
    if (nonce !== expected) {
      throw new TransactionRefusal(409, `Invalid nonce: expected ${expected}, got ${nonce}`);
    }
    const { expiresAtMs } = instruction.content;
    if (typeof expiresAtMs === 'bigint' && expiresAtMs <= BigInt(this.#world.clock.now())) {
      throw new TransactionRefusal(422, 'The transaction has expired');
    }
  }
}

function signatureOf(value: unknown): string {
  const signature = isObject(value) ? value['signature'] : undefined;
  return typeof signature === 'string' ? signature : '';
}
