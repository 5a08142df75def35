import { defineProject, mergeConfig } from 'vitest/config';

import base from './vitest.config.ts';

/**
 * The suite on the oldest zod that the peer range allows, which is also the one that n8n has; without the files in
 * which no schema can make a difference.
 */
export default mergeConfig(
  base,
  defineProject({
    test: {
      name: 'collective2-zod-3',
      env: { VENUEWIRE_ZOD: 'oldest' },
      exclude: [
        'fault-table',
        'heartbeat',
        'lifecycle',
        'limits',
        'refused-dials',
        'simulation',
      ].map((name) => `test/${name}.test.ts`),
    },
    resolve: { alias: [{ find: /^zod\/v4$/, replacement: 'zod-3/v4' }] },
  }),
);
