import { setImmediate } from 'node:timers/promises';

import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { protocol } from '../src/protocol.ts';
import { serverMessages } from './fixtures/examples.ts';
import { readAll } from './support/all-kinds.ts';
import { frames } from './support/distorted.ts';
import { startScripted } from './support/start.ts';

const count = 2_000;

it.each([1, 2, 3])(
  'promise 12: thousands of senseless frames are counted, and harm nothing (seed %d)',
  { timeout: 30_000 },
  async (seed) => {
    await using world = await startScripted({}, { timing: { snapshot: 20 } });
    const { client, venue } = world;
    const readers = await readAll(client);
    const before = client.health().counters.frames;
    const sent = fc.sample(frames, { numRuns: count, seed });
    for (const [index, text] of sent.entries()) {
      venue.peer.send(text);
      // The engine has its say between two bursts.
      if (index % 32 === 0) await setImmediate();
    }
    for (const text of Object.values(serverMessages)) venue.peer.send(text);
    const all = count + Object.keys(serverMessages).length;
    while (client.health().counters.frames < before + all) await setImmediate();
    const said = sent.flatMap((text) => protocol.decode(text)).map(({ type }) => type);
    const { counters } = client.health();
    expect(counters.invalid).toBe(said.filter((type) => type === 'invalid').length);
    expect(counters.unknown).toBe(said.filter((type) => type === 'unknown').length);
    expect(counters.invalid).toBeGreaterThan(500);
    for (const reader of readers) await reader.live();
    expect(venue.peers).toHaveLength(1);
    for (const reader of readers) await reader[Symbol.asyncDispose]();
  },
);

it('promise 12: a text that is no UTF-8 costs the connection, and nothing else', async () => {
  await using world = await startScripted({}, { timing: { snapshot: 20 } });
  const readers = await readAll(world.client);
  world.venue.peer.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
  for (const reader of readers) await reader.recovered();
  expect(world.venue.peers).toHaveLength(2);
  expect(world.client.health().state).toBe('live');
});
