import { createHash, createSign, generateKeyPairSync } from 'node:crypto';

import fc from 'fast-check';
import {
  isPointCompressed,
  isPrivate,
  pointFromScalar,
  recover,
  sign as signIndependently,
} from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';

import { canonicalSignature } from '../src/digest-signer.ts';
import {
  addressOf,
  digestSigner,
  localSigner,
  personalMessageDigest,
  recoverAddress,
  typedDataDigest,
} from '../src/index.ts';
import { bytes32, digitsOf, hex, utf8 } from './support/bytes.ts';
import { etherMail } from './support/ether-mail.ts';
import { rejectedBy, thrownBy } from './support/thrown.ts';

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const message = utf8('message');
const key = hex('11'.repeat(32));
const local = localSigner(key);

const word = (value: bigint): string => value.toString(16).padStart(64, '0');

function negated(compact: Uint8Array): Uint8Array {
  const s = BigInt(`0x${digitsOf(compact.subarray(32))}`);
  return Uint8Array.of(...compact.subarray(0, 32), ...hex(word(order - s)));
}

/** SEQUENCE of two INTEGERs. */
function der(compact: Uint8Array): Uint8Array {
  const content = [compact.subarray(0, 32), compact.subarray(32)].flatMap(derInteger);
  return Uint8Array.of(0x30, content.length, ...content);
}

/** As short as can be, with a zero before a first bit that would make it negative. */
function derInteger(bytes: Uint8Array): number[] {
  const content = Array.from(bytes.subarray(bytes.findIndex((byte) => byte !== 0)));
  if ((content[0] ?? 0) > 127) content.unshift(0);
  return [0x02, content.length].concat(content);
}

type Form = (compact: Uint8Array) => Uint8Array;

const forms: readonly { readonly name: string; readonly form: Form }[] = [
  { name: 'r‖s', form: (compact) => compact },
  { name: 'r‖s with high s', form: negated },
  { name: 'r‖s‖v, whatever its v', form: (compact) => Uint8Array.of(...compact, 255) },
  { name: 'r‖s‖v with high s', form: (compact) => Uint8Array.of(...negated(compact), 27) },
  { name: 'DER', form: der },
  { name: 'DER with high s', form: (compact) => der(negated(compact)) },
  { name: 'a Buffer', form: (compact) => Buffer.from(compact) },
];

/** A key that is elsewhere, and answers in one of the forms. */
function remote(form: Form, secret: Uint8Array = key): ReturnType<typeof digestSigner> {
  const publicKey = pointFromScalar(secret) ?? new Uint8Array();
  return digestSigner({
    address: addressOf(publicKey),
    sign: async (digest) => form(signIndependently(digest, secret)),
  });
}

const answering = (answer: unknown): ReturnType<typeof digestSigner> =>
  digestSigner({ address: local.address, sign: async () => answer as Uint8Array });

describe(digestSigner, () => {
  it.each(forms)('makes of $name what a key in memory signs', async ({ form }) => {
    const signer = remote(form);
    expect(signer.address).toBe(local.address);
    expect(await signer.signMessage(message)).toEqual(await local.signMessage(message));
    expect(await signer.signTypedData(etherMail)).toEqual(await local.signTypedData(etherMail));
  });

  it('does so for any key, message and form', async () => {
    const secrets = bytes32.filter(isPrivate);
    const shapes = fc.constantFrom(...forms.map(({ form }) => form));
    const messages = fc.uint8Array({ maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(secrets, messages, shapes, async (secret, given, form) => {
        const expected = await localSigner(secret).signMessage(given);
        expect(await remote(form, secret).signMessage(given)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it.each([64, 65])('takes DER of %i bytes for what it is, and not for r‖s', (length) => {
    // A key rarely makes one. But any r and s are the signature of some key, as long as r is the x of a point.
    const s = word(1n << BigInt((length - 64) * 8 + 225));
    let found = 0;
    for (let r = 1n << 225n; found < 5; r += 1n) {
      const compact = hex(word(r) + s);
      const digest = hex(word(r));
      const publicKey = isPointCompressed(hex(`02${word(r)}`)) && recover(digest, compact, 0);
      if (!publicKey) continue;
      found += 1;
      const answer = der(compact);
      expect(answer).toHaveLength(length);
      const canonical = canonicalSignature(answer, digest, addressOf(publicKey));
      expect(digitsOf(canonical)).toBe(`${digitsOf(compact)}1b`);
    }
  });

  it('takes what OpenSSL signs, half of which has high s', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const point = ['04', ...[x, y].map((part) => digitsOf(Buffer.from(part, 'base64url')))];
    const address = addressOf(hex(point.join('')));
    const digest = new Uint8Array(createHash('sha256').update(message).digest());
    for (let run = 0; run < 20; run += 1) {
      const answer = createSign('sha256').update(message).sign(privateKey);
      expect(recoverAddress(digest, canonicalSignature(answer, digest, address))).toBe(address);
    }
  });

  it('shows the key’s holder the digest, in memory of its own', async () => {
    const seen: Uint8Array[] = [];
    const signer = digestSigner({
      address: local.address,
      async sign(digest) {
        seen.push(Uint8Array.from(digest));
        const signature = signIndependently(digest, key);
        digest.fill(0);
        return signature;
      },
    });
    await signer.signMessage(message);
    await signer.signTypedData(etherMail);
    expect(seen).toEqual([personalMessageDigest(message), typedDataDigest(etherMail)]);
  });

  it('takes the address in one case, or with its checksum', () => {
    const sign = async (): Promise<Uint8Array> => new Uint8Array();
    const { address } = local;
    expect(digestSigner({ address: address.toLowerCase(), sign }).address).toBe(address);
    const mistyped = address.replace(/[a-f]/, (letter) => letter.toUpperCase());
    expect(thrownBy(() => digestSigner({ address: mistyped, sign })).message).toContain('EIP-55');
  });

  it('refuses options without a function', () => {
    const { address } = local;
    expect(thrownBy(() => digestSigner({ address } as never)).message).toContain('sign');
  });

  it('refuses the signature of another key', async () => {
    const other = hex('22'.repeat(32));
    const signer = digestSigner({
      address: local.address,
      sign: async (digest) => signIndependently(digest, other),
    });
    const error = await rejectedBy(() => signer.signMessage(message));
    expect(error.message).toMatch(/not of 0x\w{40}: it has another key/);
  });

  it('refuses the signature of a digest that was hashed once more', async () => {
    const signer = digestSigner({
      address: local.address,
      sign: async (digest) =>
        signIndependently(new Uint8Array(createHash('sha256').update(digest).digest()), key),
    });
    const error = await rejectedBy(() => signer.signMessage(message));
    expect(error.message).toContain('hashed the digest once more');
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['63 bytes', new Uint8Array(63).fill(1)],
    ['r and s of zero', new Uint8Array(64)],
    ['r and s beyond the order', new Uint8Array(65).fill(255)],
    ['DER that is cut', hex('3044022011')],
    ['DER with a tail', Uint8Array.of(...der(signIndependently(key, key)), 0)],
    ['DER with a negative r', hex('3006020181020101')],
  ])('refuses %s for an answer', async (_, answer) => {
    const error = await rejectedBy(() => answering(answer).signMessage(message));
    expect(error.message).toContain('neither r‖s, r‖s‖v nor DER');
  });

  it('refuses an answer that is no bytes, such as hex', async () => {
    for (const answer of [digitsOf(key), undefined, [1, 2]]) {
      const error = await rejectedBy(() => answering(answer).signMessage(message));
      expect(error.message).toBe('sign must answer with a Uint8Array.');
    }
  });

  it('passes on what the key’s holder throws, as it is', async () => {
    const refusal = new Error('access denied');
    const signer = digestSigner({
      address: local.address,
      async sign() {
        throw refusal;
      },
    });
    await expect(signer.signMessage(message)).rejects.toBe(refusal);
  });

  it('does not ask for a signature of what is malformed', async () => {
    let asked = 0;
    const signer = digestSigner({
      address: local.address,
      async sign(digest) {
        asked += 1;
        return digest;
      },
    });
    await rejectedBy(() => signer.signTypedData({ ...etherMail, primaryType: 'Male' }));
    expect(asked).toBe(0);
  });
});
