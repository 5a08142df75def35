import { checksumAddress } from '@venuewire/signing';

import { systemClock } from '../clock.ts';
import type { SimulatorClock } from '../clock.ts';
import { defaultAccounts, defaultAssets, defaultInstruments } from './default-market.ts';
import { defaultRocketfiVariants } from './variants.ts';
import type { RocketfiVariants } from './variants.ts';

export interface RocketfiAsset {
  /** 0 is what everything is settled in. */
  readonly id: number;
  readonly ticker: string;
  /** In the settlement asset, as a decimal string. */
  readonly price: string;
}

export interface RocketfiInstrument {
  readonly id: string;
  readonly ticker: string;
  /** Options are priced with a volatility. */
  readonly instrumentType: 'Perpetuals' | 'Options';
  /** The id of an asset, whose price follows that of its perpetual. */
  readonly underlyingAsset: number;
  /** The mark price at the start, as a decimal string. */
  readonly price: string;
  /** The step between two prices of the book, as a decimal string. */
  readonly tick: string;
  /** The implied volatility of an option at the start, as a decimal string. */
  readonly iv?: string;
  /** Of an option, as a decimal string. */
  readonly strike?: string;
  /** Of an option: epoch milliseconds. */
  readonly expiry?: number;
}

export interface RocketfiAccount {
  /** In any case. */
  readonly address: string;
  /** What it has of asset 0 at the start, as a decimal string. */
  readonly collateral: string;
  /** What REST tells at the start. Default 0. */
  readonly nonce?: bigint;
  /** The same, of deferred transactions. Default 0. */
  readonly deferredNonce?: bigint;
}

export interface RocketfiSimulatorOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Fixes everything that is random: prices, trades, orders. Default 1. */
  readonly seed?: number;
  /** Default: `BTC-PERP`, `ETH-PERP` and an option on bitcoin. */
  readonly instruments?: readonly RocketfiInstrument[];
  /** Default: USDC, BTC and ETH. */
  readonly assets?: readonly RocketfiAsset[];
  /**
   * Default: two with 100,000 USDC each, the first with the address of the public test key
   * `0xac0974be…`. Any other address is an account without collateral.
   */
  readonly accounts?: readonly RocketfiAccount[];
  /** Default 2^53 + 1, which a double cannot hold. */
  readonly firstOrderId?: bigint;
  /** Of funding and trades. Default 2^53 + 1, which a double cannot hold. */
  readonly firstRound?: bigint;
  /** Default: the real clock. */
  readonly clock?: SimulatorClock;
  readonly variants?: Partial<RocketfiVariants>;
  /** Between two pings of the venue, where the variant `serverPing` has any. Default 30000. */
  readonly pingMs?: number;
}

export type Settings = Required<Omit<RocketfiSimulatorOptions, 'variants'>> & {
  readonly variants: RocketfiVariants;
};

const beyondDoubles = 2n ** 53n + 1n;

/** @throws ConfigError of `@venuewire/signing` for an account that is no address. */
export function settingsOf(options: RocketfiSimulatorOptions): Settings {
  const { accounts = defaultAccounts, instruments = defaultInstruments } = options;
  return {
    port: 0,
    seed: 1,
    assets: defaultAssets,
    firstOrderId: beyondDoubles,
    firstRound: beyondDoubles,
    clock: systemClock,
    pingMs: 30_000,
    ...options,
    instruments: instruments.map(withCanonicalId),
    accounts: accounts.map(withChecksum),
    variants: { ...defaultRocketfiVariants, ...options.variants },
  };
}

function withCanonicalId(instrument: RocketfiInstrument): RocketfiInstrument {
  return { ...instrument, id: instrument.id.toLowerCase() };
}

function withChecksum(account: RocketfiAccount): RocketfiAccount {
  return { ...account, address: checksumAddress(account.address, { anyCase: true }) };
}
