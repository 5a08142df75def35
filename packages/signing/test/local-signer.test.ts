import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { isPrivate, pointFromScalar, signRecoverable, verify } from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';

import { localSigner, personalMessageDigest, recoverAddress } from '../src/index.ts';
import { signDigest } from '../src/signature.ts';
import { bytes32, digitsOf, hex, utf8 } from './support/bytes.ts';
import { thrownBy } from './support/thrown.ts';

const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
const largest = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140';
const one = '1'.padStart(64, '0');

/**
 * RFC 6979 has no vectors for secp256k1. These, with SHA-256, were agreed upon by those who implemented it for Bitcoin:
 * https://bitcointalk.org/index.php?topic=285142, where the first three and the last two are of the first list, and the
 * others of Haskoin's. Their s is low.
 */
const rfc6979 = [
  {
    key: one,
    message: 'Satoshi Nakamoto',
    signature:
      '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
  },
  {
    key: one,
    message: 'All those moments will be lost in time, like tears in rain. Time to die...',
    signature:
      '8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21',
  },
  {
    key: largest,
    message: 'Satoshi Nakamoto',
    signature:
      'fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5',
  },
  {
    key: one,
    message: 'Everything should be made as simple as possible, but not simpler.',
    signature:
      '33a69cd2065432a30f3d1ce4eb0d59b8ab58c74f27c41a7fdb5696ad4e6108c96f807982866f785d3f6418d24163ddae117b7db4d5fdf0071de069fa54342262',
  },
  {
    key: largest,
    message:
      'Equations are more important to me, because politics is for the present, but an equation is something for eternity.',
    signature:
      '54c4a33c6423d689378f160a7ff8b61330444abb58fb470f96ea16d99d4a2fed07082304410efa6b2943111b6a4e0aaa7b7db55a07e9861d1fb3cb1f421044a5',
  },
  {
    key: largest,
    message: 'Not only is the Universe stranger than we think, it is stranger than we can think.',
    signature:
      'ff466a9f1b7b273e2f4c3ffe032eb2e814121ed18ef84665d0f515360dab3dd06fc95f5132e5ecfdc8e5e6e616cc77151455d46ed48f5589b7db7771a332b283',
  },
  {
    key: 'f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181',
    message: 'Alan Turing',
    signature:
      '7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea',
  },
  {
    key: 'e91671c46231f833a6406ccbea0e3e392c76c167bac1cb013f6f1013980455c2',
    message:
      "There is a computer disease that anybody who works with computers knows about. It's a very serious disease and it interferes completely with the work. The trouble with computers is that you 'play' with them!",
    signature:
      'b552edd27580141f3b2a5463048cb7cd3e047b97c9f98076c32dbdf85a68718b279fa72dd19bfae05577e06c7c0c1900c371fcd5893f7e1d56a37d30174671f6',
  },
];

const keys = bytes32.filter(isPrivate);

describe('ECDSA', () => {
  it.each(rfc6979)('signs "$message" as RFC 6979 does, with low s', (vector) => {
    const digest = new Uint8Array(createHash('sha256').update(vector.message).digest());
    const key = hex(vector.key);
    const signature = signDigest(digest, key);
    expect(digitsOf(signature.subarray(0, 64))).toBe(vector.signature);
    const independent = signRecoverable(digest, key);
    expect(digitsOf(independent.signature)).toBe(vector.signature);
    expect(signature[64]).toBe(27 + independent.recoveryId);
  });

  it('agrees with libsecp256k1 in every byte, for any key and digest', () => {
    fc.assert(
      fc.property(keys, bytes32, (key, digest) => {
        const { signature, recoveryId } = signRecoverable(digest, key);
        expect(signDigest(digest, key)).toEqual(Uint8Array.of(...signature, 27 + recoveryId));
      }),
      { numRuns: 2000 },
    );
  });
});

describe(localSigner, () => {
  it('makes signatures that libsecp256k1 accepts, with low s, and v 27 or 28', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.uint8Array({ maxLength: 300 }), async (key, message) => {
        const signature = await localSigner(key).signMessage(message);
        expect(signature).toHaveLength(65);
        expect([27, 28]).toContain(signature[64]);
        const publicKey = pointFromScalar(key) ?? new Uint8Array();
        const digest = personalMessageDigest(message);
        // Strict: high s is refused.
        expect(verify(digest, publicKey, signature.subarray(0, 64), true)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('makes signatures that lead back to its address', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.uint8Array({ maxLength: 300 }), async (key, message) => {
        const signer = localSigner(key);
        const signature = await signer.signMessage(message);
        expect(recoverAddress(personalMessageDigest(message), signature)).toBe(signer.address);
      }),
      { numRuns: 200 },
    );
  });

  it('takes the key as bytes, or as hex of any case, with 0x or without', async () => {
    const digits = 'f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181';
    const forms = [hex(digits), digits, `0x${digits}`, `0x${digits.toUpperCase()}`];
    const signatures = forms.map((key) => localSigner(key).signMessage(utf8('same')));
    expect(new Set((await Promise.all(signatures)).map(digitsOf)).size).toBe(1);
  });

  it('takes the smallest and the largest key', () => {
    expect(localSigner(one).address).toBe('0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf');
    expect(localSigner(largest).address).toBe('0x80C0dbf239224071c59dD8970ab9d542E3414aB2');
  });

  it.each([
    ['Uint8Array', (bytes: Uint8Array) => Uint8Array.from(bytes)],
    ['Buffer, whose slices share its memory', (bytes: Uint8Array) => Buffer.from(bytes)],
  ])('keeps a copy of the key: the caller may wipe a %s', async (_, make) => {
    const key = make(hex('11'.repeat(32)));
    const signer = localSigner(key);
    const before = await signer.signMessage(utf8('message'));
    key.fill(0);
    expect(await signer.signMessage(utf8('message'))).toEqual(before);
  });

  it('cannot be made to say that it is somebody else', () => {
    const signer = localSigner(one);
    expect(Object.isFrozen(signer)).toBe(true);
    expect(Reflect.set(signer, 'address', '0x')).toBe(false);
  });

  it('works without its this', async () => {
    const signing = localSigner(one).signMessage.call(undefined, utf8('message'));
    expect(await signing).toHaveLength(65);
  });

  it('rejects, and does not throw, where the message is unusable', async () => {
    const signing = localSigner(one).signMessage('text' as never);
    await expect(signing).rejects.toThrow('The message must be a Uint8Array.');
  });

  it.each([
    ['zero', '0'.repeat(64), /zero/],
    ['the order of the curve', order, /order/],
    ['what is beyond it', 'f'.repeat(64), /order/],
    ['a digit too few', one.slice(1), /64 hex digits/],
    ['a byte too few', one.slice(2), /64 hex digits/],
    ['a byte too many', `${one}00`, /64 hex digits/],
    ['what is not hex', 'g'.repeat(64), /64 hex digits/],
    ['a line break', `${one}\n`, /64 hex digits/],
    ['a mnemonic', 'test test test test test test test test test test test junk', /64 hex digits/],
    ['nothing', '', /64 hex digits/],
    ['31 bytes', hex(one.slice(2)), /32 bytes/],
    ['no key at all', undefined as never, /32 bytes/],
    ['a number', 1 as never, /32 bytes/],
  ])('refuses %s', (_, key, reason) => {
    expect(thrownBy(() => localSigner(key)).message).toMatch(reason);
  });
});
