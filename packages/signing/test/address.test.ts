import fc from 'fast-check';
import { isPrivate, pointFromScalar } from 'tiny-secp256k1';
import { getAddress } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { describe, expect, it } from 'vitest';

import { addressOf, checksumAddress, isAddress } from '../src/index.ts';
import { bytes32, digitsOf, hex } from './support/bytes.ts';
import { thrownBy } from './support/thrown.ts';

/** The test cases of EIP-55. */
const eip55 = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];

const mistyped = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD';

const addresses = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(digitsOf);

describe(checksumAddress, () => {
  it.each(eip55)('writes %s as EIP-55 does, from one case or its own', (address) => {
    const digits = address.slice(2);
    for (const text of [digits, digits.toLowerCase(), digits.toUpperCase()]) {
      expect(checksumAddress(`0x${text}`)).toBe(address);
    }
  });

  it('agrees with viem on any address', () => {
    fc.assert(
      fc.property(addresses, (digits) => {
        expect(checksumAddress(`0x${digits}`)).toBe(getAddress(`0x${digits}`));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses mixed case that is not the checksum', () => {
    const error = thrownBy(() => checksumAddress(mistyped));
    expect(error.message).toMatch(/mistyped.*EIP-55/);
  });

  it('takes any case where the caller says so', () => {
    expect(checksumAddress(mistyped, { anyCase: true })).toBe(eip55[4]);
    fc.assert(
      fc.property(addresses, fc.array(fc.boolean(), { minLength: 40 }), (digits, capitals) => {
        const text = Array.from(digits, (digit, at) =>
          capitals[at] ? digit.toUpperCase() : digit,
        );
        const checked = checksumAddress(`0x${text.join('')}`, { anyCase: true });
        expect(checked).toBe(checksumAddress(`0x${digits}`));
      }),
    );
  });

  it.each([
    ['what is too short', '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae'],
    ['what is too long', '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0'],
    ['digits without 0x', '5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'],
    ['0X', '0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'],
    ['what is not hex', '0xgaaeb6053f3e94c9b9a09f33669435e7ef1beaed'],
    ['a line break', '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\n'],
    ['nothing', ''],
    ['what is no text', 7 as never],
  ])('refuses %s, whatever its case', (_, text) => {
    for (const options of [{}, { anyCase: true }]) {
      expect(thrownBy(() => checksumAddress(text, options)).message).toBe(
        'An address is 0x and 40 hex digits.',
      );
      expect(isAddress(text, options)).toBe(false);
    }
  });
});

describe(isAddress, () => {
  it('says what checksumAddress accepts', () => {
    for (const address of eip55) expect(isAddress(address)).toBe(true);
    expect(isAddress(mistyped)).toBe(false);
    expect(isAddress(mistyped, { anyCase: true })).toBe(true);
    expect([undefined, null, {}, 7].some((value) => isAddress(value))).toBe(false);
  });
});

describe(addressOf, () => {
  it('agrees with libsecp256k1 and viem on the address of any key, compressed or not', () => {
    fc.assert(
      fc.property(bytes32.filter(isPrivate), (key) => {
        const expected = privateKeyToAddress(`0x${digitsOf(key)}`);
        for (const compressed of [true, false]) {
          const publicKey = pointFromScalar(key, compressed);
          expect(publicKey && addressOf(publicKey)).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['the point at infinity', '00'],
    ['a point that is not on the curve', `04${'01'.repeat(64)}`],
    ['an x of no point', `02${'00'.repeat(31)}05`],
    ['an x beyond the field', `02${'ff'.repeat(32)}`],
    ['64 bytes, without their first', '01'.repeat(64)],
    ['nothing', ''],
  ])('refuses %s', (_, publicKey) => {
    expect(thrownBy(() => addressOf(hex(publicKey))).message).toContain('no point of secp256k1');
  });

  it('does not take a text for bytes', () => {
    expect(thrownBy(() => addressOf('04' as never)).message).toContain('Uint8Array');
  });
});
