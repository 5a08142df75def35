import { describe, expect, test } from 'vitest';

import { manualClock, rocketfiSimulator } from '../../src/index.ts';
import type { RocketfiSimulator } from '../../src/index.ts';
import { call } from './rest-client.ts';
import { signed } from './signing.ts';
import { alice, bitcoin, bob, ether } from './test-client.ts';

const resting = { instrumentId: bitcoin, side: 'Buy', price: '96000', quantity: '0.01' } as const;

/** Fills three orders of Alice's, one after another, of 0.1, 0.2 and 0.3. */
function trade(venue: RocketfiSimulator): void {
  for (const quantity of ['0.1', '0.2', '0.3']) {
    venue.publishOrderbook(bitcoin, { bids: [], asks: [{ price: '97000', quantity: '5' }] });
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', quantity });
  }
}

describe('reading', () => {
  test('open orders come in pages from 0, with every digit of their ids', async () => {
    await using venue = await rocketfiSimulator();
    for (let count = 0; count < 5; count += 1) venue.placeOrder(alice, resting);
    const first = await call(venue, `/open-orders?account=${alice}&pageNumber=0&pageSize=2`);
    expect(first.text).toContain('"orderId":9007199254740993,');
    expect(first.body).toMatchObject({ orders: [{}, {}], pageNumber: 0, pageSize: 2 });
    const last = await call(venue, `/open-orders?account=${alice}&pageNumber=2&pageSize=2`);
    expect(last.text).toContain('"orderId":9007199254740997,');
    expect(last.body).toMatchObject({ pageNumber: 2, orders: [{ trader: alice }] });
    const all = await call(venue, `/open-orders?account=${alice.toLowerCase()}`);
    expect(all.body['orders']).toHaveLength(5);
    const none = await call(venue, `/open-orders?account=${bob}`);
    expect(none.body).toEqual({ orders: [], pageNumber: 0, pageSize: 100 });
  });

  test('positions and collateral are those of the account, all or one', async () => {
    await using venue = await rocketfiSimulator();
    trade(venue);
    venue.placeOrder(alice, { instrumentId: ether, side: 'Buy', quantity: '0.1' });
    venue.deposit(alice, '0.5', 1);
    const positions = await call(venue, `/position?account=${alice}`);
    expect(positions.body).toMatchObject({
      positions: { [bitcoin]: { quantity: '0.6' }, [ether]: { quantity: '0.1' } },
    });
    const one = await call(venue, `/position?account=${alice}&instrumentId=${ether}`);
    expect(Object.keys(one.body['positions'] as object)).toEqual([ether]);
    const collaterals = await call(venue, `/collateral?account=${alice}`);
    expect(collaterals.body).toEqual({
      collaterals: { '0': venue.collateral(alice), '1': '0.5' },
    });
    const bitcoins = await call(venue, `/collateral?account=${alice}&assetId=1`);
    expect(bitcoins.body).toEqual({ collaterals: { '1': '0.5' } });
  });

  test('order events are those that were published', async () => {
    await using venue = await rocketfiSimulator();
    trade(venue);
    const { orderId } = venue.placeOrder(alice, resting);
    venue.modifyOrder(alice, orderId, { price: '95000', quantity: '0.02' });
    venue.cancelOrder(alice, orderId);
    const { body } = await call(venue, `/order-events?account=${alice}`);
    const events = body['orderEvents'] as readonly { readonly eventData: unknown }[];
    const types = events.map(({ eventData }) =>
      typeof eventData === 'string' ? eventData : Object.keys(eventData as object)[0],
    );
    const filled = ['placed', 'fill'];
    expect(types).toEqual([...filled, ...filled, ...filled, 'placed', 'modified', 'canceled']);
    const published = venue.published
      .filter(({ kind }) => kind === 'OrderEvents')
      .flatMap(({ data }) => data['orderEvents']);
    expect(venue.orderEvents(alice)).toEqual(published);
  });

  test('trades come with a cursor, within a time, a thousand at most', async () => {
    const clock = manualClock(1_000_000);
    await using venue = await rocketfiSimulator({ clock });
    trade(venue);
    clock.advance(1000);
    trade(venue);
    const first = await call(venue, `/trades?account=${alice}&limit=4`);
    const { nextCursor, trades } = first.body;
    expect(trades).toHaveLength(4);
    expect(trades).toMatchObject([{ size: '0.1' }, { size: '0.2' }, { size: '0.3' }, {}]);
    expect(trades).toMatchObject([
      {
        timestamp: 1_000_000,
        account: alice,
        instrument: bitcoin,
        ticker: 'BTC-PERP',
        price: '97000',
        settlementAsset: 0,
        pnl: '0',
        feeAmount: '4.85',
        feeRate: '0.0005',
        isPassive: false,
      },
      {},
      {},
      {},
    ]);
    const rest = await call(venue, `/trades?account=${alice}&limit=4&cursor=${String(nextCursor)}`);
    expect(rest.body['trades']).toHaveLength(2);
    expect(rest.body).not.toHaveProperty('nextCursor');
    const latest = await call(venue, `/trades?account=${alice}&instrument=${bitcoin}&count=2`);
    expect(latest.body).toMatchObject({ count: 2, trades: [{ size: '0.3' }, { size: '0.2' }] });
    const ofAll = await call(venue, `/trades?instrument=${bitcoin}`);
    expect(ofAll.body['trades']).toHaveLength(6);
    expect(await call(venue, '/trades')).toMatchObject({ status: 400 });
    const late = await call(venue, `/trades?account=${alice}&startTime=1000001&endTime=1001000`);
    expect(late.body['trades']).toHaveLength(3);
    expect(await call(venue, `/trades?account=${alice}&limit=1001`)).toMatchObject({ status: 400 });
  });

  test('fundings are those of the rounds, and what an account paid', async () => {
    await using venue = await rocketfiSimulator({ firstRound: 2n ** 63n });
    venue.publishFunding(bitcoin, { rate: '0.0002', premiumIndex: '0.001' });
    trade(venue);
    venue.publishFunding(bitcoin, { rate: '0.0001' });
    const rates = await call(venue, `/funding-rate-events?instrumentId=${bitcoin}`);
    expect(rates.text).toContain('"round":9223372036854775808}');
    expect(rates.body).toMatchObject({
      events: [{ fundingRate: '0.0002', premiumIndex: '0.001' }, { fundingRate: '0.0001' }],
    });
    const later = await call(
      venue,
      `/funding-rate-events?instrumentId=${bitcoin}&startRound=${2n ** 63n + 1n}`,
    );
    expect(later.body['events']).toHaveLength(1);
    const paid = await call(venue, `/position-funding-events?account=${alice}`);
    expect(paid.body).toMatchObject({
      // 0.6 × 97000 × 0.0001
      events: [
        {
          account: alice,
          instrumentId: bitcoin,
          pnl: '-5.82',
          fundingRate: '0.0001',
          positionQuantity: '0.6',
          instrumentMarkPrice: '97000',
        },
      ],
    });
  });

  test('candles are the latest of those that are asked for', async () => {
    const clock = manualClock(600_000);
    await using venue = await rocketfiSimulator({ clock });
    for (const price of ['97000.5', '97010', '96990']) {
      venue.publishTrade(bitcoin, { price, size: '0.25' });
      venue.publishTrade(bitcoin, { price: '97000', size: '0.25' });
      clock.advance(60_000);
    }
    const target = `/candles?instrumentId=${bitcoin}&interval=1m`;
    const candle = (slot: number, open: number, high: number, low: number): object => ({
      slot,
      timestamp: slot * 60_000,
      open,
      high,
      low,
      close: 97000,
      volume: 0.5,
    });
    const all = [
      candle(10, 97000.5, 97000.5, 97000),
      candle(11, 97010, 97010, 97000),
      candle(12, 96990, 97000, 96990),
    ];
    expect((await call(venue, target)).body).toEqual({ candles: all });
    expect((await call(venue, `${target}&limit=2`)).body).toEqual({ candles: all.slice(1) });
    const early = await call(venue, `${target}&startTime=600000&endTime=659999`);
    expect(early.body).toEqual({ candles: all.slice(0, 1) });
  });

  test('instruments, assets and nonces', async () => {
    await using venue = await rocketfiSimulator();
    const { body } = await call(venue, '/instruments');
    expect(body['instruments']).toMatchObject({
      [bitcoin]: {
        id: bitcoin,
        ticker: 'BTC-PERP',
        instrumentType: 'Perpetuals',
        underlyingAsset: 'BTC',
        settlementAsset: 'USDC',
        isTrading: true,
        expiry: null,
        strike: null,
        priceScale: 1,
        lastMatchPrice: '97000',
      },
    });
    expect((await call(venue, '/assets')).body).toMatchObject({
      assets: { '0': { id: 0, ticker: 'USDC', haircut: '0', markPrice: '1' } },
    });
    expect((await call(venue, `/account-nonce?account=${alice}`)).body).toEqual({
      nonce: 0,
      deferredNonce: 0,
    });
  });
});

describe('writing', () => {
  const claim = '{"FaucetClaim":{}}';

  test('a transaction is answered with its response', async () => {
    await using venue = await rocketfiSimulator();
    const order = `{"PlaceOrder":[{"Limit":{"instrumentId":"${bitcoin}","side":"Buy","price":"96000","quantity":"0.5","trader":"${alice}","triggerPrice":null,"reduceOnly":false,"takeProfit":false}}]}`;
    const answer = await call(venue, '/transaction', await signed(order));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.text).toMatch(
      /^{"results":\[{"Success":{"orderId":9007199254740993,"orderIx":0,/,
    );
  });

  test('a batch is executed in order, and answered with a string', async () => {
    await using venue = await rocketfiSimulator();
    const batch = [await signed(claim), await signed(claim), await signed(claim, { nonce: 1n })];
    const answer = await call(venue, '/batch_transactions', `[${batch.join(',')}]`);
    expect(answer).toMatchObject({
      status: 200,
      body: 'Received 3 transactions',
    });
    expect([venue.collateral(alice), venue.nonce(alice)]).toEqual(['102000', 2n]);
    expect(await call(venue, '/batch_transactions', batch[0])).toMatchObject({ status: 400 });
  });

  test.for([
    { status: 400, body: '{' },
    { status: 400, body: '{}' },
    { status: 401, signed: '{"FaucetClaim":{"other":1}}' },
    { status: 409, nonce: 2n },
    { status: 422, instruction: `{"Withdraw":{"assetId":9,"amount":"1","to":"0x1"}}` },
  ])(
    'what is refused has the status $status',
    async ({ status, body, instruction, ...signing }) => {
      await using venue = await rocketfiSimulator();
      const text = body ?? (await signed(instruction ?? claim, signing));
      expect(await call(venue, '/transaction', text)).toMatchObject({ status });
    },
  );
});

describe('errors', () => {
  test.for([
    { target: '/nothing', status: 404 },
    { target: '/open-orders', status: 400 },
    { target: '/open-orders?account=0x1', status: 400 },
    { target: `/open-orders?account=${alice}&pageNumber=-1`, status: 400 },
    { target: `/open-orders?account=${alice}&pageSize=0`, status: 400 },
    { target: '/candles?interval=1m', status: 400 },
    { target: `/candles?instrumentId=${bitcoin}`, status: 400 },
    { target: `/candles?instrumentId=${bitcoin}&interval=2m`, status: 400 },
    { target: `/candles?instrumentId=0x99&interval=1m`, status: 404 },
    { target: '/transaction', status: 404 },
  ])('$target is answered with $status', async ({ target, status }) => {
    await using venue = await rocketfiSimulator();
    expect(await call(venue, target)).toMatchObject({
      status,
      body: { error: expect.any(String) },
    });
  });
});
