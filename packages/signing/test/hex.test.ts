import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';

import { fromHex, toHex, type Hex } from '../src/index.ts';
import { digitsOf } from './support/bytes.ts';
import { thrownBy } from './support/thrown.ts';

describe('hex', () => {
  it('agrees with Node on any bytes, in any case, with 0x or without', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const digits = digitsOf(bytes);
        expect(toHex(bytes)).toBe(`0x${digits}`);
        for (const text of [digits, `0x${digits}`, digits.toUpperCase()]) {
          expect(fromHex(text)).toEqual(bytes);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['abc', '0xabc', '0Xabcd', 'xy', '0x0x12', ' ab', 'ab\n', 'é0', '0x-1'])(
    'refuses %j without quoting it',
    (text) => {
      expect(thrownBy(() => fromHex(text)).message).toBe(
        'The text is not hexadecimal: it takes pairs of 0-9, a-f.',
      );
    },
  );

  it('refuses what is no text, or no bytes', () => {
    expect(thrownBy(() => fromHex(12 as never)).message).toContain('not hexadecimal');
    expect(thrownBy(() => toHex([1, 2] as never)).message).toContain('Uint8Array');
  });

  it('says in its type that it has 0x', () => {
    expectTypeOf(toHex).returns.toEqualTypeOf<Hex>();
  });
});
