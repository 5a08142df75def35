import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { manualClock, rocketfiMarketScript, rocketfiSimulator } from '../../src/index.ts';
import type { RocketfiSimulator, RocketfiVariants } from '../../src/index.ts';
import { decimal, times, writeDecimal } from '../../src/rocketfi/decimal.ts';
import { RocketfiClient, alice, bitcoin, bob } from './test-client.ts';
import type { Message } from './test-client.ts';

const anySeed = fc.integer({ min: 0, max: 0xffff_ffff });

async function marketOf(seed: number): Promise<unknown> {
  const clock = manualClock(0);
  await using venue = await rocketfiSimulator({ clock, seed });
  const played = venue.play(rocketfiMarketScript({ intervalMs: 100, times: 100 }));
  clock.advance(10_000);
  await played;
  return venue.published;
}

/** What came last for each key. */
function latest(
  messages: readonly Message[],
  variant: string,
  keyOf: (content: Message) => unknown,
): ReadonlyMap<unknown, Message> {
  const contents = messages.flatMap((message) =>
    variant in message ? [message[variant] as Message] : [],
  );
  return new Map(contents.map((content) => [keyOf(content), content]));
}

async function followed(venue: RocketfiSimulator): Promise<RocketfiClient> {
  const client = await RocketfiClient.open(venue);
  const subscribe = (kind: Message): void => client.send({ Subscribe: kind });
  for (const { id: instrumentId } of venue.instruments) {
    subscribe({ Orderbook: { instrumentId } });
    subscribe({ PriceFeed: { instrumentId } });
    subscribe({ LastMatchPrice: { instrumentId } });
  }
  for (const account of venue.accounts) {
    subscribe({ OpenOrders: { account } });
    subscribe({ Position: { account } });
    subscribe({ Collateral: { account, assetId: 0 } });
  }
  await client.flushed();
  return client;
}

/** Open orders and positions as a client merges them that takes a quantity of 0 for the end. */
function merged(messages: readonly Message[], account: string): readonly [unknown[], unknown[]] {
  const orders = new Map<unknown, Message>();
  const positions = new Map<string, Message>();
  for (const { OpenOrdersUpdate, PositionUpdate } of messages) {
    const pushed = OpenOrdersUpdate as { account: string; orders: Message[] } | undefined;
    for (const order of pushed?.account === account ? pushed.orders : []) {
      if (order['quantity'] === '0') orders.delete(order['orderId']);
      else orders.set(order['orderId'], order);
    }
    const held = PositionUpdate as { account: string; positions: object } | undefined;
    for (const [id, position] of held?.account === account ? Object.entries(held.positions) : []) {
      const row = position as Message;
      if (row['quantity'] === '0') positions.delete(id);
      else positions.set(id, row);
    }
  }
  return [
    [...orders.values()].map(({ orderId, filledQuantity }) => [orderId, filledQuantity]),
    [...positions].map(([id, { quantity, averagePrice }]) => [id, quantity, averagePrice]),
  ];
}

interface Fill {
  readonly price: string;
  readonly size: string;
  readonly pnl?: string;
  readonly fee_rate: string;
  readonly fee_amount: string;
}

function byFirst(rows: readonly unknown[]): readonly unknown[] {
  return rows.toSorted((one, other) => (String(one) < String(other) ? -1 : 1));
}

describe('the market', () => {
  test('the same seed makes the same market, another seed another', async () => {
    const [first, second, other] = [await marketOf(1), await marketOf(1), await marketOf(2)];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('every kind has something to say within a hundred steps', async () => {
    await using venue = await rocketfiSimulator();
    venue.faults.flood(100);
    const kinds = new Set(venue.published.map(({ kind }) => kind));
    expect(kinds.size).toBe(15);
    for (const kind of kinds) {
      const count = venue.published.filter((message) => message.kind === kind).length;
      expect(venue.publishedCount(kind)).toBe(count);
    }
    const events = JSON.stringify(
      venue.accounts.map((account) => venue.orderEvents(account)),
      plain,
    );
    for (const event of ['placed', 'fill', 'canceled', 'modified']) expect(events).toContain(event);
  });

  test.for(['snapshots', 'none'] as const)(
    "what a client merges is the venue's state, wherever it begins, with %s",
    async (beginning) => {
      const variants: Partial<RocketfiVariants> = {
        closedOrders: 'zero',
        closedPositions: 'zero',
        snapshot: beginning === 'none' ? 'absent' : 'sent',
      };
      const property = fc.asyncProperty(
        anySeed,
        fc.nat(30),
        fc.nat(60),
        async (seed, before, after) => {
          await using venue = await rocketfiSimulator({ seed, firstOrderId: 1n, variants });
          if (beginning === 'snapshots') venue.faults.flood(before);
          await using client = await followed(venue);
          venue.faults.flood(after);
          const messages = await client.flushed();
          const instrumentOf = ({ instrumentId }: Message): unknown => instrumentId;
          const books = latest(messages, 'OrderbookUpdate', instrumentOf);
          for (const [id, { orderbook }] of books) {
            expect(orderbook).toEqual(venue.book(String(id)));
          }
          for (const [id, { lastMatchPrice }] of latest(
            messages,
            'LastMatchPriceUpdate',
            instrumentOf,
          )) {
            expect(lastMatchPrice).toBe(venue.lastMatchPrice(String(id)));
          }
          for (const [id, { markPrice }] of latest(messages, 'MarkPriceUpdate', instrumentOf)) {
            const [{ price }] = Object.values(
              markPrice as Readonly<Record<string, { price: string }>>,
            ) as [{ price: string }];
            expect(price).toBe(venue.markPrice(String(id)));
          }
          const accountOf = ({ account }: Message): unknown => account;
          for (const [account, { collateral }] of latest(messages, 'CollateralUpdate', accountOf)) {
            expect(collateral).toBe(venue.collateral(String(account)));
          }
          for (const account of venue.accounts) {
            const [orders, positions] = merged(messages, account);
            const open = venue.openOrders(account);
            expect(byFirst(orders)).toEqual(
              byFirst(open.map(({ orderId, filledQuantity }) => [Number(orderId), filledQuantity])),
            );
            expect(byFirst(positions)).toEqual(
              byFirst(
                venue
                  .positions(account)
                  .map(({ instrumentId, quantity, averagePrice }) => [
                    instrumentId,
                    quantity,
                    averagePrice,
                  ]),
              ),
            );
          }
        },
      );
      await fc.assert(property, { numRuns: 10 });
    },
  );

  test('what accounts have follows, to the last digit, from their fills and fundings', async () => {
    const property = fc.asyncProperty(anySeed, async (seed) => {
      await using venue = await rocketfiSimulator({ seed, variants: { closedOrders: 'zero' } });
      venue.faults.flood(100);
      for (const account of venue.accounts) {
        let cash = decimal('100000');
        const quantities = new Map<unknown, bigint>();
        const sides = new Map<unknown, unknown>();
        for (const { kind, subject, data } of venue.published) {
          if (subject.account !== account) continue;
          if (kind === 'PositionFunding') cash += decimal(data['pnl'] as string);
          if (kind !== 'OpenOrders') continue;
          for (const { orderId, side } of data['orders'] as readonly Message[]) {
            sides.set(orderId, side);
          }
        }
        for (const { orderId, instrument, eventData } of venue.orderEvents(account)) {
          const { fill } = eventData as { readonly fill?: Fill };
          if (fill === undefined) continue;
          const [price, size] = [decimal(fill.price), decimal(fill.size)];
          const fee = times(times(price, size), decimal(fill.fee_rate));
          expect(fill.fee_amount).toBe(writeDecimal(fee));
          cash += decimal(fill.pnl ?? '0') - fee;
          const change = sides.get(orderId) === 'Buy' ? size : -size;
          quantities.set(instrument, (quantities.get(instrument) ?? 0n) + change);
        }
        expect(venue.collateral(account)).toBe(writeDecimal(cash));
        const held = venue.positions(account).map((one) => [one.instrumentId, one.quantity]);
        const open = [...quantities].filter(([, quantity]) => quantity !== 0n);
        expect(byFirst(held)).toEqual(byFirst(open.map(([id, one]) => [id, writeDecimal(one)])));
      }
    });
    await fc.assert(property, { numRuns: 8 });
  });

  test('candles and statistics add up to the fills', async () => {
    const property = fc.asyncProperty(anySeed, async (seed) => {
      const clock = manualClock(0);
      await using venue = await rocketfiSimulator({ seed, clock });
      const played = venue.play(rocketfiMarketScript({ intervalMs: 5000, times: 100 }));
      clock.advance(500_000);
      await played;
      for (const { id } of venue.instruments) {
        const fills = venue.published.filter(
          ({ kind, subject }) => kind === 'AuctionFills' && subject.instrumentId === id,
        );
        const volume = fills
          .flatMap(({ data }) => data['fills'] as readonly { readonly size: string }[])
          .reduce((sum, { size }) => sum + decimal(size), 0n);
        for (const interval of ['1m', '5m', '1d'] as const) {
          const candles = venue.candles(id, interval);
          expect(candles.reduce((sum, one) => sum + decimal(one.volume), 0n)).toBe(volume);
          expect(candles.at(-1)?.close).toBe(venue.lastMatchPrice(id));
        }
        const stats = venue.published.findLast(
          ({ kind, subject }) => kind === 'InstrumentStats' && subject.instrumentId === id,
        );
        expect(stats?.data['instrumentStats']).toMatchObject({ volume24h: writeDecimal(volume) });
      }
    });
    await fc.assert(property, { numRuns: 8 });
  });

  test('who bids most is filled first, and of equals who came first, whichever account', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [] });
    const bid = { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '0.1' } as const;
    const changed = venue.placeOrder(alice, bid);
    venue.placeOrder(bob, bid);
    venue.placeOrder(alice, bid);
    venue.placeOrder(bob, { ...bid, price: '96500' });
    venue.modifyOrder(alice, changed.orderId, bid);
    const sold = (): readonly unknown[] => {
      const before = venue.published.length;
      venue.publishTrade(bitcoin, { side: 'Sell', size: '0.1' });
      const event = venue.published.slice(before).find(({ kind }) => kind === 'OrderEvents');
      const events = (event?.data['orderEvents'] ?? []) as readonly Message[];
      return events.map(({ orderId }) => orderId);
    };
    const ids = [3n, 1n, 2n, 0n].map((place) => changed.orderId + place);
    expect([sold(), sold(), sold(), sold()]).toEqual(ids.map((id) => [id]));
  });

  test('quotes of others fill the best bid first', async () => {
    await using venue = await rocketfiSimulator();
    const bid = { instrumentId: bitcoin, side: 'Buy', quantity: '0.1' } as const;
    venue.placeOrder(alice, { ...bid, price: '96000' });
    venue.placeOrder(bob, { ...bid, price: '96500' });
    venue.publishOrderbook(bitcoin, { bids: [], asks: [{ price: '95000', quantity: '0.1' }] });
    expect(venue.openOrders(alice)).toHaveLength(1);
    expect(venue.openOrders(bob)).toEqual([]);
  });

  test('statistics forget what is older than a day', async () => {
    const clock = manualClock(0);
    await using venue = await rocketfiSimulator({ clock });
    const stats = (): unknown => {
      venue.publishStats(bitcoin);
      return venue.published.at(-1)?.data['instrumentStats'];
    };
    const hourMs = 3_600_000;
    venue.publishTrade(bitcoin, { price: '97100', size: '1' });
    clock.advance(hourMs);
    venue.publishTrade(bitcoin, { price: '97250', size: '2' });
    const both = { volume24h: '3', quoteVolume24h: '291600', priceChange24h: '250' };
    expect(stats()).toMatchObject(both);
    clock.advance(23 * hourMs);
    const second = { volume24h: '2', quoteVolume24h: '194500', priceChange24h: '150' };
    expect(stats()).toMatchObject(second);
    clock.advance(hourMs);
    expect(stats()).toMatchObject({ volume24h: '0', quoteVolume24h: '0', priceChange24h: '0' });
  });

  test('who has an asset has its price at risk', async () => {
    await using venue = await rocketfiSimulator();
    venue.deposit(alice, '2', 1);
    await using client = await RocketfiClient.subscribed(
      venue,
      { AssetPriceFeed: { assetId: 1 } },
      { AccountRisk: { account: alice } },
    );
    venue.publishAssetPrice(1, '100000');
    expect(await client.take('AccountRiskUpdate')).toMatchObject({ risk: { equity: '300000' } });
    const markPrice = { Price: { price: '100000' } };
    expect(await client.take('AssetMarkPriceUpdate')).toMatchObject({ assetId: 1, markPrice });
    expect(() => venue.publishAssetPrice(7, '1')).toThrow(RangeError);
  });

  test('a book is never crossed, and no open order is filled', async () => {
    const property = fc.asyncProperty(anySeed, async (seed) => {
      await using venue = await rocketfiSimulator({ seed });
      for (let step = 0; step < 100; step += 1) {
        venue.step();
        for (const { id } of venue.instruments) {
          const { bids, asks } = venue.book(id);
          expect(decimal(bids[0]?.price ?? '0')).toBeLessThan(decimal(asks[0]?.price ?? '1000000'));
        }
        for (const order of venue.accounts.flatMap((one) => venue.openOrders(one))) {
          expect(decimal(order.filledQuantity)).toBeLessThan(decimal(order.quantity));
        }
      }
    });
    await fc.assert(property, { numRuns: 8 });
  });
});

describe('decimals', () => {
  test('what is read is written again, without zeros that say nothing', () => {
    expect(
      ['1', '-0.5', '100.250', '0.000000000000000001', '00.10'].map((one) =>
        writeDecimal(decimal(one)),
      ),
    ).toEqual(['1', '-0.5', '100.25', '0.000000000000000001', '0.1']);
    for (const text of ['', '.5', '1e3', '1.', '+1', '0.0000000000000000001', 'NaN']) {
      expect(() => decimal(text)).toThrow(RangeError);
    }
  });

  test('any integer of places comes back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (value) => {
        expect(decimal(writeDecimal(value))).toBe(value);
      }),
    );
  });

  test('a position that is closed in parts wins what it would have won at once', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [{ price: '97000.5', quantity: '1' }] });
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', quantity: '0.3' });
    for (const price of ['97001', '97002', '97003']) {
      venue.publishOrderbook(bitcoin, { bids: [{ price, quantity: '0.1' }], asks: [] });
      venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Sell', quantity: '0.1' });
    }
    const pnls = venue.orderEvents(alice).flatMap(({ eventData }) => {
      const { fill } = eventData as { readonly fill?: { readonly pnl?: string } };
      return fill === undefined ? [] : [fill.pnl];
    });
    expect(pnls).toEqual([undefined, '0.05', '0.15', '0.25']);
    expect(venue.positions(alice)).toEqual([]);
  });
});

function plain(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
