import fc from 'fast-check';
import { isPrivate, recover } from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';

import { addressOf, localSigner, recoverAddress } from '../src/index.ts';
import { encodeSignature, signDigest } from '../src/signature.ts';
import { bytes32, digitsOf, hex } from './support/bytes.ts';
import { thrownBy } from './support/thrown.ts';

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const key = hex('11'.repeat(32));
const digest = hex('22'.repeat(32));
const signature = signDigest(digest, key);
const { address } = localSigner(key);

const word = (value: bigint): string => value.toString(16).padStart(64, '0');

function attempt<Result>(recovery: () => Result): Result | undefined {
  try {
    return recovery() ?? undefined;
  } catch {
    return undefined;
  }
}

/** The signature with some of its parts replaced. */
function changed(parts: { r?: string; s?: string; v?: number }): Uint8Array {
  const digits = digitsOf(signature);
  const { r = digits.slice(0, 64), s = digits.slice(64, 128), v = signature[64] ?? 0 } = parts;
  return Uint8Array.of(...hex(r + s), v);
}

/** As valid as the signature itself: s on the other side, and the other parity. */
function highS(): Uint8Array {
  const s = BigInt(`0x${digitsOf(signature.subarray(32, 64))}`);
  return changed({ s: word(order - s), v: signature[64] === 27 ? 28 : 27 });
}

describe(recoverAddress, () => {
  it('takes v as 27 or 28, and as 0 or 1', () => {
    const v = signature[64] ?? 0;
    expect(recoverAddress(digest, signature)).toBe(address);
    expect(recoverAddress(digest, changed({ v: v - 27 }))).toBe(address);
  });

  it('agrees with libsecp256k1 about whose any signature is, and whether it is somebody’s', () => {
    const halves = fc.bigInt({ min: 1n, max: order / 2n }).map(word);
    const parities = fc.constantFrom(0 as const, 1 as const);
    const found = { somebody: 0, nobody: 0 };
    fc.assert(
      fc.property(bytes32, halves, halves, parities, (given, r, s, parity) => {
        const compact = hex(r + s);
        const publicKey = attempt(() => recover(given, compact, parity));
        found[publicKey ? 'somebody' : 'nobody'] += 1;
        const recovered = attempt(() =>
          recoverAddress(given, Uint8Array.of(...compact, 27 + parity)),
        );
        expect(recovered).toBe(publicKey ? addressOf(publicKey) : undefined);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(found.somebody, found.nobody)).toBeGreaterThan(100);
  });

  it('gives another address when any bit of the digest is another', () => {
    fc.assert(
      fc.property(bytes32.filter(isPrivate), fc.nat(255), (secret, bit) => {
        const other = Uint8Array.from(digest);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const signed = signDigest(digest, secret);
        expect(recoverAddress(other, signed)).not.toBe(recoverAddress(digest, signed));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses the second signature that anybody can make of one: high s', () => {
    expect(thrownBy(() => recoverAddress(digest, highS())).message).toContain('high s');
  });

  it.each([2, 3, 26, 29, 30, 37, 255])('refuses v %i', (v) => {
    expect(thrownBy(() => recoverAddress(digest, changed({ v }))).message).toContain('v, is not');
  });

  it.each([
    ['r of zero', { r: word(0n) }],
    ['s of zero', { s: word(0n) }],
    ['r of the order', { r: word(order) }],
    ['s of the order', { s: word(order) }],
    ['r beyond it', { r: 'f'.repeat(64) }],
  ])('refuses %s', (_, parts) => {
    expect(thrownBy(() => recoverAddress(digest, changed(parts))).message).toContain(
      'out of range',
    );
  });

  it('refuses an r that is the x of no point', () => {
    expect(thrownBy(() => recoverAddress(digest, changed({ r: word(5n) }))).message).toContain(
      'nobody',
    );
  });

  it('says how long a digest and a signature are', () => {
    expect(thrownBy(() => recoverAddress(digest.subarray(1), signature)).message).toBe(
      'The digest must have 32 bytes; it has 31.',
    );
    expect(thrownBy(() => recoverAddress(digest, signature.subarray(1))).message).toBe(
      'The signature must have 65 bytes; it has 64.',
    );
    thrownBy(() => recoverAddress(digest, digitsOf(signature) as never));
  });
});

describe('a signature whose r was reduced', () => {
  it('is refused, because v cannot say so', () => {
    for (const parity of [2, 3]) {
      expect(thrownBy(() => encodeSignature(signature.subarray(0, 64), parity)).message).toContain(
        'cannot be expressed',
      );
    }
  });
});
