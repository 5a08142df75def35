import { describe, expect, expectTypeOf, it } from 'vitest';

import { ConfigError } from '../src/index.ts';

const error = new ConfigError('what is wrong');

describe(ConfigError, () => {
  it('has what the ConfigError of @venuewire/core has', () => {
    expect(error).toBeInstanceOf(Error);
    const { name, code, message, retryable, venue, cause } = error;
    expect({ name, code, message, retryable, venue, cause }).toEqual({
      name: 'ConfigError',
      code: 'CONFIG',
      message: 'what is wrong',
      retryable: false,
      venue: undefined,
      cause: undefined,
    });
    expect(error.stack).toContain('ConfigError: what is wrong');
  });

  it('has the brand by which VenuewireError.is() knows errors of other copies, where nobody sees it', () => {
    const brand = Symbol.for('venuewire.error');
    expect(Reflect.get(error, brand)).toBe(true);
    expect(Object.prototype.propertyIsEnumerable.call(error, brand)).toBe(false);
  });

  it('shows as JSON what it says', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ConfigError',
      code: 'CONFIG',
      message: 'what is wrong',
      retryable: false,
    });
  });

  it('can be told from other errors by its type', () => {
    expectTypeOf<ConfigError['code']>().toEqualTypeOf<'CONFIG'>();
    expectTypeOf<ConfigError['retryable']>().toEqualTypeOf<false>();
  });
});
