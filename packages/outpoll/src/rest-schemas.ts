import * as z from 'zod/v4';

import { named } from './named.ts';

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

/** That `time` is epoch milliseconds, and what an expiry, a status and a quantity are, is inferred. */
export const historicalOrder = named(
  {
    i: 'orderId',
    u: 'userId',
    e: 'eventId',
    o: 'outcomeId',
    a: 'assetId',
    oq: 'originalQuantity',
    si: 'side',
    t: 'type',
    p: 'price',
    m: 'time',
    ex: 'expiry',
    st: 'status',
    q: 'quantity',
  },
  z.looseObject({
    orderId: id,
    userId: text,
    eventId: text,
    outcomeId: text,
    assetId: text,
    originalQuantity: amount,
    side: text,
    type: text,
    price: amount,
    time: moment,
    expiry: moment,
    status: text,
    quantity: amount,
  }),
);
export type HistoricalOrder = z.infer<typeof historicalOrder>;

/**
 * That the letters of live balances mean the same here is inferred. What `i`, `et`, `v` and `tv` are is not documented:
 * they are kept as they are.
 */
export const balanceRow = named(
  { u: 'userId', aop: 'averageOpenPrice', c: 'cost' },
  z.looseObject({ userId: text, averageOpenPrice: amount, cost: amount }),
);
export type BalanceRow = z.infer<typeof balanceRow>;

/** Its letters are not explained: `oi ei eoi ai et es on tn ip tsc asc sp c cp v tpsl pv pp od`. */
export const openPosition = z.looseObject({});
export type OpenPosition = z.infer<typeof openPosition>;

const outcome = z.looseObject({ id: text });

export const foundEvent = z.looseObject({ id, title: text, outcomes: z.array(outcome).nullish() });
export type FoundEvent = z.infer<typeof foundEvent>;

const rows = z.array(z.unknown()).nullish();

/** Rows stand in `i`, those of a search in `content`; that `tp` is the number of pages is inferred. */
export const page = z
  .looseObject({ i: rows, content: rows, tp: z.number().nullish() })
  .refine(({ i, content }) => i !== undefined || content !== undefined, 'no rows');

/** Inferred: the form of REST errors is not documented. */
export const errorBody = z.looseObject({
  message: text,
  error: text,
  r: text,
  d: z.looseObject({ error: text }).nullish().catch(undefined),
});
