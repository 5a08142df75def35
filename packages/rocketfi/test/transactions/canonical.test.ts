import { describe, expect, it } from 'vitest';

import {
  canonicalBytes,
  type Instruction,
  type Order,
  type Unsigned64,
} from '../../src/transactions/index.ts';
import { instrumentId, other, sender } from './support/key.ts';

const largest = 18_446_744_073_709_551_615n;

function textOf(instruction: Instruction, nonce: Unsigned64 = 7): string {
  return new TextDecoder().decode(canonicalBytes({ sender, instruction, nonce }));
}

/** What is signed of an instruction, without what is around it. */
function signed(instruction: Instruction): string {
  const [before, after] = [`{"sender":"${sender}","instruction":`, ',"nonce":7}'];
  const text = textOf(instruction);
  expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
  return text.slice(before.length, -after.length);
}

function signedOrder(order: Order): string {
  const [before, after] = ['{"PlaceOrder":[', ']}'];
  const text = signed({ type: 'PlaceOrder', orders: [order] });
  expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
  return text.slice(before.length, -after.length);
}

const limit = {
  type: 'Limit',
  instrumentId,
  side: 'Buy',
  price: '100.50',
  quantity: '0.1',
} as const;
const market = { type: 'Market', instrumentId, side: 'Sell', quantity: '2' } as const;
const twap = {
  type: 'PlaceTWAP',
  instrumentId,
  side: 'Sell',
  quantity: '2',
  twapInterval: 60_000,
} as const;

describe('a transaction is signed', () => {
  it('as its sender, its instruction and its nonce, in this order and without spaces', () => {
    expect(textOf({ type: 'FaucetClaim' }, 1)).toBe(
      `{"sender":"${sender}","instruction":{"FaucetClaim":{}},"nonce":1}`,
    );
  });

  it('as UTF-8', () => {
    const instruction: Instruction = {
      type: 'PlaceOrder',
      orders: [{ type: 'CancelAll', underlying: 'Ξ\u2028"\\\n\u0001' }],
    };
    const bytes = Buffer.from(canonicalBytes({ sender, instruction, nonce: 7 }));
    expect(bytes.toString('utf8')).toContain(`"underlying":"Ξ\u2028\\"\\\\\\n\\u0001"`);
    expect(bytes.includes(Buffer.from([0xce, 0x9e, 0xe2, 0x80, 0xa8]))).toBe(true);
  });

  it.each<[string, Unsigned64]>([
    ['a bigint', largest],
    ['digits', '18446744073709551615'],
  ])('with every digit of a nonce that is given as %s', (_as, nonce) => {
    expect(textOf({ type: 'FaucetClaim' }, nonce)).toContain(',"nonce":18446744073709551615}');
  });

  it('with a nonce of 0', () => {
    expect(textOf({ type: 'FaucetClaim' }, 0)).toContain(',"nonce":0}');
  });

  it('with its sender’s checksum, however that was given', () => {
    const text = new TextDecoder().decode(
      canonicalBytes({
        sender: sender.toLowerCase(),
        instruction: { type: 'FaucetClaim' },
        nonce: 0,
      }),
    );
    expect(text).toContain(`{"sender":"${sender}",`);
  });

  it('the same whatever the order of the fields that are given', () => {
    const reversed = Object.fromEntries(Object.entries(limit).toReversed());
    expect(signedOrder(reversed as unknown as Order)).toBe(signedOrder(limit));
  });
});

describe('Limit', () => {
  const plain = `{"Limit":{"instrumentId":"0x0100000000000000","side":"Buy","price":"100.50","quantity":"0.1","trader":"${sender}","triggerPrice":null,"reduceOnly":false,"takeProfit":false}}`;

  it('has null, false and the sender where nothing is said, and no mmpTag', () => {
    expect(signedOrder(limit)).toBe(plain);
  });

  it.each<[string, Partial<Order>, string, string]>([
    ['side', { side: 'Sell' }, '"side":"Buy"', '"side":"Sell"'],
    ['trader', { trader: other.toLowerCase() }, `"trader":"${sender}"`, `"trader":"${other}"`],
    ['triggerPrice', { triggerPrice: '99' }, '"triggerPrice":null', '"triggerPrice":"99"'],
    ['a triggerPrice of null', { triggerPrice: null }, '', ''],
    ['reduceOnly', { reduceOnly: true }, '"reduceOnly":false', '"reduceOnly":true'],
    ['takeProfit', { takeProfit: true }, '"takeProfit":false', '"takeProfit":true'],
    ['mmpTag', { mmpTag: 0 }, '"takeProfit":false', '"takeProfit":false,"mmpTag":0'],
    ['the largest mmpTag', { mmpTag: 65_535 }, 'false}', 'false,"mmpTag":65535}'],
    ['an mmpTag of null', { mmpTag: null }, '', ''],
    ['an undefined mmpTag', { mmpTag: undefined }, '', ''],
    [
      'digits as they are given',
      { price: '0.000', quantity: '10' },
      '"100.50","quantity":"0.1"',
      '"0.000","quantity":"10"',
    ],
  ])('can have %s', (_what, fields, from, to) => {
    expect(signedOrder({ ...limit, ...fields } as Order)).toBe(plain.replace(from, to));
  });

  it('has its instrument in lower case', () => {
    expect(signedOrder({ ...limit, instrumentId: '0xABCDEF0123456789' })).toBe(
      plain.replace('0x0100000000000000', '0xabcdef0123456789'),
    );
  });
});

describe('Market', () => {
  const plain = `{"Market":{"instrumentId":"0x0100000000000000","side":"Sell","quantity":"2","trader":"${sender}","triggerPrice":null,"reduceOnly":false,"takeProfit":false,"maxSlippage":null}}`;

  it('has null, false and the sender where nothing is said, and no mmpTag', () => {
    expect(signedOrder(market)).toBe(plain);
  });

  it.each<[string, Partial<Order>, string, string]>([
    ['trader', { trader: other }, `"trader":"${sender}"`, `"trader":"${other}"`],
    ['triggerPrice', { triggerPrice: '1.5' }, '"triggerPrice":null', '"triggerPrice":"1.5"'],
    ['reduceOnly', { reduceOnly: true }, '"reduceOnly":false', '"reduceOnly":true'],
    ['takeProfit', { takeProfit: true }, '"takeProfit":false', '"takeProfit":true'],
    ['maxSlippage', { maxSlippage: '0.03' }, '"maxSlippage":null', '"maxSlippage":"0.03"'],
    ['mmpTag', { mmpTag: 3 }, 'null}}', 'null,"mmpTag":3}}'],
  ])('can have %s', (_what, fields, from, to) => {
    expect(signedOrder({ ...market, ...fields } as Order)).toBe(plain.replace(from, to));
  });
});

describe('Cancel', () => {
  it('has an order id with every digit, and the sender', () => {
    expect(signedOrder({ type: 'Cancel', orderId: '9007199254740993' })).toBe(
      `{"Cancel":{"orderId":9007199254740993,"trader":"${sender}"}}`,
    );
  });

  it('can have another trader', () => {
    expect(signedOrder({ type: 'Cancel', orderId: 5n, trader: other })).toBe(
      `{"Cancel":{"orderId":5,"trader":"${other}"}}`,
    );
  });
});

describe('CancelAll', () => {
  it('leaves out every filter but the instrument, which is null', () => {
    expect(signedOrder({ type: 'CancelAll' })).toBe(
      `{"CancelAll":{"instrumentId":null,"trader":"${sender}"}}`,
    );
  });

  it.each<[string, Partial<Order>, string]>([
    ['instrumentId', { instrumentId }, `"instrumentId":"${instrumentId}","trader":"${sender}"`],
    ['trader', { trader: other }, `"instrumentId":null,"trader":"${other}"`],
    [
      'underlying',
      { underlying: 'BTC' },
      `"instrumentId":null,"trader":"${sender}","underlying":"BTC"`,
    ],
    [
      'contractType',
      { contractType: 'option' },
      `"instrumentId":null,"trader":"${sender}","contractType":"option"`,
    ],
    [
      'deltaLower',
      { deltaLower: '0.1' },
      `"instrumentId":null,"trader":"${sender}","deltaLower":"0.1"`,
    ],
    [
      'deltaUpper',
      { deltaUpper: '0.9' },
      `"instrumentId":null,"trader":"${sender}","deltaUpper":"0.9"`,
    ],
    [
      'nulls, which are left out',
      { underlying: null, contractType: null, deltaLower: null, deltaUpper: null },
      `"instrumentId":null,"trader":"${sender}"`,
    ],
  ])('can have %s', (_what, fields, expected) => {
    expect(signedOrder({ type: 'CancelAll', ...fields } as Order)).toBe(
      `{"CancelAll":{${expected}}}`,
    );
  });

  it('can have every filter at once', () => {
    const all: Order = {
      deltaUpper: '0.9',
      deltaLower: '0.1',
      contractType: 'perp',
      underlying: 'BTC',
      trader: other,
      instrumentId,
      type: 'CancelAll',
    };
    expect(signedOrder(all)).toBe(
      `{"CancelAll":{"instrumentId":"${instrumentId}","trader":"${other}","underlying":"BTC","contractType":"perp","deltaLower":"0.1","deltaUpper":"0.9"}}`,
    );
  });
});

describe('Modify', () => {
  const modify = { type: 'Modify', orderId: 5, newPrice: '1', newQuantity: '2' } as const;

  it('has null and the sender where nothing is said', () => {
    expect(signedOrder(modify)).toBe(
      `{"Modify":{"orderId":5,"newPrice":"1","trader":"${sender}","newQuantity":"2","newTriggerPrice":null}}`,
    );
  });

  it('can have a trader and newTriggerPrice', () => {
    expect(signedOrder({ ...modify, trader: other, newTriggerPrice: '3' })).toBe(
      `{"Modify":{"orderId":5,"newPrice":"1","trader":"${other}","newQuantity":"2","newTriggerPrice":"3"}}`,
    );
  });
});

describe('PlaceOrder', () => {
  it('is an array, in the order that is given', () => {
    const orders: Order[] = [
      { type: 'Cancel', orderId: 2 },
      { type: 'Cancel', orderId: 1 },
    ];
    expect(signed({ type: 'PlaceOrder', orders })).toBe(
      `{"PlaceOrder":[{"Cancel":{"orderId":2,"trader":"${sender}"}},{"Cancel":{"orderId":1,"trader":"${sender}"}}]}`,
    );
  });
});

describe('PlaceTWAP', () => {
  const plain = `{"PlaceTWAP":{"instrumentId":"0x0100000000000000","side":"Sell","quantity":"2","trader":"${sender}","maxSlippage":null,"reduceOnly":false,"twapInterval":60000,"frequency":null,"randomize":null}}`;

  it('has null, false and the sender where nothing is said, and no mmpTag', () => {
    expect(signed(twap)).toBe(plain);
  });

  it.each<[string, object, string, string]>([
    ['trader', { trader: other }, `"trader":"${sender}"`, `"trader":"${other}"`],
    ['maxSlippage', { maxSlippage: '0.5' }, '"maxSlippage":null', '"maxSlippage":"0.5"'],
    ['reduceOnly', { reduceOnly: true }, '"reduceOnly":false', '"reduceOnly":true'],
    ['twapInterval', { twapInterval: 1n }, '"twapInterval":60000', '"twapInterval":1'],
    ['frequency', { frequency: '15000' }, '"frequency":null', '"frequency":15000'],
    ['randomize', { randomize: false }, '"randomize":null', '"randomize":false'],
    ['mmpTag', { mmpTag: 1 }, 'null}}', 'null,"mmpTag":1}}'],
  ])('can have %s', (_what, fields, from, to) => {
    expect(signed({ ...twap, ...fields })).toBe(plain.replace(from, to));
  });
});

describe('the other instructions', () => {
  it('Deferred has its expiry and its orders, which are as those of PlaceOrder', () => {
    const orders: Order[] = [{ type: 'CancelAll' }];
    expect(signed({ type: 'Deferred', orders, expiresAtMs: 1_800_000_000_000 })).toBe(
      `{"Deferred":{"expiresAtMs":1800000000000,"orders":[{"CancelAll":{"instrumentId":null,"trader":"${sender}"}}]}}`,
    );
  });

  it('SetLeverage is for the sender, or for another', () => {
    const leverage = { type: 'SetLeverage', leverage: 10, instrumentId } as const;
    expect(signed(leverage)).toBe(
      `{"SetLeverage":{"to":"${sender}","instrumentId":"${instrumentId}","leverage":10}}`,
    );
    expect(signed({ ...leverage, to: other })).toContain(`{"to":"${other}",`);
  });

  it('Withdraw', () => {
    expect(signed({ type: 'Withdraw', to: other.toLowerCase(), amount: '1000', assetId: 0 })).toBe(
      `{"Withdraw":{"assetId":0,"amount":"1000","to":"${other}"}}`,
    );
  });

  it('FaucetClaim', () => {
    expect(signed({ type: 'FaucetClaim' })).toBe('{"FaucetClaim":{}}');
  });
});
