import { describe, expect, it } from 'vitest';

import { warmUp } from '../src/index.ts';

describe(warmUp, () => {
  it('can be called at any time, and more than once', () => {
    expect(warmUp()).toBeUndefined();
    expect(warmUp()).toBeUndefined();
  });
});
