import { rocketfiSimulator } from '@venuewire/simulator';

import { Observed } from '../../../core/test/venue-suite/observed.ts';
import type { Stage, StageOptions, SuiteStream } from '../../../core/test/venue-suite/stage.ts';
import { rocketfi } from '../../src/index.ts';
import { accountStreams } from './account-streams.ts';
import { fieldAt, fieldsAt } from './fields.ts';
import { latestOf, publishedOf, type Place } from './place.ts';

/** All fifteen kinds, of one instrument and one account. */
export async function stage({
  timing,
  maximumFrameSize,
  platform,
  venue: options,
}: StageOptions): Promise<Stage> {
  const venue = await rocketfiSimulator(options);
  const { observer, seen, onEvent } = new Observed();
  const { url, restUrl } = venue;
  const chosen = platform ? { platform } : {};
  const client = rocketfi({ url, restUrl, observer, timing, maximumFrameSize, ...chosen });
  const [instrument] = venue.instruments;
  const [account] = venue.accounts;
  if (!instrument || account === undefined) throw new TypeError('The simulated market is empty.');
  let count = 0;
  const fresh = (): string => `1.${String((count += 1)).padStart(4, '0')}`;
  const place = { venue, client, instrumentId: instrument.id, account, fresh };
  return {
    faults: venue.faults,
    client,
    streams: [...marketStreams(place), ...accountStreams(place)],
    openConnections: () => venue.connections.length,
    until: (holds) => venue.until(holds),
    seen,
    onEvent,
    async [Symbol.asyncDispose]() {
      await client.close();
      await venue.close();
    },
  };
}

function marketStreams(place: Place): SuiteStream[] {
  const { venue, client, instrumentId, fresh } = place;
  const subject = { instrumentId };
  return [
    latestOf(
      place,
      'Orderbook',
      subject,
      ['orderbook', 'bids', '0', 'quantity'],
      () => client.orderbook(subject),
      () => {
        const { bids, asks } = venue.book(instrumentId);
        const [best] = bids;
        const others = [{ price: best?.price ?? '1', quantity: fresh() }, ...bids.slice(1)];
        venue.publishOrderbook(instrumentId, { bids: others, asks });
      },
    ),
    {
      ...latestOf(
        place,
        'PriceFeed',
        subject,
        [],
        () => client.priceFeed(subject),
        () => venue.publishMarkPrice(instrumentId, `${50_000 + Number(fresh()) * 10_000 - 10_000}`),
      ),
      channel: { name: 'PriceFeed', apply: { mode: 'upsert' } },
      state: {
        truth: () => venue.markPrice(instrumentId),
        shown: (state) => fieldAt(state, 'markPrice', 'price'),
      },
    },
    latestOf(
      place,
      'AssetPriceFeed',
      { assetId: 0 },
      [],
      () => client.assetPriceFeed({ assetId: 0 }),
      () => venue.publishAssetPrice(0, fresh()),
      {
        told: ['markPrice', 'price'],
        happened: ['markPrice', 'Price', 'price'],
      },
    ),
    latestOf(
      place,
      'FundingRate',
      subject,
      ['fundingRate'],
      () => client.fundingRate(subject),
      () => venue.publishFunding(instrumentId, { rate: fresh() }),
    ),
    {
      channel: { name: 'Candle', apply: { mode: 'upsert' } },
      recovery: { mode: 'backfill' },
      read: () => client.candles({ instrumentId, interval: '1m' }),
      publish: () => venue.publishTrade(instrumentId, { size: fresh() }),
      isAcknowledged: false,
      state: {
        truth: () =>
          venue
            .candles(instrumentId, '1m')
            .map(({ slot, close, volume }) => [String(slot), Number(close), Number(volume)]),
        shown: (state) => fieldsAt(state, 'candles', ['slot', 'close', 'volume']),
      },
    },
    latestOf(
      place,
      'LastMatchPrice',
      subject,
      ['lastMatchPrice'],
      () => client.lastMatchPrice(subject),
      () => venue.publishTrade(instrumentId, { size: fresh() }),
    ),
    {
      channel: { name: 'AuctionFills', apply: { mode: 'append' } },
      recovery: { mode: 'none' },
      read: () => client.auctionFills(subject),
      publish: () => venue.publishTrade(instrumentId, { size: fresh() }),
      isAcknowledged: false,
      log: {
        happened: () =>
          publishedOf(venue, 'AuctionFills', subject).map((data) => wordOfFills(data)),
        told: ({ data }) => wordOfFills(data),
        isNamed: false,
      },
    },
    latestOf(
      place,
      'Ticker',
      subject,
      [],
      () => client.ticker(subject),
      () =>
        venue.publish('Ticker', subject, 'TickerUpdate', {
          instrumentId,
          ticker: { t: Date.now(), a: fresh() },
        }),
      { told: ['ticker', 'askPrice'], happened: ['ticker', 'a'] },
    ),
    latestOf(
      place,
      'InstrumentStats',
      subject,
      ['instrumentStats', 'volume24h'],
      () => client.instrumentStats(subject),
      () =>
        venue.publish('InstrumentStats', subject, 'InstrumentStatsUpdate', {
          instrumentId,
          instrumentStats: {
            openInterest: 1,
            volume24h: fresh(),
            quoteVolume24h: '1',
            priceChange24h: '0',
          },
        }),
    ),
  ];
}

function wordOfFills(data: unknown): string {
  return JSON.stringify([fieldAt(data, 'price'), fieldsAt(data, 'fills', ['size', 'timestamp'])]);
}
