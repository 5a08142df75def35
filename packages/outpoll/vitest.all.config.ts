import { defineConfig } from 'vitest/config';

/** `npm test`: the suite once with each zod. */
export default defineConfig({
  test: { projects: ['./vitest.config.ts', './vitest.zod-3.config.ts'] },
});
