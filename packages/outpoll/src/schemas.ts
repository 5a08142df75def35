import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

/**
 * The venue's messages, tolerant of what may be absent, null or new, with names for its letters. Source:
 * https://docs.outpoll.com/api/rest-api/websockets and the pages under it. A letter that is explained there gets a name;
 * what is not keeps its own.
 */

const text = z.string();
const number = z.number();
// zod's versions differ in whether an unknown may be absent.
const anything = z.unknown().optional();

/** The pages write outcomes as one string, and as a list. */
const outcomeIds = z
  .union([text, z.array(text)])
  .nullish()
  .transform((ids) => (ids === null || ids === undefined ? [] : [ids].flat()));

/** What every message but a bare balance has: the reason of an error stands in `r`, in `d`, or in `d.error`. */
export const envelope = z.object({
  t: text,
  e: text.nullish(),
  o: outcomeIds,
  d: anything,
  r: anything,
});
export type Envelope = z.infer<typeof envelope>;

const side = number.nullish();

/**
 * The top of an outcome's book. A side that a delta leaves out is unchanged, one that is null is none; that it may leave
 * one out, and that `c` is the last chance, is inferred.
 */
export const bookRow = z
  .looseObject({ o: text, b: side, a: side, c: side })
  .transform(({ o, b, a, c, ...others }) => ({
    ...others,
    outcomeId: o,
    ...(b === undefined ? {} : { bid: b }),
    ...(a === undefined ? {} : { ask: a }),
    ...(c === undefined ? {} : { chance: c }),
  }));
export type BookRow = z.infer<typeof bookRow>;

/** `PRICES_DATA` has all outcomes, `PRICES_DATA_DELTA` those that changed. */
export const pricesData = compiled(
  z.object({ e: text, d: z.array(bookRow).nullish() }).transform(({ e, d }) => ({
    eventId: e,
    outcomes: d ?? [],
  })),
);
export type OrderBook = z.infer<typeof pricesData>;

/** `probability` (the latest known value) and `UPDATE_HISTORY`. `d.t` are Unix seconds, `d.p` is between 0 and 1. */
export const chanceMessage = compiled(
  z.object({ e: text.nullish(), o: outcomeIds, d: z.looseObject({ t: number, p: number }) }),
);

export interface Chance {
  readonly eventId: string | undefined;
  readonly outcomeId: string;
  /** Between 0 and 1. */
  readonly probability: number;
  /** Unix seconds. */
  readonly time: number;
}

/** A notice: no price, no fill. `status` is `SUCCESS` or `FAILED`. */
export const orderUpdate = compiled(
  z.looseObject({ i: text, u: text.nullish(), s: text }).transform(({ i, u, s, ...others }) => ({
    ...others,
    type: 'ORDER_UPDATE' as const,
    orderId: i,
    userId: u ?? undefined,
    status: s,
  })),
);

/** A take-profit or stop-loss order; that a price can be null or absent is inferred, and its statuses are unknown. */
export const takeProfitUpdate = compiled(
  z
    .looseObject({
      i: text,
      u: text.nullish(),
      a: text.nullish(),
      q: number.nullish(),
      tpp: number.nullish(),
      slp: number.nullish(),
      s: text,
    })
    .transform(({ i, u, a, q, tpp, slp, s, ...others }) => ({
      ...others,
      type: 'TPSL_UPDATE' as const,
      orderId: i,
      userId: u ?? undefined,
      assetId: a ?? undefined,
      quantity: q ?? undefined,
      takeProfitPrice: tpp ?? undefined,
      stopLossPrice: slp ?? undefined,
      status: s,
    })),
);
export type OrderUpdate = z.infer<typeof orderUpdate> | z.infer<typeof takeProfitUpdate>;

/** A row of the snapshot, whose asset stands in `i`, where a delta has it in `a` (documented for both). */
const snapshotBalance = z
  .looseObject({ i: text, b: number, f: number })
  .transform(({ i, b, f, ...others }) => ({ ...others, assetId: i, balance: b, free: f }));

/** The acknowledgement of AUTH is the full state. */
export const balanceSnapshot = compiled(
  z.looseObject({ l: z.array(snapshotBalance).nullish() }).transform(({ l }) => ({
    balances: l ?? [],
  })),
);

/** Absolute values (inferred). Average open price and cost may be null (inferred). */
export const balanceDelta = compiled(
  z
    .looseObject({
      u: text.nullish(),
      a: text,
      aop: number.nullish(),
      c: number.nullish(),
      b: number,
      f: number,
    })
    .transform(({ u, a, aop, c, b, f, ...others }) => ({
      ...others,
      assetId: a,
      balance: b,
      free: f,
      ...(u === undefined ? {} : { userId: u }),
      ...(aop === undefined ? {} : { averageOpenPrice: aop }),
      ...(c === undefined ? {} : { cost: c }),
    })),
);

export interface Balance {
  readonly assetId: string;
  readonly balance: number;
  /** What of it is not bound by orders. */
  readonly free: number;
  readonly userId?: string | null;
  readonly averageOpenPrice?: number | null;
  readonly cost?: number | null;
  readonly [field: string]: unknown;
}

export interface Balances {
  readonly balances: readonly Balance[];
}
