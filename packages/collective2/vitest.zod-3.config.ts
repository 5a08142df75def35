import { defineProject, mergeConfig } from 'vitest/config';

import base from './vitest.config.ts';

/** The same suite on the oldest zod that the peer range allows, which is also the one that n8n has. */
export default mergeConfig(
  base,
  defineProject({
    test: { name: 'collective2-zod-3' },
    resolve: { alias: [{ find: /^zod\/v4$/, replacement: 'zod-3/v4' }] },
  }),
);
