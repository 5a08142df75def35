import { afterEach, describe, expect, it, vi } from 'vitest';
import { z as classic } from 'zod-3';
import * as oldest from 'zod-3/v4';
import * as z from 'zod/v4';

import { Reader } from '../../core/test/venue-suite/reader.ts';
import { protocol, strategyOf } from '../src/protocol.ts';
import { examples } from './fixtures/examples.ts';
import { start } from './support/start.ts';

const options = { resumeAs: 'number', strategyOf } as const;

/** Every example, and what becomes of it with a field less, or with another type. */
const texts = Object.values(examples)
  .map((text) => text.replace('"msg_type":"string"', '"msg_type":"strategy.signal"'))
  .flatMap((text) => {
    const message = JSON.parse(text) as Record<string, unknown>;
    const names = Object.keys(message);
    return [undefined, [1]]
      .flatMap((value) => names.map((name) => JSON.stringify({ ...message, [name]: value })))
      .concat(text);
  });

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
    const plain = await import('../src/protocol.ts');
    expect(plain.protocol).not.toBe(protocol);
    const read = protocol(options);
    const plainRead = plain.protocol(options);
    for (const text of texts) {
      const { issue: _, ...one } = { issue: '', ...Object(read.decode(text)) };
      const { issue: __, ...other } = { issue: '', ...Object(plainRead.decode(text)) };
      expect(other, text).toEqual(one);
      expect(plainRead.redact?.(text), text).toBe(read.redact?.(text));
    }
  });

  it.each([
    ['3 of the oldest version', classic.object({ side: classic.string() })],
    ['4 of the oldest version', oldest.object({ side: oldest.string() })],
  ])('%s may be what the caller has: versions never mix', async (_which, schema) => {
    await using world = await start();
    await using reader = new Reader(world.c2.signals({ strategyId: 1 }, { schema }));
    await reader.live();
    world.venue.publishSignal(1, { side: 'buy' });
    world.venue.publishSignal(1, { side: 5 });
    await reader.until(({ gaps }) => gaps.length === 1);
    expect(reader.events.map(({ data }) => data)).toMatchObject([{ payload: { side: 'buy' } }]);
    expect(reader.gaps).toMatchObject([{ reason: 'invalid-frame' }]);
  });
});
