import { defineProject } from 'vitest/config';

// Both are needed for the tests to run on the packages' TypeScript sources instead of a build.
const conditions = ['@venuewire/source'];

export default defineProject({
  test: { name: 'signing', include: ['test/**/*.test.ts'] },
  resolve: { conditions },
  ssr: { resolve: { conditions } },
});
