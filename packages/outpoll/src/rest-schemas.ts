import * as z from 'zod/v4';

/**
 * Rows of the REST API, https://docs.outpoll.com/api/rest-api/private-endpoints and `…/public-endpoints`. A letter that is
 * explained there gets a name; what is not keeps its own, and every unknown field is kept.
 */

const id = z.string();
const amount = z.union([z.number(), z.string()]).nullish();
const text = z.string().nullish();

/** Numbers of the venue may be wider than 2^53: then they come as their digits. */
const moment = z.union([z.number(), z.string()]).nullish();

export const activeOrder = z.looseObject({
  id,
  status: text,
  side: text,
  price: amount,
  quantity: amount,
});
export type ActiveOrder = z.infer<typeof activeOrder>;

/** That `m` are epoch milliseconds, `ex` an expiry, `st` a status and `q` a quantity is inferred. */
export const historicalOrder = z
  .looseObject({
    i: id,
    u: text,
    e: text,
    o: text,
    a: text,
    oq: amount,
    si: text,
    t: text,
    p: amount,
    m: moment,
    ex: moment,
    st: text,
    q: amount,
  })
  .transform(({ i, u, e, o, a, oq, si, t, p, m, ex, st, q, ...others }) => ({
    ...others,
    orderId: i,
    userId: u,
    eventId: e,
    outcomeId: o,
    assetId: a,
    originalQuantity: oq,
    side: si,
    type: t,
    price: p,
    time: m,
    expiry: ex,
    status: st,
    quantity: q,
  }));
export type HistoricalOrder = z.infer<typeof historicalOrder>;

/** `i` and `et` are ids, `v` and `tv` values, of what is not documented. */
export const balanceRow = z
  .looseObject({ i: text, u: text, et: text, aop: amount, c: amount, v: amount, tv: amount })
  .transform(({ u, aop, c, ...others }) => ({
    ...others,
    userId: u,
    averageOpenPrice: aop,
    cost: c,
  }));
export type BalanceRow = z.infer<typeof balanceRow>;

/** Its letters are not explained: `oi ei eoi ai et es on tn ip tsc asc sp c cp v tpsl pv pp od`. */
export const openPosition = z.looseObject({});
export type OpenPosition = z.infer<typeof openPosition>;

const outcome = z.looseObject({ id: text });

export const foundEvent = z.looseObject({ id, title: text, outcomes: z.array(outcome).nullish() });
export type FoundEvent = z.infer<typeof foundEvent>;

/** A page of rows, from 0; that `tp` is the number of pages is inferred. */
export const page = z.looseObject({
  i: z.array(z.unknown()).nullish(),
  p: z.number().nullish(),
  s: z.number().nullish(),
  tp: z.number().nullish(),
});

export const foundPage = z.looseObject({ content: z.array(z.unknown()).nullish() });

export const errorBody = z.looseObject({
  message: text,
  error: text,
  r: text,
  d: z.looseObject({ error: text }).nullish().catch(undefined),
});
