import type { Account } from './account.ts';
import type { RocketfiVariants } from './variants.ts';

/** Which nonce a transaction has to have: the one that REST tells, or the one after it. */
export function nextNonce(
  account: Account,
  isDeferred: boolean,
  { accountNonce }: RocketfiVariants,
): bigint {
  const told = isDeferred ? account.deferredNonce : account.nonce;
  return accountNonce === 'next' ? told : told + 1n;
}
