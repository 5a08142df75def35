import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

import { beforeAll, describe, expect, it } from 'vitest';

import * as signing from '../src/index.ts';
import { bundle, platformNamesIn, type Bundle } from './support/bundle.ts';
import { digitsOf } from './support/bytes.ts';
import { etherMail } from './support/ether-mail.ts';
import { rocketFi, rocketFiKey, rocketFiTransaction } from './support/rocketfi.ts';

const folder = fileURLToPath(new URL('../src/', import.meta.url));

let built: Bundle;
beforeAll(async () => {
  built = await bundle(`${folder}index.ts`);
});

/** The package in a realm of its own, which has the language and these names alone. */
function runIn(names: Readonly<Record<string, unknown>>): typeof signing {
  const context = vm.createContext({ ...names });
  vm.runInContext(built.code, context);
  return vm.runInContext('signing', context) as typeof signing;
}

describe('the module graph', () => {
  it('has no module of Node, and no package but noble’s', () => {
    const names = built.imports.map(({ source }) => source).filter((name) => !name.startsWith('.'));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !name.startsWith('@noble/'))).toEqual([]);
    expect(built.modules.length).toBeGreaterThan(15);
  });

  it('imports of noble what its manifests export, file by file', () => {
    const own = built.imports.filter(({ by }) => by.startsWith(folder));
    const ofNoble = own.map(({ source }) => source).filter((name) => name.startsWith('@noble/'));
    expect([...new Set(ofNoble)].toSorted()).toEqual([
      '@noble/curves/secp256k1.js',
      '@noble/hashes/hmac.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/sha3.js',
      '@noble/hashes/utils.js',
    ]);
  });

  it('uses nothing of a platform, except that noble asks globalThis for randomness', async () => {
    expect(await platformNamesIn(built.code)).toEqual(['globalThis']);
    expect(built.code.match(/globalThis\b.{8}/g)).toEqual([
      expect.stringContaining(' === '),
      'globalThis.crypto ',
    ]);
  });

  it('would show it, if it did', async () => {
    const script = 'const wait = () => setTimeout(console.log, Buffer.poolSize); process.exit();';
    const expected = ['Buffer', 'console', 'process', 'setTimeout'];
    expect(await platformNamesIn(script)).toEqual(expected);
  });
});

describe.each([
  { platform: 'TextEncoder alone', names: { TextEncoder } },
  { platform: 'TextEncoder and crypto, as a browser', names: { TextEncoder, crypto } },
])('on a platform that has $platform', ({ names }) => {
  it('exports the same', () => {
    expect(Object.keys(runIn(names)).toSorted()).toEqual(Object.keys(signing).toSorted());
  });

  it('makes the same signatures', async () => {
    const there = runIn(names);
    there.warmUp();
    expect(there.hmacSigner('dGVzdF9zZWNyZXRfMTIzNDU2Nzg').sign('1712500000GET/order/ws')).toBe(
      'Cn6oA9BE3cVxdIjkuFm3RotzukgbLGUqdA5KcC_L9Lw',
    );
    const signer = there.localSigner(rocketFiKey);
    expect(signer.address).toBe(rocketFi.address);
    const mail = await signer.signTypedData(etherMail);
    const expected = await signing.localSigner(rocketFiKey).signTypedData(etherMail);
    expect(digitsOf(mail)).toBe(digitsOf(expected));
    expect(there.recoverAddress(there.typedDataDigest(etherMail), mail)).toBe(signer.address);
  });

  it('takes bytes of another realm, which are no instances of its own Uint8Array', async () => {
    const there = runIn(names);
    expect(rocketFiTransaction).not.toBeInstanceOf(
      there.keccak256(rocketFiTransaction).constructor,
    );
    const signer = there.localSigner(signing.fromHex(rocketFiKey));
    expect(there.toHex(await signer.signMessage(rocketFiTransaction))).toBe(
      rocketFi.eip191.signature,
    );
  });

  it('refuses the same', () => {
    const there = runIn(names);
    expect(() => there.localSigner('0x00')).toThrow('A private key is 32 bytes');
    expect(() => there.hmacSigner('')).toThrow('The secret is empty.');
  });
});
