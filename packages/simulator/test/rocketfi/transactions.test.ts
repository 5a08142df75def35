import { describe, expect, test } from 'vitest';

import { manualClock, rocketfiSimulator } from '../../src/index.ts';
import { vector } from './examples.ts';
import { envelope, limit, placed, signed, submission, submit } from './signing.ts';
import { RocketfiClient, alice, bitcoin, bob, ether, option } from './test-client.ts';
import type { Message } from './test-client.ts';

const firstOrderId = 9_007_199_254_740_993n;

describe('signatures', () => {
  test.for(['EIP191', 'EIP712'] as const)('the vector is recovered: %s', async (scheme) => {
    const accounts = [{ address: vector.address, collateral: '0', nonce: 1n }];
    await using venue = await rocketfiSimulator({ accounts });
    await using client = await RocketfiClient.open(venue);
    const signature = vector.signatures[scheme];
    client.send(submission(envelope(vector.bytes, scheme, signature)));
    expect(await client.take('TransactionResult')).toEqual({
      signature,
      response: { Err: 'Mint is not for users.' },
    });
    const written = signature.slice(2, -2).toUpperCase() + (signature.endsWith('1b') ? '00' : '01');
    client.send(submission(envelope(vector.bytes, scheme, written)));
    expect(await client.take('TransactionResult')).toMatchObject({
      signature,
      response: { Err: 'Invalid nonce: expected 2, got 1' },
    });
    const other = vector.bytes.replace('"1000"', '"1001"');
    client.send(submission(envelope(other, scheme, signature)));
    expect(await client.take('TransactionResult')).toEqual({
      signature,
      response: { Err: 'The signature is not that of the sender' },
    });
  });

  test.for(['EIP191', 'EIP712'] as const)('an order signed by %s is placed', async (scheme) => {
    await using venue = await rocketfiSimulator();
    expect(await submit(venue, placed, { scheme })).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: { placed: { is_filled: false } } } }] },
    });
    expect(venue.openOrders(alice)).toMatchObject([
      { orderId: firstOrderId, price: '96000', quantity: '0.5', side: 'Buy' },
    ]);
  });

  const lower = alice.toLowerCase();
  test.for([
    { why: 'an address is in lower case', sent: placed.replaceAll(alice, lower) },
    { why: 'fields come in another order', sent: reordered(placed) },
    { why: 'an empty option is absent', sent: placed.replace('"triggerPrice":null,', '') },
    {
      why: 'there is a field that the venue does not know',
      sent: placed.replace('{"Limit":{', '{"Limit":{"unknown":1,'),
    },
    {
      why: 'an empty tag is null',
      sent: placed.replace('"takeProfit":false', '"takeProfit":false,"mmpTag":null'),
    },
    { why: 'an instrument is in upper case', sent: placed.replace(bitcoin, '0X0100000000000000') },
  ])('where $why, the canonical bytes count, not those that were sent', async ({ sent }) => {
    await using venue = await rocketfiSimulator();
    expect(await submit(venue, sent)).toEqual({ Err: 'The signature is not that of the sender' });
    expect(venue.nonce(alice)).toBe(0n);
    expect(await submit(venue, sent, { signed: placed })).toHaveProperty('PlaceOrder');
  });

  test('every instruction is signed with its fields in the documented order', async () => {
    await using venue = await rocketfiSimulator();
    const instructions = [
      placed,
      `{"PlaceOrder":[{"Market":{"instrumentId":"${bitcoin}","side":"Sell","quantity":"0.01","trader":"${alice}","triggerPrice":null,"reduceOnly":false,"takeProfit":false,"maxSlippage":"0.5","mmpTag":7}}]}`,
      `{"PlaceOrder":[{"Modify":{"orderId":${firstOrderId},"newPrice":"95000","trader":"${alice}","newQuantity":"0.4","newTriggerPrice":null}}]}`,
      `{"PlaceOrder":[{"Cancel":{"orderId":${firstOrderId},"trader":"${alice}"}}]}`,
      `{"PlaceOrder":[{"CancelAll":{"instrumentId":null,"trader":"${alice}"}}]}`,
      `{"PlaceOrder":[{"CancelAll":{"instrumentId":"${bitcoin}","trader":"${alice}","underlying":"BTC","contractType":"option","deltaLower":"0.1","deltaUpper":"0.9"}}]}`,
      `{"PlaceTWAP":{"instrumentId":"${ether}","side":"Buy","quantity":"1","trader":"${alice}","maxSlippage":null,"reduceOnly":false,"twapInterval":600,"frequency":null,"randomize":null}}`,
      `{"SetLeverage":{"to":"${alice}","instrumentId":"${bitcoin}","leverage":5}}`,
      `{"Withdraw":{"assetId":0,"amount":"100.25","to":"${bob}"}}`,
      `{"FaucetClaim":{}}`,
    ];
    for (const [index, instruction] of instructions.entries()) {
      const response = await submit(venue, instruction, { nonce: BigInt(index) });
      expect(JSON.stringify(response)).not.toContain('Err');
    }
    expect(venue.nonce(alice)).toBe(BigInt(instructions.length));
  });

  test.for([
    ['{}', 'Invalid transaction: `data`'],
    [placed.replace('"Buy"', '"buy"'), 'Invalid transaction: `side`'],
    [placed.replace('"96000"', '96000'), 'Invalid transaction: `price`'],
    [placed.replace('"Limit"', '"Stop"'), 'Invalid transaction: `order`'],
    ['{"Unknown":{}}', 'Invalid transaction: `instruction`'],
  ])('%s is no transaction: an error that names no signature', async ([instruction, problem]) => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.open(venue);
    client.send(submission(instruction === '{}' ? '{}' : await signed(instruction ?? '')));
    expect(await client.take('Error')).toBe(problem);
  });
});

describe('nonces', () => {
  test('each is used once, in order; a gap and a reuse are refused', async () => {
    await using venue = await rocketfiSimulator();
    const claim = '{"FaucetClaim":{}}';
    expect(await submit(venue, claim, { nonce: 1n })).toEqual({
      Err: 'Invalid nonce: expected 0, got 1',
    });
    expect(await submit(venue, claim, { nonce: 0n })).toBe('Ok');
    expect(await submit(venue, claim, { nonce: 0n })).toEqual({
      Err: 'Invalid nonce: expected 1, got 0',
    });
    expect(await submit(venue, claim, { nonce: 0n, sender: bob })).toBe('Ok');
  });

  test('one beyond 2^53 keeps every digit', async () => {
    const nonce = 2n ** 64n - 2n;
    const accounts = [{ address: alice, collateral: '0', nonce }];
    await using venue = await rocketfiSimulator({ accounts });
    expect(await submit(venue, '{"FaucetClaim":{}}', { nonce })).toBe('Ok');
    const answer = await fetch(`${venue.restUrl}/account-nonce?account=${alice}`);
    expect(await answer.text()).toBe('{"nonce":18446744073709551615,"deferredNonce":0}');
  });
});

describe('what transactions do', () => {
  test('a market order is filled against the best of the book, and all that follows is said', async () => {
    await using venue = await rocketfiSimulator();
    await using client = await RocketfiClient.subscribed(
      venue,
      { OrderEvents: { account: alice } },
      { Position: { account: alice } },
      { Collateral: { assetId: 0, account: alice } },
      { AuctionFills: { instrumentId: bitcoin } },
      { LastMatchPrice: { instrumentId: bitcoin } },
    );
    venue.publishOrderbook(bitcoin, {
      bids: [],
      asks: [
        { price: '97000', quantity: '0.1' },
        { price: '97010', quantity: '0.3' },
      ],
    });
    const market = `{"PlaceOrder":[{"Market":{"instrumentId":"${bitcoin}","side":"Buy","quantity":"0.3","trader":"${alice}","triggerPrice":null,"reduceOnly":false,"takeProfit":false,"maxSlippage":null}}]}`;
    expect(await submit(venue, market)).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: { placed: { is_filled: true } } } }] },
    });
    expect(await client.take('OrderEventUpdate')).toMatchObject({
      orderEvents: [
        { eventData: { placed: { size: '0.3', is_passive: false } } },
        { eventData: { fill: { price: '97000', size: '0.1', remaining_size: '0.2' } } },
        {
          account: alice,
          instrument: bitcoin,
          eventData: {
            fill: {
              price: '97010',
              size: '0.2',
              remaining_size: '0',
              is_filled: true,
              fee_rate: '0.0005',
              fee_amount: '9.701',
            },
          },
        },
      ],
    });
    const { positions } = await client.take('PositionUpdate');
    expect(positions).toMatchObject({ [bitcoin]: { quantity: '0.3' } });
    // (9700 + 19402) × 0.0005 of 100000.
    expect(await client.take('CollateralUpdate')).toMatchObject({ collateral: '99985.449' });
    expect(await client.take('AuctionFillUpdate')).toMatchObject({ price: '97000' });
    expect(await client.take('AuctionFillUpdate')).toMatchObject({ fills: [{ size: '0.2' }] });
    expect(await client.take('LastMatchPriceUpdate')).toMatchObject({ lastMatchPrice: '97010' });
    expect(venue.book(bitcoin).asks).toEqual([{ price: '97010', quantity: '0.1' }]);
    expect(venue.positions(alice)).toMatchObject([
      { quantity: '0.3', averagePrice: '97006.666666666666666666' },
    ]);
  });

  test('orders of a transaction stand for themselves', async () => {
    await using venue = await rocketfiSimulator();
    const cancel = `{"Cancel":{"orderId":1,"trader":"${alice}"}}`;
    const foreign = limit.replace(alice, bob);
    const response = await submit(venue, `{"PlaceOrder":[${cancel},${foreign},${limit}]}`);
    expect(response).toMatchObject({
      PlaceOrder: {
        results: [
          { Err: 'There is no open order 1.' },
          { Err: 'The account is not that of the sender.' },
          { Success: { account: alice, instrument: bitcoin } },
        ],
      },
    });
    const many = `{"PlaceOrder":[${Array.from({ length: 101 }, () => limit).join(',')}]}`;
    expect(await submit(venue, many, { nonce: 1n })).toEqual({ Err: 'More than 100 orders' });
  });

  test('two accounts trade with each other, at the price of who came first', async () => {
    await using venue = await rocketfiSimulator();
    venue.publishOrderbook(bitcoin, { bids: [], asks: [] });
    await submit(venue, placed);
    const sell = placed
      .replace('"Buy"', '"Sell"')
      .replace('"96000"', '"95000"')
      .replace('"0.5"', '"0.7"')
      .replace(alice, bob);
    await submit(venue, sell, { sender: bob });
    expect(venue.positions(alice)).toMatchObject([{ quantity: '0.5', averagePrice: '96000' }]);
    expect(venue.positions(bob)).toMatchObject([{ quantity: '-0.5', averagePrice: '96000' }]);
    expect(venue.openOrders(alice)).toEqual([]);
    expect(venue.openOrders(bob)).toMatchObject([{ quantity: '0.7', filledQuantity: '0.5' }]);
    expect(venue.book(bitcoin)).toEqual({ bids: [], asks: [{ price: '95000', quantity: '0.2' }] });
  });

  test('an order over time is executed in parts, until nothing is left', async () => {
    const clock = manualClock();
    await using venue = await rocketfiSimulator({ clock });
    const twap = (frequency: string): string =>
      `{"PlaceTWAP":{"instrumentId":"${ether}","side":"Buy","quantity":"0.4","trader":"${alice}","maxSlippage":null,"reduceOnly":false,"twapInterval":60000,"frequency":${frequency},"randomize":true}}`;
    expect(await submit(venue, twap('14999'))).toEqual({
      Err: 'frequency is from 15 seconds to an hour.',
    });
    expect(await submit(venue, twap('null'), { nonce: 1n })).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: { placed: { is_filled: false } } } }] },
    });
    clock.advance(15_000);
    expect(venue.openOrders(alice)).toMatchObject([
      { orderType: 'Twap', quantity: '0.4', filledQuantity: '0.1' },
    ]);
    const [order] = venue.openOrders(alice);
    venue.modifyOrder(alice, order?.orderId ?? 0n, { price: '3500', quantity: '0.4' });
    clock.advance(30_000);
    expect(venue.openOrders(alice)).toMatchObject([{ filledQuantity: '0.3' }]);
    clock.advance(15_000);
    expect(venue.openOrders(alice)).toEqual([]);
    expect(venue.positions(alice)).toMatchObject([{ instrumentId: ether, quantity: '0.4' }]);
  });

  test('what is canceled depends on the filters, and is named in the answer', async () => {
    await using venue = await rocketfiSimulator({ firstOrderId: 10n });
    const order = { side: 'Buy', price: '1000', quantity: '0.1' } as const;
    for (const instrumentId of [bitcoin, ether, option, bitcoin]) {
      venue.placeOrder(alice, { ...order, instrumentId });
    }
    const cancel = async (filters: string, nonce: bigint): Promise<unknown> => {
      const request = `{"CancelAll":{"instrumentId":null,"trader":"${alice}",${filters}}}`;
      const response = await submit(venue, `{"PlaceOrder":[${request}]}`, { nonce });
      const { PlaceOrder } = response as {
        PlaceOrder: { results: [{ CancelAll: readonly { orderId: number }[] }] };
      };
      return PlaceOrder.results[0].CancelAll.map(({ orderId }) => orderId);
    };
    expect(await cancel('"underlying":"doge"', 0n)).toEqual([]);
    expect(await cancel('"contractType":"option","deltaLower":"0.5"', 1n)).toEqual([]);
    expect(
      await cancel('"contractType":"option","deltaLower":"0.42","deltaUpper":"0.42"', 2n),
    ).toEqual([12]);
    expect(await cancel('"underlying":"btc"', 3n)).toEqual([10, 13]);
    expect(await cancel('"contractType":"perp"', 4n)).toEqual([11]);
  });

  test('an answer has prices and sizes in ticks', async () => {
    await using venue = await rocketfiSimulator();
    const clock = { timestamp: expect.any(Number) };
    const scales = { price_scale: 1, quantity_scale: 6 };
    const { PlaceOrder } = (await submit(venue, placed)) as {
      PlaceOrder: { results: readonly [{ Success: Message }] };
    };
    expect(PlaceOrder.results[0].Success).toEqual({
      orderId: Number(firstOrderId),
      orderIx: 0,
      account: alice,
      instrument: bitcoin,
      eventData: {
        placed: {
          price: 960_000,
          size: 500_000,
          ...scales,
          ...clock,
          settlement_asset: 0,
          is_passive: true,
          is_filled: false,
          order_quantity: 500_000,
        },
      },
    });
    const modify = `{"PlaceOrder":[{"Modify":{"orderId":${firstOrderId},"newPrice":"95000.5","trader":"${alice}","newQuantity":"0.4","newTriggerPrice":null}}]}`;
    const modified = { price: 950_005, size: 400_000, ...scales, ...clock };
    expect(await submit(venue, modify, { nonce: 1n })).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: { modified } } }] },
    });
    const cancel = `{"PlaceOrder":[{"Cancel":{"orderId":${firstOrderId},"trader":"${alice}"}}]}`;
    expect(await submit(venue, cancel, { nonce: 2n })).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: 'canceled' } }] },
    });
  });

  test('a stop waits for the mark, and is then a market order', async () => {
    await using venue = await rocketfiSimulator();
    venue.placeOrder(alice, { instrumentId: bitcoin, side: 'Buy', quantity: '0.1' });
    const stop = `{"PlaceOrder":[{"Market":{"instrumentId":"${bitcoin}","side":"Sell","quantity":"0.1","trader":"${alice}","triggerPrice":"96500","reduceOnly":true,"takeProfit":false,"maxSlippage":"1"}}]}`;
    await submit(venue, stop);
    expect(venue.openOrders(alice)).toMatchObject([{ triggerPrice: '96500' }]);
    venue.publishMarkPrice(bitcoin, '96500.5');
    expect(venue.openOrders(alice)).toHaveLength(1);
    venue.publishMarkPrice(bitcoin, '96499');
    expect(venue.openOrders(alice)).toEqual([]);
    expect(venue.positions(alice)).toEqual([]);
  });

  test('collateral is withdrawn as far as it is free', async () => {
    await using venue = await rocketfiSimulator();
    const withdrawal = `{"Withdraw":{"assetId":0,"amount":"99999.5","to":"${bob}"}}`;
    expect(await submit(venue, withdrawal)).toBe('Ok');
    expect(venue.collateral(alice)).toBe('0.5');
    expect(await submit(venue, withdrawal, { nonce: 1n })).toEqual({
      Err: 'Insufficient collateral.',
    });
    expect(await submit(venue, '{"FaucetClaim":{}}', { nonce: 2n })).toBe('Ok');
    expect(venue.collateral(alice)).toBe('1000.5');
  });

  test('a higher leverage needs less margin', async () => {
    await using venue = await rocketfiSimulator();
    const large = placed.replace('"0.5"', '"15"');
    expect(await submit(venue, large)).toMatchObject({
      PlaceOrder: {
        results: [{ Success: { eventData: { rejected: { reason: 'marginViolated' } } } }],
      },
    });
    const leverage = `{"SetLeverage":{"to":"${alice}","instrumentId":"${bitcoin}","leverage":20}}`;
    expect(await submit(venue, leverage, { nonce: 1n })).toBe('Ok');
    expect(await submit(venue, large, { nonce: 2n })).toMatchObject({
      PlaceOrder: { results: [{ Success: { eventData: { placed: { is_filled: false } } } }] },
    });
  });
});

/** The same JSON with each object's fields the other way round. */
function reordered(text: string): string {
  const reverse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reverse);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([name, field]) => [name, reverse(field)] as const);
    return Object.fromEntries(fields.toReversed());
  };
  return JSON.stringify(reverse(JSON.parse(text)));
}
