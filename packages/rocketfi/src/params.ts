import { ConfigError } from '@venuewire/core';

import { candleIntervals, type CandleInterval } from './schemas/market.ts';

export interface InstrumentParams {
  /** As `rest.instruments()` names it. */
  readonly instrumentId: string;
}

export interface CandleParams extends InstrumentParams {
  readonly interval: CandleInterval;
}

export interface AssetParams {
  /** 0 is USDC. */
  readonly assetId: number;
}

export interface AccountParams {
  /** 20 bytes as hex behind `0x`, in any letter case. */
  readonly account: string;
}

export interface CollateralParams extends AccountParams, AssetParams {}

/** Whose events, of which instrument; everybody's and all where that is left out. */
export interface OrderEventParams {
  readonly account?: string | undefined;
  readonly instrumentId?: string | undefined;
}

/**
 * Each answers what the venue is to be sent and nothing else. An unsubscribe must match its subscribe, so they are
 * written once. @throws ConfigError
 */
export function instrumentParams({ instrumentId }: InstrumentParams): InstrumentParams {
  return { instrumentId: checkedInstrument(instrumentId) };
}

export function candleParams({ instrumentId, interval }: CandleParams): CandleParams {
  if (!Object.hasOwn(candleIntervals, interval))
    throw unusable(`interval must be one of ${Object.keys(candleIntervals).join(', ')}.`);
  return { instrumentId: checkedInstrument(instrumentId), interval };
}

export function assetParams({ assetId }: AssetParams): AssetParams {
  return { assetId: checkedAsset(assetId) };
}

export function accountParams({ account }: AccountParams): AccountParams {
  return { account: checkedAccount(account) };
}

export function collateralParams({ assetId, account }: CollateralParams): CollateralParams {
  return { assetId: checkedAsset(assetId), account: checkedAccount(account) };
}

export function orderEventParams({ account, instrumentId }: OrderEventParams): OrderEventParams {
  return {
    ...(account === undefined ? {} : { account: checkedAccount(account) }),
    ...(instrumentId === undefined ? {} : { instrumentId: checkedInstrument(instrumentId) }),
  };
}

function checkedInstrument(instrumentId: unknown): string {
  if (typeof instrumentId === 'string' && instrumentId !== '') return instrumentId;
  throw unusable('instrumentId must be a non-empty string, as rest.instruments() names it.');
}

function checkedAsset(assetId: unknown): number {
  if (typeof assetId === 'number' && Number.isSafeInteger(assetId) && assetId >= 0) return assetId;
  throw unusable('assetId must be an integer of at least 0, which is USDC.');
}

function checkedAccount(account: unknown): string {
  if (typeof account === 'string' && /^0x[\da-f]{40}$/i.test(account)) return account;
  throw unusable('account must be an address: 0x and 40 hex digits.');
}

function unusable(message: string): ConfigError {
  return new ConfigError(message, { venue: 'rocketfi' });
}
