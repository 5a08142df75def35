import fc from 'fast-check';
import { hashDomain, hashTypedData } from 'viem';
import { describe, expect, it } from 'vitest';

import {
  domainSeparator,
  keccak256,
  localSigner,
  recoverAddress,
  toHex,
  typedDataDigest,
  type TypedData,
} from '../src/index.ts';
import { hashStruct } from '../src/struct-hash.ts';
import { encodeType, structOf } from '../src/struct-types.ts';
import { digitsOf, hex, utf8 } from './support/bytes.ts';
import { etherMail } from './support/ether-mail.ts';
import { rocketFi, rocketFiKey, rocketFiTransaction } from './support/rocketfi.ts';
import { basicTypes, ours, typedData, type ForViem } from './support/typed-data.ts';

function expected(given: ForViem): string {
  return hashTypedData(given as Parameters<typeof hashTypedData>[0]);
}

function expectedDomain(given: unknown): string {
  return hashDomain(given as Parameters<typeof hashDomain>[0]);
}

describe('the example of EIP-712', () => {
  const { types, domain, message } = etherMail;

  it('has the types that the standard derives', () => {
    const mail = structOf('Mail', types);
    expect(encodeType(mail)).toBe(
      'Mail(Person from,Person to,string contents)Person(string name,address wallet)',
    );
    expect(toHex(mail.typeHash())).toBe(
      '0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2',
    );
  });

  it('has the hashes that the standard derives', () => {
    expect(toHex(domainSeparator(domain))).toBe(
      '0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f',
    );
    expect(toHex(hashStruct(structOf('Mail', types), message, 'message'))).toBe(
      '0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e',
    );
    expect(toHex(typedDataDigest(etherMail))).toBe(
      '0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2',
    );
  });

  it('has the signature that the standard gives for the key of the cow', async () => {
    const signer = localSigner(keccak256(utf8('cow')));
    expect(signer.address).toBe('0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826');
    const signature = await signer.signTypedData(etherMail);
    expect(digitsOf(signature)).toBe(
      '4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d' +
        '07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562' +
        '1c',
    );
    expect(recoverAddress(typedDataDigest(etherMail), signature)).toBe(signer.address);
  });

  it('is the same with the type of its domain declared', () => {
    const declared = [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ];
    const digest = typedDataDigest({ ...etherMail, types: { ...types, EIP712Domain: declared } });
    expect(digest).toEqual(typedDataDigest(etherMail));
  });
});

describe('RocketFi’s message', () => {
  const wrapped: TypedData = {
    domain: rocketFi.domain,
    types: { RocketChainMessage: [{ name: 'contents', type: 'bytes32' }] },
    primaryType: 'RocketChainMessage',
    message: { contents: keccak256(rocketFiTransaction) },
  };

  it('has a domain without a chain', () => {
    expect(toHex(domainSeparator(rocketFi.domain))).toBe(rocketFi.domainSeparator);
  });

  it('has the digest and the signature of the venue’s reference', async () => {
    expect(toHex(typedDataDigest(wrapped))).toBe(rocketFi.eip712.digest);
    const signature = await localSigner(rocketFiKey).signTypedData(wrapped);
    expect(toHex(signature)).toBe(rocketFi.eip712.signature);
  });
});

describe(typedDataDigest, () => {
  it('agrees with viem on any types, values and domains', () => {
    fc.assert(
      fc.property(typedData, (given) => {
        expect(toHex(typedDataDigest(ours(given)))).toBe(expected(given));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([...basicTypes])('agrees with viem on each %s', (type, values) => {
    const types = { One: [{ name: 'value', type }] };
    fc.assert(
      fc.property(values, (value) => {
        const given = { domain: {}, types, primaryType: 'One', message: { value } };
        expect(toHex(typedDataDigest(given))).toBe(expected(given));
      }),
      { numRuns: 20 },
    );
  });

  it('follows a struct that refers to itself, and structs that refer to each other', () => {
    const types = {
      Tree: [
        { name: 'leaves', type: 'Leaf[]' },
        { name: 'branches', type: 'Tree[]' },
      ],
      Leaf: [
        { name: 'color', type: 'string' },
        { name: 'sprouts', type: 'Tree[]' },
      ],
    };
    const sprout = { leaves: [], branches: [] };
    const message = {
      leaves: [{ color: 'green', sprouts: [sprout] }],
      branches: [{ leaves: [], branches: [sprout, sprout] }],
    };
    const given = { domain: { name: 'Wood' }, types, primaryType: 'Tree', message };
    expect(toHex(typedDataDigest(given))).toBe(expected(given));
  });

  it('sorts what a struct refers to by name, also where a name begins with another', () => {
    const types = {
      Z: [
        { name: 'a', type: 'A_[]' },
        { name: 'b', type: 'A$' },
        { name: 'c', type: 'A' },
      ],
      A: [],
      A$: [],
      A_: [],
    };
    expect(encodeType(structOf('Z', types))).toBe('Z(A_[] a,A$ b,A c)A()A$()A_()');
  });

  it('takes bytes as bytes and as hex, and integers as any of what has all their digits', () => {
    const types = {
      One: [
        { name: 'raw', type: 'bytes' },
        { name: 'word', type: 'bytes4' },
        { name: 'count', type: 'int128' },
      ],
    };
    const counts = [
      [-42n, -42, '-42'] as const,
      [255n, 255, '255', '0xff', '0xFF', '0255'] as const,
    ];
    for (const same of counts) {
      const digests = same.flatMap((count) =>
        [
          { raw: '0xabcd', word: '0x00010203', count },
          { raw: hex('abcd'), word: Buffer.from([0, 1, 2, 3]), count },
        ].map((message) =>
          toHex(typedDataDigest({ domain: {}, types, primaryType: 'One', message })),
        ),
      );
      expect(new Set(digests).size).toBe(1);
    }
  });

  it('takes the type of a domain as it is declared: its order, and fields of its own', () => {
    const EIP712Domain = [
      { name: 'chainId', type: 'uint64' },
      { name: 'region', type: 'string' },
      { name: 'name', type: 'string' },
    ];
    const given = {
      domain: { name: 'Here', chainId: 7n, region: 'EU' },
      types: { EIP712Domain, One: [{ name: 'value', type: 'bool' }] },
      primaryType: 'One',
      message: { value: true },
    };
    expect(toHex(typedDataDigest(given))).toBe(expected(given));
  });

  it('forgets nothing of types that change under the same object', () => {
    const fields = [{ name: 'value', type: 'uint8' }];
    const given = { domain: {}, types: { One: fields }, primaryType: 'One', message: { value: 1 } };
    const before = typedDataDigest(given);
    fields[0] = { name: 'value', type: 'uint16' };
    expect(typedDataDigest(given)).not.toEqual(before);
    expect(toHex(typedDataDigest(given))).toBe(expected(given));
  });

  it('is right however many types were used before', () => {
    for (let index = 0; index < 600; index += 1) {
      const types = { [`Type${index}`]: [{ name: 'value', type: 'bool' }] };
      typedDataDigest({ domain: {}, types, primaryType: `Type${index}`, message: { value: true } });
    }
    expect(toHex(typedDataDigest(etherMail))).toMatch(/^0xbe609aee/);
  });

  it('signs arrays of any length', () => {
    const given = {
      domain: {},
      types: { One: [{ name: 'values', type: 'uint8[]' }] },
      primaryType: 'One',
      message: { values: Array.from({ length: 200_000 }, (_, index) => index % 256) },
    };
    expect(typedDataDigest(given)).toHaveLength(32);
  });
});

describe(domainSeparator, () => {
  it('agrees with viem on every subset of the fields', () => {
    const all = [
      { name: 'name', type: 'string', value: 'Name' },
      { name: 'version', type: 'string', value: '2' },
      { name: 'chainId', type: 'uint256', value: 42161 },
      { name: 'verifyingContract', type: 'address', value: etherMail.domain.verifyingContract },
      { name: 'salt', type: 'bytes32', value: toHex(keccak256(utf8('salt'))) },
    ];
    for (let subset = 0; subset < 2 ** all.length; subset += 1) {
      const chosen = all.filter((_, index) => subset & (1 << index));
      const domain = Object.fromEntries(chosen.map(({ name, value }) => [name, value]));
      const types = { EIP712Domain: chosen.map(({ name, type }) => ({ name, type })) };
      expect(toHex(domainSeparator(domain))).toBe(expectedDomain({ domain, types }));
    }
  });

  it('takes a field that is undefined for one that is not there', () => {
    const domain = { name: 'A', version: undefined, chainId: undefined };
    expect(domainSeparator(domain)).toEqual(domainSeparator({ name: 'A' }));
  });

  it('tells an empty version from none', () => {
    expect(domainSeparator({ name: 'A', version: '' })).not.toEqual(domainSeparator({ name: 'A' }));
  });
});
