import fc from 'fast-check';
import { hashMessage } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';

import { localSigner, personalMessageDigest, toHex } from '../src/index.ts';
import { bytes32, digitsOf, hex, utf8 } from './support/bytes.ts';
import { rocketFi, rocketFiKey, rocketFiTransaction } from './support/rocketfi.ts';
import { thrownBy } from './support/thrown.ts';

describe(personalMessageDigest, () => {
  // The documentation of web3.js, `eth.accounts.hashMessage`.
  it('knows the digest of "Hello World"', () => {
    expect(toHex(personalMessageDigest(utf8('Hello World')))).toBe(
      '0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2',
    );
  });

  it('counts bytes, not characters, and hashes what is no UTF-8 as it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1200 }), (message) => {
        const expected = hashMessage({ raw: message });
        expect(toHex(personalMessageDigest(message))).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not take a text for bytes', () => {
    expect(thrownBy(() => personalMessageDigest('Hello World' as never)).message).toBe(
      'The message must be a Uint8Array.',
    );
  });
});

describe('a signed message', () => {
  // The documentation of web3.js, `eth.accounts.sign`.
  it('has the signature that web3.js documents', async () => {
    const signer = localSigner(
      '0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318',
    );
    expect(signer.address).toBe('0x2c7536E3605D9C16a7a3D7b1898e529396a65c23');
    expect(digitsOf(await signer.signMessage(utf8('Some data')))).toBe(
      'b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd' +
        '6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c',
    );
  });

  it('has the signature of RocketFi’s reference', async () => {
    const signer = localSigner(rocketFiKey);
    expect(signer.address).toBe(rocketFi.address);
    expect(toHex(personalMessageDigest(rocketFiTransaction))).toBe(rocketFi.eip191.digest);
    expect(toHex(await signer.signMessage(rocketFiTransaction))).toBe(rocketFi.eip191.signature);
  });

  it('has the signature that viem gives it, for any key and message', async () => {
    // Those that are zero or too large are out of 2^127.
    const keys = bytes32.filter((key) => key.some((byte) => byte !== 0) && key[0] !== 255);
    await fc.assert(
      fc.asyncProperty(keys, fc.uint8Array({ maxLength: 200 }), async (key, message) => {
        const account = privateKeyToAccount(`0x${digitsOf(key)}`);
        const expected = await account.signMessage({ message: { raw: message } });
        const signer = localSigner(key);
        expect(signer.address).toBe(account.address);
        expect(toHex(await signer.signMessage(message))).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('is of a message of no bytes, too', async () => {
    const signer = localSigner(hex('11'.repeat(32)));
    expect(await signer.signMessage(new Uint8Array())).toHaveLength(65);
  });
});
