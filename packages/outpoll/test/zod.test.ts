import type { Codec } from '@venuewire/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z as classic } from 'zod-3';
import * as oldest from 'zod-3/v4';
import * as z from 'zod/v4';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import * as protocol from '../src/protocol.ts';
import { eventId, examples, outcomeId } from './fixtures/examples.ts';
import { start } from './support/start.ts';

type Codecs = typeof protocol;

/** An example, and what becomes of it with a field less, or with another type. */
function formsOf(text: string): string[] {
  const message = JSON.parse(text) as Record<string, unknown>;
  const values = [undefined, [1], null, { t: 1 }];
  const changed = Object.keys(message).flatMap((name) =>
    values.map((value) => JSON.stringify(Object.assign({}, message, { [name]: value }))),
  );
  return [text, ...changed];
}

const codecOf: Record<string, (codecs: Codecs) => Codec> = {
  orderBook: ({ orderBookCodec }) => orderBookCodec(undefined),
  chanceHistory: ({ chanceHistoryCodec }) => chanceHistoryCodec(undefined),
  orderUpdates: ({ orderUpdatesCodec }) => orderUpdatesCodec(undefined),
  balances: ({ balancesCodec }) => balancesCodec(undefined),
  orderFeed: ({ orderFeedCodec }) => orderFeedCodec(undefined),
  activity: ({ activityCodec }) => activityCodec(undefined),
};

/** Versions of zod word their issues differently. */
function withoutIssues(decoded: unknown): unknown {
  return JSON.parse(JSON.stringify(decoded), (key, value: unknown) =>
    key === 'issue' ? undefined : value,
  );
}

describe('zod', () => {
  afterEach(() => {
    vi.doUnmock('zod/v4');
    vi.resetModules();
  });

  it('is the one that this run of the suite is for', () => {
    expect('compile' in z).toBe(process.env['VENUEWIRE_ZOD'] !== 'oldest');
  });

  it('that cannot compile serves as well: plain schemas read the same', async () => {
    expect('compile' in oldest).toBe(false);
    vi.resetModules();
    // The mock of a module has to name what it lacks.
    vi.doMock('zod/v4', () => ({ ...oldest, compile: undefined }));
    const plain: Codecs = await import('../src/protocol.ts');
    expect(plain.orderBookCodec).not.toBe(protocol.orderBookCodec);
    for (const [name, texts] of Object.entries(examples)) {
      const make = codecOf[name];
      if (!make) continue;
      const [ours, theirs] = [make(protocol), make(plain)];
      for (const text of Object.values(texts as Record<string, string>).flatMap(formsOf))
        expect(withoutIssues(theirs.decode(text)), text).toEqual(withoutIssues(ours.decode(text)));
    }
  });

  it.each([
    ['3 of the oldest version', classic.object({ trade: classic.string() })],
    ['4 of the oldest version', oldest.object({ trade: oldest.string() })],
  ])('%s may be what the caller has: versions never mix', async (_which, schema) => {
    await using world = await start({ client: { timing: { acknowledge: 50 } } });
    await using reader = new Reader(world.client.activity({ eventId, outcomeId }, { schema }));
    await reader.live();
    world.venue.publishActivity(outcomeId, 'TRADE', { trade: 't1' });
    world.venue.publishActivity(outcomeId, 'TRADE', { trade: 5 });
    await reader.until(({ gaps }) => gaps.length === 1);
    expect(reader.events.map(({ data }) => data)).toMatchObject([{ payload: { trade: 't1' } }]);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame' }]);
  });
});
