import { describe, expect, test } from 'vitest';

import { explore, report } from './explore.ts';

/** Fixed, so that the same schedules run everywhere; `npm run soak` runs others. */
const seed = 20_260_101;
const schedules = 4000;
const batches = 8;

describe('the simulated engine', () => {
  const batch = schedules / batches;
  test.each(Array.from({ length: batches }, (_, index) => index * batch))(
    'promises 1 to 10 hold in every schedule from %i on',
    (first) => {
      for (let index = first; index < first + batch; index += 1) {
        const failure = explore(seed, index);
        expect(failure && report(failure)).toBeUndefined();
      }
    },
    60_000,
  );
});
