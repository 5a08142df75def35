import { defineProject, mergeConfig } from 'vitest/config';

import base from './vitest.config.ts';

/**
 * The suite on the oldest zod that the peer range allows, which is also the one that n8n has.
 */
export default mergeConfig(
  base,
  defineProject({
    test: {
      name: 'rocketfi-zod-3',
      env: { VENUEWIRE_ZOD: 'oldest' },
      // No schema makes a difference there.
      exclude: ['test/simulation.test.ts'],
    },
    resolve: { alias: [{ find: /^zod\/v4$/, replacement: 'zod-3/v4' }] },
  }),
);
