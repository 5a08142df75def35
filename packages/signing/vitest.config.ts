import { defineProject } from 'vitest/config';

// Both are needed for the tests to run on the packages' TypeScript sources instead of a build.
const conditions = ['@venuewire/source'];

export default defineProject({
  // Thousands of signatures are a matter of seconds, and of more on a machine that has other work.
  test: { name: 'signing', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
  resolve: { conditions },
  ssr: { resolve: { conditions } },
});
