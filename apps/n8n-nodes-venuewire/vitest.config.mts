import { defineProject } from 'vitest/config';

// Both are needed for the tests to run on the packages' TypeScript sources instead of a build.
const conditions = ['@venuewire/source'];

export default defineProject({
  test: {
    name: 'n8n',
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // n8n's own logger.
    env: { N8N_LOG_LEVEL: 'silent' },
  },
  resolve: {
    conditions,
    // Everything here runs on the zod that n8n has, which is the one that this app sees.
    alias: [
      { find: /^zod\/v4$/, replacement: `${import.meta.dirname}/node_modules/zod/v4/index.js` },
    ],
  },
  ssr: { resolve: { conditions } },
});
