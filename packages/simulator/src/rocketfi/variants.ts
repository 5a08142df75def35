/**
 * What the venue's pages and SDKs leave open, or say in two ways. A client has to live with each
 * value; the first one named is the default.
 */
export interface RocketfiVariants {
  /** Of Subscribe and Unsubscribe: not guaranteed. */
  readonly confirmations: 'sent' | 'absent';
  /** `"Pong"`, or `{"Pong":null}`. */
  readonly pong: 'string' | 'object';
  /** Whether the venue pings by itself, and in which form. */
  readonly serverPing: 'absent' | 'string' | 'object';
  /** Whether a subscription to a state begins with it. */
  readonly snapshot: 'absent' | 'sent';
  /** Order events within `{"OrderEventUpdate":…}`, or without the tag. */
  readonly orderEvents: 'tagged' | 'bare';
  /** Whether order events name account and instrument always, or as their subscription does. */
  readonly orderEventScope: 'both' | 'subscribed';
  /** Whether a price feed has the best bid and ask too. */
  readonly quotes: 'absent' | 'sent';
  readonly quoteFields: 'snake' | 'camel';
  /** The name of the object with the statistics of an instrument. */
  readonly statsKey: 'instrumentStats' | 'stats';
  /** Fields of older statistics are `fundingRate1H` and `volume24H`, which are numbers. */
  readonly statsFields: 'current' | 'older';
  /** Whether optional fields that have a value are sent; if not, they are like empty ones. */
  readonly optionalFields: 'sent' | 'withheld';
  /** An optional field without a value. */
  readonly emptyFields: 'absent' | 'null';
  /** Letter case of addresses in data and REST rows; confirmations always have checksums. */
  readonly addresses: 'checksummed' | 'lower';
  /** Whether open orders and positions are pushed as far as they have changed, or all of them. */
  readonly accountPushes: 'changed' | 'all';
  /** An order that is no longer open is in no push any more, or in one, with quantity 0. */
  readonly closedOrders: 'absent' | 'zero';
  /** A position that is no longer held: the same. */
  readonly closedPositions: 'absent' | 'zero';
  /** What becomes of a socket after an error. */
  readonly afterError: 'open' | 'closed';
  /** Fields that no page mentions, in messages with data and in REST rows. */
  readonly extraFields: 'absent' | 'sent';
  /** Messages of a variant that no page mentions, before each live message with data. */
  readonly unknownMessages: 'absent' | 'sent';
  /** A REST answer without orders, positions, order events or fundings. */
  readonly emptyLists: 'empty' | 'null';
  /** Whether order events and fundings come in pages of 100 also where no page was asked for. */
  readonly historyPages: 'requested' | 'always';
  /** Order of order events, fundings and, within a page, trades. */
  readonly historyOrder: 'oldest-first' | 'newest-first';
  /** Whether more trades than a limit have a cursor, or only those of a `count`. */
  readonly tradeCursors: 'always' | 'counted';
  /** Whether a transaction has to have the nonce that REST tells, or the one after it. */
  readonly accountNonce: 'next' | 'last';
  /** An answer of REST to a transaction: `{"results":[…]}`, or with the tag that the socket has. */
  readonly restResults: 'untagged' | 'tagged';
  /** An untagged answer of REST that has nothing to say: `null`, `{}`, or no body at all. */
  readonly restOk: 'null' | 'object' | 'empty';
  /** A transaction that REST refuses: an error status, or 200 with a JSON string. */
  readonly restRefusals: 'status' | 'string';
  /** Whether REST tells a nonce for deferred transactions. */
  readonly deferredNonce: 'sent' | 'absent';
  /** The body of a REST error: `{"error":…}`, `{"message":…,"code":…}`, or a JSON string. */
  readonly restError: 'error' | 'message' | 'string';
  /** `Retry-After` (of 5 s) with a 429, where a fault does not say so itself. */
  readonly retryAfter: 'absent' | 'sent';
}

export const defaultRocketfiVariants: RocketfiVariants = {
  confirmations: 'sent',
  pong: 'string',
  serverPing: 'absent',
  snapshot: 'absent',
  orderEvents: 'tagged',
  orderEventScope: 'both',
  quotes: 'absent',
  quoteFields: 'snake',
  statsKey: 'instrumentStats',
  statsFields: 'current',
  optionalFields: 'sent',
  emptyFields: 'absent',
  addresses: 'checksummed',
  accountPushes: 'changed',
  closedOrders: 'absent',
  closedPositions: 'absent',
  afterError: 'open',
  extraFields: 'absent',
  unknownMessages: 'absent',
  emptyLists: 'empty',
  historyPages: 'requested',
  historyOrder: 'oldest-first',
  tradeCursors: 'always',
  accountNonce: 'next',
  restResults: 'untagged',
  restOk: 'null',
  restRefusals: 'status',
  deferredNonce: 'sent',
  restError: 'error',
  retryAfter: 'absent',
};
