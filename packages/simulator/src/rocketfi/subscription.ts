import { checksumAddress, isAddress } from '@venuewire/signing';

import { isObject } from './exact-json.ts';
import type { Json } from './exact-json.ts';

/** What a message is about. Of order events, and of nothing else, a subscription may leave some out. */
export interface RocketfiSubject {
  readonly instrumentId?: string;
  readonly assetId?: number;
  readonly interval?: RocketfiInterval;
  /** As EIP-55 writes it. */
  readonly account?: string;
}

export type RocketfiInterval = '1m' | '5m' | '15m' | '30m' | '1h' | '4h' | '1d';

type Parameter = keyof RocketfiSubject;

/** Parameters in the order in which a confirmation has them. */
const kinds = {
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
} as const satisfies Readonly<Record<string, readonly Parameter[]>>;

export type RocketfiKind = keyof typeof kinds;

export interface Subscription {
  readonly kind: RocketfiKind;
  readonly subject: RocketfiSubject;
}

const anyCase = { anyCase: true } as const;

export const intervalMs: Readonly<Record<RocketfiInterval, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
};

export const intervals: readonly RocketfiInterval[] = ['1m', '5m', '15m', '30m', '1h', '4h', '1d'];

export function isInterval(text: unknown): text is RocketfiInterval {
  return intervals.some((interval) => interval === text);
}

/**
 * `{"Kind":{…}}`, where ids and addresses may have any case.
 *
 * @returns what is wrong, as text, where it is no subscription of the venue
 */
export function readSubscription(value: unknown): Subscription | string {
  if (!isObject(value)) return 'invalid type: expected a subscription kind';
  const [tag, ...others] = Object.entries(value);
  if (tag === undefined || others.length > 0) return 'expected exactly one subscription kind';
  const [kind, given] = tag;
  if (!isKind(kind)) return `unknown variant \`${kind}\``;
  if (!isObject(given)) return `invalid type: expected the parameters of ${kind}`;
  const subject: RocketfiSubject = {};
  for (const name of kinds[kind]) {
    const parameter = given[name] ?? undefined;
    if (parameter === undefined && kind === 'OrderEvents') continue;
    if (parameter === undefined) return `missing field \`${name}\``;
    const read = readParameter(name, parameter);
    if (read === undefined) return `invalid value for \`${name}\``;
    Object.assign(subject, read);
  }
  return { kind, subject };
}

/** As a confirmation echoes it: addresses as EIP-55 writes them, ids in lower case, no empty options. */
export function writeSubscription({ kind, subject }: Subscription): Readonly<Record<string, Json>> {
  const fields = kinds[kind].map((name) => [name, subject[name]] as const);
  return { [kind]: Object.fromEntries(fields.filter(([, value]) => value !== undefined)) };
}

/** Whether a message is for a subscription. */
export function matches(
  { kind, subject: wanted }: Subscription,
  published: { readonly kind: RocketfiKind; readonly subject: RocketfiSubject },
): boolean {
  return (
    kind === published.kind &&
    kinds[kind].every(
      (name) => wanted[name] === undefined || wanted[name] === published.subject[name],
    )
  );
}

function isKind(text: string): text is RocketfiKind {
  return Object.hasOwn(kinds, text);
}

function readParameter(name: Parameter, value: unknown): RocketfiSubject | undefined {
  if (name === 'assetId') return isAssetId(value) ? { assetId: value } : undefined;
  if (name === 'interval') return isInterval(value) ? { interval: value } : undefined;
  if (name === 'account') return isAddress(value, anyCase) ? addressed(value) : undefined;
  return typeof value === 'string' ? { instrumentId: value.toLowerCase() } : undefined;
}

function addressed(text: string): RocketfiSubject {
  return { account: checksumAddress(text, anyCase) };
}

function isAssetId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
