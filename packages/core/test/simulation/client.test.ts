import { describe, expect, test } from 'vitest';

import { exploreClient, report } from './explore.ts';

const seed = 20_260_102;
const schedules = 1600;
const batches = 4;

describe('the simulated client', () => {
  const batch = schedules / batches;
  test.each(Array.from({ length: batches }, (_, index) => index * batch))(
    'promises 1 to 10 hold in every schedule from %i on: each promise settles, commits follow the handling',
    async (first) => {
      for (let index = first; index < first + batch; index += 1) {
        const failure = await exploreClient(seed, index);
        expect(failure && report(failure)).toBeUndefined();
      }
    },
    60_000,
  );
});
