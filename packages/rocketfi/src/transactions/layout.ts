import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

import {
  address,
  decimal,
  flag,
  instrumentId,
  oneOf,
  orNothing,
  orNull,
  tag,
  text,
  unsigned64,
} from './fields.ts';

/**
 * Every instruction, field by field, in the order in which the venue declares them (SDK): the verifier writes what it has
 * read anew, so the order and what becomes of an empty field are part of what is signed.
 */

const side = oneOf(['Buy', 'Sell']);
/** The signer where there is none. */
const trader = address.optional();
const no = flag.default(false);

export const orderFields = {
  Limit: {
    instrumentId,
    side,
    price: decimal,
    quantity: decimal,
    trader,
    triggerPrice: orNull(decimal),
    reduceOnly: no,
    takeProfit: no,
    mmpTag: orNothing(tag),
  },
  Market: {
    instrumentId,
    side,
    quantity: decimal,
    trader,
    triggerPrice: orNull(decimal),
    reduceOnly: no,
    takeProfit: no,
    maxSlippage: orNull(decimal),
    mmpTag: orNothing(tag),
  },
  Cancel: { orderId: unsigned64, trader },
  CancelAll: {
    instrumentId: orNull(instrumentId),
    trader,
    underlying: orNothing(text),
    contractType: orNothing(oneOf(['perp', 'option'])),
    deltaLower: orNothing(decimal),
    deltaUpper: orNothing(decimal),
  },
  Modify: {
    orderId: unsigned64,
    newPrice: decimal,
    trader,
    newQuantity: decimal,
    newTriggerPrice: orNull(decimal),
  },
} as const;

const order = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('Limit'), ...orderFields.Limit }),
    z.strictObject({ type: z.literal('Market'), ...orderFields.Market }),
    z.strictObject({ type: z.literal('Cancel'), ...orderFields.Cancel }),
    z.strictObject({ type: z.literal('CancelAll'), ...orderFields.CancelAll }),
    z.strictObject({ type: z.literal('Modify'), ...orderFields.Modify }),
  ],
  { error: `expected an order of type ${Object.keys(orderFields).join(', ')}` },
);

/** The venue takes at most 100 at once (SDK). */
const ordersError = 'expected an array of 1 to 100 orders';
const orders = z
  .array(order, { error: ordersError })
  .min(1, { error: ordersError })
  .max(100, { error: ordersError })
  .readonly();

export const instructionFields = {
  PlaceOrder: { orders },
  PlaceTWAP: {
    instrumentId,
    side,
    quantity: decimal,
    trader,
    maxSlippage: orNull(decimal),
    reduceOnly: no,
    twapInterval: unsigned64,
    frequency: orNull(unsigned64),
    randomize: orNull(flag),
    mmpTag: orNothing(tag),
  },
  Deferred: { expiresAtMs: unsigned64, orders },
  SetLeverage: { to: trader, instrumentId, leverage: unsigned64 },
  Withdraw: { assetId: unsigned64, amount: decimal, to: address },
  FaucetClaim: {},
} as const;

export const instruction = compiled(
  z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('PlaceOrder'), ...instructionFields.PlaceOrder }),
      z.strictObject({ type: z.literal('PlaceTWAP'), ...instructionFields.PlaceTWAP }),
      z.strictObject({ type: z.literal('Deferred'), ...instructionFields.Deferred }),
      z.strictObject({ type: z.literal('SetLeverage'), ...instructionFields.SetLeverage }),
      z.strictObject({ type: z.literal('Withdraw'), ...instructionFields.Withdraw }),
      z.strictObject({ type: z.literal('FaucetClaim'), ...instructionFields.FaucetClaim }),
    ],
    { error: `expected an instruction of type ${Object.keys(instructionFields).join(', ')}` },
  ),
);

export type CheckedOrder = z.output<typeof order>;
export type CheckedInstruction = z.output<typeof instruction>;
