import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readJson, u64Of, writeJson } from '../../src/rocketfi/exact-json.ts';
import type { Json } from '../../src/rocketfi/exact-json.ts';

describe('exact JSON', () => {
  test('integers keep every digit, both ways', () => {
    const text = '{"id":18446744073709551615,"list":[9007199254740993,-9007199254740993],"one":1}';
    expect(readJson(text)).toEqual({
      id: 18_446_744_073_709_551_615n,
      list: [9_007_199_254_740_993n, -9_007_199_254_740_993n],
      one: 1,
    });
    expect(writeJson(readJson(text) as Json)).toBe(text);
  });

  test('all else is written as JSON.stringify writes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(writeJson(value as Json)).toBe(JSON.stringify(value));
      }),
    );
    expect(writeJson({ absent: undefined, empty: null })).toBe('{"empty":null}');
  });

  test('an unsigned integer of 64 bits is one, and nothing else is', () => {
    const integers = ['0', '1', '9007199254740993', '18446744073709551615'];
    expect(integers.map((text) => u64Of(readJson(text)))).toEqual(integers.map(BigInt));
    const others = ['-1', '1.5', '18446744073709551616', '"1"', 'null', 'true', '1e30'];
    expect(others.map((text) => u64Of(readJson(text)))).toEqual(others.map(() => undefined));
  });
});
