import type { RocketfiAccount, RocketfiAsset, RocketfiInstrument } from './options.ts';

export const defaultAssets: readonly RocketfiAsset[] = [
  { id: 0, ticker: 'USDC', price: '1' },
  { id: 1, ticker: 'BTC', price: '97000' },
  { id: 2, ticker: 'ETH', price: '3400' },
];

/** The first has the id of the SDK's example. */
export const defaultInstruments: readonly RocketfiInstrument[] = [
  {
    id: '0x0100000000000000',
    ticker: 'BTC-PERP',
    instrumentType: 'Perpetuals',
    underlyingAsset: 1,
    price: '97000',
    tick: '0.5',
  },
  {
    id: '0x0100000000000001',
    ticker: 'ETH-PERP',
    instrumentType: 'Perpetuals',
    underlyingAsset: 2,
    price: '3400',
    tick: '0.05',
  },
  {
    id: '0x020000000000002a',
    ticker: 'BTC-100000-C',
    instrumentType: 'Options',
    underlyingAsset: 1,
    price: '4200',
    tick: '1',
    iv: '0.62',
    strike: '100000',
    expiry: 1_798_704_000_000,
  },
];

/** The addresses of the first two keys of a widespread public test mnemonic. */
export const defaultAccounts: readonly RocketfiAccount[] = [
  { address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', collateral: '100000' },
  { address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', collateral: '100000' },
];
