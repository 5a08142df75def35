import type { SuiteStream } from '../../../core/test/venue-suite/stage.ts';
import { fieldAt } from './fields.ts';
import { latestOf, publishedOf, type Place } from './place.ts';

/** The kinds that name an account. */
export function accountStreams(place: Place): SuiteStream[] {
  const { venue, client, instrumentId, account, fresh } = place;
  const rest = (): void => {
    venue.placeOrder(account, { instrumentId, side: 'Buy', price: '10000', quantity: fresh() });
  };
  // So that there is something to pay funding for.
  const buy = (): void => {
    venue.placeOrder(account, { instrumentId, side: 'Buy', quantity: '0.001' });
  };
  buy();
  return [
    {
      channel: { name: 'OrderEvents', apply: { mode: 'append' } },
      recovery: { mode: 'backfill' },
      read: () => client.orderEvents({ account }),
      publish: rest,
      isAcknowledged: false,
      log: {
        happened: () => venue.orderEvents(account).map((event) => wordOfEvent(event)),
        told: ({ data }) => wordOfEvent(data),
        isNamed: true,
      },
    },
    {
      channel: { name: 'OpenOrders', apply: { mode: 'upsert' } },
      recovery: { mode: 'backfill' },
      read: () => client.openOrders({ account }),
      publish: rest,
      isAcknowledged: false,
      state: {
        truth: () => venue.openOrders(account).map(({ orderId }) => String(orderId)),
        shown: (state) => idsOf(state),
      },
    },
    {
      channel: { name: 'Collateral', apply: { mode: 'replace' } },
      recovery: { mode: 'backfill' },
      read: () => client.collateral({ account, assetId: 0 }),
      publish: () => venue.deposit(account, fresh()),
      isAcknowledged: false,
      state: {
        truth: () => venue.collateral(account, 0),
        shown: (state) => fieldAt(state, 'collateral'),
      },
    },
    {
      channel: { name: 'Position', apply: { mode: 'upsert' } },
      recovery: { mode: 'backfill' },
      read: () => client.positions({ account }),
      publish: buy,
      isAcknowledged: false,
      state: {
        truth: () =>
          venue.positions(account).find((one) => one.instrumentId === instrumentId)?.quantity,
        shown: (state) => fieldAt(state, 'positions', instrumentId, 'quantity'),
      },
    },
    latestOf(
      place,
      'AccountRisk',
      { account },
      ['risk', 'equity'],
      () => client.accountRisk({ account }),
      () => venue.deposit(account, fresh()),
    ),
    {
      channel: { name: 'PositionFunding', apply: { mode: 'append' } },
      recovery: { mode: 'backfill' },
      read: () => client.positionFunding({ account }),
      publish: () => venue.publishFunding(instrumentId, { rate: fresh() }),
      isAcknowledged: false,
      log: {
        happened: () =>
          publishedOf(venue, 'PositionFunding', { account }).map((data) => wordOfFunding(data)),
        told: ({ data }) => wordOfFunding(data),
        isNamed: true,
      },
    },
  ];
}

function wordOfFunding(data: unknown): string {
  return [fieldAt(data, 'instrumentId'), fieldAt(data, 'round')].join(' ');
}

/** Of an order event as the venue writes it, `{"placed":{…}}` or `"canceled"`, and as the client reads it. */
function wordOfEvent(event: unknown): string {
  const data = fieldAt(event, 'eventData');
  const type = fieldAt(data, 'type');
  const [variant, content] =
    typeof data === 'string'
      ? [data, undefined]
      : typeof type === 'string'
        ? [type, data]
        : (Object.entries(Object(data))[0] ?? []);
  const details = ['price', 'size', 'remaining_size', 'timestamp'].map((name) =>
    fieldAt(content, name),
  );
  return [fieldAt(event, 'orderId'), variant, ...details].join(' ');
}

function idsOf(state: unknown): unknown {
  const orders = fieldAt(state, 'orders');
  return Array.isArray(orders)
    ? orders.map((order: unknown) => fieldAt(order, 'orderId'))
    : undefined;
}
