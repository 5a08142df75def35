import { toHex } from '@venuewire/signing';
import * as fc from 'fast-check';

import type { Instruction, Order, Unsigned64 } from '../../../src/transactions/index.ts';

const unsigned64: fc.Arbitrary<Unsigned64> = fc.oneof(
  fc.maxSafeNat(),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
);
const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,9})(?:\.\d{1,9})?$/);
const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => toHex(bytes) as string);
const instrumentId = fc.stringMatching(/^0x[\da-fA-F]{16}$/);
const side = fc.constantFrom('Buy' as const, 'Sell' as const);
const tag = fc.nat(65_535);
/** There, `null`, `undefined` or absent. */
const maybe = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(value, fc.constantFrom(null, undefined));

const order: fc.Arbitrary<Order> = fc.oneof(
  fc.record(
    {
      type: fc.constant('Limit' as const),
      instrumentId,
      side,
      price: digits,
      quantity: digits,
      trader: address,
      triggerPrice: maybe(digits),
      reduceOnly: fc.boolean(),
      takeProfit: fc.boolean(),
      mmpTag: maybe(tag),
    },
    { requiredKeys: ['type', 'instrumentId', 'side', 'price', 'quantity'] },
  ),
  fc.record(
    {
      type: fc.constant('Market' as const),
      instrumentId,
      side,
      quantity: digits,
      trader: address,
      triggerPrice: maybe(digits),
      reduceOnly: fc.boolean(),
      takeProfit: fc.boolean(),
      maxSlippage: maybe(digits),
      mmpTag: maybe(tag),
    },
    { requiredKeys: ['type', 'instrumentId', 'side', 'quantity'] },
  ),
  fc.record(
    { type: fc.constant('Cancel' as const), orderId: unsigned64, trader: address },
    { requiredKeys: ['type', 'orderId'] },
  ),
  fc.record(
    {
      type: fc.constant('CancelAll' as const),
      instrumentId: maybe(instrumentId),
      trader: address,
      underlying: maybe(fc.string({ minLength: 1, unit: 'grapheme' })),
      contractType: maybe(fc.constantFrom('perp' as const, 'option' as const)),
      deltaLower: maybe(digits),
      deltaUpper: maybe(digits),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    {
      type: fc.constant('Modify' as const),
      orderId: unsigned64,
      newPrice: digits,
      trader: address,
      newQuantity: digits,
      newTriggerPrice: maybe(digits),
    },
    { requiredKeys: ['type', 'orderId', 'newPrice', 'newQuantity'] },
  ),
);

const orders = fc.array(order, { minLength: 1, maxLength: 4 });

export const instruction: fc.Arbitrary<Instruction> = fc.oneof(
  fc.record({ type: fc.constant('PlaceOrder' as const), orders }),
  fc.record(
    {
      type: fc.constant('PlaceTWAP' as const),
      instrumentId,
      side,
      quantity: digits,
      trader: address,
      maxSlippage: maybe(digits),
      reduceOnly: fc.boolean(),
      twapInterval: unsigned64,
      frequency: maybe(unsigned64),
      randomize: maybe(fc.boolean()),
      mmpTag: maybe(tag),
    },
    { requiredKeys: ['type', 'instrumentId', 'side', 'quantity', 'twapInterval'] },
  ),
  fc.record({ type: fc.constant('Deferred' as const), expiresAtMs: unsigned64, orders }),
  fc.record(
    { type: fc.constant('SetLeverage' as const), to: address, instrumentId, leverage: unsigned64 },
    { requiredKeys: ['type', 'instrumentId', 'leverage'] },
  ),
  fc.record({
    type: fc.constant('Withdraw' as const),
    assetId: unsigned64,
    amount: digits,
    to: address,
  }),
  fc.record({ type: fc.constant('FaucetClaim' as const) }),
);

export const nonce = unsigned64;
