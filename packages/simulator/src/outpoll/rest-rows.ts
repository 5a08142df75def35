import { cashAssetId } from './account.ts';
import type { OutpollBalance, OutpollOrder } from './account.ts';
import { rounded } from './market.ts';
import type { Market, Outcome, OutpollEvent } from './market.ts';

/**
 * Rows of the REST answers. The names are the venue's; what is behind most of those of balances and
 * positions is not documented, so that their values are illustrative.
 */

export function activeOrderRow(order: OutpollOrder): object {
  const { id, status, side, price, quantity, filled, eventId, outcomeId } = order;
  return { id, status, side, price, quantity, filledQuantity: filled, eventId, outcomeId };
}

/** That `m` is in milliseconds, and the meaning of `ex`, `st` and `q` (here: filled), is inferred. */
export function historyRow(order: OutpollOrder, userId: string): object {
  return {
    i: order.id,
    u: userId,
    e: order.eventId,
    o: order.outcomeId,
    a: order.assetId,
    oq: order.quantity,
    si: order.side,
    t: order.type,
    p: order.price,
    m: order.placedAt,
    ex: null,
    st: order.status,
    q: order.filled,
  };
}

export function balanceRow(balance: OutpollBalance, userId: string): object {
  const { assetId, averageOpenPrice, cost, balance: total, free } = balance;
  const et = assetId === cashAssetId ? null : assetId;
  return { i: assetId, u: userId, et, aop: averageOpenPrice, c: cost, v: free, tv: total };
}

export function positionRow(balance: OutpollBalance, outcome: Outcome, market: Market): object {
  const chance = market.lastPoint(outcome.id).p;
  const { averageOpenPrice: price, balance: total, cost, free } = balance;
  return {
    oi: null,
    ei: outcome.event.id,
    eoi: outcome.id,
    ai: outcome.assetId,
    et: outcome.event.title,
    es: 'ACTIVE',
    on: outcome.title,
    tn: outcome.title,
    ip: null,
    tsc: total,
    asc: free,
    sp: price,
    c: cost,
    cp: chance,
    v: rounded(total * chance),
    tpsl: null,
    pv: total,
    pp: rounded(total - (cost ?? 0)),
    od: null,
  };
}

/** Beside `id`, `title` and `outcomes`, the venue's rows have more, which is not documented. */
export function eventRow({ id, title, outcomes }: OutpollEvent): object {
  return { id, title, outcomes: outcomes.map((one) => ({ id: one.id, title: one.title })) };
}
