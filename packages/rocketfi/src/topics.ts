import type * as z from 'zod/v4';

import { subject } from './schemas/control.ts';
import { isObject } from './schemas/scalars.ts';

/** All kinds of subscriptions, and what of their parameters tells one from another. */
const parameters = {
  Orderbook: ['instrumentId'],
  PriceFeed: ['instrumentId'],
  AssetPriceFeed: ['assetId'],
  FundingRate: ['instrumentId'],
  Candle: ['instrumentId', 'interval'],
  LastMatchPrice: ['instrumentId'],
  AuctionFills: ['instrumentId'],
  Ticker: ['instrumentId'],
  InstrumentStats: ['instrumentId'],
  OrderEvents: ['account', 'instrumentId'],
  OpenOrders: ['account'],
  Collateral: ['assetId', 'account'],
  Position: ['account'],
  AccountRisk: ['account'],
  PositionFunding: ['account'],
} as const satisfies Readonly<Record<string, readonly (keyof Subject)[]>>;

export type Kind = keyof typeof parameters;

export const kinds: readonly string[] = Object.keys(parameters);

/** What a message, or a subscription, may be about. */
export type Subject = Readonly<Partial<z.infer<typeof subject>>>;

/** Names a subscription within its kind. Servers write addresses in their own letter case, so case tells nothing. */
export function topicOf(kind: Kind, about: Subject): string {
  let topic = '';
  for (const name of parameters[kind]) {
    const value = about[name];
    if (value === undefined || value === null) continue;
    topic += `${topic && '&'}${name}=${String(value).toLowerCase()}`;
  }
  return topic || 'all';
}

/** The same for something that may name a subscription, or not. */
export function topicIn(kind: Kind, value: unknown): string | undefined {
  const parsed = subject.safeParse(isObject(value) ? value : {});
  if (!parsed.success) return undefined;
  const isNamed = parameters[kind].every((name) => (parsed.data[name] ?? null) !== null);
  return isNamed || kind === 'OrderEvents' ? topicOf(kind, parsed.data) : undefined;
}

export function isKind(name: string): name is Kind {
  return Object.hasOwn(parameters, name);
}

/** An order event belongs to whoever asked for its account, its instrument, both or neither. */
export function orderEventTopics(account: string, instrumentId: string): readonly string[] {
  return [{ account, instrumentId }, { account }, { instrumentId }, {}].map((about) =>
    topicOf('OrderEvents', about),
  );
}
