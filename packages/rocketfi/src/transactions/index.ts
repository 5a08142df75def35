/** Signed transactions: nothing here touches a socket, a timer or a global, so it also runs in a browser. */

export type { BatchOutcome, BatchReceived, BatchRejected, BatchUnknown } from './batch.ts';
export { canonicalBytes, type RawTransaction } from './canonical.ts';
export type {
  ClearOutcome,
  DisconnectGuard,
  GuardOutcome,
  GuardRegistered,
  GuardUnknown,
} from './disconnect-guard.ts';
export { httpSubmitter, type SubmitOptions, type Submitter } from './http-submitter.ts';
export type {
  CancelAllOrders,
  CancelOrder,
  Deferred,
  FaucetClaim,
  Instruction,
  LimitOrder,
  MarketOrder,
  ModifyOrder,
  Order,
  PlaceOrder,
  PlaceTwap,
  SetLeverage,
  Unsigned64,
  Withdraw,
} from './instructions.ts';
export {
  notSent,
  outcomeOf,
  unknownOutcome,
  type Accepted,
  type NotSent,
  type Outcome,
  type Rejected,
  type Unknown,
} from './outcome.ts';
export type { RestAccess } from './post.ts';
export type { OrderResult, OrderResultEvent, TransactionResponse } from './response.ts';
export { signTransaction, transactionDigest, type SignRequest } from './sign.ts';
export { SignedTransaction, type SignatureScheme } from './signed-transaction.ts';
export { createTransactions, type Transactions, type TransactionsOptions } from './transactions.ts';
export {
  transactionsOf,
  type ClientTransactions,
  type ClientTransactionsOptions,
  type TransactionAccess,
} from './transactions-of.ts';
