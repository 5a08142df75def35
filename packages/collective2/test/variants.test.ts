import { defaultVariants, type Collective2Variants } from '@venuewire/simulator';
import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { handledIds, publishedIds } from './support/published.ts';
import { start } from './support/start.ts';

/** All that the guides leave open, each with the values that are not the simulator's default. */
const alternatives: { [Name in keyof Collective2Variants]: readonly Collective2Variants[Name][] } =
  {
    unorderedSeqId: ['null'],
    version: ['string'],
    strategyField: ['StrategyId', 'absent'],
    ackOrder: ['after-replay'],
    unsubscribeAck: ['absent'],
    errorRequestId: ['absent'],
    replayTimestamp: ['sent'],
    replayWindow: ['newest'],
    gapStrategyId: ['number'],
    afterGap: ['silence'],
    positionsSeqId: ['null', 'number'],
    initialPositions: ['sent'],
    timestampPrecision: ['seconds'],
    extraFields: ['sent'],
    unknownMessages: ['sent'],
    retryAfter: ['sent'],
    restKeys: ['camel'],
    restNulls: ['absent'],
    restError: ['wrapped'],
  };

const single = Object.entries(alternatives).flatMap(([name, values]) =>
  values.map((value) => [`${name}: ${value}`, { [name]: value }] as const),
);

/** Every alternative at once, but for the one after which nothing comes, and the one that tells strategies apart. */
const together = Object.fromEntries(
  Object.entries(alternatives).map(([name, values]) => [name, values.at(-1)]),
);

const table: readonly (readonly [string, Partial<Collective2Variants>])[] = [
  ['the defaults', {}],
  ...single,
  ['all at once', { ...together, strategyField: 'StrategyId' }],
  ['all at once, without the strategy', together],
];

describe('whatever the venue does where its guides leave it open', () => {
  it('every variant of the simulator is in the table', () => {
    expect(Object.keys(alternatives)).toEqual(Object.keys(defaultVariants));
  });

  it.each(table)(
    'promises 1–3: nothing is lost, doubled or out of order across a break (%s)',
    async (_name, variants) => {
      await using world = await start({
        venue: { variants },
        client: { timing: { unsubscribe: 50 } },
      });
      const { venue, c2 } = world;
      await using one = new Reader(c2.signals({ strategyId: 1 }));
      await one.live();
      // The first message that names no strategy would make two strategies on a connection doubtful; see channels.test.ts.
      const isNamed = variants.strategyField !== 'absent';
      const other = isNamed ? c2 : world.client();
      await using two = new Reader(other.signals({ strategyId: 2 }));
      await using positions = new Reader(c2.positions({ strategyId: 1 }));
      await Promise.all([two.live(), positions.live()]);
      const publish = (): void => {
        for (let turn = 0; turn < 6; turn += 1) venue.publishSignal(1 + (turn % 2));
        venue.publishPositions(1, [{ symbol: 'AAPL', quantity: 1, averagePrice: 2 }]);
      };
      publish();
      await one.until(({ events }) => events.length === 3);
      await two.until(({ events }) => events.length === 3);
      await positions.until(({ events }) => events.length >= 1);
      venue.faults.drop();
      publish();
      await positions.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
      await one.until(({ events }) => events.length === 6);
      await two.until(({ events }) => events.length === 6);
      await tick();
      publish();
      await one.until(({ events }) => events.length === 9);
      await two.until(({ events }) => events.length === 9);
      expect(handledIds(one)).toEqual(publishedIds(venue.published, 1));
      expect(handledIds(two)).toEqual(publishedIds(venue.published, 2));
      for (const reader of [one, two]) {
        expect(reader.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'complete' }]);
      }
      expect(positions.gaps).toMatchObject([{ reason: 'disconnect', recovery: 'partial' }]);
      const snapshots = positions.data.filter(({ snapshot }) => snapshot);
      expect(snapshots).toHaveLength(2);
      expect(snapshots[1]?.data).toMatchObject([{ Quantity: 1, AvgPx: 2 }]);
      expect(c2.health().counters.invalid).toBe(0);
    },
  );
});
