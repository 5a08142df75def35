import { ConfigError, type Platform } from '@venuewire/core';
import {
  rocketfi,
  type CandleInterval,
  type Environment,
  type RocketFi,
} from '@venuewire/rocketfi/bare';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ActionParameters, ActionVenue } from '../action/action-venue.ts';
import { textOf } from '../credential-text.ts';
import {
  selected,
  toldAs,
  type Feed,
  type FeedRow,
  type TriggerParameters,
  type TriggerVenue,
} from '../trigger/feed.ts';

const name = 'rocketfi';
const title = 'RocketFi';
const credential = 'rocketFiApi';

/** A client, and whose account its user reads. */
export interface RocketFiAccess extends RocketFi {
  /** Empty where the credential names none: what is the market's needs none. */
  readonly account: string;
}

type Open = Feed<RocketFiAccess>['open'];

/** What is about an instrument. */
function ofInstrument(
  event: string,
  open: (instrumentId: string) => Open,
  isState = true,
): FeedRow<RocketFiAccess> {
  return {
    events: [event],
    feed(parameters) {
      const instrumentId = instrumentOf(parameters);
      return { key: `${event}:${instrumentId}`, missed: 'lost', isState, open: open(instrumentId) };
    },
  };
}

/** What is about an account. */
function ofAccount(
  event: string,
  open: Open,
  { missed = 'lost', isState = true }: Partial<Pick<Feed<unknown>, 'missed' | 'isState'>> = {},
): FeedRow<RocketFiAccess> {
  return { events: [event], feed: () => ({ key: event, missed, isState, open }) };
}

const rows: readonly FeedRow<RocketFiAccess>[] = [
  ofAccount('accountRisk', (client, { signal }) =>
    toldAs('accountRisk', client.accountRisk(accountOf(client), { signal })),
  ),
  {
    events: ['assetPrice'],
    feed(parameters) {
      const assetId = assetOf(parameters);
      return {
        key: `assetPrice:${assetId}`,
        missed: 'lost',
        isState: true,
        open: (client, { signal }) =>
          toldAs('assetPrice', client.assetPriceFeed({ assetId }, { signal })),
      };
    },
  },
  ofInstrument(
    'auctionFills',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('auctionFills', client.auctionFills({ instrumentId }, { signal })),
    false,
  ),
  {
    events: ['candle'],
    feed(parameters) {
      const params = { instrumentId: instrumentOf(parameters), interval: intervalOf(parameters) };
      return {
        key: `candle:${params.instrumentId}:${params.interval}`,
        missed: 'lost',
        isState: true,
        open: (client, { signal }) => toldAs('candle', client.candles(params, { signal })),
      };
    },
  },
  {
    events: ['collateral'],
    feed(parameters) {
      const assetId = assetOf(parameters);
      return {
        key: `collateral:${assetId}`,
        missed: 'lost',
        isState: true,
        open: (client, { signal }) =>
          toldAs('collateral', client.collateral({ ...accountOf(client), assetId }, { signal })),
      };
    },
  },
  ofInstrument(
    'fundingRate',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('fundingRate', client.fundingRate({ instrumentId }, { signal })),
  ),
  ofInstrument(
    'instrumentStats',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('instrumentStats', client.instrumentStats({ instrumentId }, { signal })),
  ),
  ofInstrument(
    'lastMatchPrice',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('lastMatchPrice', client.lastMatchPrice({ instrumentId }, { signal })),
  ),
  ofAccount('openOrders', (client, { signal }) =>
    toldAs('openOrders', client.openOrders(accountOf(client), { signal })),
  ),
  ofInstrument(
    'orderBook',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('orderBook', client.orderbook({ instrumentId }, { signal })),
  ),
  ofAccount(
    'orderEvent',
    (client, { signal }) => toldAs('orderEvent', client.orderEvents(accountOf(client), { signal })),
    { missed: 'fetched', isState: false },
  ),
  ofAccount(
    'positionFunding',
    (client, { signal }) =>
      toldAs('positionFunding', client.positionFunding(accountOf(client), { signal })),
    { missed: 'fetched', isState: false },
  ),
  ofAccount('positions', (client, { signal }) =>
    toldAs('positions', client.positions(accountOf(client), { signal })),
  ),
  ofInstrument(
    'price',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('price', client.priceFeed({ instrumentId }, { signal })),
  ),
  ofInstrument(
    'ticker',
    (instrumentId) =>
      (client, { signal }) =>
        toldAs('ticker', client.ticker({ instrumentId }, { signal })),
  ),
];

export const rocketFiTrigger: TriggerVenue<RocketFiAccess> = {
  name,
  title,
  credential,
  connect: (current, _read, platform) => connect(current, platform),
  feeds: (parameters) => selected(rows, parameters, name),
};

export const rocketFiAction: ActionVenue<RocketFiAccess> = {
  title,
  credential,
  // It has no key: reading is free.
  isSignedByN8n: false,
  connect,
  operations: {
    'candle.getMany': ({ rest }, parameters) =>
      rest.candles({
        instrumentId: instrumentOf(parameters),
        interval: intervalOf(parameters),
        startTime: parameters.date('options.startTime'),
        endTime: parameters.date('options.endTime'),
      }),
    'collateral.getMany': async (client) =>
      Object.entries(await client.rest.collaterals(accountOf(client))).map(
        ([assetId, collateral]) => ({ assetId, collateral }),
      ),
    'fundingRate.getMany': ({ rest }, parameters) =>
      rest.fundingRateEvents({ instrumentId: instrumentOf(parameters) }),
    'instrument.getMany': async ({ rest }) => byId('id', await rest.instruments()),
    'order.getOpen': (client) => client.rest.openOrders(accountOf(client)),
    'orderEvent.getMany': (client) => client.rest.orderEvents(accountOf(client)),
    'position.getMany': async (client) =>
      byId('instrumentId', await client.rest.positions(accountOf(client))),
    'positionFunding.getMany': (client) => client.rest.positionFundingEvents(accountOf(client)),
    'trade.getMany': (client, { date }) =>
      client.rest.trades({
        ...accountOf(client),
        startTime: date('options.startTime'),
        endTime: date('options.endTime'),
      }),
  },
};

function connect(current: ICredentialDataDecryptedObject, platform: Platform): RocketFiAccess {
  const environment = textOf(current, 'environment');
  const isCustom = environment === 'custom';
  const client = rocketfi({
    platform,
    environment: isEnvironment(environment) ? environment : undefined,
    url: isCustom ? textOf(current, 'webSocketUrl') : undefined,
    restUrl: isCustom ? textOf(current, 'restUrl') : undefined,
  });
  return { ...client, account: textOf(current, 'account') };
}

const environments: readonly string[] = ['beta', 'devnet', 'testnet'] satisfies Environment[];

function isEnvironment(text: string): text is Environment {
  return environments.includes(text);
}

function accountOf({ account }: RocketFiAccess): { account: string } {
  if (account !== '') return { account };
  throw new ConfigError('The credential names no account: enter its address there.', {
    venue: name,
  });
}

function instrumentOf({ text }: TriggerParameters | ActionParameters): string {
  const instrumentId = text('instrumentId');
  if (instrumentId !== '') return instrumentId;
  throw new ConfigError('No instrument is chosen.', { venue: name });
}

function assetOf({ text }: TriggerParameters): number {
  const assetId = Number(text('assetId'));
  if (Number.isSafeInteger(assetId) && assetId >= 0) return assetId;
  throw new ConfigError('The asset must be a number, such as 0 for USDC.', { venue: name });
}

const intervals: readonly string[] = [
  '1m',
  '5m',
  '15m',
  '30m',
  '1h',
  '4h',
  '1d',
] satisfies CandleInterval[];

function intervalOf({ text }: TriggerParameters | ActionParameters): CandleInterval {
  const interval = text('interval');
  if (isInterval(interval)) return interval;
  throw new ConfigError(`The interval must be one of ${intervals.join(', ')}.`, { venue: name });
}

function isInterval(text: string): text is CandleInterval {
  return intervals.includes(text);
}

/** Rows that the venue names by their id. */
function byId(field: string, rowsById: Readonly<Record<string, object>>): object[] {
  return Object.entries(rowsById).map(([id, row]) => Object.assign({ [field]: id }, row));
}
