import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hmacSha256, hmacSigner } from '../src/index.ts';
import { digitsOf, hex, utf8 } from './support/bytes.ts';
import { thrownBy } from './support/thrown.ts';

/** RFC 4231 §4; the fifth is of a signature that is cut to 128 bits. */
const rfc4231 = [
  {
    number: 1,
    key: hex('0b'.repeat(20)),
    message: utf8('Hi There'),
    signature: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    number: 2,
    key: utf8('Jefe'),
    message: utf8('what do ya want for nothing?'),
    signature: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    number: 3,
    key: hex('aa'.repeat(20)),
    message: hex('dd'.repeat(50)),
    signature: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    number: 4,
    key: hex('0102030405060708090a0b0c0d0e0f10111213141516171819'),
    message: hex('cd'.repeat(50)),
    signature: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  },
  {
    number: 5,
    key: hex('0c'.repeat(20)),
    message: utf8('Test With Truncation'),
    signature: 'a3b6167473100ee06e0c796c2955552b',
  },
  {
    number: 6,
    key: hex('aa'.repeat(131)),
    message: utf8('Test Using Larger Than Block-Size Key - Hash Key First'),
    signature: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    number: 7,
    key: hex('aa'.repeat(131)),
    message: utf8(
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    signature: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  },
];

const texts = fc.string({ unit: 'binary', maxLength: 300 });

describe(hmacSha256, () => {
  it.each(rfc4231)('gives the signature of RFC 4231, test case $number', (vector) => {
    const { key, message, signature } = vector;
    expect(digitsOf(hmacSha256(key, message)).slice(0, signature.length)).toBe(signature);
  });

  it('agrees with Node on keys and messages of any length', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        const expected = createHmac('sha256', key).update(message).digest('hex');
        expect(digitsOf(hmacSha256(key, message))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe(hmacSigner, () => {
  // The example of Outpoll's reference: its inputs are the venue's, the output follows from the formula that it gives.
  it.each(['dGVzdF9zZWNyZXRfMTIzNDU2Nzg', 'dGVzdF9zZWNyZXRfMTIzNDU2Nzg='])(
    'signs as Outpoll documents it, with the secret %s',
    (secret) => {
      const signer = hmacSigner(secret);
      expect(signer.sign('1712500000GET/order/ws')).toBe(
        'Cn6oA9BE3cVxdIjkuFm3RotzukgbLGUqdA5KcC_L9Lw',
      );
    },
  );

  it('agrees with Node on any secret, padded or not, and any message, as text or bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), texts, (key, message) => {
        const text = Buffer.from(key).toString('base64url');
        const expected = createHmac('sha256', key).update(message).digest('base64url');
        for (const secret of [text, text.padEnd(Math.ceil(text.length / 4) * 4, '=')]) {
          const signer = hmacSigner(secret);
          expect(signer.sign(message)).toBe(expected);
          expect(signer.sign(utf8(message))).toBe(expected);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('signs each message as if it were the first', () => {
    const signer = hmacSigner('c2VjcmV0');
    const alone = ['a', 'b', 'a'].map((message) => hmacSigner('c2VjcmV0').sign(message));
    expect(['a', 'b', 'a'].map((message) => signer.sign(message))).toEqual(alone);
  });

  it.each([
    ['base64 that is not base64url', 'ab+/', /^The secret is not base64url: .*- and _\.$/],
    ['a secret with a line break', 'c2VjcmV0c2VjcmV0\r\n', /space or a line break/],
    ['a secret of another length', 'c2Vjc', /one too many/],
  ])('refuses %s without quoting it', (_, secret, message) => {
    const error = thrownBy(() => hmacSigner(secret));
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain(secret.trim());
  });

  it('refuses a secret of no bytes', () => {
    expect(thrownBy(() => hmacSigner('')).message).toBe('The secret is empty.');
  });

  it('refuses a message that has no UTF-8, and what is neither a text nor bytes', () => {
    const signer = hmacSigner('c2VjcmV0');
    expect(thrownBy(() => signer.sign('\ud800')).message).toContain('surrogate');
    thrownBy(() => signer.sign(7 as never));
  });
});
