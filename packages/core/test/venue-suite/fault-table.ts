import { describe, expect, test } from 'vitest';

import { platform as nodePlatform } from '../../src/node/index.ts';
import { platform as webPlatform } from '../../src/web/index.ts';
import { complaintsOf } from './expectations.ts';
import { faults as common } from './faults.ts';
import type { Stage, SuiteFault, VenueUnderTest } from './stage.ts';
import { survive } from './survive.ts';

const platforms = [
  { transport: 'ws', platform: nodePlatform, impossible: [], canPing: true },
  {
    transport: 'the standard WebSocket',
    platform: webPlatform,
    // It takes a connection that fetch has left open, and so gets in through a closed port; `restart` refuses it.
    impossible: ['refuse'],
    canPing: false,
  },
] as const;

/** Runs every channel of a venue's table through every fault, on both transports. */
export function faultTable<Own extends Stage>(venue: VenueUnderTest<Own>): void {
  const faults: readonly SuiteFault<Own>[] = [...common, ...(venue.faults ?? [])];

  test('every row of the channel table goes through the faults', async () => {
    await using stage = await venue.start({ timing: {} });
    const names = stage.streams.map(({ channel }) => channel.name);
    expect(new Set(names)).toEqual(new Set(venue.channels));
  });

  describe.each(platforms)(
    'promises 1, 2, 3, 6 and 8 on $transport: every channel is live again within the declared deadlines',
    ({ platform, impossible, canPing }) => {
      // Where nothing proves life, death goes unnoticed: `health()` says so.
      const isBlind = venue.liveness === 'none' && !canPing;
      const possible = faults.filter(
        ({ name, isDeath, isOfAcknowledgements }) =>
          !impossible.some((one) => one === name) &&
          !(isBlind && isDeath) &&
          (venue.isAcknowledged || !isOfAcknowledgements),
      );
      test.each(possible)('after: $name', { timeout: 30_000 }, async (fault) => {
        const { survivors, state } = await survive(venue, fault, platform());
        expect(state).toBe('live');
        expect(survivors.flatMap((survivor) => complaintsOf(survivor, fault))).toEqual([]);
        // Whatever it was, somebody must have noticed.
        expect(survivors.some(({ gaps }) => gaps.length > 0)).toBe(fault.gap !== 'none');
      });
    },
  );
}
