import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

import {
  address,
  anything,
  assetId,
  decimal,
  instrumentId,
  optionalDecimal,
  text,
  timestamp,
  u64,
  unknownVariant,
  variantOf,
} from './scalars.ts';

/** The messages of an account, https://api.docs.rocketfi.io/guides/ws-private; fields that are new are kept. */

export const collateral = compiled(
  z.looseObject({ assetId, account: address, collateral: decimal }),
);
export type Collateral = z.infer<typeof collateral>;

export const position = z.looseObject({
  quantity: decimal,
  averagePrice: decimal,
  liquidationPrice: decimal,
  accruedFunding: decimal,
  unrealizedPnl: decimal,
  reservedMargin: optionalDecimal,
  allocatedInitialMargin: optionalDecimal,
  standaloneInitialMargin: optionalDecimal,
  leverageSetting: z.number().nullish(),
  createdAt: timestamp.nullish(),
  updatedAt: timestamp.nullish(),
  instrumentType: anything,
  ticker: anything,
  underlyingTicker: anything,
});
export type Position = z.infer<typeof position>;

/** By instrument id: those that a message changed, or all. */
export const positions = compiled(
  z.looseObject({ account: address, positions: z.record(z.string(), position) }),
);
export type Positions = z.infer<typeof positions>;

export const accountRisk = compiled(
  z.looseObject({
    account: address,
    risk: z.looseObject({
      account: address,
      availableCollateral: decimal,
      marginRequirement: decimal,
      unreservedMargin: decimal,
      equity: decimal,
      reservedMargin: decimal,
      unrealizedPnl: decimal,
      notionalValue: decimal,
    }),
  }),
);
export type AccountRisk = z.infer<typeof accountRisk>;

export const openOrder = z.looseObject({
  orderId: u64,
  trader: address,
  orderType: text<'Limit' | 'Market' | 'Twap'>(),
  triggerType: text<'StopLoss' | 'TakeProfit'>().nullish(),
  instrumentId,
  instrumentType: anything,
  ticker: anything,
  underlyingAsset: anything,
  price: decimal,
  quantity: decimal,
  filledQuantity: decimal,
  side: text<'Buy' | 'Sell'>(),
  timestamp,
  triggerPrice: optionalDecimal,
  twapInterval: z.number().nullish(),
  twapOriginalQuantity: optionalDecimal,
  twapFilledQuantity: optionalDecimal,
  twapFrequency: z.number().nullish(),
  twapRandomize: z.boolean().nullish(),
});
export type OpenOrder = z.infer<typeof openOrder>;

/** Those that a message changed, or all. */
export const openOrders = compiled(z.looseObject({ account: address, orders: z.array(openOrder) }));
export type OpenOrders = z.infer<typeof openOrders>;

const flags = { is_passive: z.boolean(), is_filled: z.boolean() };

/** What happened to an order. The venue writes the names of these fields with underscores, and so they stay. */
const eventData = z.preprocess(
  variantOf(['fill', 'placed', 'canceled', 'modified', 'rejected']),
  z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('fill'),
      price: decimal,
      size: decimal,
      remaining_size: decimal,
      original_size: decimal,
      settlement_asset: assetId,
      pnl: optionalDecimal,
      timestamp,
      ...flags,
      fee_rate: decimal,
      fee_amount: decimal,
      is_liquidation: z.boolean(),
      is_adl: z.boolean().nullish(),
    }),
    z.looseObject({
      type: z.literal('placed'),
      price: decimal,
      size: decimal,
      remaining_size: decimal,
      original_size: decimal,
      settlement_asset: assetId,
      timestamp,
      ...flags,
    }),
    z.looseObject({ type: z.literal('canceled') }),
    z.looseObject({ type: z.literal('modified'), price: decimal, size: decimal, timestamp }),
    z.looseObject({
      type: z.literal('rejected'),
      reason: text<
        | 'marginViolated'
        | 'notEnoughLiquidity'
        | 'tooMuchSlippage'
        | 'selfTradePrevention'
        | 'marketMakerProtection'
      >(),
    }),
    unknownVariant,
  ]),
);

export const orderEvent = compiled(
  z.looseObject({ orderId: u64, account: address, instrument: instrumentId, eventData }),
);
export type OrderEvent = z.infer<typeof orderEvent>;

/** Tagged or bare. Each of its events is read for itself, so that one that cannot be read does not hide the others. */
export const orderEventUpdate = compiled(
  z.looseObject({
    account: address.nullish(),
    instrumentId: instrumentId.nullish(),
    orderEvents: z.array(z.unknown()),
  }),
);

export const positionFunding = compiled(
  z.looseObject({
    account: address,
    fundingRate: decimal,
    timestamp,
    round: u64,
    instrumentId,
    pnl: decimal,
    /** By REST alone, as `instrumentMarkPrice`. */
    positionQuantity: optionalDecimal,
    instrumentMarkPrice: optionalDecimal,
  }),
);
export type PositionFunding = z.infer<typeof positionFunding>;
