import { inspect } from 'node:util';

import { ConfigError, parseJson, VenuewireError } from '@venuewire/core';
import {
  domainSeparator,
  fromHex,
  isAddress,
  recoverAddress,
  toHex,
  type Signer,
} from '@venuewire/signing';
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod/v4';

import { leaks } from '../../../core/test/venue-suite/leaks.ts';
import {
  canonicalBytes,
  signTransaction,
  transactionDigest,
  type Instruction,
  type SignatureScheme,
} from '../../src/transactions/index.ts';
import type { instruction as instructionSchema } from '../../src/transactions/layout.ts';
import { instruction, nonce } from './support/arbitraries.ts';
import { key, other, sender, signer } from './support/key.ts';

const schemes = ['EIP191', 'EIP712'] as const;
const claim = { type: 'FaucetClaim' } as const;

/** Computed with two other libraries, of an instruction that no account may use. */
const vector = {
  bytes: new TextEncoder().encode(
    `{"sender":"${sender}","instruction":{"Mint":{"to":"${sender}","asset_id":0,"amount":"1000"}},"nonce":1}`,
  ),
  EIP191: {
    digest: '0x660479ca0ba4dcde63e95d9c6486cad91e3e67e140c948b85c902788d7af1383',
    signature:
      '0xc4f52592216fd773fff18ad71f99550126bcd561e21267897bc1ae7eb2b2eace19f9cdbd498bd4313dffe186f3f91755a2346eaaaf016e4a5b3661093fb426e41b',
  },
  EIP712: {
    digest: '0xd2a151f34c529a9cfaab7482938eb2880eef1b09934cc83235594a0b4ef69e4b',
    signature:
      '0x709bc5b7a023682a7c8011b9d87f3ca76269e06cce260a1b18a9c614f652cecb756a3fd88c2490c54f9ea73e7e770d07b1fe9d63651d181b3c7d065b635b81fa1b',
  },
};

describe('what is signed', () => {
  it.each(schemes)('of bytes is the digest of the vector under %s', (scheme) => {
    const { digest, signature } = vector[scheme];
    expect(toHex(transactionDigest(vector.bytes, scheme))).toBe(digest);
    expect(recoverAddress(fromHex(digest), fromHex(signature))).toBe(sender);
  });

  it('under EIP712 has the venue’s domain, which names no chain', async () => {
    let domain: Parameters<typeof domainSeparator>[0] = {};
    const watched: Signer = {
      ...signer,
      signTypedData(typedData) {
        domain = typedData.domain;
        return signer.signTypedData(typedData);
      },
    };
    await signTransaction({ signer: watched, instruction: claim, nonce: 1, scheme: 'EIP712' });
    expect(toHex(domainSeparator(domain))).toBe(
      '0x82a3e16e962685451fe5517426cb20b3777d0e1bf09cc670dfbcbf6bff494da3',
    );
  });

  it('is EIP191 where nothing is said', async () => {
    const plain = await signTransaction({ signer, instruction: claim, nonce: 1 });
    const explicit = await signTransaction({
      signer,
      instruction: claim,
      nonce: 1,
      scheme: 'EIP191',
    });
    expect(plain.text()).toBe(explicit.text());
  });

  it('does not change with what was given meanwhile', async () => {
    const given = {
      type: 'PlaceOrder' as const,
      orders: [{ type: 'Cancel' as const, orderId: 1 }],
    };
    const slow: Signer = {
      ...signer,
      async signMessage(message) {
        given.orders.length = 0;
        return signer.signMessage(message);
      },
    };
    const signed = await signTransaction({ signer: slow, instruction: given, nonce: 1 });
    expect(signed.text()).toContain('"orderId":1');
  });
});

describe('any valid instruction', () => {
  const request = fc.record({ instruction, nonce, scheme: fc.constantFrom(...schemes) });

  it('is signed by the sender, over the very text that is submitted', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ scheme, ...transaction }) => {
        const signed = await signTransaction({ signer, scheme, ...transaction });
        const [, data = '', rest] =
          /^\{"data":(.*)(,"serializationFormat":.*)\}$/su.exec(signed.text()) ?? [];
        expect(rest).toBe(
          `,"serializationFormat":"JSON","signatureScheme":"${scheme}","signature":"${signed.signature()}"`,
        );
        expect(signed.signature()).toMatch(/^0x[\da-f]{128}(?:1b|1c)$/);
        const bytes = new TextEncoder().encode(data);
        expect(bytes).toEqual(canonicalBytes({ sender, ...transaction }));
        const digest = transactionDigest(bytes, scheme);
        expect(recoverAddress(digest, fromHex(signed.signature()))).toBe(sender);
        expect(signed).toMatchObject({
          sender,
          scheme,
          type: transaction.instruction.type,
          nonce: String(BigInt(transaction.nonce)),
        });
      }),
    );
  });

  it('reads back from its bytes as what was given', () => {
    fc.assert(
      fc.property(instruction, nonce, (given, number) => {
        const text = new TextDecoder().decode(
          canonicalBytes({ sender, instruction: given, nonce: number }),
        );
        const read = parseJson(text) as Record<string, unknown>;
        expect(Object.keys(read)).toEqual(['sender', 'instruction', 'nonce']);
        expect(simplified(read['instruction'])).toEqual(simplified(tagged(given)));
      }),
    );
  });
});

/** As the venue tags it. */
function tagged({ type, ...fields }: Instruction): object {
  const orders =
    'orders' in fields ? fields.orders.map(({ type: kind, ...order }) => ({ [kind]: order })) : [];
  if (type === 'PlaceOrder') return { [type]: orders };
  return { [type]: 'orders' in fields ? { ...fields, orders } : fields };
}

/** Without what is empty, false or the sender, which need not be given; integers as digits, hex in lower case. */
function simplified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplified);
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return isHex(value) ? value.toLowerCase() : value;
  if (typeof value !== 'object' || value === null) return value;
  const empty = new Set<unknown>([null, undefined, false, sender]);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => !empty.has(field))
      .map(([name, field]) => [name, simplified(field)]),
  );
}

const isHex = (text: string): boolean =>
  isAddress(text, { anyCase: true }) || /^0x[\da-f]{16}$/i.test(text);

describe('a signer', () => {
  it.each([
    ['too short', new Uint8Array(64).fill(27)],
    ['too long', new Uint8Array(66).fill(27)],
    ['with v 0', new Uint8Array(65)],
  ])('whose signature is %s is refused', async (_what, signature) => {
    const broken: Signer = { ...signer, signMessage: async () => signature };
    const signing = signTransaction({ signer: broken, instruction: claim, nonce: 1 });
    await expect(signing).rejects.toThrow('65 bytes r‖s‖v with v 27 or 28');
    await expect(signing).rejects.toBeInstanceOf(ConfigError);
  });

  it('that refuses is heard', async () => {
    const reason = new Error('User rejected the request.');
    const refusing: Signer = { ...signer, signMessage: () => Promise.reject(reason) };
    await expect(signTransaction({ signer: refusing, instruction: claim, nonce: 1 })).rejects.toBe(
      reason,
    );
  });

  it('may write its address in any one case', async () => {
    const lower: Signer = { ...signer, address: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266' };
    expect((await signTransaction({ signer: lower, instruction: claim, nonce: 1 })).sender).toBe(
      sender,
    );
  });

  it('without an address is unusable', async () => {
    const nobody = { ...signer, address: '0x' } as const;
    const signing = signTransaction({ signer: nobody, instruction: claim, nonce: 1 });
    await expect(signing).rejects.toSatisfy((error) => VenuewireError.is(error));
  });
});

it('promise 11: neither logging nor inspecting shows what anybody could submit', async () => {
  const withdraw = { type: 'Withdraw', assetId: 0, amount: '123.456', to: other } as const;
  const signed = await signTransaction({ signer, instruction: withdraw, nonce: 1 });
  const secrets = [key.slice(2), signed.signature(), signed.signature().slice(2), '123.456', other];
  expect(leaks({ signed, outcome: { outcome: 'accepted', transaction: signed } }, secrets)).toEqual(
    [],
  );
  expect(inspect(signed)).toContain('Withdraw');
});

it('the types that callers see are those that are checked', () => {
  expectTypeOf<z.input<typeof instructionSchema>>().toExtend<Instruction>();
  expectTypeOf<Instruction>().toExtend<z.input<typeof instructionSchema>>();
  expectTypeOf<SignatureScheme>().toEqualTypeOf<(typeof schemes)[number]>();
});
