import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { keccak256 } from '../src/index.ts';
import { digitsOf, utf8 } from './support/bytes.ts';
import { referenceKeccak } from './support/reference-keccak.ts';
import { thrownBy } from './support/thrown.ts';

const messages = fc.uint8Array({ maxLength: 600 });

describe(keccak256, () => {
  // The hash of nothing is in the Yellow Paper; "abc" is NIST's message for SHA-3.
  it.each([
    ['', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    ['abc', '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  ])('knows the hash of "%s"', (message, digest) => {
    expect(digitsOf(keccak256(utf8(message)))).toBe(digest);
  });

  it('agrees with a reference that is right about SHA-3', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const sha3 = createHash('sha3-256').update(message).digest('hex');
        expect(digitsOf(referenceKeccak(message, 0x06))).toBe(sha3);
        expect(keccak256(message)).toEqual(referenceKeccak(message, 0x01));
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with the reference at each length around the size of a block', () => {
    for (let length = 130; length <= 140; length += 1) {
      const message = new Uint8Array(length).fill(length);
      expect(keccak256(message)).toEqual(referenceKeccak(message, 0x01));
    }
  });

  it('does not take a text for bytes', () => {
    expect(thrownBy(() => keccak256('abc' as never)).message).toBe(
      'What is hashed must be a Uint8Array.',
    );
  });
});
