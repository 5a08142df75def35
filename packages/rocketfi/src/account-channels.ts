import { byRows, type Channel } from '@venuewire/core';

import { latest, named } from './channels.ts';
import { orderEventId, orderEventTime, positionFundingId, restored } from './events.ts';
import type { History } from './history.ts';
import type { AccountParams, CollateralParams, OrderEventParams } from './params.ts';
import type { Rest } from './rest.ts';
import type {
  AccountRisk,
  Collateral,
  OpenOrder,
  OpenOrders,
  OrderEvent,
  Position,
  PositionFunding,
  Positions,
} from './schemas/account.ts';

/** https://api.docs.rocketfi.io/guides/ws-private: the kinds that name an account, restored before the others. */

/** REST does not tell it. */
export const accountRisk: Channel<AccountParams, AccountRisk> = {
  ...latest<AccountParams, AccountRisk>('AccountRisk'),
  private: true,
};

export function collateral(rest: Rest): Channel<CollateralParams, Collateral> {
  return {
    ...named('Collateral'),
    private: true,
    apply: { mode: 'replace' },
    recovery: {
      mode: 'backfill',
      async fetch({ account, assetId }) {
        const amounts = await rest.collaterals({ account, assetId });
        // Inferred: what is not listed is none.
        return { snapshot: { account, assetId, collateral: amounts[String(assetId)] ?? '0' } };
      },
    },
    policy: 'conflate',
  };
}

/**
 * A message is part of the state (documented, as a rule for all). How an order disappears is unknown, so the state is
 * compared with REST every so often.
 */
export function openOrders(
  rest: Rest,
  every: number,
  { account }: AccountParams,
): Channel<AccountParams, OpenOrders> {
  return {
    ...named('OpenOrders'),
    private: true,
    apply: byRows<OpenOrders, OpenOrder>(
      'upsert',
      ({ orders }) => orders.map((order) => [order.orderId, order]),
      (rows) => ({ account, orders: rows.map(([, order]) => order) }),
    ),
    recovery: {
      mode: 'backfill',
      every,
      async fetch() {
        const orders: OpenOrder[] = [];
        for await (const order of rest.openOrders({ account })) orders.push(order);
        return { snapshot: { account, orders } };
      },
    },
    policy: 'conflate',
  };
}

/** As open orders; a row is an instrument's. */
export function positions(
  rest: Rest,
  every: number,
  { account }: AccountParams,
): Channel<AccountParams, Positions> {
  return {
    ...named('Position'),
    private: true,
    apply: byRows<Positions, Position>(
      'upsert',
      ({ positions: changed }) => Object.entries(changed),
      (rows) => ({ account, positions: Object.fromEntries(rows) }),
    ),
    recovery: {
      mode: 'backfill',
      every,
      fetch: async () => ({
        snapshot: { account, positions: await rest.positions({ account }) },
      }),
    },
    policy: 'conflate',
  };
}

/** What everybody's orders did cannot be had again; what an account's did can. */
export function orderEvents(history: History): Channel<OrderEventParams, OrderEvent> {
  return {
    ...log('OrderEvents'),
    recovery: ({ account, instrumentId }) =>
      account === undefined
        ? { mode: 'none' }
        : {
            mode: 'backfill',
            async fetch() {
              const { rows, isCut } = await history.orderEvents({ account });
              const wanted = rows.filter((event) => isOf(event, instrumentId));
              return restored({ rows: wanted, isCut }, orderEventId, orderEventTime);
            },
          },
  };
}

export function positionFunding(history: History): Channel<AccountParams, PositionFunding> {
  return {
    ...log('PositionFunding'),
    recovery: {
      mode: 'backfill',
      async fetch({ account }) {
        const events = await history.positionFunding({ account });
        return restored(events, positionFundingId, ({ timestamp }) => timestamp);
      },
    },
  };
}

function log(kind: 'OrderEvents' | 'PositionFunding') {
  return {
    ...named(kind),
    private: true,
    apply: { mode: 'append' },
    policy: 'hold',
  } as const;
}

function isOf({ instrument }: OrderEvent, instrumentId: string | undefined): boolean {
  return instrumentId === undefined || instrument.toLowerCase() === instrumentId.toLowerCase();
}
