import { defaultRocketfiVariants, type RocketfiVariants } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { account, instrument } from './fixtures/examples.ts';
import { allKinds } from './support/all-kinds.ts';
import { day, orderIdsAt } from './support/published.ts';
import { Reader } from './support/reader.ts';
import { start } from './support/start.ts';
import { isSame, ordersAt, ordersOf, positionsAt, positionsOf } from './support/states.ts';

/** All that the sources leave open, each with the values that are not the simulator's default. */
const alternatives: { [Name in keyof RocketfiVariants]: readonly RocketfiVariants[Name][] } = {
  confirmations: ['absent'],
  pong: ['object'],
  serverPing: ['string', 'object'],
  snapshot: ['sent'],
  orderEvents: ['bare'],
  orderEventScope: ['subscribed'],
  quotes: ['sent'],
  quoteFields: ['camel'],
  statsKey: ['stats'],
  statsFields: ['older'],
  optionalFields: ['withheld'],
  emptyFields: ['null'],
  addresses: ['lower'],
  accountPushes: ['all'],
  closedOrders: ['zero'],
  closedPositions: ['zero'],
  afterError: ['closed'],
  extraFields: ['sent'],
  unknownMessages: ['sent'],
  emptyLists: ['null'],
  historyPages: ['always'],
  historyOrder: ['newest-first'],
  tradeCursors: ['counted'],
  accountNonce: ['last'],
  restResults: ['tagged'],
  restOk: ['object', 'empty'],
  restRefusals: ['string'],
  deferredNonce: ['absent'],
  restError: ['message', 'string'],
  retryAfter: ['sent'],
};

const single = Object.entries(alternatives).flatMap(([name, values]) =>
  values.map((value) => [`${name}: ${value}`, { [name]: value }] as const),
);

const table: readonly (readonly [string, Partial<RocketfiVariants>])[] = [
  ['the defaults', {}],
  ...single,
  ['quotes: sent, quoteFields: camel', { quotes: 'sent', quoteFields: 'camel' }],
  [
    'all at once',
    Object.fromEntries(Object.entries(alternatives).map(([name, values]) => [name, values.at(-1)])),
  ],
];

describe('whatever the venue does where its sources leave it open', () => {
  it('every variant of the simulator is in the table', () => {
    expect(Object.keys(alternatives).toSorted()).toEqual(
      Object.keys(defaultRocketfiVariants).toSorted(),
    );
  });

  it.each(table)(
    'promises 1–3: nothing is lost, doubled, wrong or unread (%s)',
    async (_name, variants) => {
      await using world = await start({
        venue: { variants, pingMs: 20 },
        client: { compareEvery: 20, timing: { acknowledge: 50, snapshot: 50, pingInterval: 20 } },
      });
      const { venue, client } = world;
      const readers = Object.values(allKinds).map((read) => read(client));
      await using orders = new Reader(client.openOrders({ account }));
      await using positions = new Reader(client.positions({ account }));
      await using events = new Reader(client.orderEvents({ account }));
      await using fundings = new Reader(client.positionFunding({ account }));
      const all = [...readers, orders, positions, events, fundings];
      await Promise.all(all.map((reader) => reader.live()));
      day(venue);
      await events.until(({ data }) => data.length === venue.orderEvents(account).length);
      venue.faults.drop();
      day(venue);
      for (const reader of all) await reader.recovered();
      day(venue);
      await events.until(({ data }) => data.length >= venue.orderEvents(account).length);
      expect(events.data.map(({ data }) => data.orderId)).toEqual(orderIdsAt(venue));
      expect(fundings.data.map(({ data }) => data.instrumentId)).toEqual([
        instrument,
        instrument,
        instrument,
      ]);
      await orders.until(() => isSame(ordersOf(orders), ordersAt(venue)));
      await positions.until(() => isSame(positionsOf(positions), positionsAt(venue)));
      for (const { gaps } of all) expect(gaps).toHaveLength(1);
      expect(client.health().counters.invalid).toBe(0);
      for (const reader of readers) await reader[Symbol.asyncDispose]();
    },
  );
});
