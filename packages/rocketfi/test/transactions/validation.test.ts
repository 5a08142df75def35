import { ConfigError } from '@venuewire/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalBytes, signTransaction, type Instruction } from '../../src/transactions/index.ts';
import { instrumentId, key, other, sender, signer } from './support/key.ts';

function refusalOf(instruction: unknown, nonce: unknown = 0): string {
  let thrown: unknown;
  try {
    canonicalBytes({ sender, instruction: instruction as Instruction, nonce: nonce as number });
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigError);
  expect(thrown).toMatchObject({ venue: 'rocketfi', retryable: false });
  return (thrown as ConfigError).message;
}

const placing = (...orders: unknown[]): object => ({ type: 'PlaceOrder', orders });

const limit = { type: 'Limit', instrumentId, side: 'Buy', price: '1', quantity: '1' };
const tooMany = Array.from({ length: 101 }, () => limit);
const twap = { type: 'PlaceTWAP', instrumentId, side: 'Buy', quantity: '1', twapInterval: 1 };
const withdraw = { type: 'Withdraw', assetId: 0, amount: '1', to: other };

const notDecimals = [
  1,
  0.1,
  1n,
  '',
  '.5',
  '1.',
  '01',
  '-1',
  '+1',
  '1e3',
  '1,5',
  ' 1',
  'NaN',
  'Infinity',
  '0x1',
  '١',
  null,
  Number.NaN,
];
const notIntegers = [
  -1,
  1.5,
  2 ** 53,
  -1n,
  2n ** 64n,
  '',
  '-1',
  '01',
  '1.0',
  '0x1',
  '18446744073709551616',
  '9'.repeat(100_000),
  Number.NaN,
  Infinity,
  true,
  {},
];
const notAddresses = [
  '',
  'me',
  '0x',
  other.slice(2),
  other.slice(0, -1),
  `${other}0`,
  other.replace('C', 'c'),
  5,
  null,
];
const notInstruments = [
  '',
  '1',
  1,
  '0x1',
  '0100000000000000',
  '0x01000000000000',
  '0x010000000000000g',
  null,
];
const notFlags = ['true', 0, 1, null];
const notTags = [-1, 65_536, 1.5, '1', 1n];

describe('a field that can never be right is named before anything is signed', () => {
  it.each<[string, readonly unknown[], (value: unknown) => object]>([
    [
      'orders.0.instrumentId',
      notInstruments,
      (value) => placing({ ...limit, instrumentId: value }),
    ],
    [
      'orders.0.side',
      ['buy', 'BUY', '', 1, null, undefined],
      (value) => placing({ ...limit, side: value }),
    ],
    ['orders.0.price', [...notDecimals, undefined], (value) => placing({ ...limit, price: value })],
    [
      'orders.0.quantity',
      [...notDecimals, undefined],
      (value) => placing({ ...limit, quantity: value }),
    ],
    ['orders.0.trader', notAddresses, (value) => placing({ ...limit, trader: value })],
    [
      'orders.0.triggerPrice',
      notDecimals.filter((value) => value !== null),
      (value) => placing({ ...limit, triggerPrice: value }),
    ],
    ['orders.0.reduceOnly', notFlags, (value) => placing({ ...limit, reduceOnly: value })],
    ['orders.0.takeProfit', notFlags, (value) => placing({ ...limit, takeProfit: value })],
    ['orders.0.mmpTag', notTags, (value) => placing({ ...limit, mmpTag: value })],
    [
      'orders.0.maxSlippage',
      [0.03, '3%'],
      (value) =>
        placing({ type: 'Market', instrumentId, side: 'Buy', quantity: '1', maxSlippage: value }),
    ],
    [
      'orders.0.orderId',
      [...notIntegers, undefined],
      (value) => placing({ type: 'Cancel', orderId: value }),
    ],
    [
      'orders.1.orderId',
      notIntegers,
      (value) =>
        placing(limit, { type: 'Modify', orderId: value, newPrice: '1', newQuantity: '1' }),
    ],
    [
      'orders.0.newPrice',
      notDecimals,
      (value) => placing({ type: 'Modify', orderId: 1, newPrice: value, newQuantity: '1' }),
    ],
    [
      'orders.0.newQuantity',
      notDecimals,
      (value) => placing({ type: 'Modify', orderId: 1, newPrice: '1', newQuantity: value }),
    ],
    [
      'orders.0.newTriggerPrice',
      [1, ''],
      (value) =>
        placing({
          type: 'Modify',
          orderId: 1,
          newPrice: '1',
          newQuantity: '1',
          newTriggerPrice: value,
        }),
    ],
    [
      'orders.0.underlying',
      ['', 5, '\ud800'],
      (value) => placing({ type: 'CancelAll', underlying: value }),
    ],
    [
      'orders.0.contractType',
      ['Perp', 'perpetual', 1],
      (value) => placing({ type: 'CancelAll', contractType: value }),
    ],
    [
      'orders.0.deltaLower',
      [0.1, '-0.1'],
      (value) => placing({ type: 'CancelAll', deltaLower: value }),
    ],
    [
      'orders.0.deltaUpper',
      [0.1, '-0.1'],
      (value) => placing({ type: 'CancelAll', deltaUpper: value }),
    ],
    [
      'orders.0',
      ['Limit', null, {}, { type: 'limit' }, { Limit: limit }],
      (value) => placing(value),
    ],
    [
      'orders',
      [[], tooMany, {}, null, undefined],
      (value) => ({ type: 'PlaceOrder', orders: value }),
    ],
    ['orders', [[], tooMany], (value) => ({ type: 'Deferred', orders: value, expiresAtMs: 1 })],
    [
      'expiresAtMs',
      [...notIntegers, undefined],
      (value) => ({ type: 'Deferred', orders: [limit], expiresAtMs: value }),
    ],
    ['twapInterval', [...notIntegers, undefined], (value) => ({ ...twap, twapInterval: value })],
    ['frequency', notIntegers, (value) => ({ ...twap, frequency: value })],
    ['randomize', ['true', 0], (value) => ({ ...twap, randomize: value })],
    [
      'to',
      notAddresses,
      (value) => ({ type: 'SetLeverage', instrumentId, leverage: 1, to: value }),
    ],
    [
      'leverage',
      [...notIntegers, undefined],
      (value) => ({ type: 'SetLeverage', instrumentId, leverage: value }),
    ],
    ['assetId', [...notIntegers, undefined], (value) => ({ ...withdraw, assetId: value })],
    ['amount', [...notDecimals, undefined], (value) => ({ ...withdraw, amount: value })],
    ['to', [...notAddresses, undefined], (value) => ({ ...withdraw, to: value })],
  ])('%s', (name, values, make) => {
    for (const value of values) {
      expect(refusalOf(make(value)), String(value).slice(0, 50)).toMatch(
        new RegExp(`^The instruction is unusable: ${name.replaceAll('.', '\\.')}(?:\\.type)?: .`),
      );
    }
  });

  it('also where several are wrong', () => {
    expect(refusalOf(placing({ ...limit, price: 1, side: 'up' }))).toBe(
      "The instruction is unusable: orders.0.side: expected one of Buy, Sell; orders.0.price: expected a decimal string such as '0.1', without sign or exponent.",
    );
  });

  it('nonce', () => {
    for (const nonce of notIntegers) {
      expect(refusalOf({ type: 'FaucetClaim' }, nonce)).toMatch(/^nonce: expected an unsigned/);
    }
  });

  it('the address of the signer', () => {
    const instruction = { type: 'FaucetClaim' } as const;
    for (const address of notAddresses) {
      const call = (): unknown =>
        canonicalBytes({ sender: address as string, instruction, nonce: 0 });
      expect(call).toThrow(ConfigError);
    }
  });
});

it.each([
  [placing({ ...limit, postOnly: true }), 'orders.0: Unrecognized key: "postOnly"'],
  [placing({ type: 'Cancel', orderId: 1, price: '1' }), 'orders.0: Unrecognized key: "price"'],
  [{ type: 'FaucetClaim', amount: '1' }, 'Unrecognized key: "amount"'],
  [{ ...withdraw, memo: '' }, 'Unrecognized key: "memo"'],
])(
  'a field that is not the venue’s is refused, because it would not be signed',
  (instruction, message) => {
    expect(refusalOf(instruction)).toBe(`The instruction is unusable: ${message}.`);
  },
);

it.each([undefined, null, 'FaucetClaim', {}, { type: 'Mint' }, { FaucetClaim: {} }, []])(
  'an instruction that the venue does not have is refused: %j',
  (instruction) => {
    expect(refusalOf(instruction)).toMatch(/expected an instruction of type PlaceOrder, PlaceTWAP/);
  },
);

it('an order of another kind is told which kinds there are', () => {
  expect(refusalOf(placing({ type: 'Stop' }))).toBe(
    'The instruction is unusable: orders.0.type: expected an order of type Limit, Market, Cancel, CancelAll, Modify.',
  );
});

it('promise 11: an error quotes nothing that was given', () => {
  const fields = ['price', 'quantity', 'trader', 'side', 'instrumentId', 'mmpTag'];
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{12}$/), fc.constantFrom(...fields), (secret, field) => {
      expect(refusalOf(placing({ ...limit, [field]: secret }))).not.toContain(secret);
    }),
  );
});

it('a scheme that does not exist is refused', async () => {
  const request = { signer, instruction: { type: 'FaucetClaim' }, nonce: 0 } as const;
  const signing = signTransaction({ ...request, scheme: 'EIP155' as 'EIP191' });
  await expect(signing).rejects.toThrow('scheme must be EIP191 or EIP712.');
  await expect(signing).rejects.not.toThrow(key);
});
