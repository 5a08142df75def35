import { expect } from 'vitest';

import { ConfigError } from '../../src/index.ts';

/** The ConfigError that the call throws. */
export function thrownBy(call: () => unknown): ConfigError {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigError);
  return thrown as ConfigError;
}

/** The ConfigError with which the call rejects. */
export async function rejectedBy(call: () => Promise<unknown>): Promise<ConfigError> {
  let rejected: unknown;
  try {
    await call();
  } catch (error) {
    rejected = error;
  }
  expect(rejected).toBeInstanceOf(ConfigError);
  return rejected as ConfigError;
}
