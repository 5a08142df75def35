import { expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { startScripted } from './support/start.ts';

it.each([1, 2, 3])(
  'promise 12: thousands of senseless frames are counted, and harm nothing (seed %d)',
  { timeout: 30_000 },
  async (seed) => {
    const { overSockets, invalid, unknown } = await fuzz({ frames: 5_000, seed });
    expect(overSockets).toBe(2_000);
    expect(invalid).toBeGreaterThan(1_000);
    expect(unknown).toBeGreaterThan(100);
  },
);

it('promise 12: a text that is no UTF-8 costs the connection, and nothing else', async () => {
  await using world = await startScripted({});
  await using reader = new Reader(world.c2.signals({ strategyId: 1 }));
  await reader.live();
  const { peer } = world.venue;
  peer.send({ msg_type: 'strategy.signal', seq_id: 1, payload: { strategy_id: 1 } });
  await reader.until(({ events }) => events.length === 1);
  peer.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
  await reader.until(({ gaps, isLive }) => gaps.length === 1 && isLive);
  expect(reader.story).toEqual(['live', '1', 'gap disconnect complete', 'live']);
  expect(world.venue.peers).toHaveLength(2);
});
