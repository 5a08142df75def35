import { compiled } from '@venuewire/core';
import * as z from 'zod/v4';

/**
 * The venue's messages and rows, tolerant of what may be absent, null or new. Sources: the guides
 * `websocket-overview`, `websocket-subscribe`, `websocket-gap-fill`, `websocket-errors` on
 * https://api-docs.collective2.com/guides/ and the venue's General API OpenAPI file.
 */

/** `seq_id` is null or absent on unordered streams (documented). */
const sequence = z.int().nullish();
const timestamp = z.string().nullish();

// zod's versions differ in whether an unknown may be absent.
const anything = z.unknown().optional();

/** What of any message may be shown, but for its payload: nothing here is what the user pays for, or owns. */
export const envelope = z.object({
  msg_type: z.string(),
  id: anything,
  seq_id: anything,
  request_id: anything,
  timestamp: anything,
  v: anything,
  payload: anything,
});

const shownReason = z.object({ code: anything, field: anything, message: anything });

/** What of the payloads that speak of the connection may be shown. */
export const shownPayloads: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  [
    'subscription.request',
    z.object({
      action: anything,
      channel: anything,
      strategy_id: anything,
      resume_from: anything,
    }),
  ],
  [
    'gap',
    z.object({ strategy_id: anything, channel: anything, from: anything, message: anything }),
  ],
  ['error', shownReason.extend({ errors: z.array(shownReason).nullish() })],
]);

/** `connection.connected`, `heartbeat` and `connection.disconnected` carry no payload. */
export const controlMessage = compiled(z.object({ timestamp }));

/** The payload's fields are not documented: it is passed through untouched. */
export const channelMessage = compiled(
  z.object({
    id: z.string().nullish(),
    seq_id: sequence,
    timestamp,
    payload: anything,
  }),
);

/** Echoes the request's id in the envelope; its payload is not documented. */
export const acknowledgement = compiled(z.object({ request_id: z.string().nullish(), timestamp }));

/** `strategy_id` can be null; `channel` always names it, as in `strategy.signal:12345678`. */
export const gapMessage = compiled(
  z.object({
    timestamp,
    payload: z.object({ channel: z.string(), message: z.string().nullish() }),
  }),
);

const reason = z.object({
  code: z.string().nullish(),
  field: z.string().nullish(),
  message: z.string().nullish(),
});

/** One error, or several in `errors` instead. */
export const errorMessage = compiled(
  z.object({
    request_id: z.string().nullish(),
    timestamp,
    payload: reason.extend({ errors: z.array(reason).nullish() }),
  }),
);

/** An id is 64 bits wide: beyond 2^53 it comes as its decimal string, so that no digit is lost. */
const id = z.union([z.int(), z.string()]).nullish();
const number = z.number().nullish();
const text = z.string().nullish();
const flag = z.boolean().nullish();

const c2Symbol = z.looseObject({
  FullSymbol: text,
  /** `stock`, `option`, `future` or `forex`. */
  SymbolType: text,
  Underlying: text,
  Expiry: text,
  /** `put` or `call`. */
  PutOrCall: text,
  StrikePrice: number,
  Description: text,
});

const exchangeSymbol = z.looseObject({
  Symbol: text,
  Currency: text,
  SecurityExchange: text,
  /** `CS`, `FUT`, `OPT` or `FOR`. */
  SecurityType: text,
  MaturityMonthYear: text,
  /** 0 put, 1 call. */
  PutOrCall: number,
  StrikePrice: number,
  PriceMultiplier: number,
});

export const position = z.looseObject({
  StrategyId: id,
  StrategyName: text,
  /** Short positions are negative. */
  Quantity: number,
  AvgPx: number,
  Currency: text,
  /** UTC. */
  OpenedDate: text,
  C2Symbol: c2Symbol.nullish(),
  ExchangeSymbol: exchangeSymbol.nullish(),
});
export type Position = z.infer<typeof position>;

export const orderStatus = z.looseObject({
  Id: id,
  OrderId: id,
  StrategyId: id,
  StrategyName: text,
  SignalId: id,
  AvgPx: number,
  /** `1` Market, `2` Limit, `3` Stop. */
  OrderType: text,
  /** `1` Buy, `2` Sell. */
  Side: text,
  /** `O` or `C`. */
  OpenClose: text,
  OrderQuantity: number,
  Limit: number,
  Stop: number,
  /** `0` Day, `1` GTC. */
  TIF: text,
  ProfitTarget: number,
  StopLoss: number,
  DoNotCreateOCAGroup: flag,
  CancelReplaceSignalId: id,
  ParentSignalId: id,
  /** New York time. */
  ParkedUntilDate: text,
  DoNotSyncToOpen: flag,
  C2Symbol: c2Symbol.nullish(),
  ExchangeSymbol: exchangeSymbol.nullish(),
  RejectMessage: text,
  BrokerId: id,
  /** `A` pending new, `0` working, `1` partially filled, `2` filled, `4` canceled, `5` replaced, `6` pending cancel, `8` rejected, `C` expired, `E` pending replace. */
  OrderStatus: text,
  FilledQuantity: number,
  AvgFillPrice: number,
  /** UTC. */
  PostedDate: text,
  /** 1 strategy, 4 manual, 5 override, 6 automatic stop loss. */
  SignalType: number,
  Info: text,
});
export type OrderStatus = z.infer<typeof orderStatus>;

export const historicalTrade = z.looseObject({
  Id: id,
  TradeId: id,
  StrategyId: id,
  OpenDate: text,
  CloseDate: text,
  AvgOpenFillPrice: number,
  AvgCloseFillPrice: number,
  OpenedQuantity: number,
  ClosedQuantity: number,
  OpenSide: text,
  CloseSide: text,
  ProfitLoss: number,
  Commission: number,
  MaxDrawdown: number,
  C2Symbol: c2Symbol.nullish(),
  ExchangeSymbol: exchangeSymbol.nullish(),
});
export type HistoricalTrade = z.infer<typeof historicalTrade>;

export const subscribedStrategy = z.looseObject({
  Id: id,
  PersonId: id,
  StrategyId: id,
  StrategyName: text,
  IsSimulation: flag,
  IsPaperTrade: flag,
  IsAlive: flag,
  StartDate: text,
  EndDate: text,
  MonthlyCost: number,
});
export type SubscribedStrategy = z.infer<typeof subscribedStrategy>;

export const profile = z.looseObject({ Id: id });
export type Profile = z.infer<typeof profile>;

const responseStatus = z.looseObject({
  ErrorCode: text,
  Message: text,
  Errors: z.array(z.looseObject({ ErrorCode: text, FieldName: text, Message: text })).nullish(),
});

export const responseBody = z.looseObject({
  Results: z.array(z.unknown()).nullish(),
  Pagination: z.looseObject({ prev_cursor: text, next_cursor: text }).nullish(),
  ResponseStatus: responseStatus.nullish(),
});

/** An error body is such an object, or wraps one. */
export const errorBody = responseStatus.extend({ ResponseStatus: responseStatus.nullish() });

const schemas = [
  position,
  orderStatus,
  historicalTrade,
  subscribedStrategy,
  profile,
  c2Symbol,
  exchangeSymbol,
  responseBody,
  responseStatus,
];

/** Every field name in its canonical letter case, by its lower case. */
export const fieldNames: ReadonlyMap<string, string> = new Map(
  [
    ...schemas.flatMap((schema) => Object.keys(schema.shape)),
    'FieldName',
    'prev_cursor',
    'next_cursor',
  ].map((name) => [name.toLowerCase(), name]),
);
