import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeBase64Url, encodeBase64Url } from '../src/index.ts';
import { hex, utf8 } from './support/bytes.ts';
import { thrownBy } from './support/thrown.ts';

/** RFC 4648 §10, without its padding; the last two have what base64url writes differently from base64. */
const vectors = [
  { bytes: utf8(''), text: '' },
  { bytes: utf8('f'), text: 'Zg' },
  { bytes: utf8('fo'), text: 'Zm8' },
  { bytes: utf8('foo'), text: 'Zm9v' },
  { bytes: utf8('foob'), text: 'Zm9vYg' },
  { bytes: utf8('fooba'), text: 'Zm9vYmE' },
  { bytes: utf8('foobar'), text: 'Zm9vYmFy' },
  { bytes: hex('fbffbf'), text: '-_-_' },
  { bytes: hex('14fb9c03d97e'), text: 'FPucA9l-' },
];

const padded = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');

describe('base64url', () => {
  it.each(vectors)('writes $text without padding, and reads it with and without', (vector) => {
    const { bytes, text } = vector;
    expect(encodeBase64Url(bytes)).toBe(text);
    expect(decodeBase64Url(text)).toEqual(bytes);
    expect(decodeBase64Url(padded(text))).toEqual(bytes);
  });

  it('agrees with Node on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(encodeBase64Url(bytes)).toBe(text);
        expect(decodeBase64Url(text)).toEqual(bytes);
        expect(decodeBase64Url(padded(text))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('has one text for each value: what it reads, it writes the same', () => {
    const texts = fc.string({
      unit: fc.constantFrom(...Array.from('ABQgwz019-_=+/ ')),
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, (text) => {
        let bytes: Uint8Array;
        try {
          bytes = decodeBase64Url(text);
        } catch {
          return;
        }
        expect([encodeBase64Url(bytes), padded(encodeBase64Url(bytes))]).toContain(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a character that is missing', 'Zm9vY', /one too many/],
    ['padding without need', 'Zm9v=', /padding/],
    ['padding that is short', 'Zg=', /padding/],
    ['padding that is long', 'Zg===', /padding/],
    ['nothing but padding', '====', /A-Z/],
    ['padding in the middle', 'Zg==Zg==', /A-Z/],
    ['the alphabet of base64', 'ab+/', /which are of base64/],
    ['a line break at the end', 'Zm9v\n', /line break/],
    ['a space', 'Zm 9', /space or a line break/],
    ['another alphabet', 'Zm9é', /A-Z/],
    ['a character of two halves', 'Zm😀', /A-Z/],
    ['bits that belong to no byte', 'Zh', /belong to no byte/],
    ['four such bits', 'ZgB', /belong to no byte/],
  ])('refuses %s', (_, text, reason) => {
    const error = thrownBy(() => decodeBase64Url(text));
    expect(error.message).toMatch(reason);
    expect(error.message).not.toContain(text);
  });

  it('refuses what is no text, or no bytes', () => {
    expect(thrownBy(() => decodeBase64Url(undefined as never)).message).toContain('no string');
    expect(thrownBy(() => encodeBase64Url('text' as never)).message).toContain('Uint8Array');
  });
});
