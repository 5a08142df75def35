import { checksumAddress } from '@venuewire/signing';

import { Account } from './account.ts';
import { decimal } from './decimal.ts';
import type { RocketfiAccount } from './options.ts';
import type { Order } from './order.ts';

/** All accounts. Whoever is asked for exists, with nothing. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();
  #nextOrderId: bigint;
  #turns = 0;

  constructor(accounts: readonly RocketfiAccount[], firstOrderId: bigint) {
    this.#nextOrderId = firstOrderId;
    for (const { address, collateral, nonce = 0n, deferredNonce = 0n } of accounts) {
      const account = new Account(address, nonce, deferredNonce);
      account.addCollateral(0, decimal(collateral));
      this.#accounts.set(address, account);
    }
  }

  get accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  /** @throws ConfigError of `@venuewire/signing` for what is no address. */
  account(address: string): Account {
    const known = this.#accounts.get(address);
    if (known !== undefined) return known;
    const canonical = checksumAddress(address, { anyCase: true });
    const account = this.#accounts.get(canonical) ?? new Account(canonical, 0n, 0n);
    this.#accounts.set(canonical, account);
    return account;
  }

  newOrderId(): bigint {
    const orderId = this.#nextOrderId;
    this.#nextOrderId += 1n;
    return orderId;
  }

  /** To be taken by an order that is placed, changed or woken: it comes after all others. */
  newTurn(): number {
    this.#turns += 1;
    return this.#turns;
  }

  /** The open orders in a book: limit orders that wait for no trigger. */
  resting(instrumentId: string): readonly Order[] {
    return this.openIn(instrumentId).filter(
      ({ orderType, trigger }) => orderType === 'Limit' && trigger === undefined,
    );
  }

  /** Of all accounts, in the order of their turns. */
  openIn(instrumentId: string): readonly Order[] {
    return this.accounts
      .flatMap(({ orders }) => [...orders.values()])
      .filter((order) => order.instrumentId === instrumentId)
      .toSorted((one, other) => one.turn - other.turn);
  }
}
