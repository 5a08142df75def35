import { ConfigError } from '@venuewire/core';
import { describe, expect, it } from 'vitest';

import { rocketfi, type RocketFi, type RocketFiOptions } from '../src/index.ts';
import { account, instrument } from './fixtures/examples.ts';
import { startScripted } from './support/start.ts';

const url = 'ws://127.0.0.1:1/ws';
const restUrl = 'http://127.0.0.1:1';

describe('where the venue is', () => {
  it.each([
    {},
    { url },
    { restUrl },
    { environment: 'mainnet' as 'beta' },
    { environment: 'toString' as 'beta' },
  ])('%j does not say it', (options: RocketFiOptions) => {
    expect(() => rocketfi(options)).toThrow(ConfigError);
    expect(() => rocketfi(options)).toThrow(/beta, testnet, devnet/);
  });

  it.each([
    { environment: 'beta' },
    { environment: 'testnet' },
    { environment: 'devnet', url },
    { environment: 'devnet', restUrl },
    { url, restUrl },
  ] as const)('%j says it', async (options) => {
    const client = rocketfi(options);
    expect(client.health().state).toBe('idle');
    await client.close();
  });

  it.each([
    { url: 'http://127.0.0.1', restUrl },
    { url: 'nonsense', restUrl },
    { url, restUrl: 'ftp://127.0.0.1' },
  ])('%j is no such address', (options) => {
    expect(() => rocketfi(options)).toThrow(ConfigError);
  });

  it.each([0, -1, Number.NaN])('compareEvery: %d is no interval', (compareEvery) => {
    expect(() => rocketfi({ url, restUrl, compareEvery })).toThrow(ConfigError);
  });
});

describe('a parameter that can never be right is refused before anything is sent', () => {
  it.each<[string, (client: RocketFi) => unknown]>([
    ['an empty instrument', (client) => client.orderbook({ instrumentId: '' })],
    ['a number for an instrument', (client) => client.ticker({ instrumentId: 7 as never })],
    ['no instrument', (client) => client.priceFeed({} as never)],
    [
      'an interval that the venue does not have',
      (client) => client.candles({ instrumentId: instrument, interval: '2m' as '1m' }),
    ],
    ['a negative asset', (client) => client.assetPriceFeed({ assetId: -1 })],
    ['half an asset', (client) => client.assetPriceFeed({ assetId: 0.5 })],
    ['a short account', (client) => client.openOrders({ account: account.slice(0, -1) })],
    ['an account without 0x', (client) => client.positions({ account: account.slice(2) })],
    ['a name for an account', (client) => client.accountRisk({ account: 'me' })],
    ['an account that is none', (client) => client.orderEvents({ account: '' })],
    ['an asset of nobody', (client) => client.collateral({ assetId: 0 } as never)],
  ])('%s', async (_what, subscribe) => {
    await using world = await startScripted();
    expect(() => subscribe(world.client)).toThrow(ConfigError);
    expect(world.venue.peers).toEqual([]);
  });
});
