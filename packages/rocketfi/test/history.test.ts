import { describe, expect, it } from 'vitest';

import { rocketfi as bare } from '../src/bare.ts';
import { account, instrument } from './fixtures/examples.ts';
import { Reader } from './support/reader.ts';
import { ok, type Script } from './support/scripted-venue.ts';
import { standardPlatform } from './support/standard-platform.ts';
import { startScripted, type Make } from './support/start.ts';

/** So old that a break of now cannot have hidden it, but for the last. */
const longAgo = 1767225600000;

/** A venue that has had so many fundings, in pages of a hundred. */
function having(
  count: number,
  order: 'oldest' | 'newest',
  pages: 'turned' | 'all' = 'turned',
): Script {
  const events = Array.from({ length: count }, (_, index) => ({
    account,
    instrumentId: instrument,
    fundingRate: '0.1',
    pnl: '1',
    round: index,
    timestamp: longAgo + index,
  }));
  if (order === 'newest') events.reverse();
  return {
    rest({ url = '' }) {
      const { searchParams } = new URL(url, 'http://venue');
      const from = Number(searchParams.get('pageNumber')) * 100;
      return ok({ events: pages === 'all' ? events : events.slice(from, from + 100) });
    },
  };
}

const update = (round: number): object => ({
  PositionFundingUpdate: {
    account,
    instrumentId: instrument,
    fundingRate: '0.1',
    pnl: '1',
    round,
    timestamp: longAgo + round,
  },
});

/** What a reader gets that knows a row of the history and then loses its connection, and how often REST was asked. */
async function missed(script: Script, known: number): Promise<{ rounds: string[]; asked: number }> {
  await using world = await startScripted(script);
  await using reader = new Reader(world.client.positionFunding({ account }));
  await reader.live();
  world.venue.peer.send(update(known));
  await reader.until(({ data }) => data.length === 1);
  world.venue.peer.socket.terminate();
  await reader.recovered();
  const rounds = reader.data.slice(1).map(({ data }) => data.round);
  return { rounds, asked: world.venue.targets.length };
}

const rounds = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

describe.each(['oldest', 'newest'] as const)('a history that begins with the %s', (order) => {
  it.each([1, 99, 100, 101, 199, 200, 201, 350, 1000, 1234, 12_345])(
    'has its end after a break: of %d rows',
    async (count) => {
      const known = Math.max(0, count - 42);
      const { rounds: told, asked } = await missed(having(count, order), known);
      expect(told).toEqual(rounds(known + 1, count));
      expect(asked).toBeLessThanOrEqual(25);
    },
  );

  it('that does not come in pages is taken as it is', async () => {
    const { rounds: told, asked } = await missed(having(345, order, 'all'), 100);
    expect(told).toEqual(rounds(101, 345));
    expect(asked).toBeLessThanOrEqual(2);
  });
});

it('promise 5: no more than the newest thousand are looked through', async () => {
  const { asked } = await missed(having(5_000, 'newest'), 4_999);
  expect(asked).toBe(10);
});

it.each([
  ['1m', 60_000],
  ['4h', 14_400_000],
  ['1d', 86_400_000],
] as const)(
  'as many candles of %s are asked for as are kept, not those of a day',
  async (interval, length) => {
    const scheduler = { ...standardPlatform.scheduler, epoch: () => longAgo };
    const make: Make = (options) =>
      bare({ ...options, platform: { ...standardPlatform, scheduler } });
    await using world = await startScripted({}, {}, make);
    await world.client.candles({ instrumentId: instrument, interval }).ready();
    const startTime = longAgo - 999 * length;
    expect(world.venue.targets).toEqual([
      `/candles?instrumentId=${instrument}&interval=${interval}&startTime=${startTime}&limit=1000`,
    ]);
  },
);
