import { describe, expect, it } from 'vitest';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { tick } from '../../core/test/venue-suite/tick.ts';
import { eventId, outcomeId } from './fixtures/examples.ts';
import { start, type World } from './support/start.ts';
import { sentTo } from './support/wire.ts';

const params = { eventId, outcomeId };

/** All seven streams, live. */
async function everything({ client }: World): Promise<Reader[]> {
  const readers = [
    client.orderBook(params),
    client.chanceHistory(params),
    client.orderUpdates(),
    client.balances(),
    client.orderFeed(),
    client.activity(params),
    client.lastTrades(),
  ].map((subscription) => new Reader<unknown>(subscription));
  await Promise.all(readers.map((reader) => reader.live()));
  return readers;
}

const timing = { acknowledge: 100 };

describe('PING of the venue', () => {
  it('is not answered by default, because no answer is documented', async () => {
    await using world = await start({
      venue: { variants: { pings: 'everywhere' }, pingMs: 20 },
      client: { timing },
    });
    const readers = await everything(world);
    const { frames } = world.client.health().counters;
    while (world.client.health().counters.frames < frames + 21) await tick();
    expect(sentTo(world.venue).filter(({ t }) => String(t).includes('PONG'))).toEqual([]);
    expect(world.client.health().counters).toMatchObject({ unknown: 0, invalid: 0, unrouted: 0 });
    expect(readers.flatMap(({ gaps }) => gaps)).toEqual([]);
  });

  it.each([['{"t":"PONG"}'], [() => '{"t":"PONG"}']])(
    'is answered with what the caller says: %s',
    async (pong) => {
      await using world = await start({
        venue: { variants: { pings: 'everywhere', pong: 'required' }, pingMs: 300 },
        client: { pong, timing },
      });
      const readers = await everything(world);
      const pongs = (): number => sentTo(world.venue, 'PONG').length;
      await world.venue.until(() => pongs() >= 21);
      expect(readers.flatMap(({ gaps }) => gaps)).toEqual([]);
      expect(world.venue.dials).toHaveLength(7);
    },
  );

  it('whose answer the venue does not know harms nothing: that is told, and all goes on', async () => {
    await using world = await start({
      // While a request is under way, an error that names nothing is taken to be about it.
      venue: {
        variants: { pings: 'everywhere', pong: 'refused', activityAck: 'sent' },
        pingMs: 100,
      },
      client: { pong: '{"t":"PONG"}', timing },
    });
    const readers = await everything(world);
    await world.venue.until(() => sentTo(world.venue, 'PONG').length >= 21);
    expect(readers.flatMap(({ gaps }) => gaps)).toEqual([]);
    expect(readers.every(({ isLive }) => isLive)).toBe(true);
    expect(world.events.some(({ type }) => type === 'refused')).toBe(true);
    expect(world.venue.dials).toHaveLength(7);
  });
});
