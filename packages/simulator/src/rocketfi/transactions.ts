import type { Execution, TransactionResponse } from './execution.ts';
import { nextNonce } from './nonces.ts';
import { readSignedTransaction } from './signed-transaction.ts';
import type { SignedTransaction } from './signed-transaction.ts';
import { TransactionRefusal } from './transaction-shapes.ts';
import type { World } from './world.ts';

/** What a transaction is answered with. */
export interface TransactionResult {
  readonly signature: string;
  readonly response: TransactionResponse;
  /** For REST. Which status is for what is illustrative. */
  readonly status: number;
}

const mostOrders = 100;

/** Checks signed transactions, and executes them. The texts of refusals are illustrative. */
export class Transactions {
  readonly #world: World;
  readonly #execution: Execution;

  constructor(world: World, execution: Execution) {
    this.#world = world;
    this.#execution = execution;
  }

  /** @throws TransactionRefusal (400) for what is no transaction: there is no signature to name. */
  submit(value: unknown): TransactionResult {
    return this.#submit(readSignedTransaction(value));
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
    this.#submit(transaction);
  }

  /** The nonce is used up also by what then cannot be done (illustrative). */
  #submit(transaction: SignedTransaction): TransactionResult {
    const { sender, signature, instruction } = transaction;
    try {
      this.#check(transaction);
      const account = this.#world.ledger.account(sender);
      if (instruction.variant === 'Deferred') account.deferredNonce += 1n;
      else account.nonce += 1n;
      return { signature, response: this.#execution.execute(transaction), status: 200 };
    } catch (error) {
      if (error instanceof TransactionRefusal) {
        return { signature, response: { Err: error.message }, status: error.status };
      }
      if (!(error instanceof RangeError)) throw error;
      return { signature, response: { Err: error.message }, status: 422 };
    }
  }

  /** @throws TransactionRefusal for what is not to be executed, and uses up no nonce. */
  #check({ sender, isSigned, nonce, instruction }: SignedTransaction): void {
    const { clock, ledger, orderFaults, settings } = this.#world;
    if (!isSigned) throw new TransactionRefusal(401, 'The signature is not that of the sender');
    if (orderFaults.refusal !== undefined) throw new TransactionRefusal(422, orderFaults.refusal);
    if (instruction.orders.length > mostOrders) {
      throw new TransactionRefusal(422, `More than ${mostOrders} orders`);
    }
    const isDeferred = instruction.variant === 'Deferred';
    const expected = nextNonce(ledger.account(sender), isDeferred, settings.variants);
    if (nonce !== expected) {
      throw new TransactionRefusal(409, `Invalid nonce: expected ${expected}, got ${nonce}`);
    }
    const { expiresAtMs } = instruction.content;
    if (typeof expiresAtMs === 'bigint' && expiresAtMs < BigInt(clock.now())) {
      throw new TransactionRefusal(422, 'The transaction has expired');
    }
  }
}
