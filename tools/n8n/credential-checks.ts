import assert from 'node:assert/strict';

import { outpollSimulator, rocketfiSimulator } from '@venuewire/simulator';

import {
  credentialOf,
  outpollCredential,
  rocketfiCredential,
  withVenue,
  type Check,
} from './check.ts';

/** One after the other: n8n 2.41 fails when it tests two credentials at once. */
export const credentialChecks: readonly Check[] = [
  {
    name: 'the packed tarball is installed and its nodes are loaded',
    async run({ api }) {
      const [nodes, credentials] = await Promise.all([
        api.types('nodes'),
        api.types('credentials'),
      ]);
      const own = nodes.filter((name) => name.startsWith('n8n-nodes-venuewire.')).toSorted();
      const expected = ['collective2', 'outpoll', 'rocketFi'].flatMap((venue) =>
        ['', 'Tool', 'Trigger'].map((kind) => `n8n-nodes-venuewire.${venue}${kind}`),
      );
      assert.deepEqual(own, expected);
      for (const name of ['collective2Api', 'outpollApi', 'rocketFiApi'])
        assert.ok(credentials.includes(name), name);
      return own.join(', ').replaceAll('n8n-nodes-venuewire.', '');
    },
  },
  {
    name: 'Collective2: its credential test tells a good key from a bad one',
    run: (world) =>
      withVenue(world, async ({ venue, credentialId }) => {
        const good = await world.api.testCredential(credentialId, credentialOf(venue));
        assert.equal(good.status, 'OK', good.message);
        const bad = await world.api.testCredential(credentialId, credentialOf(venue, 'wrong'));
        assert.equal(bad.status, 'Error');
        return `${good.status}; ${bad.status}: ${bad.message}`;
      }),
  },
  {
    name: 'Outpoll: its credential test tells a good secret from a bad one',
    async run({ api }) {
      await using venue = await outpollSimulator();
      const id = await api.createCredential(outpollCredential(venue));
      const good = await api.testCredential(id, outpollCredential(venue));
      assert.equal(good.status, 'OK', good.message);
      const bad = await api.testCredential(id, outpollCredential(venue, 'd3Jvbmc'));
      assert.equal(bad.status, 'Error');
      return `${good.status}; ${bad.status}: ${bad.message}`;
    },
  },
  {
    name: 'RocketFi: its credential test tells an address from something else',
    async run({ api }) {
      await using venue = await rocketfiSimulator();
      const id = await api.createCredential(rocketfiCredential(venue));
      for (const account of [undefined, '']) {
        const good = await api.testCredential(id, rocketfiCredential(venue, account));
        assert.equal(good.status, 'OK', good.message);
      }
      const bad = await api.testCredential(id, rocketfiCredential(venue, '0x12'));
      assert.equal(bad.status, 'Error');
      return `OK, OK; ${bad.status}: ${bad.message}`;
    },
  },
];
