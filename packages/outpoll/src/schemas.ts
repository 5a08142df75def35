import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

import { named } from './named.ts';

/**
 * The venue's messages, tolerant of what may be absent, null or new. Source:
 * https://docs.outpoll.com/api/rest-api/websockets and the pages under it. A letter that is explained there gets a name;
 * what is not keeps its own.
 */

const text = z.string().nullish();
const number = z.number().nullish();
// zod's versions differ in whether an unknown may be absent.
const anything = z.unknown().optional();

/** The pages write outcomes as one string, and as a list. */
const outcomeIds = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((ids) => (ids === null || ids === undefined ? [] : [ids].flat()));

const about = z.object({ e: text, o: outcomeIds });

/** Which event and which outcomes a message is about. */
export const subject = compiled(about);

/** What an answer has: the words of an error stand in `r`, in `d`, or in `d.error`. */
export const answer = compiled(about.extend({ d: anything, r: anything }));
export type Answer = z.infer<typeof answer>;

/**
 * The top of an outcome's book. A field that a delta leaves out is unchanged, one that is null is none; that it may leave
 * one out, and what the letters mean, is inferred.
 */
const bookRow = named(
  { o: 'outcomeId', b: 'bid', a: 'ask', c: 'chance' },
  z.looseObject({ outcomeId: z.string(), bid: number, ask: number, chance: number }),
);
export type BookRow = z.infer<typeof bookRow>;

/** `PRICES_DATA` has all outcomes, `PRICES_DATA_DELTA` those that changed. */
export const pricesMessage = compiled(
  z.object({ e: z.string(), d: z.array(bookRow).nullable() }).transform(({ e, d }): OrderBook => ({
    eventId: e,
    outcomes: d ?? [],
  })),
);

export interface OrderBook {
  readonly eventId: string;
  readonly outcomes: readonly BookRow[];
}

const chancePoint = named(
  { t: 'time', p: 'probability' },
  z.looseObject({ time: z.number(), probability: z.number() }),
);

/** `probability`, the latest known value, and `UPDATE_HISTORY`. */
export const chanceMessage = compiled(
  about.extend({ o: outcomeIds.refine((ids) => ids.length > 0, 'no outcome'), d: chancePoint }),
);

export interface Chance {
  readonly eventId: string | undefined;
  readonly outcomeId: string;
  /** Between 0 and 1. */
  readonly probability: number;
  /** Unix seconds. */
  readonly time: number;
  readonly [field: string]: unknown;
}

/** A notice: no price, no fill. */
const orderStatus = z.looseObject({
  orderId: z.string(),
  userId: text,
  /** `SUCCESS` or `FAILED`. */
  status: z.string(),
});
export const orderUpdate = compiled(named({ i: 'orderId', u: 'userId', s: 'status' }, orderStatus));

/** A take-profit or stop-loss order. */
const takeProfit = z.looseObject({
  orderId: z.string(),
  userId: text,
  assetId: text,
  quantity: number,
  /** Null or absent, inferred, where there is none. */
  takeProfitPrice: number,
  /** Null or absent, inferred, where there is none. */
  stopLossPrice: number,
  /** `ACTIVE`; what else is unknown. */
  status: z.string(),
});
export const takeProfitUpdate = compiled(
  named(
    {
      i: 'orderId',
      u: 'userId',
      a: 'assetId',
      q: 'quantity',
      tpp: 'takeProfitPrice',
      slp: 'stopLossPrice',
      s: 'status',
    },
    takeProfit,
  ),
);

export type OrderUpdate =
  | (z.infer<typeof orderStatus> & { readonly type: 'ORDER_UPDATE' })
  | (z.infer<typeof takeProfit> & { readonly type: 'TPSL_UPDATE' });

const balance = z.looseObject({
  assetId: z.string(),
  balance: z.number(),
  /** What of it is not bound by orders. */
  free: z.number(),
  userId: text,
  /** Of deltas alone; may be null (inferred). */
  averageOpenPrice: number,
  /** Of deltas alone; may be null (inferred). */
  cost: number,
});
export type Balance = z.infer<typeof balance>;

export interface Balances {
  readonly balances: readonly Balance[];
}

/** The acknowledgement of AUTH is the full state. An asset stands in `i` here, in a delta in `a` (documented for both). */
export const balanceSnapshot = compiled(
  z
    .object({ l: z.array(named({ i: 'assetId', b: 'balance', f: 'free' }, balance)).nullable() })
    .transform(({ l }): Balances => ({ balances: l ?? [] })),
);

/** Absolute values (inferred). */
export const balanceDelta = compiled(
  named(
    {
      u: 'userId',
      a: 'assetId',
      aop: 'averageOpenPrice',
      c: 'cost',
      b: 'balance',
      f: 'free',
    },
    balance,
  ),
);
